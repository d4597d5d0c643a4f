"""The number grammar: what a COUNT or NIL span says. `read_number("近2800余人次")` is 2800, about, 人次.

Reads clean text as well as the raw text of the same span (full width, Traditional script, white space inside), so that
raw text read again gives the value. 万 and 亿 multiply, except in 万元 and 亿元, which are units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from giar_ml.schema.lexicon import DIGITS, HAN, TIMES, either, lexicon
from giar_ml.types import Qualifier

_SIMPLE = str.maketrans(
    "０１２３４５６７８９．，％（）萬億條餘個幾兩篇冊場輪處類張塊則組種臺戶單門輛貳叁過時間達將無沒發產項筆頁盤課欄鐘約於為爲",
    "0123456789.,%()万亿条余个几两篇册场轮处类张块则组种台户单门辆二三过时间达将无没发产项笔页盘课栏钟约于为为",
)
_HAN_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_POWER = {"十": 10, "百": 100, "千": 1000}
_POWER = {"百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
_NIL = re.compile(r"(?:均|暂|也|都)?(?:未|没|无|零|不存在|尚未|从未)")
_WIDE = {"件(次)": "件次", "场(次)": "场次", "人(次)": "人次", "个(次)": "个", "期(次)": "期", "项(次)": "项"} | {
    "篇(条)": "篇",
    "条(篇)": "条",
    "人·次": "人次",
    "家次": "家",
    "个次": "个",
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as printed, in base units. `exponent` is the power of ten of the printed multiplier (万 is 4)."""

    value: Decimal
    qualifier: Qualifier
    unit: str
    exponent: int = 0


@cache
def _grammar() -> re.Pattern[str]:
    words = lexicon()
    return re.compile(
        rf"(?P<before>{either(words.before)}{{0,2}})(?:百分之(?P<percent>{HAN}+(?:点{HAN}+)?|百|{DIGITS})"
        rf"|(?P<number>{DIGITS}|{HAN}+)(?P<times>{TIMES})?(?P<mark>[余多几])?(?P<times2>{TIMES})?"
        rf"(?P<unit>{words.unit})?)(?P<mark2>[余多])?(?P<after>{either(words.after)})?$"
    )


@lru_cache(maxsize=4_000)  # 100% and 1件 come again and again
def read_number(raw: str) -> Quantity | None:
    """The quantity that a span's text states; None where it states none. Words of absence are 0, `stated_absence`."""
    text = re.sub(r"\s+", "", raw).translate(_SIMPLE)
    if text == "百分百":
        text = "百分之百"
    match = _grammar().match(text)
    if match is None:
        return Quantity(Decimal(0), "stated_absence", "") if _NIL.match(text) else None
    if match["percent"]:
        return Quantity(_percent(match["percent"]), _qualifier(match), "%")
    number = _plain(match["number"])
    if number is None:
        return None
    exponent = sum(_POWER[t] for t in (match["times"], match["times2"]) if t)
    unit = match["unit"] or ""
    value = number.scaleb(exponent) if exponent else number
    return Quantity(_tidy(value), _qualifier(match), _WIDE.get(unit, unit), exponent)


def _tidy(value: Decimal) -> Decimal:
    """Without exponent; trailing zeros of a printed decimal stay, integers are plain."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def _percent(text: str) -> Decimal:
    if text == "百":
        return Decimal(100)
    whole, _, part = text.partition("点")
    digits = "".join(str(_HAN_DIGIT[c]) for c in part if c in _HAN_DIGIT)
    number = _plain(whole) or Decimal(0)
    return Decimal(f"{number}.{digits}") if digits else number


def _plain(text: str) -> Decimal | None:
    if text[0].isascii():
        return Decimal(text.replace(",", ""))
    return _han(text)


def _han(text: str) -> Decimal | None:
    """The value of a Chinese numeral: 三十二, 一百零五, 两万三千; also digit by digit (二〇二〇); None if malformed."""
    if len(text) > 1 and all(c in _HAN_DIGIT for c in text):
        return Decimal("".join(str(_HAN_DIGIT[c]) for c in text))
    total, section, digit = 0, 0, -1
    for character in text:
        if character in _HAN_DIGIT:
            digit = _HAN_DIGIT[character]
        elif character == "万":
            total, section, digit = (section + max(digit, 0) or 1) * 10_000, 0, -1
        else:
            section += (1 if digit < 0 else digit) * _HAN_POWER[character]
            digit = -1
    return Decimal(total + section + max(digit, 0))


def _qualifier(match: re.Match[str]) -> Qualifier:
    """Right marks beat left words: 近2800余 is above 2800 by less than its last unit."""
    words = lexicon()
    if match["after"]:
        return words.after[match["after"]]
    if (match.groupdict().get("mark") or match["mark2"]) is not None:
        return "above"
    before = match["before"]
    for word in sorted(words.before, key=len, reverse=True):
        if before.startswith(word):
            return words.before[word]
    return "exact"
