"""Whether a page is an annual report at all: signs of the text, weighed by a model that is a small file of numbers.

The model (`models/is_report.json`, written by `python -m training.reports_or_not`) is a logistic regression over two
kinds of features: about forty signs, each an expression of `schema/genuine.yaml` or a count of the outline, and the
character n-grams of the title and the beginning, hashed. Standard tables that hold numbers are hard evidence and win.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zlib import crc32

from giar_ml import schema
from giar_ml.assemble import epoch as epochs
from giar_ml.assemble import when, who
from giar_ml.assemble.official import bare, bodies
from giar_ml.errors import ModelError, SchemaError
from giar_ml.types import Outline

BEGINNING, END = 2400, 400  # bare characters that signs are looked for in
GRAMS = 240  # bare characters of the beginning that n-grams are taken from
BUCKETS = 4096
TABLE_NUMBERS = 24  # numbers that stand alone in a text with the labels of a standard table: it is filled in
BLANK = 3  # with fewer it is a form to be filled in
FEW_TITLES = 2  # of one page: its own, and as the site prints it
CERTAIN = 0.98  # what such a table is worth
FOREIGN = (
    "interpretation",
    "notice",
    "rules",
    "plan",
    "check",
    "summary",
    "other_subject",
    "event",
    "study",
    "letter",
    "link",
)
OF_SUBJECT = frozenset(["title_other_subject", "title_notice", "title_study"])  # 调查总队 and 研究院 are bodies
LONGEST = 60  # characters of a line that stands in for a title
_HEAD = re.compile(
    r"^(?![本根按依现特为如请])[^。;,《》]{4,40}?(?:报告|总结|通知|通报|方案|办法|制度|指南)(?![。;,、])"
)
_SENTENCE = re.compile(r"[。;,]|^[一二三四五六(]+[、)]")
_DIGITS = re.compile(r"\d+")
_CLOSING = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日")
_COUNTED = re.compile(r"\d(?:余|多)?(?:条|件|篇|次|人次|个|期|份|场)")
_CELL = re.compile(r"(?<![^\s|])[-+]?\d[\d,.]*(?![^\s|])")


@dataclass(frozen=True, slots=True)
class Page:
    """What the signs are read from: `clean` is the clean text, `text` the same bare, `lines` the first bare lines."""

    title: str
    titles: int
    clean: str
    text: str
    lines: Sequence[str]
    outline: Outline
    labels: epochs.TableText


@dataclass(frozen=True, slots=True)
class _Signs:
    title: tuple[tuple[str, re.Pattern[str]], ...]
    text: tuple[tuple[str, re.Pattern[str], bool], ...]
    old_headings: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of signs and of n-gram buckets; the log odds are `scale * sum + shift`."""

    signs: Mapping[str, float]
    grams: Sequence[float]
    intercept: float
    scale: float
    shift: float


@cache
def _signs() -> _Signs:
    data = schema.resource("genuine.yaml")
    try:
        return _Signs(
            tuple((f"title_{name}", re.compile(pattern)) for name, pattern in data["title"].items()),
            tuple((name, re.compile(pattern), name in data["count"]) for name, pattern in data["text"].items()),
            re.compile(data["old_headings"]),
        )
    except (KeyError, TypeError, AttributeError, re.error) as error:
        raise SchemaError(f"schema/genuine.yaml: {error!r}") from error


@cache
def model() -> Model:
    """The shipped weights. Raises `ModelError` where the file is not what it should be."""
    try:
        data = json.loads(files("giar_ml").joinpath("models/is_report.json").read_text("utf-8"))
        grams = [0.0] * BUCKETS
        for bucket, weight in data["grams"].items():
            grams[int(bucket)] = float(weight)
        signs = {name: float(weight) for name, weight in data["signs"].items()}
        return Model(signs, grams, float(data["intercept"]), float(data["scale"]), float(data["shift"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise ModelError(f"models/is_report.json: {error!r}; retrain or reinstall") from error


def signs(page: Page) -> dict[str, float]:
    """The value of every sign, most of them 0 or 1, none far above 1."""
    rules, found = _signs(), {}
    title, subject = page.title, _without_name(page.title)
    found["title"] = float(bool(bodies().report.search(title)))
    found["title_of_other"] = float(bool(bodies().other.search(subject)))
    found["title_year"] = float(when.title_year(title) is not None)
    found["titles"] = min(page.titles, 12) / 6
    for name, pattern in rules.title:
        found[name] = float(bool(pattern.search(subject if name in OF_SUBJECT else title)))
    foreign = sum(found[f"title_{name}"] for name in FOREIGN) + found["title_of_other"]
    found["title_clean"] = float(found["title_disclosure_report"] > 0 and found["title_year"] > 0 and not foreign)
    found["title_alone"] = found["title_clean"] * (page.titles <= FEW_TITLES)
    seen = page.text[:BEGINNING] + page.text[max(BEGINNING, len(page.text) - END) :]
    size = max(len(seen), 200)
    for name, pattern, counted in rules.text:
        if counted:
            found[name] = min(2.0, sum(1 for _ in pattern.finditer(seen)) * 200 / size)
        else:
            found[name] = float(bool(pattern.search(seen)))
    keys = {s.key for s in page.outline.sections if s.heading} - {"0"}
    found["sections"] = len(keys - {"annex"}) / 3
    found["annex"] = float("annex" in keys)
    found["old_headings"] = min(6, sum(1 for line in page.lines if rules.old_headings.match(line))) / 3
    found["table_labels"] = float(epochs.by_labels(page.labels) is not None)
    found["blank_form"] = float(found["table_labels"] > 0 and _entries(page.clean) < BLANK)
    found["request_table"] = float(epochs.has_requests(page.labels))
    found["counted"] = min(2.0, sum(1 for _ in _COUNTED.finditer(seen)) * 100 / size)
    found["disclosure"] = min(2.0, seen.count("公开") * 30 / size)
    found["closing_date"] = float(bool(_CLOSING.search(page.text[-60:])))
    found["link_lines"] = _link_share(page.lines)
    found["length"] = math.log10(len(page.text) + 10) - 2.5
    found["short"] = float(len(page.text) < 150)
    return found


def _link_share(lines: Sequence[str]) -> float:
    """The share of the lines that are titles of other pages."""
    rules = bodies()
    links = sum(1 for line in lines if len(line) <= 60 and "。" not in line and rules.report.search(line))
    return links / max(3, len(lines))


def grams(page: Page) -> set[int]:
    """The buckets of the character 2- and 3-grams of the title and of the beginning, numbers as one digit."""
    found: set[int] = set()
    for mark, text in (("t", page.title), ("b", page.text[:GRAMS])):
        folded = f"{mark}^{_DIGITS.sub('0', text)}$".encode("utf-32-le")
        head = folded[:4]
        for size in (8, 12):
            found.update(crc32(head + folded[at : at + size]) % BUCKETS for at in range(4, len(folded) - size + 4, 4))
    return found


def log_odds(page: Page) -> float:
    """What the model says: above 0 for a report."""
    weights = model()
    total = weights.intercept + sum(weights.signs.get(name, 0.0) * value for name, value in signs(page).items())
    buckets = grams(page)
    total += sum(map(weights.grams.__getitem__, buckets)) / math.sqrt(len(buckets) or 1)
    return weights.scale * total + weights.shift


def probability(page: Page) -> float:
    """How likely the page is an annual report of this kind, four decimals."""
    odds = max(-30.0, min(30.0, log_odds(page)))
    said = 1 / (1 + math.exp(-odds))
    return round(max(said, CERTAIN) if filled_table(page) else said, 4)


def filled_table(page: Page) -> bool:
    """Whether a standard table is there with numbers in it: no other page has one."""
    if not (epochs.by_labels(page.labels) or epochs.has_requests(page.labels)):
        return False
    return _entries(page.clean) >= TABLE_NUMBERS


def _entries(text: str) -> int:
    """How many numbers stand alone in a text, up to what makes a table: those that count its rows are none."""
    found, row = 0, 1
    for match in _CELL.finditer(text):
        if match[0].lstrip("0") == str(row):
            row += 1
        else:
            found += 1
        if found == TABLE_NUMBERS:
            break
    return found


def page(title: str | None, titles: int, clean: str, outline: Outline, labels: epochs.TableText) -> Page:
    """The page of a clean text; `titles` counts the titles in its head. A short line at the top stands in for one."""
    lines = [found for line in clean[: 2 * BEGINNING].splitlines() if (found := bare(line))]
    title = title or next((line for line in lines[:4] if 8 <= len(line) <= LONGEST and not _SENTENCE.search(line)), "")
    if not title and lines and (head := _HEAD.match(lines[0])):  # a page in one line
        title = head[0]
    return Page(_without_site(title), titles, clean, labels.whole, lines, outline, labels)


def _without_name(title: str) -> str:
    """The title without who reports: 信访局 and 执法局 are bodies, no other subjects."""
    name = who.title_name(title)
    return title.replace(name, "", 1) if who.is_body(name) else title


def _without_site(title: str) -> str:
    """The title without the name and the menus of the site before or behind it."""
    parts = bodies().separator.split(title)
    return max(parts, key=lambda part: (bool(bodies().report.search(part)), len(part)))
