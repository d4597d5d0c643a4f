"""What a report is: whose, of which year, by which template, when published, and whether it is a report at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from giar_ml.assemble import epoch as epochs
from giar_ml.assemble import genuine, overwritten, when, who
from giar_ml.assemble.official import bare, bodies
from giar_ml.types import Document, Edit, Epoch, NormalizedText, Outline

HEAD_LINES = 40  # non-blank lines before the first section in which a title is looked for
FIRST_LINES = 3  # of a text that begins with a section
TAIL_LINES = 12
MOST_NAMES = 60  # that are weighed against each other
_SENTENCE = re.compile(
    r"[。；;!?！？]|^(?:根据|按照|依据|为|(?:现|特)(?:将|向|公布|公开|发布|编制)|编制(?:发布|公布|并)|本报告|本年度|如对|请)"
)
_MARK = re.compile(r"^#{1,6}")
_SHEET = re.compile(r"^[\s|]*(?:填报|编制|报告|公开|报送)?单位(?:名称)?\s*[:：]")
_CELL = re.compile(r"[\t|]+|\s{2,}")
_RUNS_ON = re.compile(r"[\u3400-\u9fff,、]$")
_YEAR = re.compile(r"20\d\d年(?:度)?$|^20\d\d年(?:度)?")
_PORTAL = re.compile(r"索引号|发布机构|发文机关|主题分类|信息分类|当前位置|^(?:公开目录|信息类别|所属栏目|栏目)")
_NAME = re.compile(r"[\u3400-\u9fff()·]{2,40}")
_METADATA = re.compile(r"^[^:]{2,8}:|^\d|^[-*]")


@dataclass(frozen=True, slots=True)
class Identity:
    """`year` is fiscal, `published` an ISO date, `region` the areas in the name, `is_report` a probability."""

    epoch: Epoch | None
    year: int | None
    body: str | None
    title: str | None
    published: str | None
    region: str | None
    is_report: float
    notes: tuple[str, ...] = ()


def identify(
    normalized: NormalizedText, outline: Outline, document: Document, suspects: Sequence[Edit] = ()
) -> Identity:
    """Who reports on which year, judged by the labels, the title, the period, the prose and the signature.

    `suspects` are spans that look wrong (raw offsets); brands in the place of a name are passed over.
    """
    normalized, outline = overwritten.without_brands(normalized, outline, suspects)
    text = normalized.text.text
    first = next((s.start for s in outline.sections if s.key != "0"), len(text))
    head = [line for line in text[:first].splitlines() if line.strip()][:HEAD_LINES]
    if not head:
        head = [line for line in text[:2000].splitlines() if line.strip()][:FIRST_LINES]
    tail = _tail(normalized, outline)
    labels = epochs.TableText.of(text, outline.passages)
    title, candidates = find_title(head)
    title = title or _file_title(document.path)
    published = when.published_on([bare(line) for line in head], tail)
    found = epochs.by_labels(labels)
    year, votes = when.fiscal_year(title or "", text, first, outline.passages, labels, published, found)
    body, notes = _body(
        title, [*head, *_sheet_heads(text[first:])], tail, outline, _file_title(document.path), suspects
    )
    title = overwritten.mended(title)
    if found is None and (found := epochs.by_year(year, labels)) is not None:
        notes.append("epoch by year only: no label of a template was found")
    if (said := when.title_year(title or "")) is not None and said != year:
        notes.append(f"title says {said}, the report says {year}: votes {dict(votes.most_common(3))}")
    return Identity(
        epoch=found,
        year=year,
        body=body,
        title=title,
        published=published,
        region=who.region_of(body) if body else None,
        is_report=genuine.probability(genuine.page(title, candidates, text, outline, labels)),
        notes=tuple(notes),
    )


def _tail(normalized: NormalizedText, outline: Outline) -> list[str]:
    """The last bare lines of the report, page numbers and page foot left out."""
    text, starts = normalized.text.text, normalized.text.starts
    kept: list[str] = []
    end = len(text)
    while end > 0 and len(kept) < TAIL_LINES:
        begin = text.rfind("\n", 0, end) + 1
        if text[begin:end].strip() and not any(e.start <= starts[begin] < e.end for e in outline.furniture):
            kept.append(bare(text[begin:end]))
        end = begin - 1
    return kept[::-1]


def find_title(head: Sequence[str]) -> tuple[str | None, int]:
    """The title among the lines before the first section, broken lines joined; and how many titles there are."""
    lines = [_without_head(bare(_labelled(line))) for line in head]
    found = [
        (score, -index, title)
        for index in range(len(lines))
        if (scored := _title_at(lines, index))
        for score, title in [scored]
    ]
    best = max(found, default=None)
    return (best[2] if best else None), len({title for _, _, title in found})


def _labelled(line: str) -> str:
    """A line without the label before a title; of a row with such a label, the cell behind it."""
    match = bodies().label.match(line)
    return line[match.end() :].split("\t")[0] if match else line


def _without_head(line: str) -> str:
    """A bare line without the number of the document, who signed it, and the name of the site."""
    while match := bodies().number.match(line):
        line = line[match.end() :]
    return line


def _title_at(lines: Sequence[str], index: int) -> tuple[float, str] | None:
    """The title that ends its first half at line `index`, with a score."""
    rules, text = bodies(), lines[index]
    if (report := rules.report.search(text, 0, rules.longest)) and rules.tools.match(text, report.end()):
        text = text[: report.end()]
    if len(text) > rules.longest or _PORTAL.search(text) or _is_sentence(text, lines[index - 1] if index else ""):
        return None
    if not rules.report.search(text) and index + 1 < len(lines) and rules.subject.search(text):
        text += lines[index + 1] if len(lines[index + 1]) <= 20 and not _SENTENCE.search(lines[index + 1]) else ""
    if not rules.report.search(text):
        return None
    text = _without_tail(_MARK.sub("", text))
    at = index - 1
    while at >= max(0, index - 2) and not who.title_name(text) and _is_name_line(lines[at]):
        text, at = lines[at] + text, at - 1
    name = who.title_name(text)
    score = (
        3.0 * bool(who.is_body(name) or who.is_area(name))
        + 2 * bool(when.title_year(text))
        - 4 * bool(rules.other.search(text))
    )
    return score - 3 * bool(rules.separator.search(text)), text


def _is_sentence(line: str, before: str) -> bool:
    """Whether a line is a sentence, or the end of one that begins in the line before."""
    runs_on = "," in line or ("," in before and _RUNS_ON.search(before))
    return bool(_SENTENCE.search(line.rstrip("。"))) or (line.endswith("。") and bool(runs_on))


def _without_tail(title: str) -> str:
    """A title without what a site prints behind it in its line, and without the issuer glued to it."""
    rules = bodies()
    if not (report := rules.report.search(title)):
        return title
    if overwritten.GONE in title[report.end() :]:
        title = title[: report.end()]
    if tools := rules.tools.search(title, report.end()):
        title = title[: tools.start()]
    name, rest = who.title_name(title[: report.end()]), title[report.end() :]
    return title[: report.end()] if name and rest.startswith(name) and who.is_body(rest) else title


def _file_title(path: str) -> str | None:
    """The name of the file, where it is a title: reports are often saved under theirs."""
    stem = bare(PurePath(path).stem)
    return stem if bodies().report.search(stem) and when.title_year(stem) and who.title_name(stem) else None


def _is_name_line(line: str) -> bool:
    if len(line) > 40:
        return False
    name = _YEAR.sub("", line)
    return not name or (
        not _METADATA.search(name) and (who.is_body(name) or who.is_area(name) or name.endswith("关于"))
    )


def _body(
    title: str | None,
    head: Sequence[str],
    tail: Sequence[str],
    outline: Outline,
    file: str | None,
    suspects: Sequence[Edit],
) -> tuple[str | None, list[str]]:
    """The official name of who reports, and notes on where it comes from."""
    texts = [bare(p.text.text) for p in outline.passages]
    whole = [line for line in tail[-6:] if len(line) <= 40 and overwritten.GONE not in line]
    signatures = [line for line in whole if who.is_body(line) or who.is_area(line)]
    name = who.title_name(title) if title else ""
    if title and overwritten.GONE in title:
        votes = _named(head, texts, signatures, file)
        return overwritten.find_body(name, votes, texts, signatures)
    usable = _NAME.fullmatch(name) and (who.may_report(name) or (len(name) >= 3 and not bodies().other.search(name)))
    if usable:
        plain = overwritten.without_strewn(name, suspects, (*texts, *signatures))
        body, completed = who.complete(plain, texts, signatures)
        notes = ["body without the characters strewn into the title"] if plain != name else []
        return body, [*notes, *(["body completed from the text"] if completed else [])]
    votes = _named(head, texts, signatures, None)
    own = who.voice(texts)
    votes = Counter({name: n for name, n in votes.most_common(MOST_NAMES) if who.speaks_as(name, own)})
    if not votes:
        return None, ["no title and no name of a body found"]
    best = max(votes, key=lambda n: (_with_shorter(n, votes), len(n)))
    return who.complete(best, texts, signatures)[0], ["body from the text: the title has none"]


def _sheet_heads(text: str) -> list[str]:
    """The lines over a table that name who filled it in: 填报单位:石桥县水利局."""
    return [line for line in text.splitlines() if _SHEET.match(line)]


def _with_shorter(name: str, votes: Counter[str]) -> int:
    """The votes of a name and of what is left of it without its first areas: 水利局 speaks for 石桥县水利局."""
    return sum(n for part, n in votes.items() if name == part or who.is_longer(name, part))


def _named(head: Sequence[str], texts: Sequence[str], signatures: Sequence[str], file: str | None) -> Counter[str]:
    """Names of bodies and areas that phrases, signatures, the head and the name of the file give, by weight."""
    votes = who.phrase_names([*texts])
    for line in signatures:
        votes[line] += 4
    for line in head:
        if match := bodies().metadata.search("\t".join(map(bare, _CELL.split(line)))):
            votes[match["body"]] += 2
        elif _is_name_line(bare(line)) and who.is_body(bare(line)):
            votes[bare(line)] += 3
    if file:
        votes[who.title_name(file)] += 3
    return Counter({n: v for n, v in votes.items() if _NAME.fullmatch(n) and who.may_report(n)})
