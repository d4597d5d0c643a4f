"""Spans that look wrong but cannot be mended: word filters, lost encodings, spam that mirrors put in.

They stay in the text, since numbers beside them are still right; the record lists them as noise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from giar_ml.normalize.changes import HAN
from giar_ml.normalize.hijack import brands
from giar_ml.normalize.inserted import lines_of_another_encoding, strewn
from giar_ml.schema.noise import SURE, scores
from giar_ml.types import AlignedText, Edit

BRAND = (
    "葡京|永利(?:国际|平台|集团)|金沙(?:娱乐|集团|平台)|皇冠(?:足球|体育)|万博|必[赢威](?:体育)?|开云(?:体育|平台)|乐鱼|九游"
    "|足球比分|银河(?:娱乐|国际|官网)|环球国际|九州娱乐|威尼斯人|(?:体育|福利)彩票(?!市场|[公发销管中业资店站机法规代事监、，。；的等])"
)
SITE = "官方(?:网站|入口|平台|app)|官网|网页版|手机版|平台登[录陆]|app下载|下载|注册|登录|比分网|直播"
SIGNS: dict[str, re.Pattern[str]] = {
    "word_filter": re.compile(rf"(?<=[{HAN}])\*{{2,20}}|\*{{2,20}}(?=[{HAN}])"),
    # What GBK read as something else leaves: Zhuyin, katakana or box letters beside Han, replacement characters,
    # Latin-1 letters in runs, and 锟斤拷 or 烫烫烫.
    "mojibake": re.compile(
        rf"[{HAN}。?]{{0,2}}[\u3105-\u312f\uff61-\uff9f\u2550-\u256c]+[{HAN}。?]{{0,4}}"
        r"|\ufffd+|[\u00c0-\u00ff][\u0080-\u00ff\u0152-\u0192\u2018-\u2026]{2,}|(?:锟斤拷){1,100}锟?|烫{3,}|屯{4,}"
    ),
    "spam": re.compile(
        r"[A-Za-z0-9]{0,12}(?:葡京|博彩|时时彩|比分直播|赌场|赌博网|足彩|娱乐城|体育投注|百家乐|老虎机|真人荷官"
        r"|成人视频|无码|av在线)[A-Za-z0-9]{0,12}|(?:bet|BET)\d{2,4}|\d{3}(?:bet|BET)"
    ),
    # A brand in the place of a name, as mirrors put it: its own words, and what such sites call themselves after them.
    "hijacked_name": re.compile(
        r"[A-Za-z0-9]{2,12}(?:[(]中国[)]|体育(?:直播|投注))(?:官方(?:网站|入口)|官网)?"
        rf"|(?:中国|澳门|新){{0,2}}(?:{BRAND})[A-Za-z0-9]{{0,10}}(?:[(]中国[)])?(?:{SITE}){{0,3}}"
        rf"|[{HAN}]{{2}}(?:国际|体育|娱乐)[A-Za-z]{{0,10}}(?:[(]中国[)])?(?:{SITE})"
    ),
}


def suspects(text: AlignedText) -> tuple[Edit, ...]:
    """Suspect spans of a clean (or raw, as identity) text: raw offsets, what stands there, `after` empty, and why."""
    return tuple(suspect for suspect in weighed(text) if suspect.score >= SURE)


def weighed(text: AlignedText) -> tuple[Edit, ...]:
    """As `suspects`, with the spans that are too weak to be named."""
    found = [
        _suspect(text, m.start(), m.end(), family, scores()[family])
        for family, sign in SIGNS.items()
        for m in sign.finditer(text.text)
    ]
    found += [_suspect(text, a, b, "mojibake", sure) for a, b, sure in lines_of_another_encoding(text.text)]
    found += [_suspect(text, a, b, "hijacked_name", sure) for a, b, sure in brands(text.text)]
    found += [_suspect(text, a, b, "inserted", sure) for a, b, sure in strewn(text.text)]
    return tuple(_outermost(found))


def _outermost(found: Iterable[Edit]) -> Iterator[Edit]:
    """Sorted, without those that stand inside another one as sure."""
    outer: Edit | None = None
    for suspect in sorted(found, key=lambda s: (s.start, -s.end)):
        if outer is None or suspect.end > outer.end:
            outer = suspect
            yield suspect
        elif suspect.score > outer.score:
            yield suspect


def _suspect(text: AlignedText, start: int, end: int, family: str, score: float) -> Edit:
    return Edit(*text.raw(start, end), text.text[start:end], "", family, score)
