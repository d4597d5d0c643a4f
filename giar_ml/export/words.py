"""What the codes of a record are called: families of noise, causes of errors, whose they are, how zero is printed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from giar_ml.export.labels import Label
from giar_ml.export.record import Noise
from giar_ml.schema.noise import scores

Recovery = tuple[str, Decimal | None, Decimal | None]  # determined, bounded or free; from, to
POINTED = {"word_filter", "mojibake", "spam", "hijacked_name", "inserted", "labelled"}  # families that stay in the text
FAMILIES = {
    "han_garbage": ("插入的乱字", "garbage characters"),
    "dingbat": ("装饰符号", "dingbats"),
    "question_mark": ("问号替字", "question marks for characters"),
    "pinyin": ("夹入的拼音", "pinyin put in"),
    "page_number": ("页码", "page numbers"),
    "navigation": ("网站导航", "navigation"),
    "portal_metadata": ("网页信息栏", "metadata of the page"),
    "word_count": ("字数统计", "a word count"),
    "archive_banner": ("存档横幅", "the banner of an archive"),
    "wiki_furniture": ("维基页面部件", "furniture of a wiki"),
    "template_note": ("模板说明", "a note of the template"),
    "related_links": ("相关链接", "related links"),
    "contents_list": ("目录", "a list of contents"),
    "page_foot": ("网页页脚", "the foot of the page"),
    "neighbour_articles": ("站内其他文章", "other articles of the site"),
    "word_filter": ("被屏蔽的词", "words starred out"),
    "mojibake": ("编码错乱的字", "text of a lost encoding"),
    "spam": ("广告", "advertising"),
    "hijacked_name": ("冒充名称的品牌", "a brand in the place of a name"),
    "inserted": ("疑似夹入的字", "characters strewn in"),
    "labelled": ("标注器认为不属报告的文字", "what the labeler takes for no part of the report"),
}
CAUSES = {
    "total_left_zero": ("总计漏填为零", "a total left at zero"),
    "neighbouring_cell": ("数字填入了相邻格", "a number in the neighbouring cell"),
    "shifted_row": ("整行错位一列", "a row shifted by one column"),
    "lost_digit": ("漏了一位数字", "a digit lost"),
    "added_digit": ("多了一位数字", "a digit added"),
    "transposition": ("相邻两位颠倒", "two digits swapped"),
    "one_digit": ("一位数字有误", "one digit wrong"),
    "other": ("数字有误", "the number wrong"),
    "mixed": ("多种差错", "several causes"),
}
ATTRIBUTIONS = {
    "issuer": ("原件如此", "printed so by the issuer"),
    "extraction": ("可能误读", "probably misread"),
    "undecided": ("归因未定", "undecided"),
}
TABLES = {"disclosure": "主动公开表", "requests": "申请表", "review": "复议诉讼表", "annex": "附表"}
MEANINGS = {"zero": ("即为 0", "means 0"), "not_zero": ("不是 0", "not 0"), "unknown": ("不能确定", "open")}
PRINTED = {"blank": ("空白", "left empty"), "dropped": ("未印出", "left out")}


def named(words: Mapping[str, tuple[str, str]], code: str) -> Label:
    """The name of a code in one of the tables above; the code itself where it has none."""
    return Label(*words[code]) if code in words else Label(code, "")


def printed(code: str) -> Label:
    """How a convention says that zero is printed: left empty, left out, or the mark itself."""
    return Label(*PRINTED[code]) if code in PRINTED else Label(f"印作“{code}”", f"printed {code}")


def recoverable(kind: str, low: Decimal | None, high: Decimal | None) -> str:
    """What the identities leave open for a cell without a number, in signs: `=4`, `0…3`, `≥2`, or nothing."""
    if kind == "free" or low is None:
        return ""
    return f"={low:f}" if low == high else f"≥{low:f}" if high is None else f"{low:f}…{high:f}"


def still_read(span: Noise) -> bool:
    """Whether a noise span was only pointed at. Other articles are taken out under the score of their family alone."""
    if span.family == "neighbour_articles":
        return span.score != scores().get(span.family)
    return span.family in POINTED


def noise_class(span: Noise) -> str:
    """What became of a span, also its CSS class: read as something else, only pointed at, or taken out."""
    return "changed" if span.after else "suspect" if still_read(span) else "noise"
