"""Which indicator a phrase speaks of: the patterns of the schema, scored; the longest and nearest words win."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from giar_ml.schema.narrative import Pattern, narrative

LEAST = 3.0  # score under which a phrase says nothing
_LONGEST = 2.0  # what the length of the words can add to a pattern's weight
_FRAMED = 1.5  # what a frame adds that the last clause names
_FILL = re.compile(
    r"(?:共计|累计|合计|总计|总共|一共|共有|共|为|达到|达|约|近|超过|超|突破|有|了|计|已|均|全部|就|是|各|分别|余|[：:，,…])+$"
)
_EMPTY = re.compile(_FILL.pattern.removesuffix(")+$") + "|的|数量|数|总|等)+$")  # words that put no distance between
_LEAD = re.compile(r"^(?:的|余|多|次|等)+")
# what became of the thing counted: 3件建议均已办结
_THEN = re.compile(r"(?<=.)(?:均|已|全部|都|按时|按期|依法|及时|未(?!按)).*")
_VERB = re.compile(  # a tail that goes on, and names no counted thing
    r"均|已|全部|占|同比|较|比|并|按|在(?!线)|通过|予以|办|答复|回复|正|其中|包括|含|及时|进行|用(?!户)|以上|左右|为|将|由|对|开展|经|均|和$|及$|、|同时|未|被|与|等|后|应|可|到|自(?!查|媒体|然人)|向|都"
)
_GROWN = re.compile(r"(?:增加|增长|上升|提高|提升|减少|下降|降低)(?:到|至|为|了)")  # 由20条增加到30条
_NEXT = re.compile("(?:和|及|以及|与|并)(?!其[他它])")  # 来件20件和工单30件: the words belong to the next count
_COMMA = re.compile(r"[，,；;：:（）()]")
_MIXED = re.compile(
    r"((?:[^，,；;：、]{2,16}、)+[^，,；;：、]{2,16}?)"
    r"等(?:各类|各方面|方面|重点|相关|政府|政务|主要|的)*(?:信息|内容|动态)"
)
_SUM_OF = re.compile(
    r"((?:[^，,；;：、]{2,10}、){2,}[^，,；;：、]{2,10}?)(?:合计|共计|总计)$"
)  # 解读、回应、监督合计40条
_EVERY = re.compile("各类|各种|各项")
_REST = "disclosed.category.other"
_PLAIN = ("disclosed.total", "disclosed.website")
_KINDS = ("disclosed.", "interpretation.", "meetings.", "proposals.", "normative.", "response.")
_CLAUSE = re.compile(r"[，,；;：:（(）)]")


@dataclass(frozen=True, slots=True)
class Match:
    """The indicator found, how strongly, the words that said so, and a model's probability for it if one was asked."""

    key: str
    score: float
    said: str = ""
    chance: float | None = None


Frames = Mapping[str, tuple[frozenset[str], float]]  # group -> the frames in force and the bonus they give


def frames_in(text: str) -> dict[str, frozenset[str]]:
    """The frames that a text names, by group."""
    schema = narrative()
    found: dict[str, set[str]] = {}
    for match in schema.frames.finditer(text):
        name = match.lastgroup
        if name:
            found.setdefault(schema.groups[name], set()).add(name)
    return {group: frozenset(names) for group, names in found.items()}


def frames_for(clauses: Iterable[str], carried: Frames) -> dict[str, tuple[frozenset[str], float]]:
    """The frames in force: those of the nearest clause that names some, else the carried ones."""
    result = dict(carried)
    nearest: dict[str, tuple[frozenset[str], float]] = {}
    for i, clause in enumerate(clauses):
        for group, names in frames_in(clause).items():
            nearest.setdefault(group, (names, _FRAMED if i == 0 else 1.0))
    return result | nearest


def best(left: str, clause: str, tail: str, unit: str, frames: Frames) -> Match | None:
    """The indicator that fits best, None where none fits well enough.

    `left` are the words before the number (several clauses), `clause` the last of them, `tail` those after it.
    """
    short = _FILL.sub("", left) if left else ""
    noun = "" if _GROWN.match(tail) or _NEXT.match(tail) else _THEN.sub("", _LEAD.sub("", tail))
    joined = _FILL.sub("", clause) + noun if noun else ""
    rival = bool(noun) and not _VERB.match(noun)
    key = tuple(sorted((g, f, b) for g, (f, b) in frames.items()))
    return _best(short, joined, len(joined) - len(noun), unit, rival, key)


@lru_cache(maxsize=20_000)
def _best(
    left: str, joined: str, seam: int, unit: str, rival: bool, frames: tuple[tuple[str, frozenset[str], float], ...]
) -> Match | None:
    found: Match | None = None
    place = -1  # of the pattern found in the schema: of equals the first one wins
    for most, bonus, pattern, key, index in _allowed(unit, frames):
        if found and most < found.score:
            break  # neither this one nor any after it can win
        if not pattern.regex.search(left) and not (joined and pattern.regex.search(joined)):
            continue
        for said, score in _hits(pattern, left, joined, seam, rival):
            total = score + bonus
            if total >= LEAST and (found is None or (total, -index) > (found.score, -place)):
                found, place = Match(key, total, said), index
    return found


@lru_cache(maxsize=100)  # 40 KB each
def _allowed(
    unit: str, frames: tuple[tuple[str, frozenset[str], float], ...]
) -> tuple[tuple[float, float, Pattern, str, int], ...]:
    """The patterns that unit and frames allow: highest possible score, bonus, pattern, indicator, place in the schema.

    Sorted by the score. A pattern with units of its own is said with these only; any other one also without a unit.
    """
    found = []
    every = ((pattern, indicator) for indicator in narrative().indicators for pattern in indicator.patterns)
    for place, (pattern, indicator) in enumerate(every):
        bonus = _bonus(pattern, frames)
        fits = unit in pattern.units if pattern.units is not None else not unit or unit in indicator.units
        if fits and bonus is not None:
            found.append((pattern.weight + _LONGEST + bonus, bonus, pattern, indicator.key, place))
    return tuple(sorted(found, key=lambda entry: -entry[0]))


def _bonus(pattern: Pattern, frames: tuple[tuple[str, frozenset[str], float], ...]) -> float | None:
    """None where the frames in force forbid the pattern; else what they add."""
    if not pattern.frames:
        return 0.0
    groups = narrative().groups
    wanted = groups[next(iter(pattern.frames))]
    for group, names, bonus in frames:
        if group == wanted:
            fits = names <= pattern.frames if group == "media" else bool(names & pattern.frames)
            return bonus if fits else None
    return None


def _hits(pattern: Pattern, left: str, joined: str, seam: int, rival: bool) -> Iterable[tuple[str, float]]:
    for match in pattern.regex.finditer(left):
        rest = left[match.end() :]
        gap = len(_EMPTY.sub("", rest))
        yield match.group(), _score(pattern, match, gap, len(_COMMA.findall(rest))) - (2.0 if rival else 0.0)
    for match in pattern.regex.finditer(joined) if joined else ():
        if match.end() > seam:
            yield match.group(), _score(pattern, match, max(0, match.start() - seam), 0) - 0.5


def _score(pattern: Pattern, match: re.Match[str], gap: int, commas: int) -> float:
    return pattern.weight + min(0.25 * len(match.group()), _LONGEST) - 0.2 * gap - 1.5 * commas


def mixed(clause: str, unit: str) -> bool:
    """发布政策文件、通知公告、工作动态等信息: kinds of several indicators under one number are plain information."""
    listed = _MIXED.search(clause) or _SUM_OF.search(clause)
    if listed is None:
        return False
    if "等各类" in listed.group():
        return True
    names = re.split("[、和及与]", listed[1])
    kinds = [best(name, name, "", unit, {}) or _information(name, unit) for name in names]
    if len(kinds) > 3 and None in kinds and _EVERY.search(clause):
        return True
    return len({kind.key for kind in kinds if kind and kind.key.startswith(_KINDS) and kind.key != _REST}) > 1


def _information(name: str, unit: str) -> Match | None:
    """The kind of information that a bare name stands for: 财务 is 财务信息; None where that says no kind."""
    found = best(name + "信息", name + "信息", "", unit, {})
    return None if found is None or found.key in _PLAIN else found


def clauses_of(left: str) -> list[str]:
    """The clauses of a phrase, nearest to the number first."""
    return [c for c in reversed(_CLAUSE.split(left)) if c]
