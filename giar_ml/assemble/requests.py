"""The request table: up to 25 rows of seven columns read as one joint decision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from giar_ml import schema
from giar_ml.assemble.aligned import with_blanks
from giar_ml.assemble.arcs import Row
from giar_ml.assemble.cells import Slot, doubtful, fill
from giar_ml.assemble.digits import as_counts
from giar_ml.assemble.empty_lines import with_empty_lines
from giar_ml.assemble.interchangeable import certainties, doubted
from giar_ml.assemble.joint import Decision, decide
from giar_ml.assemble.labels import Labels, labels_of
from giar_ml.assemble.lattice import Lattice, build
from giar_ml.assemble.padded import without_padding
from giar_ml.assemble.queued import in_order
from giar_ml.assemble.readings import Reading, readings
from giar_ml.assemble.run_together import cut_up, illegible, is_run_together
from giar_ml.assemble.stream import NOT_HAN, Gap, Item, Stream, read_stream, runs, without_header
from giar_ml.assemble.transposed import transposed
from giar_ml.assemble.walk import Roles
from giar_ml.schema import OTHER_TOTAL, EpochSchema
from giar_ml.types import AlignedText, Cell

WIDTH = 7
HEADER = re.compile(
    r"本列数据的?[勾构]稽关系为?|第一项加第二项之和等于第三项加第四项之和|申请人情况|自然人"
    r"|法人或其他组织(?:[总合]计)?(?=商业企业|$)|法人或其他组织"
    r"|商业企业|科研机构|社会公益组织|法律服务机构(?:其[他它])?(?:总计|合计)?"
)
HEADINGS = ("自 *然 *人", "商业", "科研", "社会", "法律", "(?<!或)其[他它]", "[总合] *计")  # of the columns
COLUMNS = tuple(map(re.compile, HEADINGS))
TOTAL_FIRST = re.compile(r"(?:总\s*计|合\s*计)[\s|]*(?:申请人情况[\s|]*)?自\s*然\s*人")
CLEARLY = 4.0  # nats by which the sums must speak for the total in the first column
UNUSUAL = 1.0  # nats: a row of results with its total, in a table that does not print them
CONTRADICTED = 3  # columns whose identities fail, at least: rows that lack numbers may stand in any of them
FEWEST_LABELS = 4  # of rows; where fewer are left, nothing but complete sums says which row is which
FEWEST_RUNS = 8  # between labels, to tell that totals are not printed
SUBTOTAL = re.compile("小计$")
PERSON = re.compile(r"自\s*然\s*人")
FIRST_ROW = re.compile(r"本年新收|上年结转")
PARENTHESES = re.compile(r"[(（].*?[)）]")


def _seven(items: Sequence[Item], whole: bool) -> Sequence[Reading]:
    return readings(items, WIDTH, bound=True, whole=whole, columns=True)


def _total_first(items: Sequence[Item], whole: bool) -> Sequence[Reading]:
    """Seven numbers whose first is the total, as readings in the order of the template."""
    count = len(items)
    found = []
    for reading in readings([*items[1:], *items[:1]], WIDTH, bound=True, whole=whole, columns=True):
        if any(place and place[0] < place[1] == count - 1 for place in reading.places):
            continue  # joins the last number to the first
        places = tuple(p and ((p[0] + 1) % count, (p[1] + 1) % count, *p[2:]) for p in reading.places)
        found.append(replace(reading, places=places))
    return found


def _together(items: Sequence[Item], whole: bool) -> Sequence[Reading]:
    """Seven numbers printed as one string of digits; or any other reading of fewer digits, or of several numbers."""
    if len(items) == 1 and len(items[0].digits) >= WIDTH:
        return cut_up(items, WIDTH) or [illegible()]
    return _seven(items, whole)


def label_forms(label: str, variants: Sequence[str], item: str | None = None) -> tuple[str, ...]:
    """A label and its variants as Han characters only, with and without what stands in brackets."""
    forms: list[str] = []
    for text in (label, *variants):
        for form in (NOT_HAN.sub("", PARENTHESES.sub("", text)), NOT_HAN.sub("", text)):
            if len(form) > 1 and form not in forms:
                forms.append(form)
    if item is not None and (numeral := re.search(r"\(([一二三四五六七])\)$", item)):
        forms += [numeral[1] + form for form in forms if len(form) <= 4]
    return tuple(forms)


def _six(items: Sequence[Item], whole: bool) -> Sequence[Reading]:
    """Six numbers of a row whose total is not printed, as in every row of results; or any other reading of it."""
    if len(items) != WIDTH - 1 or any(item.blank for item in items):
        return [replace(reading, cost=reading.cost + UNUSUAL) for reading in _seven(items, whole)]
    values = tuple(item.value for item in items)
    places = tuple((k, k) for k in range(len(items)))
    implied = (WIDTH - 1, sum(filter(None, values), Decimal(0)))
    without = Reading((*values, None), (*places, None), 0.0, implied=implied)
    return [without, *(replace(reading, cost=reading.cost + UNUSUAL) for reading in _seven(items, whole))]


def _without_subtotals(stream: Stream) -> Stream:
    """The stream without the rows that a place adds below each group of results."""
    items: list[Item] = []
    gaps: list[Gap] = []
    inside = False
    for item, gap in zip(stream.items, stream.gaps, strict=False):
        inside = SUBTOTAL.search(gap.text) is not None if gap.text else inside
        if not inside:
            gaps.append(gap)
            items.append(item)
    whole = len(items) == len(stream.items)
    return stream if whole else replace(stream, items=tuple(items), gaps=(*gaps, stream.gaps[-1]))


@cache
def _rows(
    form: str, total_first: bool = False, no_totals: bool = False, together: bool = False
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Keys and lattice rows; the form of E2 prints （六） as one row, as some reports of E3 do.

    `no_totals`: the totals of the rows of results are not printed; `together`: the numbers of a row are one string.
    """
    read, total = (_total_first, 0) if total_first else (_together if together else _seven, -1)
    keys, rows = [], []
    template = schema.epoch(form).request_rows
    for row in template:
        keys.append(row.key)
        labels = label_forms(row.label, row.variants, row.item)
        if no_totals and row.key not in ("new_received", "carried_in", "carried_out"):
            rows.append(Row(row.key, labels, _six, WIDTH - 1, WIDTH + 3))
        else:
            rows.append(Row(row.key, labels, read, WIDTH, WIDTH + 3, total=total))
    return tuple(keys), tuple(rows)


def _may_lack_totals(stream: Stream) -> bool:
    """Whether most of what stands between two labels are six numbers: the totals of the results are not printed."""
    between = [[item.value or 0 for item in stream.items[i:j]] for i, j in runs(stream)]
    six = [run for run in between if len(run) == WIDTH - 1]
    summed = sum(sum(run) == 2 * run[-1] for run in six if any(run))  # the total is there, a column is not
    return len(six) * 3 > len(between) * 2 and len(between) >= FEWEST_RUNS and summed * 2 < sum(map(any, six))


def request_labels(epoch: str = "E3") -> Labels:
    """What tells the label of a request row from other text; E3 has every row of E2."""
    return labels_of(tuple(row.labels for row in _rows(epoch)[1]))


def _roles(keys: Sequence[str]) -> Roles:
    at = {key: k for k, key in enumerate(keys)}
    return Roles(
        received=at["new_received"],
        carried_in=at["carried_in"],
        results=(at["granted_in_full"], at["results_total"]),
        total=at["results_total"],
        carried_out=at["carried_out"],
    )


def _nonsense(decision: Decision) -> bool:
    """Whether most rows that were read break their own sum: this is no request table, whatever its labels say."""
    best = [max(choices, key=lambda choice: choice[2])[1] for choices in decision.rows.values()]
    read = [reading for reading in best if reading is not None and reading.values]
    return sum(reading.sound for reading in read) * 2 < len(read)


def _may_print_single_other(stream: Stream) -> bool:
    """Whether （六）其他处理 may carry numbers itself: none of its three E3 sub-rows shows."""
    texts = "".join(gap.text for gap in stream.gaps)
    return not any(word in texts for word in ("逾期不补正", "缴纳费用", "逾期未按收费"))


def lattice_of(stream: Stream, epoch: str) -> tuple[str, Lattice]:
    """The kept lattice, and whose form it takes: （六）其他处理 may be one row in E3 as well."""
    forms = [epoch, "E2"] if epoch != "E2" and _may_print_single_other(stream) else [epoch]
    lacking, together = _may_lack_totals(stream), is_run_together(stream, WIDTH)
    ways = [(form, build(stream, _rows(form, no_totals=lacking, together=together)[1])) for form in forms]
    return min(ways, key=lambda way: way[1].best)


def _prints_total_first(text: str, start: int, end: int) -> bool:
    """Whether the header names 总计 before 自然人."""
    first = FIRST_ROW.search(text, start, end)
    found = TOTAL_FIRST.search(text, start, first.start() if first else end)
    return found is not None and not PERSON.search(text, start, found.start())  # else the header is printed twice


def read_requests(text: AlignedText, start: int, end: int, epoch: EpochSchema, source: str) -> list[Cell]:
    """All cells of section 三 in the clean range `[start, end)`, also where an E3 table prints （六） as one row."""
    stream = as_counts(transposed(text.text, start, end) or read_stream(text.text, start, end, WIDTH))
    stream = with_empty_lines(with_blanks(stream, text, source, COLUMNS), text.text, lambda _: WIDTH)
    stream = _without_subtotals(without_header(without_padding(stream), HEADER, request_labels(epoch.id).fits))
    stream = in_order(stream, request_labels(epoch.id), WIDTH)
    form, lattice = lattice_of(stream, epoch.id)
    keys = _rows(form)[0]
    if _prints_total_first(text.text, start, end):  # so does a header that was split; the sums tell which
        other = build(stream, _rows(form, True)[1])
        lattice = other if other.best + CLEARLY < lattice.best else lattice
    decision = decide(lattice, _roles(keys))
    cells = request_cells(decision, form, stream, text, epoch, source)
    if _labelled(stream, epoch.id) >= FEWEST_LABELS or _complete(decision, len(keys)):
        return cells
    return [doubtful(cell) if cell.value is not None else cell for cell in cells]


def _labelled(stream: Stream, epoch: str) -> int:
    """How many labels of rows stand among the numbers."""
    labels = request_labels(epoch)
    rows = range(len(labels.forms))
    return sum(
        max(labels.fits(gap.text), sum(labels.printed(gap.text, r) for r in rows)) for gap in stream.gaps if gap.text
    )


def _complete(decision: Decision, rows: int) -> bool:
    """Whether every row is read as it is printed, and all sums hold: that needs no labels."""
    best = [max(choices, key=lambda choice: choice[2])[1] for choices in decision.rows.values()]
    return len(best) == rows and not decision.waived and all(r and r.exact and r.sound for r in best)


def _unplaced(cells: list[Cell], decision: Decision) -> list[Cell]:
    """The cells, without trust in numbers of columns whose identities do not hold, if they stand there by custom alone:
    cells of the row are not printed, and another column is as possible, or most columns contradict themselves."""
    found = list(cells)
    contradicted = len(decision.waived) >= CONTRADICTED
    for row, choices in decision.rows.items() if decision.waived else ():
        read = [reading for _, reading, _ in choices if reading is not None and reading.values]
        short = any(None in reading.values for reading in read)
        placed = {reading.values for reading in read if not reading.exact}
        for column in decision.waived:
            cell = found[row * WIDTH + column]
            elsewhere = cell.value and len({values[column] for values in placed}) > 1
            if cell.value is not None and (elsewhere or (contradicted and short)):
                found[row * WIDTH + column] = doubtful(cell)
    return found


def request_form(form: str) -> tuple[tuple[str, ...], Roles]:
    """The keys of a form's rows, and which part they play."""
    keys = _rows(form)[0]
    return keys, _roles(keys)


def request_cells(
    decision: Decision, form: str, stream: Stream, text: AlignedText, epoch: EpochSchema, source: str
) -> list[Cell]:
    """The cells of decided rows; where the form prints （六） as one row, those of its parts are absent."""
    keys, roles = request_form(form)
    slots = [[Slot(f"requests.{key}.{c.key}", "件") for c in epoch.request_columns] for key in keys]
    cells = doubted(fill(decision, slots, stream, text, source), certainties(decision, roles), WIDTH)
    cells = _unplaced(cells, decision)
    if _nonsense(decision):
        cells = [replace(c, abstained=True, confidence=c.confidence / 2) if c.value is not None else c for c in cells]
    if form != epoch.id:
        printed = set(keys)
        cells += [
            Cell(f"requests.{row.key}.{c.key}", None, "absent", unit="件", reason=f"printed_as_{OTHER_TOTAL}")
            for row in epoch.request_rows
            if row.key not in printed
            for c in epoch.request_columns
        ]
    return cells
