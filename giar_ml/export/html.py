"""One report as one HTML file that a person can check in a minute: no other file, no network, everything escaped.

On the left what was read (findings on top), on the right the source with every span marked; a click leads across.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from giar_ml.export.files import Names, write_text
from giar_ml.export.html_findings import attention, findings, repairs
from giar_ml.export.html_notes import conventions, noise
from giar_ml.export.html_source import Mark, render
from giar_ml.export.html_tables import all_tables, statistics
from giar_ml.export.html_view import DOUBTFUL, STATUS, View, facts, state, view
from giar_ml.export.record import Record
from giar_ml.export.words import Recovery, noise_class

INDEX = (
    *("机关 body", "年度 year", "格式 form", "状态 status"),
    *("不成立 violated", "建议 repairs", "单元格 cells", "文字数据 statistics"),
)
MARKED_NOISE = 2000  # more noise spans than this are counted, not drawn


@cache
def _asset(name: str) -> tuple[str, str]:
    """A file of `view/` and the hash by which the content security policy allows it."""
    text = files("giar_ml.export").joinpath("view", name).read_text("utf-8")
    return text, b64encode(sha256(text.encode()).digest()).decode()


def _page(title: str, body: str, *, script: bool, classes: str = "") -> str:
    style, style_hash = _asset("style.css")
    code, code_hash = _asset("script.js")
    allowed = f"script-src 'sha256-{code_hash}'; " if script else ""
    policy = f"default-src 'none'; {allowed}style-src 'sha256-{style_hash}'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n"
        f'<body class="{classes}">\n{body}\n{f"<script>{code}</script>" if script else ""}\n</body>\n</html>\n'
    )


def html(record: Record, source: str | None, recovery: Mapping[str, Recovery] | None = None) -> str:
    """The view of one record. `source` is the decoded text its offsets count in, None where it is not at hand.

    `recovery` says what the identities leave open for the cells without a number, where that is known.
    """
    page = view(record, source, recovery)
    if record.status in {"failed", "skipped"}:
        left, right = _failure(record) + _provenance(record), ""
    else:
        parts = (findings, repairs, conventions, attention, all_tables, statistics, noise)
        left, right = "".join(part(page) for part in parts) + _provenance(record), _source(page)
    hint = (
        "点一个数看它在原文的位置；点原文看它读成了什么 · "
        "Click a value to see its place in the source, or the other way round · Esc"
    )
    body = (
        f'{_header(record)}<main><div id="facts">{left}</div><div id="source">{right}</div></main>'
        f'<footer id="foot">{escape(hint)}</footer>'
    )
    return _page(_title(record), body, script=True)


def _title(record: Record) -> str:
    about = record.report
    known = [about.body or Path(record.source.path).name, str(about.year) if about.year else ""]
    return " ".join(filter(None, known))


def _badge(classes: str, text: str) -> str:
    return f'<span class="badge {classes}">{text}</span>'


def _header(record: Record) -> str:
    about = record.report
    year = f" <b>{about.year}</b>" if about.year else ""
    lines = [about.title, record.source.path, about.published]
    where = " · ".join(escape(line) for line in lines if line)
    return (
        f'<header><div class="who"><h1>{escape(about.body or Path(record.source.path).name)}{year}</h1>'
        f'<p>{where}</p></div><div class="badges">{"".join(_badges(record))}'
        '<button id="language" type="button">中文 / 双语</button></div></header>'
    )


def _badges(record: Record) -> Iterator[str]:
    errors = sum(f.status == "violated" and f.severity == "error" for f in record.findings)
    warnings = sum(f.status == "violated" and f.severity == "warning" for f in record.findings)
    held = sum(f.status == "holds" for f in record.findings)
    printed = sum(c.value is not None for c in record.cells)
    doubtful = sum(c.value is not None and (c.abstained or c.confidence < DOUBTFUL) for c in record.cells)
    if record.report.epoch:
        yield _badge("", f"<b>{record.report.epoch}</b>")
    colour = {"ok": "good", "failed": "bad"}.get(record.status, "warn")
    yield _badge(colour, f"{STATUS[record.status]} {record.status}")
    if errors:
        yield _badge("bad", f"<b>{errors}</b> 不成立 violated")
    if warnings:
        yield _badge("warn", f"<b>{warnings}</b> 警告 warnings")
    if held:
        yield _badge("good", f"<b>{held}</b> 成立 hold")
    if record.cells:
        yield _badge("", f"<b>{printed}</b>/{len(record.cells)} 单元格 cells")
    if doubtful:
        yield _badge("warn", f"<b>{doubtful}</b> 存疑 doubtful")
    if record.statistics:
        yield _badge("", f"<b>{len(record.statistics)}</b> 文字数据 statistics")


def _failure(record: Record) -> str:
    if record.error:
        kind, cause, words = "error", record.error.cause, record.error.message
    elif record.cause:
        kind, cause, words = "warning", record.cause, f"= {record.duplicate_of}" if record.duplicate_of else ""
    else:
        return ""
    return (
        f'<article class="{kind} first"><header><code>{escape(cause)}</code></header><p>{escape(words)}</p></article>'
    )


def _provenance(record: Record) -> str:
    made, source = record.provenance, record.source
    pairs = [
        ("文件 file", f"{source.path} #{source.part}"),
        ("格式 format", " ".join(filter(None, [source.format, source.encoding]))),
        ("sha256", source.sha256),
        ("备注 notes", "; ".join(record.report.notes)),
        ("模型 model", f"{made.model} {made.model_hash}".strip()),
        ("规则 rules", made.rules_hash),
        ("配置 configuration", made.configuration_hash),
        ("版本 version", made.package_version),
    ]
    return f'<section><h2>来历 <i class="en">Provenance</i></h2>{facts(pairs)}</section>'


def _marks(page: View) -> Iterator[Mark]:
    for cell in page.record.cells:
        if cell.start is not None and cell.end is not None:
            classes = state(page, cell).replace("zero", "").replace("fixed", "")
            yield Mark(cell.start, cell.end, f"cell {classes}", page.ids[cell.address])
    for index, s in enumerate(page.record.statistics):
        yield Mark(s.start, s.end, "stat low" if s.confidence < DOUBTFUL else "stat", f"s{index}")
    listed = {index for shown in page.samples.values() for index in shown}
    for index, span in enumerate(page.record.noise):
        if index < MARKED_NOISE or index in listed:
            yield Mark(span.start, span.end, noise_class(span), f"n{index}" if index in listed else "")


def _source(page: View) -> str:
    legend = (
        '<span class="legend"><mark>表格 cell</mark><mark class="stat">文字 statistic</mark>'
        '<mark class="low">存疑 doubtful</mark><mark class="bad">不成立 violated</mark>'
        '<mark class="suspect">可疑 suspect</mark><span class="noise">噪声 noise</span></span>'
    )
    heading = f'<h2>原文 <i class="en">Source</i>{legend}</h2>'
    if page.source is None:
        return heading + '<p class="quiet">原文不在手边。<i class="en">The source is not at hand.</i></p>'
    body = render(page.source, _marks(page), markup=page.record.source.format == "html")
    return f"{heading}<pre>{body}</pre>"


def html_index(pages: Iterable[tuple[Record, str]]) -> str:
    """A page that leads to the views: pairs of a record and the file name of its view."""
    return _index([_index_row(record, name) for record, name in pages])


def _index(rows: list[str]) -> str:
    head = "".join(f"<th>{h}</th>" for h in INDEX)
    body = (
        f'<header><div class="who"><h1>{len(rows)} 份报告 <i class="en">reports</i></h1></div></header>'
        f"<main><table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></main>"
    )
    return _page(f"{len(rows)} reports", body, script=False, classes="index")


def _index_row(record: Record, name: str) -> str:
    about = record.report
    errors = sum(f.status == "violated" and f.severity == "error" for f in record.findings)
    link = f'<a href="{escape(quote(name))}">{escape(about.body or Path(record.source.path).name)}</a>'
    why = f' <span class="why">{escape(record.error.message)}</span>' if record.error else ""
    numbers = (
        about.year or "",
        about.epoch or "",
        f'<span class="state {record.status}">{STATUS[record.status]} {record.status}</span>',
        f'<b class="bad">{errors}</b>' if errors else "",
        len(record.repairs) or "",
        sum(c.value is not None for c in record.cells),
        len(record.statistics),
    )
    return (
        f'<tr><td>{link}<div class="path">{escape(record.source.path)}{why}</div></td>'
        + "".join(f"<td>{value}</td>" for value in numbers)
        + "</tr>"
    )


class Views:
    """A folder of views, one file a record, and an index that is written at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._names = Names()
        self._rows: list[str] = []

    def add(self, record: Record, source: str | None, recovery: Mapping[str, Recovery] | None = None) -> Path:
        """Write the view of one record; returns its path. Arguments are those of `html`."""
        read = record.status in {"ok", "partial"}
        # A file that was not read keeps its suffix, so that a.doc does not take the name of a.pdf.
        path = record.source.path if read else f"{record.source.path}.{record.status}"
        name = self._names.name(path, record.source.part, record.source.sha256) + ".html"
        write_text(self.folder / name, html(record, source, recovery))
        self._rows.append(_index_row(record, name))
        return self.folder / name

    def close(self) -> Path:
        """Write `index.html`; returns its path."""
        write_text(self.folder / "index.html", _index(self._rows))
        return self.folder / "index.html"
