"""HTML for the printer: one report, or two years side by side, as portals and word processors lay them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import zip_longest

from made_reports import Made

from training.synth.tables import Row, Slot


@dataclass(frozen=True, slots=True)
class Look:
    """How a page looks."""

    landscape: bool = False
    repeat_heads: bool = True  # header rows again on every page
    borders: str = "1px solid #000"
    align: str = "middle"  # of numbers beside wrapped labels
    size: float = 10.5  # points
    group_width: str = "1.2em"  # of the first label column: one character a line
    label_width: str = "auto"
    padding: str = "2px 4px"
    page_numbers: str = '"- " counter(page) " -"'
    row_breaks: str = "auto"  # rows may be torn by a page end
    family: str = '"Noto Serif CJK SC"'
    number_width: str = "auto"
    indent: str = "2em"
    vertical: bool = False  # the first label column is set vertically, by writing mode


def page(report: Made, look: Look) -> str:
    """One report on pages of its own."""
    return _html(report.title, look, blocks_html(report))


def two_years(left: Made, right: Made, look: Look, way: str) -> str:
    """Two reports in two columns.

    `way`: `grid`, `flex`, `table` (two cells); `rows`, `tablerows` (each block beside its counterpart).
    """
    one, other = blocks(left), blocks(right)
    if way in ("rows", "tablerows"):
        pairs = [
            f"<{cell}>{a}</{cell}><{cell}>{b}</{cell}>"
            for cell in ["div" if way == "rows" else "td"]
            for a, b in zip_longest(one, other, fillvalue="")
        ]
        body = (
            "".join(f'<div class="pair">{p}</div>' for p in pairs)
            if way == "rows"
            else '<table class="frame">' + "".join(f"<tr>{p}</tr>" for p in pairs) + "</table>"
        )
    elif way == "table":
        body = f'<table class="frame"><tr><td>{"".join(one)}</td><td>{"".join(other)}</td></tr></table>'
    else:
        body = f'<div class="{way}"><div>{"".join(one)}</div><div>{"".join(other)}</div></div>'
    return _html(f"{left.facts.body}年报对比", look, body)


def blocks_html(report: Made) -> str:
    return "".join(blocks(report))


def blocks(report: Made) -> list[str]:
    """Title, headings, paragraphs and tables in print order."""
    out: list[str] = []
    for section, texts in report.prose.items():
        if section in report.headings:
            out.append(f"<h2>{escape(report.headings[section])}</h2>")
        for number, text in enumerate(texts):
            tag = "h1" if section == "0" and number == 0 else "p"
            out.append(f"<{tag}>{escape(text)}</{tag}>" if section != "end" else f'<p class="end">{escape(text)}</p>')
        if section in report.tables:
            out.append(table(report.tables[section]))
    return out


def table(rows: Sequence[Row]) -> str:
    """A `<table>`; rows of headers alone go into its head."""
    lines = [(_is_head(row), "<tr>" + "".join(map(_cell, row.slots)) + "</tr>") for row in rows]
    heads = 0
    while heads < len(lines) and lines[heads][0]:
        heads += 1
    name = rows[0].key.split(".")[0]
    head, body = ("".join(line for _, line in part) for part in (lines[:heads], lines[heads:]))
    return f'<table class="grid {name}"><thead>{head}</thead><tbody>{body}</tbody></table>'


def _is_head(row: Row) -> bool:
    return all(slot.kind in ("head", "blank") for slot in row.slots)


def _cell(slot: Slot) -> str:
    spans = f' colspan="{slot.colspan}"' * (slot.colspan > 1) + f' rowspan="{slot.rowspan}"' * (slot.rowspan > 1)
    long = " long" if slot.kind == "group" and slot.rowspan > 6 else ""
    return f'<td class="{slot.kind}{long}"{spans}>{escape(slot.before + slot.text + slot.unit)}</td>'


def _html(title: str, look: Look, body: str) -> str:
    vertical = ".long {writing-mode: vertical-rl; letter-spacing: 2px}" if look.vertical else ""
    css = f"""
@page {{size: A4 {"landscape" if look.landscape else "portrait"}; margin: 18mm 16mm;
  @bottom-center {{content: {look.page_numbers}; font-size: 10pt}} }}
body {{font: {look.size}pt {look.family}; margin: 0}}
h1 {{font-size: 1.5em; text-align: center}} h2 {{font-size: 1.1em}} p {{text-indent: {look.indent}}}
.end {{text-align: right}}
.grid {{border-collapse: collapse; width: 100%; margin: 6px 0}}
.grid td {{border: {look.borders}; padding: {look.padding}; vertical-align: {look.align}; text-align: center}}
.grid thead {{display: {"table-header-group" if look.repeat_heads else "table-row-group"}}}
.grid tr {{break-inside: {look.row_breaks}}}
.grid td.label {{text-align: left; width: {look.label_width}}} .grid td.long {{width: {look.group_width}}}
.grid td.number {{width: {look.number_width}}}
{vertical}
.flex {{display: flex}} .flex > div {{flex: 1; width: 50%; padding: 0 6px}}
.grid .pair {{}} .pair {{display: grid; grid-template-columns: 1fr 1fr; column-gap: 14px}}
div.grid {{display: grid; grid-template-columns: 1fr 1fr; column-gap: 16px}}
.pair > div, div.grid > div {{min-width: 0}}
.frame {{width: 100%; table-layout: fixed}} .frame > tbody > tr > td {{vertical-align: top; padding: 0 8px; width: 50%}}
"""
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{css}</style></head><body>{body}</body></html>"
    )
