"""What an address is called: the Chinese label of the form, and an English one made from the key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from giar_ml import schema
from giar_ml.schema.narrative import narrative
from giar_ml.types import Epoch

SECTIONS = {
    "disclosure": ("主动公开政府信息情况", "Proactive disclosure"),
    "requests": ("收到和处理政府信息公开申请情况", "Requests received and handled"),
    "review": ("行政复议、行政诉讼情况", "Administrative review and litigation"),
    "annex": ("政府信息公开情况统计表", "Statistical annex"),
}
ENGLISH = {
    "org_commercial": "Business",
    "org_research": "Research",
    "org_public_welfare": "Public welfare",
    "org_legal_service": "Legal service",
    "org_other": "Other org.",
    "other_misc": "Other",
    "other_processing_total": "Other handling",
    "admin_fees_amount_wan": "Administrative fees, amount (10,000 yuan)",
    "三、本年度办理结果": "Results this year",
    "（三）不予公开": "Refused",
    "（四）无法提供": "Cannot be provided",
    "（五）不予处理": "Not processed",
    "（六）其他处理": "Other handling",
    "行政复议": "Administrative review",
    "行政诉讼／未经复议直接起诉": "Litigation, direct",
    "行政诉讼／复议后起诉": "Litigation after review",
    "结果维持": "Upheld",
    "结果纠正": "Corrected",
    "其他结果": "Other result",
    "尚未审结": "Pending",
    "总计": "Total",
    "本年新制作数量": "Made this year",
    "本年新公开数量": "Newly disclosed",
    "对外公开总数量": "Disclosed in total",
    "上一年项目数量": "Items last year",
    "本年增/减": "Change this year",
    "处理决定数量": "Decisions",
    "采购项目数量": "Projects",
    "采购总金额": "Amount",
    "本年制发件数": "Issued this year",
    "本年废止件数": "Repealed this year",
    "现行有效件数": "In force",
    "本年处理决定数量": "Decisions this year",
    "本年收费金额（单位：万元）": "Fees this year (10,000 yuan)",
}
REASONS = {
    "table_not_found": ("没有找到这张表", "the table was not found"),
    "row_not_found": ("没有找到这一行", "the row was not found"),
    "not_printed": ("此处未印数字", "no number is printed here"),
    "blank_cell": ("此格为空", "the cell is empty"),
    "nil_mark": ("此处印的是横线、“无”等，不是数字", "a dash or a word such as 无 stands here, no number"),
    "unreadable": ("此处印的数字无法辨认", "the number that stands here cannot be read"),
    "too_many_numbers": ("这里连续的数字多于任何一张表", "more numbers in succession than any table has"),
    "ambiguous": ("可能的读法不止一种，难以确定", "several readings are possible"),
    "shares_a_printed_zero": ("与其他单元格共用一个印出的 0", "shares one printed zero with other cells"),
    "printed_as_other_processing_total": ("（六）合印为一行", "item (6) is printed as one row"),
}
_DROPPED = ("exempt_", "unavailable_", "not_processed_", "other_")  # said by the group that the row stands in


@dataclass(frozen=True, slots=True)
class Label:
    """A name in both languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} {self.en}" if self.en else self.zh


def english(key: str) -> str:
    """`requests_in_person` -> `Requests in person`; Chinese labels that we know -> their English."""
    if key in ENGLISH:
        return ENGLISH[key]
    if not key.isascii():
        return ""
    words = key.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def row_label(row: schema.RequestRow) -> Label:
    """The label of a request row, without what its group says already."""
    key = row.key
    prefix = next((p for p in _DROPPED if row.group and key.startswith(p) and key not in ENGLISH), "")
    return Label(row.label, english(key.removeprefix(prefix)))


def short(row: schema.RequestRow) -> str:
    """A row by few words, and by its item where those alone could mean another row."""
    name = row.label.partition("（")[0].partition("、行政机关")[0]
    item = row.item[1:4]  # 三(七) -> (七)
    return f"{item}{name}" if name in {"总计", "其他"} and item else name


@cache
def labels(epoch: Epoch | None) -> dict[str, Label]:
    """Every address of an epoch, extension rows too, with its full label."""
    if epoch is None:
        return {}
    template = schema.epoch(epoch)
    found = {}
    for block in template.disclosure:
        for row in block.rows:
            for cell, column in zip(row.cells, block.columns, strict=False):
                found[cell.address] = Label(f"{row.label}·{column.label}", english(cell.key))
    for request in template.request_rows:
        name = row_label(request)
        for column in template.request_columns:
            both = Label(f"{short(request)}·{column.label}", f"{name.en} · {english(column.key)}")
            found[f"requests.{request.key}.{column.key}"] = both
    for review in template.review:
        group, label = review.group.split("／")[-1], review.label
        found[f"review.{review.key}"] = Label(f"{group}·{label}", f"{english(review.group)} · {english(label)}")
    found |= {f"annex.{row.key}": Label(row.label, english(row.key)) for row in template.annex}
    return found


def label(address: str, epoch: Epoch | None) -> Label:
    """The label of an address; of one that the epoch does not have, the best that its parts tell."""
    known = labels(epoch).get(address)
    if known:
        return known
    section, _, rest = address.partition(".")
    columns = {c.key: c.label for c in schema.epoch("E3").request_columns}
    row, _, column = rest.rpartition(".")
    if section == "requests" and column in columns:
        name = "（六）其他处理" if row == schema.OTHER_TOTAL else row
        return Label(f"{name}·{columns[column]}", f"{english(row)} · {english(column)}")
    return Label(rest or address, english(rest.replace(".", " ")))


@cache
def _definitions() -> dict[str, str]:
    return {indicator.key: indicator.definition for indicator in narrative().indicators}


def definition(indicator: str) -> str:
    """What an indicator counts; empty for those that the taxonomy lacks."""
    known = _definitions()
    return known.get(indicator) or known.get(indicator.rpartition(".")[0] + ".*", "")


def reason(code: str) -> str:
    """Why a value is null or doubtful, in both languages and with its code."""
    words = REASONS.get(code)
    return f"{words[0]} {words[1]} ({code})" if words else code
