"""Sentences of annual reports: clauses strung together, wholes with parts, lists by body, absences, and what counts nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from giar_ml.schema.narrative import narrative
from training.synth import prose_dates as dates
from training.synth import prose_names as names
from training.synth.prose_grammar import Draft, Grammar, GrammarError, Write
from training.synth.prose_numbers import count_text, share, units_of

DATA = Path(__file__).with_suffix("").parent / "prose"
RULES = ("words", "frames", "nil", "negatives", "fillers", "stories")
QUALIFIER = re.compile("(?:大约|约为|约|将近|近|超过|突破|逾|超|不足)$")  # within the COUNT, where it touches the number
SHAPES = {"vo": 48, "no": 20, "x": 32}
ATTRIBUTES = ("share", "change")  # what is said about the count before; no facts of their own


@cache
def indicators() -> dict[str, dict[str, str]]:
    """The clause data of every indicator, `n` and the shapes."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(DATA.glob("indicators_*.yaml")):
        found |= _read(path)
    return found


def load(name: str) -> Any:
    """One data file."""
    return _read(DATA / f"{name}.yaml")


def _read(path: Path) -> Any:
    """The parsed file, every scalar a string (`no` is a name here)."""
    return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)


class Sentences:
    """Writes sentences. Build one and keep it: compiling the grammar takes a moment."""

    def __init__(self) -> None:
        rules = {name: lines for file in RULES for name, lines in load(file).items()}
        self.data = indicators()
        self.shapes: dict[str, tuple[list[Write], list[Write]]] = {}
        self.grammar = Grammar(rules, self.count)
        self._functions()
        families = load("families")
        self.lists, self.themes = families["lists"], families["themes"]
        self.deck: list[str] = []
        for key, data in self.data.items():
            self._compile(key, data)

    def _compile(self, key: str, data: dict[str, str]) -> None:
        grammar = self.grammar
        by = grammar.compile(f"{{{data['by']}}}") if "by" in data else None
        made = list[Write]()
        for shape, weight in SHAPES.items():
            if shape in data:
                made += [self._shape(shape, grammar.compile(data[shape]), by)] * weight
        part = [grammar.compile(data["part"])] if "part" in data else []
        self.shapes[key] = made, part

    def _shape(self, shape: str, inner: Write, by: Write | None) -> Write:
        grammar = self.grammar
        if shape == "x":
            return inner
        copula = "gap" if shape == "vo" else "copula"

        def write(draft: Draft) -> None:
            if by and shape == "vo" and draft.rng.random() < 0.75:
                by(draft)
            size = draft.size
            if shape == "vo" and not _ends(draft, "共计年累已"):
                grammar.write("adv", draft)
            silent = copula == "gap" and draft.size > size
            labelled(draft, inner)
            if not silent:
                grammar.write(copula, draft)
            self.count(draft, draft.key, "")

        return write

    # ------------------------------------------------------------------------------------------------------- numbers
    def count(self, draft: Draft, key: str, spec: str) -> None:
        """Write the count of an indicator and mark it. `-` and attributes such as `share` have no unit of a list."""
        units, _, size = spec.partition(";")
        usual = self.data[key]["n"] if key in self.data else {"share": "%;share", "change": "件|条|次|篇|人次;mid"}.get(key.split("+")[0], "件;mid")
        if "+" in key:
            usual = self.data[key.split("+")[0]]["n"]
        if "%" in units and not size:
            size = "rate"
        names_, usual_size = units_of(units + ";" + size if units and size else (units or usual.partition(";")[0]) + ";" + (size or usual.partition(";")[2]))
        unit = draft.rng.choice(names_) if names_ else ""
        if draft.unit and draft.unit in names_ and draft.rng.random() < 0.93:
            unit = draft.unit
        unit = "" if unit == "-" else unit
        if draft.rng.random() < 0.02 and usual_size not in ("rate", "share", "money"):
            unit = ""
        start = draft.size
        if usual_size == "share":
            text = share(draft.rng)
        elif usual_size == "zero":
            text = "0" + unit
        else:
            text = count_text(draft.rng, unit, usual_size)
        if before := QUALIFIER.search(draft.parts[-1] if draft.parts else ""):
            start -= len(before.group())
        draft.put(text)
        draft.mark(start, "COUNT", "" if key == "-" else key)

    # ------------------------------------------------------------------------------------------------------- clauses
    def clause(self, draft: Draft, key: str) -> None:
        """One clause that states one indicator (some state two or three)."""
        before, draft.key = draft.key, key
        start, seen = draft.size, len(draft.parts)
        made, part = self.shapes[key]
        if made and (not part or draft.rng.random() < 0.95):
            made[int(draft.rng.random() * len(made))](draft)
        else:
            self.part(draft, key)
        _resolve_topics(draft, start, "".join(draft.parts[seen:]))
        draft.key = before

    def part(self, draft: Draft, key: str) -> None:
        """A member of a list: a name and its count."""
        before, draft.key = draft.key, key
        start, seen = draft.size, len(draft.parts)
        _, part = self.shapes[key]
        labelled(draft, part[0])
        self.grammar.write("partcopula", draft)
        self.count(draft, key, "")
        _resolve_topics(draft, start, "".join(draft.parts[seen:]))
        draft.key = before

    def start(self, draft: Draft) -> None:
        """Who, when, and why, before the first clause."""
        draw, write = draft.rng.random(), self.grammar.write
        if draw < 0.16:
            return
        if draw < 0.32:
            write("lead", draft)
        if draw < 0.75:
            write("when", draft)
        if draw > 0.45:
            write("who", draft)

    def clauses(self, draft: Draft, n: int) -> None:
        """Several clauses of one theme, or of any."""
        rng = draft.rng
        if rng.random() < 0.45:
            theme = rng.choice(self.themes)
            keys = sorted(rng.sample(theme, min(n, len(theme))), key=theme.index)
        else:
            keys = [self._draw(rng) for _ in range(n)]
        mark = rng.choices(("，", "；", "、", "。"), (10, 4, 2, 1))[0]
        for i, key in enumerate(keys):
            if i:
                draft.put(mark)
            self.clause(draft, key)
            self.extra(draft, key)
        if rng.random() < 0.25:
            self.grammar.write("tail", draft)

    def _draw(self, rng: Random) -> str:
        """The next indicator of a shuffled deck: none is rare."""
        if not self.deck:
            self.deck = [*self.data, *["disclosed.topic"] * 5]
            rng.shuffle(self.deck)
        return self.deck.pop()

    def extra(self, draft: Draft, key: str) -> None:
        """A share or a change after a count, now and then."""
        draw = draft.rng.random()
        if draw > 0.13 or self.data[key]["n"].endswith(("rate", "share")):
            return
        draft.key = key
        self.grammar.write("change_tail" if draw < 0.08 else "share_tail", draft)

    # -------------------------------------------------------------------------------------------------------- builders
    def listing(self, draft: Draft) -> None:
        """A whole with its parts, some of them with parts again."""
        rng = draft.rng
        family = rng.choice(self.lists)
        whole = rng.choice(family["whole"])
        draft.unit = rng.choice(units_of(self.data[whole]["n"])[0])
        self.clause(draft, whole)
        intro, end = rng.choice(INTRO)
        draft.put(intro)
        mark, shares = rng.choice("、、，，，；"), rng.random() < 0.12
        n = rng.randint(1 if intro.startswith("，其中") else 2, int(family["size"]))
        for i in range(n):
            if i:
                draft.put(mark)
            key = rng.choice(family["parts"])
            if whole.startswith("disclosed") and rng.random() < 0.08:
                self.enumeration(draft)
            else:
                self.part(draft, key)
            if shares:
                draft.key = key
                self.grammar.write("share_tail", draft)
        draft.unit = ""
        if rng.random() < 0.1:
            draft.put("等")
        draft.put(end)

    def enumeration(self, draft: Draft) -> None:
        """A part that is itself a row of names: 重大活动、公示公告、三公经费等其他方面信息1891条."""
        start = draft.size
        for i in range(draft.rng.randint(2, 8)):
            if i:
                draft.put("、")
            self.grammar.write(draft.rng.choice(("cat_noun", "cat_noun", "cat_noun", "news", "notice", "topic")), draft)
        self.grammar.write("list_tail", draft)
        draft.put(draft.rng.choice(("信息", "信息", "信息", "类信息", "其他方面信息", "其他信息", "内容")))
        draft.mark(start, "CATEGORY")
        self.grammar.write("partcopula", draft)
        self.count(draft, "disclosed.category.other", "条|件|篇;mid")

    def by_body(self, draft: Draft) -> None:
        """A whole and how much each body has of it."""
        rng = draft.rng
        key = rng.choice(("foi.received", "foi.received", "disclosed.total", "fee.collected", "disclosed.website", "foi.handled", "review.total",
                          "interpretation.qa", "newmedia.posts", "proposals.npc", "training.sessions", "reporting.to_superior", "hotline.received",
                          "litigation.total", "foi.replied", "interaction.messages.received", "disclosed.documents", "normative.valid"))  # fmt: skip
        draft.unit = rng.choice(units_of(self.data[key]["n"])[0])
        self.clause(draft, key)
        bracket, mark, link = rng.random() < 0.5, rng.choice("、、，"), rng.choice(("", "", "", "", "为", "有"))
        draft.put("(" if bracket else rng.choice(("，其中", "，其中：", "，其中，", "：", "，分别是", "，分别为：", "，包括")))
        for i, name in enumerate(names.members(rng, draft.words, rng.randint(2, 9))):
            if i:
                draft.put(mark)
            start = draft.size
            draft.put(name)
            draft.mark(start, "AGENCY")
            draft.put(link)
            self.count(draft, key, "")
        draft.unit = ""
        draft.put(")" if bracket else "")

    def distribution(self, draft: Draft) -> None:
        """Names first, numbers after: A、B、C分别为1件、2件、3件; 各2次."""
        rng = draft.rng
        family = rng.choice(self.lists)
        keys = [key for key in dict.fromkeys(rng.sample(family["parts"], len(family["parts"])))][: rng.randint(2, 4)]
        if len(keys) < 2 or rng.random() < 0.3:
            keys = rng.sample([k for k, (_, p) in self.shapes.items() if p and not k.startswith("disclosed.topic")], 2)
        draft.unit = rng.choice(units_of(self.data[keys[0]]["n"])[0])
        if rng.random() < 0.5:
            self.clause(draft, rng.choice(family["whole"]))
            draft.put("，")
        start = draft.size
        draft.muted += 1
        for i, key in enumerate(keys):
            draft.put("、" if i and (i < len(keys) - 1 or rng.random() < 0.7) else "和" if i else "")
            self.shapes[key][1][0](draft)
        draft.muted -= 1
        draft.mark(start, "CATEGORY")
        keys = [k if k != "disclosed.topic" else "disclosed.topic.other" for k in keys]
        if rng.random() < 0.3:
            draft.put("各")
            self.count(draft, _known(keys[0], self.data) + "", "")
            draft.keys[draft.spans[-1][0]] = "+".join(dict.fromkeys(keys))
        else:
            draft.put(rng.choice(("分别为", "分别是", "分别", "分别有", "分别达")))
            for i, key in enumerate(keys):
                draft.put("、" if i and (i < len(keys) - 1 or rng.random() < 0.7) else "和" if i else "")
                self.count(draft, _known(key, self.data), "")
                draft.keys[draft.spans[-1][0]] = key
        draft.unit = ""

    def columns(self, draft: Draft) -> None:
        """A long row of single facts: 发布政务动态12条，通知公告30条，政策解读8条."""
        rng = draft.rng
        family = rng.choice(self.lists[:3])
        if rng.random() < 0.6:
            self.grammar.write(rng.choice(("by_site", "by_wechat", "by_any")), draft)
        draft.put(rng.choice(("", "", "", "共", "累计", "全年", "主要包括：", "具体为：")))
        mark = rng.choice("、、，，；")
        draft.unit = rng.choice(("条", "条", "条", "篇", "件", "")) if rng.random() < 0.8 else ""
        for i in range(rng.randint(2, 9)):
            if i:
                draft.put(mark)
            self.part(draft, rng.choice(family["parts"])) if rng.random() < 0.85 else self.clause(draft, rng.choice(family["parts"]))
        draft.unit = ""

    def story(self, draft: Draft) -> None:
        """A sentence written as a whole."""
        self.grammar.write("story", draft)

    def absence(self, draft: Draft) -> None:
        """What did not happen."""
        if draft.rng.random() < 0.3:
            self.start(draft)
            self.clauses(draft, 1)
            draft.put(draft.rng.choice("，；。"))
        self.grammar.write("nil", draft)
        self.grammar.write("nil_tail", draft)

    def plain(self, draft: Draft) -> None:
        """No count at all."""
        self.grammar.write("neg_plain", draft)

    def mixed(self, draft: Draft) -> None:
        """A count between words whose digits count nothing."""
        rng = draft.rng
        if rng.random() < 0.6:
            self.grammar.write("neg_plain", draft)
            draft.put(rng.choice("，。；，"))
        self.start(draft)
        self.clauses(draft, rng.choice((1, 1, 2)))
        if rng.random() < 0.6:
            draft.put(rng.choice("，。；，"))
            self.grammar.write("neg_plain", draft)

    def fillers(self, draft: Draft) -> None:
        """Counts that are no statistics, alone or beside one that is."""
        if draft.rng.random() < 0.5:
            self.start(draft)
        self.grammar.write("filler", draft)
        if draft.rng.random() < 0.6:
            draft.put(draft.rng.choice("，，；"))
            self.clauses(draft, 1)

    def simple(self, draft: Draft) -> None:
        """One clause."""
        self.start(draft)
        self.clauses(draft, 1)

    def chain(self, draft: Draft) -> None:
        """Two to five clauses."""
        self.start(draft)
        self.clauses(draft, draft.rng.randint(2, 5))

    # ------------------------------------------------------------------------------------------------------ functions
    def _functions(self) -> None:
        def plain(make: Callable[[Random, dict[str, str]], str]) -> Write:
            return lambda draft: draft.put(make(draft.rng, draft.words))

        def dated(make: Callable[[Random, dict[str, str]], str]) -> Write:
            def write(draft: Draft) -> None:
                start = draft.size
                damaged = draft.rng.random() < 0.025
                draft.put(dates.damaged(draft.rng, draft.words) if damaged else make(draft.rng, draft.words))
                draft.mark(start, "DATE")

            return write

        add = self.grammar.add
        for name, make in {"year": dates.year, "other_year": dates.other_year, "month": dates.month, "day": dates.day}.items():
            add(name, dated(make))
        add("agname", plain(names.agency))
        add("acct", plain(names.account))
        add("docno", plain(lambda rng, _: dates.document_number(rng)))
        add("phone", plain(lambda rng, _: dates.phone(rng)))
        add("url", plain(lambda rng, _: dates.site(rng)))
        add("zip", plain(lambda rng, _: f"{rng.randint(10, 85)}{rng.randint(1000, 9999)}"))
        add("mail", plain(lambda rng, _: f"{rng.choice(('xxgk', 'zwgk', 'bgs', 'dzb'))}{rng.choice(('', str(rng.randint(1, 9999))))}@{rng.choice(('163.com', '126.com', 'qq.com'))}"))
        add("num1", plain(lambda rng, _: str(rng.randint(2, 30))))
        add("num3", plain(lambda rng, _: str(rng.randint(1, 999))))
        add("hn", plain(lambda rng, _: rng.choice("二三四五六七八九十") + rng.choice(("", "十", "十一", "十三")) if rng.random() < 0.5 else rng.choice("三五六七十")))
        add("hn1", plain(lambda rng, _: rng.choice("一二三四五六七八")))
        add("ny", plain(lambda rng, words: str(int(words["year"]) + 1)))
        add("year2", plain(lambda rng, words: words["year"]))
        add("year3", plain(lambda rng, words: str(int(words["year"]) + 2)))
        add("period", self._period)
        add("info_list", self._row)

    def _row(self, draft: Draft) -> None:
        """Two to seven names of kinds of information."""
        for i in range(draft.rng.choice((2, 2, 3, 3, 4, 5, 7))):
            if i:
                draft.put("、")
            self.grammar.write("topic" if draft.rng.random() < 0.2 else "cat_noun", draft)

    def _period(self, draft: Draft) -> None:
        before, first, link, last = dates.period(draft.rng, draft.words, draft.rng.random() < 0.1)
        draft.put(before)
        for text, label in ((first, "DATE"), (link, ""), (last, "DATE")):
            start = draft.size
            draft.put(text)
            if label:
                draft.mark(start, label)


INTRO = (
    ("，其中", ""), ("，其中", ""), ("，其中：", ""), ("，其中：", ""), ("，其中，", ""), ("。其中", ""), ("。其中：", ""), ("，包括", ""), ("，分别为", ""), ("：", ""), ("(其中", ")"),
    ("(其中：", ")"), ("(", ")"), ("，具体为：", ""), ("，分别是", ""), ("；其中，", ""), ("，主要包括：", ""), ("，其中包括", ""), ("，主要涉及", ""), ("，含", ""), ("(含", ")"), ("，", ""),
)  # fmt: skip
BUILDERS: tuple[tuple[str, int], ...] = (
    ("simple", 21), ("chain", 24), ("listing", 16), ("by_body", 3), ("distribution", 3), ("columns", 4), ("story", 26), ("absence", 7), ("mixed", 10), ("fillers", 6),
)  # fmt: skip


def labelled(draft: Draft, inner: Write) -> None:
    """Write a CATEGORY, from the `^` of its pattern on."""
    draft.begin = draft.size
    draft.muted += 1
    inner(draft)
    draft.muted -= 1
    draft.mark(draft.begin, "CATEGORY")


def _ends(draft: Draft, characters: str) -> bool:
    return bool(draft.parts and draft.parts[-1] and draft.parts[-1][-1] in characters)


def _known(key: str, data: dict[str, Any]) -> str:
    return key if key in data else "disclosed.topic"


def _resolve_topics(draft: Draft, start: int, text: str) -> None:
    for place, key in draft.keys.items():
        if place >= start and key == "disclosed.topic":
            draft.keys[place] = f"disclosed.topic.{narrative().topic(text) or 'other'}"


__all__ = ["ATTRIBUTES", "BUILDERS", "DATA", "GrammarError", "Sentences", "indicators"]
