"""The tables of a report as rows of slots with spans, before any layout: what the clerk filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from giar_ml.schema import OTHER_TOTAL, DisclosureRow, RequestRow, epoch
from training.synth.facts import Facts
from training.synth.pieces import Kind, Piece
from training.synth.style import Style

SHORT = {
    "new_received": "本年新收政府信息公开申请",
    "carried_in": "上年结转申请",
    "partially_granted": "部分公开",
    "exempt_prohibited_by_law": "其他法律法规禁止公开",
    "exempt_internal_affairs": "属于内部事务信息",
    "exempt_deliberative_process": "属于过程性信息",
    "exempt_enforcement_file": "行政执法案卷信息",
    "exempt_statutory_query": "行政查询事项",
    "other_no_correction_by_deadline": "申请人逾期不补正",
    "other_fee_not_paid": "申请人逾期未缴费",
    "carried_out": "结转下年继续办理",
}
GROUPS = {"三": "不予公开", "四": "无法提供", "五": "不予处理", "六": "其他处理"}
RESULT_GROUP = "三、本年度办理结果"
CORNER = "本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和"
OUTCOME_HEADS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
ANNEX_PARTS = {
    "一": "主动公开情况",
    "二": "回应解读情况",
    "三": "依申请公开情况",
    "八": "机构建设和保障经费情况",
    "九": "政府信息公开会议和培训情况",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell of a logical table, at its top left place."""

    text: str
    kind: Kind
    colspan: int = 1
    rowspan: int = 1
    address: str | None = None
    value: Decimal | None = None
    before: str = ""  # printed before the number, part of what stands there (+)
    unit: str = ""

    def pieces(self, row: str, blank: str = "") -> list[Piece]:
        """The slot as pieces of the row."""
        if self.kind == "blank":
            return [Piece(blank, "blank", row, self.address)]
        text = self.before + self.text
        piece = Piece(text, self.kind, row, self.address, self.value)
        return [piece, Piece(self.unit, "unit", row)] if self.unit else [piece]


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    slots: tuple[Slot, ...]


def number_slot(facts: Facts, address: str, before: str = "", unit: str = "") -> Slot:
    """The slot of a cell: its number, or an empty place where the issuer left it empty."""
    value = facts.cells[address]
    if value is None:
        return Slot("", "blank", address=address)
    return Slot(f"{value:f}", "number", address=address, value=value, before=before, unit=unit)


def empty(count: int = 1) -> Slot:
    return Slot("", "blank", colspan=count)


def disclosure(facts: Facts, style: Style) -> list[Row]:
    """Section 二, four columns wide."""
    rows: list[Row] = []
    for number, block in enumerate(epoch(facts.epoch).disclosure):
        heads = [Slot(_head(facts, style, column.label), "head") for column in block.columns]
        article = Slot(block.article, "head", colspan=4)
        rows.append(Row(f"disclosure.article{number}", (article,)))
        if style.header != "lost" or number > 0:
            rows.append(Row(f"disclosure.head{number}", (Slot("信息内容", "head"), *_fill(heads))))
        rows.extend(
            Row(f"disclosure.{row.key}", (Slot(row.label, "label"), *_fill(_values(facts, style, row))))
            for row in block.rows
            if not row.extension
        )
    return rows


def _fill(slots: Sequence[Slot]) -> list[Slot]:
    """Three columns: one slot spans all, two leave the last empty."""
    if len(slots) == 1:
        return [replace(slots[0], colspan=3)]
    return [*slots, *[empty()] * (3 - len(slots))]


def _head(facts: Facts, style: Style, label: str) -> str:
    if label == "采购总金额" and style.amount == "header":
        return f"{label}（{facts.amount_unit}）"
    return label


def _values(facts: Facts, style: Style, row: DisclosureRow) -> list[Slot]:
    slots = []
    for cell in row.cells:
        value = facts.cells[cell.address]
        grown = cell.kind == "signed" and style.signs and value is not None and value > 0
        unit = ""
        if cell.key == "procurement_amount" and style.amount in ("cell", "spaced"):
            unit = (" " if style.amount == "spaced" else "") + (facts.amount_unit or "")
        slots.append(number_slot(facts, cell.address, "+" if grown else "", unit))
    return slots


def requests(facts: Facts, style: Style) -> list[Row]:
    """Section 三: two or three label columns and seven numbers."""
    rows = request_head(style) if style.header != "lost" else []
    keyed = {row.key: row for name in ("E2", "E3") for row in epoch(name).request_rows}
    order = [keyed[key] for key in facts.request_rows()]
    results = [row for row in order if row.item.startswith("三")]
    sizes = {number: sum(_group(row) == number for row in order) for number in GROUPS}
    for row in order:
        labels: list[Slot] = []
        number = _group(row)
        if row is results[0] and style.result_group:
            labels.append(Slot(RESULT_GROUP, "group", rowspan=len(results)))
        if number and row.item.endswith("1"):
            labels.append(Slot(style.bracket.format(n=number) + GROUPS[number], "group", rowspan=sizes[number]))
        width = 1 if number else 2 if row in results else depth(style)
        labels.append(Slot(label_text(row, style), "label", colspan=width))
        values = [number_slot(facts, f"requests.{row.key}.{c.key}") for c in epoch("E2").request_columns]
        rows.append(Row(f"requests.{row.key}", (*labels, *values)))
    return rows


def depth(style: Style) -> int:
    """Label columns of the request table: the one for 三、本年度办理结果 is not everywhere."""
    return 3 if style.result_group else 2


def _group(row: RequestRow) -> str:
    """The numeral of the group that a sub-row stands under, "" for rows of their own."""
    return row.item[2] if row.item.startswith("三(") and row.item[-1].isdigit() else ""


def label_text(row: RequestRow, style: Style) -> str:
    """The row's label as this clerk prints it, with its number before it."""
    label = SHORT.get(row.key, row.label) if style.short_labels else row.label
    if _group(row):
        return style.enumerator.format(n=row.item[-1]) + label
    if row.item.startswith("三"):
        return style.bracket.format(n="六" if row.key == OTHER_TOTAL else row.item[2]) + label
    return f"{row.item}、{label}"


def request_head(style: Style) -> list[Row]:
    """The three header rows of section 三."""
    corner = {"full": CORNER, "bracketed": f"（{CORNER}）", "lost": ""}[style.corner]
    columns = [Slot(c.label, "head") for c in epoch("E2").request_columns]
    one = Slot(corner, "head" if corner else "blank", depth(style), 3)
    if style.header == "split":
        return [
            Row("requests.head0", (one, Slot("申请人情况", "head", 7))),
            Row("requests.head1", (columns[0], Slot("法人或其他组织", "head", 6))),
            Row("requests.head2", (empty(), *columns[1:])),
        ]
    return [
        Row("requests.head0", (one, Slot("申请人情况", "head", 7))),
        Row(
            "requests.head1",
            (replace(columns[0], rowspan=2), Slot("法人或其他组织", "head", 5), replace(columns[-1], rowspan=2)),
        ),
        Row("requests.head2", tuple(columns[1:-1])),
    ]


def review(facts: Facts, style: Style) -> list[Row]:
    """Section 四: one row of fifteen numbers under three header rows."""
    heads = [Slot(h[:2] + " " + h[2:] if style.spaced_heads else h, "head") for h in OUTCOME_HEADS]
    top = Row("review.head0", (Slot("行政复议", "head", 5), Slot("行政诉讼", "head", 10)))
    second = Row(
        "review.head1",
        (
            *(replace(h, rowspan=2) for h in heads),
            Slot("未经复议直接起诉", "head", 5),
            Slot("复议后起诉", "head", 5),
        ),
    )
    third = Row("review.head2", (*heads, *heads))
    values = tuple(number_slot(facts, f"review.{cell.key}") for cell in epoch(facts.epoch).review)
    return [top, second, third, Row("review", values)]


def annex(facts: Facts) -> list[Row]:
    """The form of E1a or E1b: label, unit, (code,) number."""
    coded = facts.epoch == "E1a"
    names = ("指标名称", "计量单位", "代码", "本年累计") if coded else ("统计指标", "单位", "统计数")
    rows = [Row("annex.head", tuple(Slot(name, "head") for name in names))]
    part = ""
    for row in epoch(facts.epoch).annex:
        item = row.item or ""
        if not coded and item[:1] in ANNEX_PARTS and item[:1] != part:
            part = item[:1]
            dashes = (Slot("——", "head"), Slot("——", "head"))
            rows.append(Row(f"annex.part{part}", (Slot(f"{part}、{ANNEX_PARTS[part]}", "group"), *dashes)))
        value = number_slot(facts, f"annex.{row.key}")
        middle = (Slot(row.unit, "head"), Slot(item, "head")) if coded else (Slot(row.unit, "head"),)
        text = row.label if coded else _annex_label(item, row.label)
        rows.append(Row(f"annex.{row.key}", (Slot(text, "label"), *middle, value)))
    return rows


def _annex_label(item: str, label: str) -> str:
    if item.endswith("其中"):
        return f"其中：{label}"
    if item[-1:].isdigit():
        return f"{item[-1]}．{label}"
    return (f"（{item[2]}）" if len(item) > 1 else f"{item}、") + label
