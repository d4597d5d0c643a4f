"""Labelled reports in the house style of an invented region, which no template of `prose` knows.

Clerks there write a shorthand of their own for what they count (网阅 for visits of the site, 请件入柜 for requests
received), put the verb last, numbers first or in brackets, and fuse lists. The reader's word lists say nothing of it,
so that only a model that was retrained on such reports can read them: `benchmarks.retraining` shows that it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from giar_ml.convert import Labelled, Mark
from training.synth.bodies import random_body

# indicator: the region's words for it, its units, the least and the greatest number
HOUSE: dict[str, tuple[tuple[str, ...], tuple[str, ...], int, int]] = {
    "website.visits": (("网阅", "站端点览"), ("人次", "次"), 8_000, 900_000),
    "disclosed.total": (("总示", "全目明示"), ("条",), 200, 9_000),
    "disclosed.website": (("网载", "站端上示"), ("条",), 100, 6_000),
    "disclosed.documents": (("文告明示", "红头上示"), ("件", "份"), 4, 300),
    "newmedia.wechat.posts": (("公微刊出", "绿端推出"), ("条", "篇"), 30, 2_000),
    "newmedia.wechat.followers": (("公微随众", "绿端拥者"), ("人", "个"), 300, 90_000),
    "newmedia.weibo.posts": (("博端刊出", "橙端推出"), ("条",), 20, 1_500),
    "foi.received": (("请件入柜", "依请来件"), ("件",), 2, 400),
    "foi.replied": (("请件出柜", "依请去件"), ("件",), 2, 400),
    "foi.granted": (("请件照给", "依请允给"), ("件",), 2, 200),
    "foi.refused": (("请件不给", "依请驳给"), ("件",), 2, 40),
    "foi.carried_out": (("请件留柜", "依请跨岁"), ("件",), 2, 30),
    "review.total": (("复案入册", "复案登簿"), ("件", "宗"), 2, 30),
    "litigation.total": (("讼案入册", "讼案登簿"), ("件", "宗"), 2, 30),
    "interaction.messages.received": (("网言入栏", "民语来栏"), ("条",), 10, 3_000),
    "interaction.messages.replied": (("网言有回", "民语回栏"), ("条",), 10, 3_000),
    "interaction.mailbox.received": (("函箱入件", "主官箱来件"), ("封", "件"), 5, 600),
    "hotline.received": (("便线派件", "民线来单"), ("件",), 20, 9_000),
    "hotline.completed": (("便线清件", "民线结单"), ("件",), 20, 9_000),
    "press.conferences": (("见报会", "对媒会"), ("场", "次"), 2, 40),
    "training.sessions": (("集学", "聚课"), ("期", "次", "场"), 2, 30),
    "training.participants": (("集学到者", "聚课到者"), ("人次", "人"), 20, 900),
    "interpretation.published": (("释政", "解文上示"), ("篇", "条"), 3, 200),
    "meetings.published": (("会录上示", "堂议明示"), ("次", "期"), 2, 60),
    "proposals.npc": (("代表案答", "人代案清"), ("件",), 2, 120),
    "proposals.cppcc": (("委员案答", "政协案清"), ("件",), 2, 120),
    "gazette.issues": (("邸册出刊", "政册出刊"), ("期",), 2, 24),
    "columns.built": (("辟栏", "开格"), ("个",), 2, 40),
    "participation.consultations": (("问计", "求言"), ("次", "期"), 2, 40),
    "normative.repealed": (("规文汰去", "旧规除名"), ("件",), 2, 60),
}
OPENINGS = ("", "", "本岁，", "岁内，", "据簿册，", "经点核，", "以下为要数：", "诸项如次：")
CLOSINGS = ("。", "。", "，俱入簿。", "，已点核。", "，余不赘。")


class _Page:
    """A text in the making, with its marks."""

    def __init__(self, rng: Random) -> None:
        self.rng, self.text, self.marks = rng, "", list[Mark]()

    def put(self, words: str, label: str | None = None, key: str | None = None) -> None:
        if label:
            self.marks.append(Mark(len(self.text), len(self.text) + len(words), label, key))
        self.text += words

    def number(self, key: str, value: int | None) -> None:
        _, units, low, high = HOUSE[key]
        if value is None:
            value = min(high, round(low * (high / low) ** self.rng.random()))
        shown = f"{value / 10_000:.1f}万" if value >= 30_000 and self.rng.random() < 0.7 else str(value)
        self.put(shown + self.rng.choice(units), "COUNT", key)

    def name(self, key: str) -> None:
        self.put(self.rng.choice(HOUSE[key][0]), "CATEGORY")

    def item(self, key: str, value: int | None, form: int) -> None:
        """One fact: name and number, number in brackets, number first, verb last."""
        if form == 2:
            self.put(self.rng.choice(("凡", "计有")))
            self.number(key, value)
            self.put(self.rng.choice(("，属", "者，皆")))
            self.name(key)
            return
        self.name(key)
        self.put(("", "（", "", "者，计")[form])
        self.number(key, value)
        self.put(("", "）", "", "")[form])


def reports(count: int, seed: int, size: int = 14) -> Iterator[Labelled]:
    """The passages of `count` reports, `size` each; the texts of a report share their group, its invented body."""
    rng, seen = Random(seed), set[str]()
    while len(seen) < count:
        body = random_body(rng, rng.choice(("county", "town", "street", "department")))
        if body in seen:
            continue
        seen.add(body)
        for number in range(size):
            yield _passage(rng, body, f"{body}-{number}")


def _passage(rng: Random, body: str, name: str) -> Labelled:
    return stated(rng, dict.fromkeys(rng.sample(list(HOUSE), rng.choice((1, 2, 2, 3, 4)))), body, name)


def stated(rng: Random, values: Mapping[str, int | None], group: str = "", name: str = "") -> Labelled:
    """A passage that states these indicators; a number is invented where none is given."""
    page = _Page(rng)
    page.put(rng.choice(OPENINGS))
    form = rng.randrange(4)
    apart = rng.choice(("、", "；", "")) if form == 1 else rng.choice(("；", "，"))
    for i, (key, value) in enumerate(values.items()):
        page.put(apart if i else "")
        page.item(key, value, form)
    page.put(rng.choice(CLOSINGS))
    return Labelled(page.text, tuple(page.marks), name, group, judged=True)
