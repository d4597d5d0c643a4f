"""Brands that mirrors put in the place of names, also such as no list knows.

A brand is told by where it stands (before the rest of a body's name, or in the title), by what such sites call
themselves (官网, 登录, app), by words that official language does not have, and by standing there again and again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import exp

from giar_ml.normalize.changes import HAN
from giar_ml.normalize.language import is_known

OWN = (
    "官方网站|官方入口|官方版|官网|网页版|手机版|客户端|最新网址|备用网址|网址|真人|电竞|棋牌|娱乐城?|投注|博彩|彩票"
    "|[aA][pP][pP]|[(]中国[)]"
)
SHARED = "登录|登陆|注册|下载|平台|入口|国际|集团|体育|直播|在线|线上|安装|首页"  # offices use these words too
IN_NAMES = re.compile("国际|集团|体育|平台|在线|注册")  # alone, honest names go on with them: 国际港务区
CHAIN = re.compile(f"(?:{OWN}|{SHARED}){{1,4}}")
IS_OWN = re.compile(OWN)
LATIN = re.compile("[A-Za-z]")
# What goes on after a brand in the place of a name: the rest of the name, or of the title.
REST = re.compile(
    f"[{HAN}]{{0,3}}?(?:自治|省|市|县|区|州|旗|镇|乡|街道|开发区|人民政府|政府|办公[室厅]|办事处|委员会|[{HAN}]{{1,6}}[局厅委])"
    "|20[0-9][0-9]年|关于印发"
)
TITLE = re.compile("信息公开.{0,6}年度报告|年度.{0,4}报告")
CORE, LONGEST = 2, 8  # Han before the chain: at least, at most
NAME = re.compile(f"[{HAN}A-Za-z0-9]")
MANY = 400  # chains looked at, at most
READ = 100_000  # characters looked at, at most

Found = tuple[int, int, float]  # clean start, clean end, score


def brands(text: str) -> Iterator[Found]:
    """Every place that may be a brand in a name, with its score; most are weak and mean nothing."""
    text = text[:READ]
    for number, chain in enumerate(CHAIN.finditer(text)):
        if number >= MANY:
            return
        if REST.match(text, chain.end()):
            start = _begin(text, chain.start(), chain.end())
            if chain.start() - start >= 2:
                yield start, chain.end(), _score(text, start, chain)


def _begin(text: str, chain: int, end: int) -> int:
    """Where the brand begins: as far left as all places where it stands agree, or as words go on."""
    start = chain
    while start > max(0, chain - CORE) and NAME.match(text, start - 1):
        start -= 1
    while start > max(0, chain - LONGEST) and LATIN.match(text, start) and NAME.match(text, start - 1):
        start -= 1
    times = text.count(text[start:end])
    while start > max(0, chain - LONGEST) and NAME.match(text, start - 1):
        if text.count(text[start - 1 : end]) < times if times > 1 else not is_known(text[start - 1 : start + 1]):
            break
        start -= 1
    return start


def _score(text: str, start: int, chain: re.Match[str]) -> float:
    """How sure `text[start:chain.end()]` is a brand."""
    end, core = chain.end(), text[start : chain.start()]
    pairs = [text[i : i + 2] for i in range(start, chain.start()) if not LATIN.search(text[i : i + 2])]
    strange = sum(not is_known(pair) for pair in pairs) / len(pairs) if pairs else 0.5
    own = len(IS_OWN.findall(chain.group()))
    line = text[text.rfind("\n", 0, start) + 1 : end + 60].split("\n")[0]
    weight = -4.5 + 3.0 * strange + 1.5 * min(2, own) + 1.5 * bool(LATIN.search(core))
    weight += 0.5 * (start == 0 or text[start - 1] in "\n\t ")
    honest = IN_NAMES.fullmatch(chain.group()) and not LATIN.search(core)
    if not honest or IS_OWN.search(text, max(0, chain.start() - LONGEST), chain.start()):  # else names do that too
        weight += 1.5 * bool(TITLE.search(line)) + 1.5 * min(2, text.count(text[start:end]) - 1)
    return round(0.95 / (1 + exp(-weight)), 3)
