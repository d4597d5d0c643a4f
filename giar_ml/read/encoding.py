"""Bytes to text: byte-order marks, UTF-8, a declared charset, then GB18030 or Big5 by looks."""

from __future__ import annotations

import codecs
import re

# The most frequent characters of modern Chinese, and the Traditional forms of those that differ. Real text consists of
# them by more than half; text decoded with the wrong table by less than a tenth.
COMMON = frozenset(
    "的一是在了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去"
    "把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次"
    "品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收"
    "证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断"
    "深难近矿千周委素技备半办青省列习响约支般史感劳便团往历市克何除消构府称太准精值号率族维划选标写存候毛亲快效院查江型按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严龙飞依申请答诉"
    "讼仍旧纠予审尚未监督障载"
    "這爲個國時來們於對會發動過說產種後學經進電裏現實兩體機當點從業應開還義間樣與關線內數麼質氣變條沒結問無軍並題黨員總設長頭資邊級圖統較將組見計別論運農幾區強決幹戰則據處隊給門規熱領東導壓爭濟階術極聯認權"
    "證採轉單風帶場車務萬達積議聲報鬥類離華確張馬節話況溫傳許羣廣記觀織裝衆書覆兒須際驗連斷難礦備辦習響約勞團歷構稱準號維劃選標寫親養層卻專狀廠識適屬圓調滿縣參紅細聽該鐵價嚴龍飛請訴訟舊糾審監載"
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CODECS = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs"}
_NAMES = {"big5hkscs": "big5"}
_META = re.compile(rb"""<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_ASCII = re.compile(r"[\x00-\x7f]+")
_SAMPLE = 50_000
REPLACED = "undecodable bytes replaced"


def decode(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """The text without byte-order mark, the name of its encoding, and notes; never fails."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], codec)
    for codec in ("utf-8", *_wide(data), *_declared(data)):
        text = _strict(data, codec)
        if text is not None and (codec in ("utf-8", *_declared(data)) or likeness(text) > 0.3):
            return text, _name(codec), ()
    best = max(("gb18030", "big5hkscs", "utf-8"), key=lambda codec: _plausibility(data, codec))
    return _lenient(data, best)


def likeness(text: str) -> float:
    """The share of common Chinese characters among those beyond ASCII (looked up in a sample), 0 to 1."""
    sample = _ASCII.sub("", text)[:_SAMPLE]
    return sum(character in COMMON for character in sample) / len(sample) if sample else 0.0


def is_binary(text: str) -> bool:
    """Whether the text holds more control and undecodable characters than a few slips explain."""
    sample = text[:200_000]
    odd = sum(1 for c in sample if c == "\ufffd" or (c < " " and c not in "\t\n\r\f\v") or "\x7f" <= c < "\xa0")
    return odd > max(2, len(sample) * 0.05)


def _plausibility(data: bytes, codec: str) -> float:
    text = data.decode(codec, "replace")
    return likeness(text) - 5 * text.count("\ufffd") / max(1, len(_ASCII.sub("", text)))


def _wide(data: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark shows in the zero bytes of its ASCII characters (line breaks, digits)."""
    head = data[:4096]
    if len(data) % 2 or head.count(0) * 50 < len(head):
        return ()
    return ("utf-16-le", "utf-16-be") if head[1::2].count(0) > head[::2].count(0) else ("utf-16-be", "utf-16-le")


def _declared(data: bytes) -> tuple[str, ...]:
    found = _META.search(data[:8192])
    if not found:
        return ()
    name = found[1].decode("ascii").lower()
    try:
        codec = codecs.lookup(_CODECS.get(name, name)).name
    except LookupError:
        return ()
    return (codec,) if codec.startswith(("gb", "big5", "utf")) else ()


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _lenient(data: bytes, codec: str) -> tuple[str, str, tuple[str, ...]]:
    text = _strict(data, codec)
    if text is not None:
        return text, _name(codec), ()
    return data.decode(codec, "replace"), _name(codec), (REPLACED,)


def _name(codec: str) -> str:
    return _NAMES.get(codec, codec)
