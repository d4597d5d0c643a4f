"""How the tables of a report print zero: what blank cells, marks such as ``-`` and missing numbers stand for.

Every null cell that an identity or a sentence of the report settles is a witness for all cells of its table that are
printed alike. Witnesses are counted, and the share of zeros is estimated with a prior of two cells, or of four where
the table nowhere prints the digit 0, for then its zeros must be printed in some other way. What is inferred is stated
beside the cells; no value is changed by it, and null stays null.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from giar_ml.check.derive import Recovery, recoverability
from giar_ml.types import Cell, Convention, Finding, Message, Report

SURE = 0.9  # from here on a convention is said to mean zero
SHARED = "shares_a_printed_zero"  # reason of the reader: one printed zero stands for several cells
TABLES = {
    "disclosure": Message("主动公开表", "the disclosure table"),
    "requests": Message("申请表", "the request table"),
    "review": Message("复议诉讼表", "the review table"),
    "annex": Message("附表", "the annex"),
}
PRINTS = {"blank_cell": "blank", "not_printed": "dropped"}
NAMES = {"blank": Message("空白", "empty"), "dropped": Message("未印出", "left out")}
MEANINGS = {
    "zero": Message("即为 0", "that means 0"),
    "not_zero": Message("并不表示 0", "that does not mean 0"),
    "unknown": Message("含义不能确定", "what that means cannot be known"),
}


def conventions(report: Report, findings: Iterable[Finding] = ()) -> tuple[Convention, ...]:
    """One entry for every table and way of printing that stands for a number; `findings` are those of `check`."""
    known, said = recoverability(report), _said(report, findings)
    found = []
    for table in TABLES:
        cells = [cell for cell in report.cells if cell.address.startswith(f"{table}.")]
        prints_zero = any(cell.value == 0 and cell.reason != SHARED for cell in cells)
        groups: dict[str, list[Cell]] = {}
        for cell in cells:
            if (printed := _printed(cell)) is not None:
                groups.setdefault(printed, []).append(cell)
        for printed, alike in sorted(groups.items()):
            verdicts = [said.get(cell.address) or _forced(cell, known) for cell in alike]
            found.append(_convention(table, printed, len(alike), verdicts, prints_zero))
    return tuple(found)


def _printed(cell: Cell) -> str | None:
    """How a cell that shows no number of its own is printed; None for all others, also where no place was found."""
    if cell.value is not None:
        return "dropped" if cell.reason == SHARED else None
    if cell.origin != "blank" or cell.abstained:
        return None
    mark = (cell.raw or "").strip()
    return mark if cell.reason == "nil_mark" and mark else PRINTS.get(cell.reason or "")


def _forced(cell: Cell, known: dict[str, Recovery]) -> str | None:
    """`zero` or `other` where the identities settle the cell."""
    if cell.value is not None:
        return "zero" if cell.value == 0 else "other"
    low, high = known[cell.address].low, known[cell.address].high
    if low == 0 == high:
        return "zero"
    return "other" if low is not None and low > 0 else None


def _said(report: Report, findings: Iterable[Finding]) -> dict[str, str]:
    """Address of a null cell -> `zero` or `other`, where a sentence is about this cell and no other."""
    values = report.values()
    found = {}
    for finding in findings:
        empty = [address for address in finding.addresses if address in values]
        if finding.rule.startswith("T-") and finding.left is not None and len(empty) == 1 and values[empty[0]] is None:
            found[empty[0]] = "other" if finding.left else "zero"
    return found


def _convention(table: str, printed: str, cells: int, verdicts: Sequence[str | None], prints_zero: bool) -> Convention:
    zero, other = verdicts.count("zero"), verdicts.count("other")
    share = (zero + (1 if prints_zero else 3)) / (zero + other + (2 if prints_zero else 4))
    means = "zero" if share >= SURE else "not_zero" if share <= 1 - SURE else "unknown"
    message = _message(table, printed, (cells, zero, other), means)
    return Convention(table, printed, means, cells, zero, other, share, message)  # type: ignore[arg-type]


def _message(table: str, printed: str, counts: tuple[int, int, int], means: str) -> Message:
    cells, zero, other = counts
    name = NAMES.get(printed, Message(f"印作“{printed}”", f"printed {printed}"))
    place, meaning = TABLES[table], MEANINGS[means]
    return Message(
        f"{place.zh}有 {cells} 格{name.zh}，其中 {zero} 格可确定为 0，{other} 格可确定不为 0：{meaning.zh}。",
        f"{cells} cells of {place.en} are {name.en}; {zero} are known to be 0, {other} not to be: {meaning.en}.",
    )
