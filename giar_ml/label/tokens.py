"""One scan over a passage: what is a number of the report, what is a date, and what only looks like a number.

The alternatives are tried in order at each place, so that names, document numbers, deadlines and enumerators are passed
over before the number grammar sees their digits. All repetition is bounded: time is linear in the text.
"""

from __future__ import annotations

import re
from functools import cache

from giar_ml.schema.lexicon import DIGIT, DIGITS, HAN, TIMES, Lexicon, either, lexicon

_YEAR = r"(?:19[89]\d|20[0-4]\d)"
_ROUND = ("上", "过", "破")  # marks before round numbers only: 上万次, but 网上5件, 收到过5件
_SMALL = "[一二三四五六七八九十]"
_HAN_YEAR = "二[〇零○Ｏ][〇零○一二三四][〇零○一二三四五六七八九]"

# where anything of interest can begin; most places fail here
_START = (
    rf"(?=[0-9０-９第《〔\[【（(“‘总邮电传联附图表hHwW约近超逾破突大不至上低高多接将均{HAN[1:-1]}①-⑳A-Za-z百]"
    r"|(?<=[。；;：:，,、 \n])\d)"
)


def _names(words: Lexicon) -> str:
    """Text whose digits name something: links, titles, document numbers, telephones, hotlines, slogans, versions."""
    line = "(?:" + "|".join(words.hotlines) + ")"
    short = "(?:" + "|".join(words.short_lines) + ")"
    return "|".join(
        (
            r"\d{13,}+",
            r"https?://[^\s，。；）)>\u4e00-\u9fff]+",
            r"[wW]{3}\.[\w./-]+",
            r"[A-Za-z][\w.-]*@[\w.-]+",
            r"《[^《》。]{1,80}》",
            r"[〔\[【（(]\s*\d{2,4}\s*[〕\]】）)]\s*第?\s*\d{1,12}+\s*号?",
            r"[〔\[【]\s*\d{1,12}+\s*号",
            r"\d{4}\s*[〕\]】]\s*\d{1,12}+\s*号?",
            rf"总?第\s*(?:\d+|{HAN}{{1,6}})\s*(?:[(（][一二三四五六七八九十]+[)）])?\s*"
            r"(?:季度|[条款项期号次届批章节季轮部名位个例件篇场版类])?(?:第[一二三四五六七八九十]+[款项])?",
            r"\d{1,12}+\s*号(?!召)",
            rf"(?:\d{{1,2}}|{HAN}{{1,3}})\s*届(?:\s*(?:\d{{1,2}}|{HAN}{{1,3}})\s*[次中])?",
            rf"(?:电话|传真|邮编|邮政编码|号码)[:：（(）)号码为是\s]{{0,6}}\d[\d\s、/—－–-]{{4,40}}(?!\s*[余多]?\s*{words.unit})",
            r"(?<!\d)0\d{2,3}\s*[-－—–]+\s*\d{6,8}(?:\s*[-－—–、/]\s*\d{1,8})*",
            r"(?<!\d)1[3-9]\d{9}(?!\d)",
            rf"(?<!\d){line}(?=\s*[”\"’'）)]?\s*(?:[\u4e00-\u9fff“”\"、，,。；/+＋]|$))(?!\s*[余多]?\s*[件条万](?!热))",
            rf"(?<!\d){line}(?=[”\"’]|热线|政[府务]|市长|便民|平台|工单)",
            rf"(?<!\d){short}(?=[”\"’]?\s*(?:热线|报警|指挥|平台|接处警|专线|电话|查号))",
            rf"(?:附[图表件]|[图表])\s*\d{{1,3}}(?:\s*[、,，和]\s*(?:附?[图表件])?\s*\d{{1,3}})*(?!\d|\s*{words.unit})",
            r"[A-Za-z][A-Za-z.]{0,10}\s?\d+(?:\.\d+)*[A-Za-z]?(?:\s*[版室座楼栋])?",
            r"\d{1,12}+(?:\.\d{1,8})?[A-Za-z]{1,12}\d{0,4}",
            r"\d{1,12}+\s*[+＋×xX*]\s*(?:\d+|[A-ZNX])(?:\s*[+＋×]\s*\d+)*(?:小时)?",
            r"\d{1,2}[:：]\d{2}(?!\d)",
            r"\d+\.0版?(?!\d)(?=[版时代”])",
            r"“[^“”。；\n]{1,16}”(?=[^\d]|$)",
            either(words.slogans),
        )
    )


def _order() -> str:
    """Enumerators: 一是, （二）, 3. and the like."""
    return "|".join(
        (
            rf"[（(]\s*(?:\d{{1,2}}|{_SMALL}{{1,3}})\s*[)）]",
            rf"(?:(?<=[。；;：:，,\n \t])|^)\s*(?:\d{{1,2}}|{_SMALL}{{1,3}})\s*[.．、)）](?!\d)",
            rf"(?:(?<=[。；;：:，,\n \t、])|^){_SMALL}{{1,2}}(?:是|要|来|则|方面)",
            r"[①-⑳]",
            r"[-－—]\s*\d{1,3}\s*[-－—](?!\d)",
        )
    )


def _date(words: Lexicon) -> str:
    month = r"\d{1,2}\s*(?:月\s*)?[-－—~～至到]\s*\d{1,2}\s*月(?:份|底|末|初)?(?!\s*\d)"
    day = rf"(?:{month}|\d{{1,2}}\s*月(?:份|底|末|初|[上中下]旬)?(?:\s*\d{{1,2}}\s*[日号])?)"
    return "|".join(
        (
            rf"\d{{4}}\s*年(?:度|底|末|初)?(?:\s*(?:{day}|上半年|下半年|第?[一二三四]季度))?",
            rf"{_HAN_YEAR}年(?:度)?(?:{_SMALL}{{1,3}}月(?:{_SMALL}{{1,3}}日)?)?",
            rf"{_YEAR}\s*[-－—~～至/.]\s*{_YEAR}\s*年?度?",
            rf"{_YEAR}[-./]\d{{1,2}}[-./]\d{{1,2}}",
            rf"{_YEAR}\s?\d{{1,3}}\s*月(?:\s*\d{{1,2}}\s*日)?",  # 202112月31日: 年 lost
            rf"{_YEAR}\d{{2,4}}\s*日",  # 201911日: 年 and 月 lost
            rf"{_YEAR}\d{{2,4}}(?=[起至止前后，。]|$)",
            day,
            r"\d{2}\s*年(?=\d{1,2}月|度)",
            r"\d{3,4}\s*日",  # 925日: 月 lost
            rf"(?<![\d.]){_YEAR}(?!{DIGIT}|\s*[余多万亿%％]|\s*{words.unit}|[.．,，]\d)",
        )
    )


def _length(words: Lexicon) -> str:
    """Deadlines, durations, ranges and lists of constants: numbers, yet nothing counted."""
    number = rf"(?:{DIGITS}|{HAN}{{1,4}})"
    return "|".join(
        (
            rf"{number}[余多]?\s*个?\s*{either(words.not_counted)}",
            r"\d{1,2}\s*日(?:内|前|后)",
            rf"[近约]?\d{{1,12}}+(?:\.\d+)?\s*(?:[-－~～—]\s*\d{{1,12}}(?:\.\d{{1,4}})?(?!\d)\s*(?:%|{words.unit})?"
            rf"|(?:至|到)\s*\d{{1,12}}(?:\.\d{{1,4}})?\s*(?:%|{words.unit}))",
            rf"{_SMALL}{{1,3}}(?:至|到){_SMALL}{{1,3}}{words.unit}",
            rf"[近过前后]{_SMALL}+年|{_SMALL}年来",
        )
    )


def _count(words: Lexicon) -> str:
    """The number grammar (narrative facts, section 3), with its left qualifier and right mark."""
    before = rf"(?:{either(w for w in words.before if w not in _ROUND)}\s*){{0,2}}"
    after = rf"(?:\s*{either(words.after)})?"
    mark = r"\s*(?:[余多几](?!元化|样|种|层|渠|形|方|级|部门|维|媒))?"
    year = rf"(?!{_YEAR}(?!{DIGIT})(?!\s*[余多万亿]|\s*{words.unit}|[.．,，]\d))"
    digits = rf"(?<![\d.A-Za-z]){year}{DIGITS}(?!\d|[A-Za-z])\s*{TIMES}?{mark}\s*{TIMES}?"
    never = rf"(?!{before}(?:{DIGITS}|{HAN}{{1,4}})[余多]?\s*个?\s*{either(words.not_counted)})"
    one = rf"一\s*{words.one_unit}"
    han = rf"(?!一(?!百|千|万|十)|[百千万]){HAN}{{1,8}}(?<![零〇]){mark}\s*{words.han_unit}"
    round_number = rf"(?:{either(words.before)}\s*(?:[十百千]?[万亿]|[十百千]){mark}|[百千万][余多])\s*{words.unit}"
    spaced = rf"(?<![\d.,，])(?!{_YEAR}){DIGIT}{{1,3}}(?:[ \u00a0\u2009]{DIGIT}{{3}})+(?!{DIGIT}){mark}\s*{words.unit}"
    millions = rf"{either(words.before)}\s*[十百千]?[万亿](?=[，,。；;、）)])"
    zero = r"(?<=[\u4e00-\u9fff])(?<![车机配金部])零(?:件|条|宗|起|例|人次|份)(?=[，,。；;、）)\s]|$)"
    return "|".join(
        (
            rf"{before}百分之(?:百|{HAN}+(?:点{HAN}+)?|{DIGITS}){after}",
            r"百分百",
            round_number,
            rf"{never}{before}{spaced}{after}",
            zero,
            millions,
            rf"{never}{before}{digits}\s*{words.unit}[余多]?{after}",
            rf"{never}{before}{digits}(?P<bare>)",
            rf"{never}{before}{han}{after}",
            rf"(?<=[\u4e00-\u9fff]){one}(?![一体对般直])",
        )
    )


@cache
def tokens() -> re.Pattern[str]:
    """The scanner. Groups: `name`, `order`, `length` (passed over), `date`, `count`, `bare` (a count without unit)."""
    words = lexicon()
    return re.compile(
        rf"{_START}(?:(?P<name>{_names(words)})|(?P<order>{_order()})|(?P<date>{_date(words)})"
        rf"|(?P<length>{_length(words)})|(?P<count>{_count(words)}))"
    )
