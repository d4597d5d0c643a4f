"""Sentences: clauses in a row, wholes with parts, lists by body, distributions, absences, and what counts nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from training.synth.prose_clauses import TOPIC, Clauses, labelled
from training.synth.prose_grammar import Draft
from training.synth.prose_words import load

DATA = load("families")
LISTS: list[dict[str, Any]] = DATA["lists"]
THEMES: list[list[str]] = DATA["themes"]
BY_BODY: list[str] = DATA["by_body"]
INTROS = [tuple(intro.split("_")) for intro in DATA["intros"]]
BODY_INTROS: list[str] = DATA["body_intros"]
MEMBERS: list[str] = [line.strip() for line in load("names")["member"].split("\n") if line.strip()]


def start(clauses: Clauses, draft: Draft) -> None:
    """Who, when and why, before the first clause."""
    draw, write = draft.rng.random(), clauses.grammar.write
    if draw < 0.16:
        return
    if draw < 0.32:
        write("lead", draft)
    if draw < 0.75:
        write("when", draft)
    if draw > 0.45:
        write("who", draft)


def several(clauses: Clauses, draft: Draft, n: int) -> None:
    """Clauses of one theme, or of any, with what is said about their counts."""
    rng = draft.rng
    if rng.random() < 0.35:
        theme = rng.choice(THEMES)
        keys = sorted(rng.sample(theme, min(n, len(theme))), key=theme.index)
    else:
        keys = [clauses.draw(rng) for _ in range(n)]
    mark = rng.choices("，；、。", (10, 4, 2, 1))[0]
    for i, key in enumerate(keys):
        if i:
            draft.put(mark)
        clauses.clause(draft, key)
        _attribute(clauses, draft, key)
    if rng.random() < 0.25:
        clauses.grammar.write("tail", draft)


def _attribute(clauses: Clauses, draft: Draft, key: str) -> None:
    draw = draft.rng.random()
    if draw < 0.13 and not clauses.data[key]["n"].endswith(("rate", "share")):
        clauses.grammar.write("change_tail" if draw < 0.08 else "share_tail", draft)


def simple(clauses: Clauses, draft: Draft) -> None:
    """One clause."""
    start(clauses, draft)
    several(clauses, draft, 1)


def chain(clauses: Clauses, draft: Draft) -> None:
    """Two to five clauses."""
    start(clauses, draft)
    several(clauses, draft, draft.rng.randint(2, 5))


def listing(clauses: Clauses, draft: Draft) -> None:
    """A whole with its parts."""
    rng, family = draft.rng, draft.rng.choice(LISTS)
    whole = rng.choice(family["whole"])
    draft.unit = rng.choice(clauses.units(whole))
    if rng.random() < 0.4:
        start(clauses, draft)
    clauses.clause(draft, whole)
    intro, end = rng.choice(INTROS)
    draft.put(intro)
    mark, shares = rng.choice("、、，，；"), rng.random() < 0.12
    for i in range(rng.randint(1 if "其中" in intro else 2, int(family["size"]))):
        if i:
            draft.put(mark)
        if whole.startswith("disclosed") and rng.random() < 0.08:
            _enumeration(clauses, draft)
        else:
            clauses.part(draft, rng.choice(family["parts"]))
        if shares:
            clauses.grammar.write("share_tail", draft)
    draft.unit = ""
    draft.put(("等" if rng.random() < 0.1 else "") + end)


def _enumeration(clauses: Clauses, draft: Draft) -> None:
    """A part that is a row of names: 重大活动、公示公告、三公经费等其他方面信息 1891条."""

    def row(draft: Draft) -> None:
        for i in range(draft.rng.randint(2, 8)):
            draft.put("、" if i else "")
            clauses.grammar.write(draft.rng.choice(("cat_noun", "cat_noun", "cat_noun", "news", "topic")), draft)
        clauses.grammar.write("list_tail", draft)
        clauses.grammar.write("list_head", draft)

    labelled(draft, row)
    clauses.grammar.write("partcopula", draft)
    clauses.count(draft, "disclosed.category.other", "条|件|篇;mid")


def by_body(clauses: Clauses, draft: Draft) -> None:
    """A whole and how much each body has of it."""
    rng, key = draft.rng, draft.rng.choice(BY_BODY)
    draft.unit = rng.choice(clauses.units(key))
    clauses.clause(draft, key)
    intro, mark = rng.choice(BODY_INTROS), rng.choice("、、，")
    link, member = rng.choice(("", "", "", "", "为", "有")), clauses.grammar.compile(rng.choice(MEMBERS))
    draft.put(intro)
    for i in range(rng.randint(2, 9)):
        draft.put(mark if i else "")
        place = draft.size
        member(draft)
        draft.mark(place, "AGENCY")
        draft.put(link)
        clauses.count(draft, key, "")
    draft.unit = ""
    draft.put(")" if intro.startswith("(") else "")


def distribution(clauses: Clauses, draft: Draft) -> None:
    """Names first, numbers after: A、B、C分别为1件、2件、3件; A、B各2次."""
    rng, family = draft.rng, draft.rng.choice(LISTS)
    keys = list(dict.fromkeys(rng.sample(family["parts"], len(family["parts"]))))[: rng.randint(2, 4)]
    if len(keys) < 2 or rng.random() < 0.3:
        keys = rng.sample([key for key in clauses.named if key != TOPIC], 2)
    draft.unit = rng.choice(clauses.units(keys[0]))
    if rng.random() < 0.5:
        clauses.clause(draft, rng.choice(family["whole"]))
        draft.put("，")
    draft.begin = draft.size
    last = rng.choice("、、、和")

    def names(draft: Draft) -> None:
        begin = draft.size
        for i, key in enumerate(keys):
            draft.put("" if not i else last if i == len(keys) - 1 else "、")
            clauses.named[key](draft)
        draft.begin = begin

    labelled(draft, names)
    each = rng.random() < 0.3
    draft.put("各" if each else rng.choice(("分别为", "分别是", "分别", "分别有", "分别达")))
    for i, key in enumerate(["+".join(keys)] if each else keys):
        draft.put("" if not i else last if i == len(keys) - 1 else "、")
        clauses.count(draft, key.replace(TOPIC, f"{TOPIC}.other"), "条|件;mid" if TOPIC in key else "")
    draft.unit = ""


def columns(clauses: Clauses, draft: Draft) -> None:
    """A long row of single facts: 政务动态12条，通知公告30条，政策解读8条."""
    rng, family = draft.rng, draft.rng.choice(LISTS[:3])
    if rng.random() < 0.6:
        clauses.grammar.write(rng.choice(("by_site", "by_wechat", "by_any")), draft)
    draft.put(rng.choice(("", "", "", "共", "累计", "全年", "主要包括：", "具体为：")))
    mark, tell = rng.choice("、、，，；"), (clauses.part,) * 6 + (clauses.clause,)
    draft.unit = rng.choice(("条", "条", "条", "条", "篇", "件", ""))
    for i in range(rng.randint(2, 9)):
        draft.put(mark if i else "")
        rng.choice(tell)(draft, rng.choice(family["parts"]))
    draft.unit = ""


def story(clauses: Clauses, draft: Draft) -> None:
    """A sentence written as a whole."""
    clauses.grammar.write("story", draft)


def absence(clauses: Clauses, draft: Draft) -> None:
    """What did not happen."""
    if draft.rng.random() < 0.3:
        simple(clauses, draft)
        draft.put(draft.rng.choice("，；。"))
    clauses.grammar.write("nil", draft)
    clauses.grammar.write("nil_tail", draft)


def plain(clauses: Clauses, draft: Draft) -> None:
    """No count at all."""
    clauses.grammar.write("neg_plain", draft)


def mixed(clauses: Clauses, draft: Draft) -> None:
    """A count between words whose digits count nothing."""
    if draft.rng.random() < 0.6:
        plain(clauses, draft)
        draft.put(draft.rng.choice("，。；，"))
    start(clauses, draft)
    several(clauses, draft, draft.rng.choice((1, 1, 2)))
    if draft.rng.random() < 0.6:
        draft.put(draft.rng.choice("，。；，"))
        plain(clauses, draft)


def fillers(clauses: Clauses, draft: Draft) -> None:
    """Counts that are no statistics, alone or beside one that is."""
    if draft.rng.random() < 0.5:
        start(clauses, draft)
    clauses.grammar.write("filler", draft)
    if draft.rng.random() < 0.6:
        draft.put(draft.rng.choice("，，；"))
        several(clauses, draft, 1)


Builder = Callable[[Clauses, Draft], None]
BUILDERS: dict[Builder, int] = {
    simple: 21, chain: 24, listing: 17, by_body: 3, distribution: 3, columns: 4, story: 24, absence: 9, mixed: 10,
    fillers: 6,
}  # fmt: skip
