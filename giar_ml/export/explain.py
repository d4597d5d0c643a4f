"""Why a cell or statistic has its value, or none: in both languages, from the record and its source alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from giar_ml.export.labels import definition, label, reason
from giar_ml.export.record import Cell, Record, Statistic
from giar_ml.export.words import Recovery

ORIGIN = {
    "read": "已读 read",
    "blank": "空白：有此位置，未印数字 blank: the place is there, no number is printed",
    "absent": "未见：原文中没有找到此位置 absent: no such place was found in the source",
}
STATUS = {"holds": "成立 holds", "violated": "不成立 violated", "unknown": "无法判断 unknown"}
WIDTH = 60  # characters of the line shown on each side


def explain(
    record: Record, address: str, source: str | None, recovery: Mapping[str, Recovery] | None = None
) -> list[tuple[str, str]]:
    """Pairs of a heading and what there is to say; empty where the record has no such address.

    `address` is a cell address, an indicator, or `statistics[3]`; `recovery` says what the identities leave open for
    the cells without a number.
    """
    cell = record.cell(address)
    if cell:
        open_to = _recovery((recovery or {}).get(address))
        return [
            *_cell(record, cell),
            *open_to,
            *_place(source, cell.raw, cell.start, cell.end),
            *_verdicts(record, address),
        ]
    said: list[tuple[str, str]] = []
    for index, statistic in enumerate(record.statistics):
        if address in {statistic.indicator, f"statistics[{index}]"}:
            said += _statistic(record, index, statistic)
            said += _place(source, statistic.raw, statistic.start, statistic.end)
            said += _verdicts(record, f"statistics[{index}]")
    return said


def _number(value: Decimal | None) -> str:
    return "null" if value is None else format(value, "f")


def _cell(record: Record, cell: Cell) -> Iterator[tuple[str, str]]:
    name = label(cell.address, record.report.epoch)
    yield "地址 address", cell.address
    yield "名称 label", f"{name.zh} · {name.en}"
    yield "值 value", f"{_number(cell.value)} {cell.unit or ''}".strip()
    yield "来源 origin", ORIGIN[cell.origin]
    if cell.reason:
        yield "原因 reason", reason(cell.reason)
    elif cell.value is None:
        yield "原因 reason", "未说明 none was recorded"
    if cell.derived is not None:
        yield (
            "推得 derived",
            f"{_number(cell.derived)}（勾稽关系决定，未写入 value; forced by the identities, value stays null）",
        )
    yield "置信度 confidence", f"{cell.confidence:.3f}"
    if cell.abstained:
        yield "存疑 abstained", "读数过于可疑，不宜采信 too doubtful to be trusted; value is the best reading"
    if cell.page is not None:
        yield "页 page", f"{cell.page} {cell.box or ''}".strip()


def _recovery(found: Recovery | None) -> Iterator[tuple[str, str]]:
    """What a cell without a number can be."""
    if found is None:
        return
    kind, low, high = found
    if kind == "determined":
        words = f"唯一确定 determined: {_number(low)}"
    elif kind == "free":
        words = "不受约束 free: the identities say nothing about it"
    elif high is None:
        words = f"不小于 {_number(low)} bounded: at least {_number(low)}"
    else:
        words = f"{_number(low)} 至 {_number(high)} bounded: from {_number(low)} to {_number(high)}"
    yield "可复原性 recoverable", words


def _statistic(record: Record, index: int, statistic: Statistic) -> Iterator[tuple[str, str]]:
    yield "指标 indicator", f"{statistic.indicator}  (statistics[{index}])"
    if meaning := definition(statistic.indicator):
        yield "含义 meaning", meaning
    yield "值 value", f"{_number(statistic.value)} {statistic.unit} ({statistic.qualifier})"
    for name in ("agency", "topic", "channel", "period", "share", "change", "change_unit", "change_base"):
        if (value := getattr(statistic, name)) is not None:
            yield name, str(value)
    if statistic.part_of is not None and statistic.part_of < len(record.statistics):
        whole = record.statistics[statistic.part_of]
        yield "属于 part of", f"statistics[{statistic.part_of}] {whole.indicator} = {_number(whole.value)}"
    yield "置信度 confidence", f"{statistic.confidence:.3f}"


def _place(source: str | None, raw: str | None, start: int | None, end: int | None) -> Iterator[tuple[str, str]]:
    if raw is not None:
        yield "原文 raw", repr(raw)
    if start is None or end is None:
        return
    if source is None:
        yield "位置 place", f"[{start}, {end})，原文不在手边 the source is not at hand"
        return
    line = source.count("\n", 0, start) + 1
    column = start - (source.rfind("\n", 0, start) + 1) + 1
    yield "位置 place", f"[{start}, {end})，第 {line} 行第 {column} 字 line {line}, column {column}"
    before = source[max(0, start - WIDTH) : start].rpartition("\n")[2]
    after = source[end : end + WIDTH].partition("\n")[0]
    yield "上下文 context", f"{before}【{source[start:end]}】{after}".replace("\t", " ⇥ ")
    if source[start:end] != raw:
        yield "注意 warning", "原文与记录不一致 the source no longer says what the record says"


def _verdicts(record: Record, address: str) -> Iterator[tuple[str, str]]:
    order = {"violated": 0, "unknown": 1, "holds": 2}
    involved = sorted((f for f in record.findings if address in f.addresses), key=lambda f: order[f.status])
    for finding in involved:
        words = f"{STATUS[finding.status]}  左 left {_number(finding.left)}, 右 right {_number(finding.right)}"
        if finding.attribution:
            words += f"  ({finding.attribution})"
        if finding.message and finding.status != "holds":
            words += f"\n{finding.message.zh}\n{finding.message.en}"
        yield f"规则 {finding.rule}", words
    for repair in record.repairs:
        for change in repair.changes:
            if change.address == address:
                with_others = (
                    "" if len(repair.changes) == 1 else f"（连同另外 {len(repair.changes) - 1} 处 with others）"
                )
                alone = "" if repair.unique else "，非唯一 not the only one"
                yield "建议 proposed", f"{_number(change.printed)} → {_number(change.proposed)}{with_others}{alone}"
