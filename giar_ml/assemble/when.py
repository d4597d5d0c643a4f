"""The fiscal year of a report, by a vote of everything that names one, and the day it was published."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Sequence

from giar_ml.assemble.epoch import TableText, fits
from giar_ml.assemble.official import bare, bodies
from giar_ml.types import Epoch, Passage

FIRST, LAST = 2003, 2039
ALONE = 8  # tenths of a vote for the only year that an excerpt names
_NUMERALS = str.maketrans("〇○零O0o一二三四五六七八九", "0000001" + "23456789")
_HAN_YEAR = re.compile(r"二[〇○零O0o][〇○零O0o一二三四五六七八九]{2}(?=年)")
_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)")
_FISCAL = re.compile(r"(?<!\d)(20[0-3]\d)年度")
_PERIOD = re.compile(
    r"(?<!\d)(20[0-3]\d)年?(?:0?1月0?1日.{0,16}?12月?31日|\d{1,2}月\d{1,2}日(?:(?!20\d\d).|\1){0,16}?12月(?:[12]\d|3[01])日)"
)
_CLAUSE = re.compile(
    r"(?:^|[。;,:、)])(20[0-3]\d)年(?=[\u3400-\u9fff])(?!修[订正]|[施实]行|发布|公布|印发|新|成立|以前|之前|底前)"
)
_SENTENCE = re.compile(
    r"(?<![\d(\[〔])(20[0-3]\d)年(?:度|以来|来|全年|,|，|我|全|(?:主要)?工作情况|(?:政府信息|政务|信息)公开(?:工作|年度|年报)"
    r"|[\u3400-\u9fff]{2,14}(?:政府|[局厅委办处镇乡]|街道)(?:严格|认真|坚持|深入|积极|按照|通过|持续|高度重视|共|主动|未|没有))"
)
_CITED = re.compile(r"《[^《》]{2,80}》")
_UNTIL = re.compile(r"截[至止]到?(20[0-3]\d)年?12月31日")
_NOTES = (
    (re.compile(r"(20[0-3]\d)年办件量"), 0),
    (re.compile(r"指(20[0-3]\d)年事项数"), 1),
    (re.compile(r"指(20[0-3]\d)年增加"), 0),
)
_ALONE = re.compile(r"(?:^|\t)[ #]*(20[0-3]\d)年(?:度)?(?:报告|数据|年报)? *(?=\t|$)", re.MULTILINE)
_DATE = re.compile(r"(20[0-3]\d)(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})(?=\D|$|\d\d:\d\d)")
_HAN_DATE = re.compile(r"(二[〇○零O0o].{2})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日")
_TORN = re.compile(r"(20[0-3]\d)年?(\d{3,4})日?")
MONTHS = ("", *"一二三四五六七八九十", "十一", "十二")


def arabic_years(text: str) -> str:
    """二〇二三年 as 2023年, as long as before."""
    return _HAN_YEAR.sub(lambda match: match[0].translate(_NUMERALS), text)


def title_year(title: str) -> int | None:
    """The one year that a title is about: that before 年度 if it names several."""
    text = arabic_years(bare(title))
    years = set(_YEAR.findall(text))
    fiscal = set(_FISCAL.findall(text))
    for found in (years, fiscal):
        if len(found) == 1:
            return int(next(iter(found)))
    return None


def fiscal_year(
    title: str,
    text: str,
    first: int,
    passages: Sequence[Passage],
    labels: TableText,
    published: str | None,
    epoch: Epoch | None,
) -> tuple[int | None, Counter[int]]:
    """The year with most votes, and the votes in tenths.

    `text` is clean, its first section begins at `first`; `labels` is what tables print.

    Titles may carry the year of publication and periods may be copied from last year, so no source decides alone.
    """
    votes: Counter[int] = Counter()
    if (year := title_year(title)) is not None:
        votes[year] += 50
    prose = [(p.section, arabic_years(bare(p.text.text))) for p in passages]
    periods = {int(y) for y in _PERIOD.findall(arabic_years(bare(text[:first])) + "\n".join(text for _, text in prose))}
    for year in periods:
        votes[year] += 40 // len(periods)
    told = [_CITED.sub("《》", text) for section, text in prose if section not in ("5", "6")]
    said = Counter(int(y) for text in told for y in _SENTENCE.findall(text))
    for year, count in said.items():
        votes[year] += min(25, 8 * count)
    for year in {int(y) for text in told for y in _UNTIL.findall(text)}:
        votes[year] += 20
    for pattern, ahead in _NOTES:
        for year in {int(y) + ahead for y in pattern.findall(labels.whole)}:
            votes[year] += 12
    alone = {int(m[1]) for m in _ALONE.finditer(text)}
    if len(alone) == 1:  # the head of a column; two of them compare years
        votes[alone.pop()] += 30
    if not votes and len(named := {int(y) for text in told for y in _CLAUSE.findall(text)}) == 1:
        votes[named.pop()] += ALONE
    if published is not None:
        votes[int(published[:4]) - 1] += 15
    if epoch is not None:
        for year in _misfits(epoch, votes):
            votes[year] -= 20
    inside = [year for year in votes if FIRST <= year <= LAST and votes[year] > 0]
    return max(inside, key=lambda y: (votes[y], y == title_year(title), y), default=None), votes


def _misfits(epoch: Epoch, votes: Counter[int]) -> list[int]:
    """The years whose reports follow another template: none where all do, for forms are filled in out of their time."""
    wrong = [year for year in votes if not fits(epoch, year)]
    return wrong if len(wrong) < len(votes) else []


def read_date(text: str) -> str | None:
    """An ISO date from bare text, None where it is none or, with characters lost, could be two."""
    if match := _DATE.search(text):
        return _iso(*map(int, match.groups()))
    if match := _HAN_DATE.search(text):
        year, month, day = match.groups()
        return _iso(int(year.translate(_NUMERALS)), _small(month), _small(day))
    if match := _TORN.fullmatch(text):
        return _untorn(match[1], match[2])
    return None


def _small(numeral: str) -> int:
    """一 to 三十一 as a number, 0 where it is none."""
    tens, _, ones = numeral.rpartition("十")
    if "十" not in numeral:
        return MONTHS.index(numeral) if numeral in MONTHS else 0
    return (MONTHS.index(tens) if tens in MONTHS[1:10] else 1) * 10 + (MONTHS.index(ones) if ones in MONTHS[:10] else 0)


def _untorn(year: str, digits: str) -> str | None:
    """2021210 is 2021-02-10: the only way to cut it. 2021111 could be cut twice, so it is none."""
    dates = {_iso(int(year), int(digits[:at]), int(digits[at:])) for at in (1, 2) if len(digits) - at <= 2} - {None}
    return dates.pop() if len(dates) == 1 else None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def published_on(head: Sequence[str], tail: Sequence[str]) -> str | None:
    """The day of publication from the lines before the first section and the last lines, all bare."""
    labelled = [
        line[m.end() : m.end() + 24].lstrip(":\t")
        for line in head
        if (m := bodies().date_labels.search(line)) and "。" not in line and "至" not in line
    ]
    for line in (*labelled, *filter(_is_date_line, (*head, *reversed(tail)))):
        if (date := read_date(line)) is not None:
            return date
    for line in reversed(tail):
        if len(line) <= 40 and (match := _DATE.search(line)) and match.end() >= len(line) - 2:
            return _iso(*map(int, match.groups()))
    return None


def _is_date_line(line: str) -> bool:
    """A line that begins with a date and is no period."""
    return len(line) <= 60 and "至" not in line and "起" not in line and line.lstrip("(*")[:1] in ("2", "二")
