"""Which column of an annex holds the year's numbers: the names of its columns say so, in print order.

Places print other columns beside it, before or behind: all years together, the year before, the change from it, the
period of the report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from giar_ml.assemble.annex_zone import labels_in
from giar_ml.assemble.enumerated import MOST_COLUMNS, without_enumerators
from giar_ml.assemble.readings import Reading
from giar_ml.assemble.stream import Item, Stream, runs, without

Kind = Literal["label", "unit", "code", "remarks", "year", "dated", "period", "sum", "other", "plain"]

CODE = 0.1  # a code stands before the number
EXTRA = 1.0  # numbers that are neither: a second column
MOST_CODE = 99
NOT_A_CODE = 3.0
MOST = 3  # numbers of a row: code, period, year
LENGTHS = (range(1, 7), range(6, 0, -1))  # words of a name: as few as make one, or as many
RISING = 0.8  # of the first numbers of the rows: codes
OFTEN = 0.1  # of the rows, at least, have as many numbers as there are columns

FIRST: tuple[Kind, ...] = ("label", "unit", "code")  # the names before those of columns of numbers, the surest first
BEFORE = "上一?年度?|[去前往]年度?|上期|上一?季度?|历年来?"
CHANGE = "增减|增长|增加|减少|增幅|升降|变化|变动"
END = "数据|数量|统计|实际|完成|发生|情况|同期|总|合计|比率?|率|幅度?|百分|数|值|量|额"
YEAR = "20[0-9]{2}年?度?"
PARTS: dict[Kind, str] = {
    "label": "(?:统计)?(?:指标|项目)(?:名称)?",
    "unit": "(?:计量)?单位",
    "code": "代码|编码|代号|[序编]号|[行栏]次",
    "remarks": "备注|[数计量据]*说明",
    "year": f"(?:本年度?|[今全当]年|年度累计)(?:累计|{END})*",
    "dated": f"{YEAR}(?:累计|{END})*",
    "period": f"(?:本期|本季度?|当期|本月|第?[一二三四1-4]季度)(?:{END})*",
    "sum": f"累计(?:{END})*",
    "other": f"(?:(?:本年度?|{YEAR})?[比较与](?:{BEFORE}|{YEAR})|同比|环比|{BEFORE}|{CHANGE})"
    f"(?:累计|相比|[比较]|{CHANGE}|{END})*",
    "plain": "(?:数据|实际)*(?:统计数据?|统计值|数据|数量|数值|合计|总计|件数|条数)",
}
NAMES = {kind: re.compile(parts) for kind, parts in PARTS.items()}
PLAIN = re.compile("[\u4e00-\u9fff]{1,10}(?:统计数|数量)")  # of a part of the body
# The kinds of the year's column, the surest first, and what may stand beside one so that it is the year's.
YEARS: tuple[tuple[Kind, tuple[Kind, ...]], ...] = (
    ("year", tuple(NAMES)),
    ("dated", ("dated", "period", "sum", "other")),
    ("sum", ("period",)),
    ("plain", ("other",)),
    ("period", ("other",)),
)
OWN: tuple[Kind, ...] = ("year", "dated")  # what only the year's own column may be called
FORM: tuple[Kind, ...] = ("year", "sum")  # the last column of a form of two periods
NOTE = re.compile("[(（][^()（）]*[)）]|[^0-9\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a column: of what kind it is, and the year that it names."""

    kind: Kind
    year: int = 0


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns of numbers in print order, in every way to read them.

    `counted`: how many columns count the rows; `coded`: one of them stands behind the labels.
    """

    ways: tuple[tuple[Name, ...], ...] = ()
    counted: int = 0
    coded: bool = False
    end: int = 0  # clean offset

    @property
    def several(self) -> bool:
        """Whether there is more than one column of numbers."""
        return any(len(way) > 1 for way in self.ways)

    def without_years(self, stream: Stream) -> Stream:
        """The stream without the numbers of years that are names of columns, or part of them."""
        years = {str(name.year) for way in self.ways for name in way if name.year}
        return without(stream, {k for k, i in enumerate(stream.items) if i.start < self.end and i.digits in years})

    def uncounted(self, stream: Stream) -> Stream:
        """The stream without the columns that count the rows: those with a name, others where numbers are too many."""
        if not self.several:
            return without_enumerators(stream)
        ways = (without_enumerators(stream, most) for most in range(min(self.counted, MOST_COLUMNS), MOST_COLUMNS + 1))
        named = max(map(len, self.ways))
        fitting = (way for way in ways if _width([way.items[i:j] for i, j in runs(way)]) <= named)
        return next(fitting, stream)

    @property
    def last(self) -> Kind | None:
        """The kind of the last column that has a name."""
        return next((way[-1].kind for way in self.ways), None)

    def of(self, width: int) -> tuple[Name, ...]:
        """The names of so many columns; where there are not so many names, as they are."""
        return next((way for way in self.ways if len(way) == width), max(self.ways, key=len, default=()))


def header_of(text: str, where: tuple[int, int], epoch: str) -> Header:
    """The names above the first row that is printed to the letter."""
    labels = labels_in(text, *where, epoch)
    end = labels[0][0] if labels else where[0]
    head = text[where[0] : end]
    cells = [[word for part in cell.split() if (word := NOTE.sub("", part))] for cell in head.split("\t")]
    every = [[*_named(cells, lengths)] for lengths in LENGTHS]
    named = [_of_numbers(names) for names in every]
    apart = [tuple(name for name in names if name.kind not in (*FIRST, "remarks")) for names in named]
    below = [tuple(name for name in names if name.kind != "plain") for names in apart]  # a name over other columns
    ways = dict.fromkeys((*filter(None, apart), *(way for way in below if any(name.kind in OWN for name in way))))
    counted = max(sum(name.kind == "code" for name in names) for names in every)
    return Header(tuple(ways), counted, any(name.kind == "code" for names in named for name in names), end)


def _named(cells: Sequence[Sequence[str]], lengths: Sequence[int]) -> Iterator[Name]:
    """The names in the words of cells; where words are names alone and together, the first length counts."""
    for words in cells:
        k = 0
        while k < len(words):
            ways = ((n, _split("".join(words[k : k + n]), n)) for n in lengths if k + n <= len(words))
            used, names = next((way for way in ways if way[1]), (1, ()))
            yield from names
            k += used


def _split(word: str, parts: int) -> tuple[Name, ...]:
    """The names that follow each other in a word, or the one name that several words make; none in other words."""
    found, at = list[Name](), 0
    while at < len(word):
        matches = ((m.end(), kind) for kind, name in NAMES.items() if (m := name.match(word, at)))
        end, kind = max(matches, default=(at, "plain"), key=lambda match: match[0])
        if end == at:
            return (Name("plain"),) if parts == 1 and PLAIN.fullmatch(word) else ()
        found.append(Name(kind, int(word[at : at + 4]) if kind == "dated" else 0))
        at = end
    return tuple(found) if parts == 1 or len(found) == 1 else ()


def _of_numbers(names: Sequence[Name]) -> Sequence[Name]:
    """The names behind that of the labels, or else of the units; those of codes may be among them."""
    kinds = [name.kind for name in names]
    first = next((kind for kind in FIRST if kind in kinds), None)
    return names[len(kinds) - kinds[::-1].index(first) :] if first else ()


def _year(names: Sequence[Name]) -> int | None:
    """Which of the columns holds the year's numbers; None where their names do not say so."""
    latest = max(name.year for name in names)
    for kind, beside in YEARS:
        found = [k for k, name in enumerate(names) if name.kind == kind and name.year in (0, latest)]
        if found:
            others = (name.kind for k, name in enumerate(names) if k != found[0])
            return found[0] if len(found) == 1 and all(other in beside for other in others) else None
    return None


@dataclass(frozen=True, slots=True)
class Columns:
    """How the numbers of a row are read: `usual` of them stand behind the code, and a code may stand there at all.

    `year` is the place of the year's among them; None where nothing tells which it is. `alike`: a row that has fewer
    numbers has the year's last. `guessed`: the names are lost, the columns are taken for those of the form.
    """

    usual: int = 1
    coded: bool = True
    remarks: bool = False  # the last column holds remarks
    year: int | None = 0
    alike: bool = True
    guessed: bool = False

    @property
    def most(self) -> int:
        """The most items that a row has."""
        return MOST + self.remarks

    def read(self, items: Sequence[Item], _whole: bool) -> Sequence[Reading]:
        """The last column of a row is the year's; a code or the period of the report may stand before it."""
        items = _without_remark(items) if self.remarks else items
        if len(items) > MOST:
            return ()
        printed = [k for k, item in enumerate(items) if not item.blank]
        places = printed if self.usual == 1 and not self.coded and len(printed) == len(items) else [len(items) - 1]
        price = self._price(items)  # which of several numbers is the row's nothing tells where one column has them
        return tuple(Reading((items[k].value,), ((k, k),), price) for k in places)

    def _price(self, items: Sequence[Item]) -> float:
        first = items[0]
        if not self.coded:
            return CODE * (len(items) > 1) + EXTRA * (len(items) > self.usual)
        if len(items) > 1:
            plain = first.value is not None and first.digits.isdigit() and first.value <= MOST_CODE
            return CODE + (0.0 if plain else EXTRA)
        return NOT_A_CODE if len(first.digits) == 2 and first.digits[0] == "0" else 0.0

    def alone(self, stream: Stream) -> Stream:
        """The stream with the year's number alone in every row; a crowd where nothing tells which it is."""
        if self.alike:
            return stream
        items, others = list(stream.items), set[int]()
        for i, j in runs(stream):
            run = _without_remark(items[i:j]) if self.remarks else items[i:j]
            known = self.year is not None and len(run) == self.usual + self.coded
            k = i + self.coded + self.year if known and self.year is not None else i
            if not known and len({item.value for item in run}) + (len(run) < self.usual) > 1:
                items[k] = replace(items[k], crowd=True)
            others.update({*range(i, j)} - {k})
        return without(replace(stream, items=tuple(items)), others)


def columns_of(stream: Stream, header: Header, *, periods: bool, counted: bool, remarks: bool) -> Columns:
    """The columns of a table; `periods`: the form has one for the period of the report before that for the year,
    `counted`: the codes are known, and gone; `remarks`: the last column is for remarks."""
    found: list[Sequence[Item]] = [stream.items[i:j] for i, j in runs(stream)]
    found = [*map(_without_remark, found)] if remarks else found
    width = _width(found)
    several = 2 * sum(len(run) > 1 for run in found) > len(found)
    coded = several and not counted
    if not header.several:
        known = not several or _rises(found) or (periods and header.last in FORM)
        guessed = not known and periods and header.last in (None, "period")
        return Columns(2 if several else 1, coded, remarks, 0 if known else None, known or guessed, guessed)
    coded = coded and header.coded and _rises(found)
    names = header.of(width - coded)
    year = _year(names)
    if len(names) < width - coded:
        return Columns(width, coded=False, remarks=remarks, year=None, alike=False)
    beside = {name.kind for k, name in enumerate(names) if k != year}
    form = year == len(names) - 1 and beside <= {"period"} and width - coded < len(names)
    return Columns(len(names), coded, remarks, _only(found, len(names), year), alike=form)


def _width(found: Sequence[Sequence[Item]]) -> int:
    """How many numbers the rows have that have several."""
    sizes = Counter(map(len, found))
    often = (n for n, rows in sizes.items() if n > 1 and rows >= max(2, OFTEN * len(found)))
    return max(often, key=lambda n: (sizes[n], n), default=1)


def _without_remark(items: Sequence[Item]) -> Sequence[Item]:
    """The items of a row without the place of a remark."""
    return items[:-1] if len(items) > 1 and items[-1].blank else items


def _only(found: Sequence[Sequence[Item]], width: int, year: int | None) -> int | None:
    """The column of the year's numbers; where that is not known, the only one of the table with numbers in it."""
    held = {k for run in found if len(run) == width for k, item in enumerate(run) if not item.blank}
    return held.pop() if year is None and len(held) == 1 else year


def _rises(found: Sequence[Sequence[Item]]) -> bool:
    """Whether the first of several numbers of a row rise from row to row, as codes do."""
    first = [run[0].value for run in found if len(run) > 1 and run[0].value is not None]
    return sum(a < b for a, b in pairwise(first)) >= RISING * (len(first) - 1)
