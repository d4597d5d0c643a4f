"""Reports as text, Markdown and HTML, one for every way of printing tables that crawls hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import sheets
from made_reports import Made, made
from paper import blocks_html
from sheets import Grid, text

from training.synth.style import Style

Variant = tuple[str, Made, str, str]  # name, report, suffix, text


def variants() -> Iterator[Variant]:
    yield from _renderers()
    yield from _request_tables()
    yield from _frames()
    yield from _pages()


def _report(seed: str, **how: object) -> Made:
    return made(
        f"variants/{seed}",
        **{"year": 2022 + len(seed) % 4, "profile": ("county", "city", "handful")[len(seed) % 3], **how},
    )  # type: ignore[arg-type]


def _renderers() -> Iterator[Variant]:
    for name, render in sheets.RENDERERS.items():
        suffix = ".txt" if name in ("tab", "tab_short", "cells", "simple_table") else ".md"
        for epoch, year in (("E3", 2024), ("E2", 2020)):
            report = _report(f"{name}/{epoch}", epoch=epoch, year=year)
            printed = {key: render(table) for key, table in sheets.tables(report).items()}
            yield f"{name}-{epoch}", report, suffix, text(report, printed, hashes="## " if suffix == ".md" else "")
    report = _report("fill")  # spans repeated in every cell
    printed = {key: sheets.pipe(table) for key, table in sheets.tables(report, fill=True).items()}
    yield "pipe-spans-filled", report, ".md", text(report, printed)
    report = _report("fill-tab")
    yield (
        "tab-spans-filled",
        report,
        ".txt",
        text(report, {k: sheets.tab(t) for k, t in sheets.tables(report, fill=True).items()}),
    )


def _request_tables() -> Iterator[Variant]:
    changes: dict[str, Callable[[Grid], Grid]] = {
        f.__name__: f
        for f in (
            sheets.serial_numbers,
            sheets.subtotal,
            sheets.remarks,
            sheets.remarks_filled,
            sheets.total_first,
            sheets.units,
            sheets.full_width,
            sheets.spaced,
            sheets.transposed,
        )
    }
    for name, change in changes.items():
        for kind in ("tab", "pipe", "cells", "html"):
            if kind == "cells" and name in ("transposed",):
                continue
            report = _report(f"{name}/{kind}", profile="city")
            printed = _printed(report, kind, change)
            yield (
                f"requests-{name}-{kind}",
                report,
                ".md" if kind in ("pipe", "html") else ".txt",
                text(report, printed),
            )
    for kind in ("tab", "pipe", "html", "cells"):
        report = _report(f"two-tables/{kind}", profile="city")
        tables = sheets.tables(report)
        printed = {k: sheets.RENDERERS[kind](t) for k, t in tables.items()}
        printed["3"] = sheets.split_in_two(tables["3"], sheets.RENDERERS[kind])
        yield (
            f"requests-two-tables-{kind}",
            report,
            ".md" if kind in ("pipe", "html") else ".txt",
            text(report, printed),
        )


def _printed(report: Made, kind: str, change: Callable[[Grid], Grid]) -> dict[str, str]:
    tables = sheets.tables(report)
    return {k: sheets.RENDERERS[kind](change(t) if k == "3" else t) for k, t in tables.items()}


def _frames() -> Iterator[Variant]:
    """The text around the tables."""

    def printed(report: Made, kind: str = "tab") -> dict[str, str]:
        return {k: sheets.RENDERERS[kind](t) for k, t in sheets.tables(report).items()}

    for order in ("132456", "142356", "124356", "341256"):
        report = _report(f"order/{order}")
        yield f"order-{order}", report, ".txt", text(report, printed(report), order=order)
    for kind in ("tab", "cells", "pipe"):
        report = _report(f"no-headings/{kind}", profile="city")
        yield f"no-headings-{kind}", report, ".txt", text(report, printed(report, kind), headings=False)
        report = _report(f"unit-notes/{kind}")
        notes = {"2": "单位：件、万元", "3": "表2  单位：件", "4": "单位：件（次）"}
        yield f"unit-notes-{kind}", report, ".txt", text(report, printed(report, kind), notes=notes)
        report = _report(f"prose/{kind}", profile="city")
        cells = report.facts.cells
        said = (
            f"{report.facts.year}年，共收到申请{cells['requests.new_received.total']}件，其中自然人{cells['requests.new_received.natural_person']}件，"
            f"办结{cells['requests.results_total.total']}件，结转{cells['requests.carried_out.total']}件，详见下表。"
        )
        yield (
            f"prose-before-table-{kind}",
            report,
            ".txt",
            text(
                report,
                printed(report, kind),
                notes={"2": "本年度主动公开情况如下：", "3": said, "4": "全年行政复议、行政诉讼情况见下表。"},
            ),
        )
        report = _report(f"one-line/{kind}")
        yield f"tight-{kind}", report, ".txt", text(report, printed(report, kind), apart="\n")
    report = _report("old-law", epoch="E2", year=2021)
    body = text(report, printed(report))
    yield (
        "cites-the-older-form",
        report,
        ".txt",
        body.replace(
            "\n\n",
            "\n\n根据《关于政府信息公开工作年度报告有关事项的通知》（国办公开办函〔2019〕60号）要求编制。\n\n",
            1,
        ),
    )
    report = _report("old-law-e3", year=2021)
    yield (
        "e3-cites-the-older-form",
        report,
        ".txt",
        text(report, printed(report)).replace(
            "\n\n", "\n\n按照国办公开办函〔2019〕60号文件的格式编制本报告，2020年12月形成初稿。\n\n", 1
        ),
    )
    report = _report("mixed-heads")
    tables = sheets.tables(report)
    tables["2"] = [
        [
            c.replace("本年处理决定数量", "处理决定数量（2023年办件量）").replace(
                "本年制发件数", "本年新\n制作数量（指本机关印发的件数，如-8）".replace("\n", "")
            )
            for c in row
        ]
        for row in tables["2"]
    ]
    yield "e3-with-e2-heads", report, ".txt", text(report, {k: sheets.tab(t) for k, t in tables.items()})
    for kind in ("tab", "pipe", "cells"):
        yield _extension(kind)
        report = _report(f"cut-heads/{kind}", epoch="E2", year=2020)
        tables = sheets.tables(report)
        tables["2"] = [
            [c[:-1] if len(c) > 4 and not c[-1].isdigit() and "第" not in c else c for c in row] for row in tables["2"]
        ]
        yield (
            f"last-character-of-labels-lost-{kind}",
            report,
            ".txt",
            text(report, {k: sheets.RENDERERS[kind](t) for k, t in tables.items()}),
        )
        report = _report(f"first-lost/{kind}", profile="city")
        tables = {
            k: [[c[1:] if len(c) > 4 and y % 2 and not c[0].isdigit() else c for c in row] for y, row in enumerate(t)]
            for k, t in sheets.tables(report).items()
        }
        yield (
            f"first-character-of-labels-lost-{kind}",
            report,
            ".txt",
            text(report, {k: sheets.RENDERERS[kind](t) for k, t in tables.items()}),
        )
        report = _report(f"dashes/{kind}")
        report = _dashed(report)
        tables = {k: [["-" if c == "0" else c for c in row] for row in t] for k, t in sheets.tables(report).items()}
        yield (
            f"dashes-for-zeros-{kind}",
            replace_zeros(report),
            ".txt",
            text(report, {k: sheets.RENDERERS[kind](t) for k, t in tables.items()}),
        )
        report = _report(f"heads-lost/{kind}", style=Style(header="lost"), profile="city")
        yield f"no-header-rows-{kind}", report, ".txt", text(report, printed(report, kind))
        report = _report(f"split-head/{kind}", style=Style(header="split", corner="full"), profile="city")
        yield f"split-header-{kind}", report, ".txt", text(report, printed(report, kind))
        report = _report(f"page-numbers/{kind}", profile="city")
        lines = text(report, printed(report, kind)).split("\n")
        broken = [
            line
            for n, own in enumerate(lines)
            for line in ((own, "", f"- {n // 15} -", "") if n % 15 == 14 else (own,))
        ]
        yield f"page-numbers-{kind}", report, ".txt", "\n".join(broken)


def _dashed(report: Made) -> Made:
    return report


def replace_zeros(report: Made) -> Made:
    """Zeros printed as dashes are null."""
    cells = {a: None if v == 0 else v for a, v in report.facts.cells.items()}
    return replace(report, facts=replace(report.facts, cells=cells))


def _extension(kind: str) -> Variant:
    """The row that a province adds."""
    report = _report(f"extension/{kind}", epoch="E2", year=2020)
    tables = sheets.tables(report)
    at = next(i for i, row in enumerate(tables["2"]) if row[0] == "规范性文件") + 1
    tables["2"].insert(at, ["其他主动公开文件（含公示公告）", "186", "86", "255"])
    cells = report.facts.cells | {
        f"disclosure.other_disclosed_docs_{k}": Decimal(v)
        for k, v in (("produced", 186), ("newly_disclosed", 86), ("total_disclosed", 255))
    }
    whole = text(report, {k: sheets.RENDERERS[kind](t) for k, t in tables.items()})
    return f"row-of-a-province-{kind}", replace(report, facts=replace(report.facts, cells=cells)), ".txt", whole


def _pages() -> Iterator[Variant]:
    """HTML pages."""
    report = _report("one-html-table", profile="city")
    rows = "".join(blocks_html(replace(report, prose={key: [] for key in report.prose})).split("\n"))
    body = rows.replace("</tbody></table>", "").replace("</thead>", "").replace("<tbody>", "")
    for piece in (
        '<table class="grid disclosure"><thead>',
        '<table class="grid requests"><thead>',
        '<table class="grid review"><thead>',
    ):
        body = body.replace(piece, "")
    body = body.replace("<h2>", '<tr><td colspan="15">').replace("</h2>", "</td></tr>")
    prose = report.prose
    yield (
        "all-tables-in-one",
        report,
        ".html",
        f"<html><body><h1>{prose['0'][0]}</h1><p>{prose['0'][1]}</p><table border=1>{body}</table>"
        f"<p>{prose['end'][0]}</p><p>{prose['end'][1]}</p></body></html>",
    )
    report = _report("html-in-md", profile="city")
    yield (
        "html-tables-in-markdown",
        report,
        ".md",
        text(report, {k: _span_html(report, k) for k in report.tables}, hashes="## "),
    )
    report = _report("nbsp", profile="city")
    yield (
        "html-inner-markup",
        report,
        ".html",
        f"<html><body><h1>{report.title}</h1>"
        + "".join(
            f"<h3>{report.headings[k]}</h3>"
            + "".join(f"<p>{p}</p>" for p in report.prose[k])
            + (
                _span_html(report, k)
                .replace("<td", '<td style="width:55px" valign="top"')
                .replace(">0</td>", '><p class="MsoNormal"><span lang="EN-US">0</span></p></td>')
                if k in report.tables
                else ""
            )
            for k in "123456"
        )
        + f"<p>{report.prose['end'][0]}</p></body></html>",
    )
    report = _report("br-cells", profile="city")
    yield (
        "html-breaks-in-labels",
        report,
        ".html",
        f"<html><body><h1>{report.title}</h1>"
        + blocks_html(report).replace("政府信息", "政府<br/>信息")
        + "</body></html>",
    )
    report = _report("divs", profile="city")
    divs = blocks_html(report)
    for old, new in (
        ("<table", "<div"),
        ("</table>", "</div>"),
        ("<tr>", "<div>"),
        ("</tr>", "</div>"),
        ("<td", "<span"),
        ("</td>", "</span> "),
        ("<thead>", ""),
        ("</thead>", ""),
        ("<tbody>", ""),
        ("</tbody>", ""),
    ):
        divs = divs.replace(old, new)
    yield "html-tables-of-divs", report, ".html", f"<html><body>{divs}</body></html>"


def _span_html(report: Made, key: str) -> str:
    from paper import table

    return table(report.tables[key])
