"""Tables whose columns a converter printed apart: which numbers are the request table's, and what is left for others.

Called where labels and print order gave a reading that contradicts itself. Every number between the first table and the
last is looked at: the blocks of one table may well stand below the heading of another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from giar_ml.assemble.cells import doubtful
from giar_ml.assemble.disclosure import read_columns
from giar_ml.assemble.joint import Decision
from giar_ml.assemble.labels import CERTAIN_LABEL
from giar_ml.assemble.requests import HEADER, WIDTH, request_cells, request_form, request_labels
from giar_ml.assemble.review import review_cells
from giar_ml.assemble.stream import Gap, Item, Stream, read_stream, without, without_header
from giar_ml.assemble.torn import plain_decision, torn_decision
from giar_ml.assemble.walk import Roles
from giar_ml.schema import OTHER_TOTAL, EpochSchema
from giar_ml.types import AlignedText, Cell

TROUBLE = 4  # rows and columns of a reading that contradict themselves, at least, for another to be tried
DOUBTFUL = 3  # columns that violate their identities, and more than half of those that are not zero: all is in doubt
MOST_ERRORS = 5  # rows and columns that contradict themselves: more than any publisher's
IN_PLACE = 0.8  # of the rows: so many behind their own labels, and the table is in order, whatever its sums
FEWEST_ROWS = 12
MOST_NUMBERS = 250  # of one request table, with some to spare: here stand two, and which is which nobody knows
# A header of the other tables: the numbers that follow it are theirs.
OTHERS = re.compile(
    r"(?:件数|项目数量|制作数量|公开数量|总数量|增减|决定数量|金额[亿万]?元?|单位[亿万]?元)$"
    r"|结果维|结果纠|维持|纠正|尚未审|审结|起诉"
)
REVIEW_HEADER = re.compile(r"结果维|结果纠|维持|纠正|尚未审|审结|起诉")
TAIL = re.compile(r"[总计结果其他持正]{1,4}")  # of a header cell, printed between the numbers
REVIEW = 15  # numbers of section 四

Tables = Mapping[str, Sequence[Cell]]
Decide = Callable[[Stream, int, Roles], Decision | None]


class Table:
    """The request table as read: amounts by row and column, None where nothing was read surely."""

    def __init__(self, cells: Sequence[Cell], epoch: EpochSchema) -> None:
        values = {c.address: None if c.abstained else c.value for c in cells}
        single = any(c.reason == f"printed_as_{OTHER_TOTAL}" for c in cells)
        keys, self.roles = request_form("E2" if single else epoch.id)
        columns = [column.key for column in epoch.request_columns]
        self.rows = [[values.get(f"requests.{key}.{column}") for column in columns] for key in keys]

    @property
    def trouble(self) -> int:
        """How many rows and columns were not read surely, or contradict themselves."""
        return self.trouble_with(len(self.rows))

    def trouble_with(self, unread: int) -> int:
        """The same, where at most `unread` rows that were not read surely are printed at all."""
        return min(unread, sum(None in row for row in self.rows)) + self._broken() + self._violated()[0]

    @property
    def doubtful(self) -> bool:
        """Whether so much contradicts itself that no number can be trusted to be where it was read."""
        violated, filled = self._violated()
        if not self._broken() and self._one_row():
            return False
        several = violated >= DOUBTFUL and 2 * violated > filled and sum(None in row for row in self.rows) < DOUBTFUL
        return several or self._broken() + violated >= MOST_ERRORS

    def _one_row(self) -> bool:
        """Whether an error in one row of sums explains every column: the publisher's, the numbers are in place."""
        kinds = set()
        for column in zip(*self.rows, strict=True):
            if None not in column and _violated(column, self.roles):
                received, carried_in, total, carried_out = (
                    column[k] or Decimal(0)
                    for k in (self.roles.received, self.roles.carried_in, self.roles.total, self.roles.carried_out)
                )
                flow = received + carried_in - total - carried_out
                excess = sum(filter(None, column[slice(*self.roles.results)]), Decimal(0)) - total
                kinds.add((not excess, flow == excess))
        return len(kinds) == 1 and kinds <= {(True, False), (False, True)}

    def _broken(self) -> int:
        """Rows whose sum fails."""
        return sum(None not in row and sum(filter(None, row)) != 2 * (row[-1] or 0) for row in self.rows)

    def _violated(self) -> tuple[int, int]:
        """Columns that violate their identities, and columns that hold numbers."""
        columns = list(zip(*self.rows, strict=True))
        return sum(_violated(column, self.roles) for column in columns), sum(map(any, columns))


def _violated(column: Sequence[Decimal | None], roles: Roles) -> bool:
    """Whether the numbers that were read contradict an identity, whatever those are that were not."""
    total, results = column[roles.total], column[slice(*roles.results)]
    received, carried_in, carried_out = (column[k] for k in (roles.received, roles.carried_in, roles.carried_out))
    flows = None not in (received, carried_in, total, carried_out)
    if flows and (received or 0) + (carried_in or 0) != (total or 0) + (carried_out or 0):
        return True
    if total is None:
        return False
    known = sum(filter(None, results))
    return known > total if None in results else known != total


def read_scattered(
    text: AlignedText, where: tuple[int, int], epoch: EpochSchema, source: str, tables: Tables
) -> Tables:
    """What blocks and columns in a clean range say better than `tables`, the cells read so far by section."""
    before = Table(tables["3"], epoch)
    unread = any(c.value is None or c.abstained for c in tables["2"])
    if not before.trouble and not unread:
        return {}
    stream = read_stream(text.text, *where, WIDTH)
    left = _left(stream, text, tables) // WIDTH  # rows: where nothing is left, what was not read is not printed
    contradicted = before.doubtful or before.trouble_with(left) >= TROUBLE
    contradicted = contradicted and not _in_place(stream, text, tables["3"])
    if contradicted and len(_own(stream)) > MOST_NUMBERS:
        return {key: [_abstained(cell) for cell in cells] for key, cells in tables.items()}
    decide = torn_decision if contradicted else plain_decision
    requests = _requests(stream, text, epoch, source, decide) if contradicted or left else []
    used = {c.start for c in requests or tables["3"]}
    rest = without(stream, {k for k, item in enumerate(stream.items) if text.raw(item.start, item.end)[0] in used})
    found: dict[str, Sequence[Cell]] = {
        "2": read_columns(rest, text, epoch, source, bool(requests)),
        "3": requests or ([_abstained(cell) for cell in tables["3"]] if contradicted and before.doubtful else []),
        "4": _review(rest, text, epoch, source) if requests else [],
    }
    return {key: cells for key, cells in found.items() if cells}


def _requests(stream: Stream, text: AlignedText, epoch: EpochSchema, source: str, decide: Decide) -> list[Cell]:
    """The request table from its blocks; [] where none of its readings is much better than one in trouble."""
    stream = without_header(stream, HEADER, request_labels(epoch.id).fits)
    own = _own(stream)
    part = Stream(own, (Gap("", "line"),) * (len(own) + 1), wide=False)
    for form in dict.fromkeys((epoch.id, "E2")):
        keys, roles = request_form(form)
        if form != epoch.id and len(own) >= WIDTH * len(request_form(epoch.id)[0]):
            break  # there is a number for every cell of the longer form
        decision = decide(part, len(keys), roles)
        cells = request_cells(decision, form, part, text, epoch, source) if decision else []
        if cells and Table(cells, epoch).trouble <= TROUBLE // 2:
            return cells
    return []


def _in_place(stream: Stream, text: AlignedText, cells: Sequence[Cell]) -> bool:
    """Whether nearly every row that was read stands alone behind its label: what contradicts itself is printed so."""
    at = {text.raw(item.start, item.end)[0]: k for k, item in enumerate(stream.items) if item.end > item.start}
    labels, read, placed = request_labels(), 0, 0
    rows: dict[str, list[int]] = {}
    for cell in cells:
        if cell.start in at and (
            cell.value is not None or cell.reason == "nil_mark"
        ):  # a blank may be of a merged cell
            rows.setdefault(cell.address.split(".")[1], []).append(at[cell.start])
    keys = request_form("E3")[0]
    for key, items in rows.items():
        first = max((k for k in range(min(items) + 1) if stream.gaps[k].text), default=0)
        alone = (
            len(items) == WIDTH
            and max(items) < first + WIDTH
            and not any(gap.text for gap in stream.gaps[first + 1 : first + WIDTH])
        )
        own = key in keys and labels.before(stream.gaps[first].text)[keys.index(key)] <= CERTAIN_LABEL
        read, placed = read + 1, placed + (alone and own)
    return read >= FEWEST_ROWS and placed >= IN_PLACE * read


def _left(stream: Stream, text: AlignedText, tables: Tables) -> int:
    """How many numbers that may be the request table's are in no cell of any table."""
    used = {cell.start for cells in tables.values() for cell in cells}
    return sum(text.raw(item.start, item.end)[0] not in used for item in _own(stream))


def _own(stream: Stream) -> tuple[Item, ...]:
    """The items that may be the request table's: whole numbers that do not follow a header of another table."""
    own, others = [], False
    for gap, item in zip(stream.gaps, stream.items, strict=False):
        others = OTHERS.search(gap.text) is not None if gap.text else others
        if not others and (item.blank or item.digits.isdigit()):
            own.append(item)
    return tuple(own)


def _review(rest: Stream, text: AlignedText, epoch: EpochSchema, source: str) -> list[Cell]:
    """The cells of section 四, if its headers have its fifteen numbers behind them."""
    own = _after_review(rest)
    stream = Stream(own, (Gap("", "line"),) * (len(own) + 1), wide=False)
    cells = review_cells(stream, text, epoch, source) if len(own) == REVIEW else []
    blocks = [cells[k : k + 5] for k in range(0, len(cells), 5)]
    return [cell for block in blocks for cell in (block if _sound(block) else map(_abstained, block))]


def _sound(block: Sequence[Cell]) -> bool:
    *parts, total = [cell.value for cell in block]
    return total is not None and None not in parts and sum(filter(None, parts)) == total


def _abstained(cell: Cell) -> Cell:
    return doubtful(cell) if cell.value is not None else cell


def _after_review(rest: Stream) -> tuple[Item, ...]:
    """The numbers that follow headers of section 四."""
    found, own = [], False
    for gap, item in zip(rest.gaps, rest.items, strict=False):
        if gap.text and not (own and TAIL.fullmatch(gap.text)):
            own = REVIEW_HEADER.search(gap.text) is not None
        if own:
            found.append(item)
    return tuple(found)
