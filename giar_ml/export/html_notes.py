"""What the HTML view says about the report as a whole: how its tables print zero, and what in it is noise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from giar_ml.export.html_findings import sentence
from giar_ml.export.html_view import View, both
from giar_ml.export.labels import Label
from giar_ml.export.record import Cell, Convention, Noise
from giar_ml.export.words import FAMILIES, MEANINGS, TABLES, named, noise_class, printed

BY_REASON = {"blank_cell": "blank", "not_printed": "dropped", "shares_a_printed_zero": "dropped"}
BLOCKS, WORDS = 20, 28  # characters of a bar, of a sample


def conventions(page: View) -> str:
    """What blanks, marks and missing numbers stand for, table by table, with the witnesses for it."""
    if not page.record.conventions:
        return ""
    heading = '<h2>零怎样印 <i class="en">How zeros are printed</i></h2>'
    lines = "".join(_convention(page, found) for found in page.record.conventions)
    return f'<section id="conventions">{heading}<ul class="attention">{lines}</ul></section>'


def _convention(page: View, found: Convention) -> str:
    alike = (c for c in page.record.cells if c.address.startswith(f"{found.table}.") and _is_printed(c, found.printed))
    targets = " ".join(page.ids[c.address] for c in alike)
    name = f"{escape(TABLES.get(found.table, found.table))} <b>{found.cells}</b> 格{both(printed(found.printed))}"
    sure = f'<span class="more">P(0) = {found.confidence:.2f}</span>'
    return (
        f'<li class="convention" data-a="{targets}"><p><span class="pill {found.means}">'
        f"{both(named(MEANINGS, found.means))}</span> {name} {_bar(found)} {sure}</p>{sentence(found.message)}</li>"
    )


def _is_printed(cell: Cell, how: str) -> bool:
    return (cell.raw or "").strip() == how if cell.reason == "nil_mark" else BY_REASON.get(cell.reason or "") == how


def _bar(found: Convention) -> str:
    """Of the cells printed so: known to be 0, known not to be, and open."""
    open_ones = found.cells - found.zero - found.other
    words = f"{found.zero} 为 0 zero · {found.other} 不为 0 not zero · {open_ones} 未定 open"
    ends = [round(BLOCKS * count / found.cells) for count in (found.zero, found.zero + found.other, found.cells)]
    widths = zip(("zero", "other", "open"), (ends[0], ends[1] - ends[0], ends[2] - ends[1]), strict=True)
    blocks = "".join(f'<i class="{kind}">{"█" * width}</i>' for kind, width in widths if width > 0)
    return f'<span class="bar" title="{words}">{blocks}</span>'


def noise(page: View) -> str:
    """The families of noise, how sure each is, what became of it, and the first spans of each."""
    if not page.record.noise:
        return ""
    families: dict[str, list[Noise]] = {}
    for span in page.record.noise:
        families.setdefault(span.family, []).append(span)
    rows = "".join(_family(page, name, spans) for name, spans in sorted(families.items(), key=lambda f: -len(f[1])))
    heading = '<h2>噪声与可疑文字 <i class="en">Noise and suspects</i></h2>'
    return f'<section id="noise">{heading}<table class="stats families">{rows}</table></section>'


def _family(page: View, name: str, spans: Sequence[Noise]) -> str:
    found = [s.score for s in spans if s.score is not None]
    low, high = (min(found), max(found)) if found else (None, None)
    score = "" if low is None or high is None else f"{low:.2f}" if low == high else f"{low:.2f}–{high:.2f}"
    done = "".join(f"<span class='pill {kind}'>{both(words)}</span>" for kind, words in _done(spans))
    rest = len(spans) - len(page.samples[name])
    more = f' <span class="more">＋{rest}</span>' if rest else ""
    samples = "".join(_sample(page, index) for index in page.samples[name])
    family = f"{both(named(FAMILIES, name))} <code>{escape(name)}</code>"
    return (
        f'<tr><td class="num"><b>{len(spans)}</b></td><td>{family}</td><td>{done}</td>'
        f'<td>{samples}{more}</td><td class="p">{score}</td></tr>'
    )


def _done(spans: Sequence[Noise]) -> Iterator[tuple[str, Label]]:
    kinds = {noise_class(span) for span in spans}
    if "noise" in kinds:
        yield "gone", Label("已剔除", "taken out")
    if "changed" in kinds:
        yield "gone", Label("已还原", "undone")
    if "suspect" in kinds:
        yield "suspect", Label("仅提示，照读", "pointed at, still read")


def _sample(page: View, index: int) -> str:
    span = page.record.noise[index]
    words = " ".join(span.before.split())
    shown = escape(words[:WORDS]) + ("…" if len(words) > WORDS else "")
    sure = "" if span.score is None else f" · 可能性 score {span.score:.3f}"
    told = f"{named(FAMILIES, span.family)} ({span.family}){sure}\n位置 offsets {span.start}–{span.end}\n{words}"
    after = f" → {escape(span.after[:WORDS])}" if span.after else ""
    place = f'id="n{index}" data-t="n{index}" tabindex="0"'
    return f'<span class="chip" {place} data-d="{escape(told)}">{shown}{after}</span>'
