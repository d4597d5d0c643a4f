"""Spans that look wrong but cannot be mended: word filters, lost encodings, spam that mirrors put in.

They stay in the text, since numbers beside them are still right; the record lists them as noise.
"""

from __future__ import annotations

import re

from giar_ml.normalize.changes import HAN
from giar_ml.types import AlignedText, Edit

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
}


def suspects(text: AlignedText) -> tuple[Edit, ...]:
    """Suspect spans of a clean (or raw, as identity) text: raw offsets, what stands there, `after` empty, and why."""
    found = [
        Edit(*text.raw(m.start(), m.end()), m.group(), "", family)
        for family, sign in SIGNS.items()
        for m in sign.finditer(text.text)
    ]
    return tuple(sorted(found, key=lambda edit: (edit.start, edit.end)))
