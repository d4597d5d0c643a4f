"""Who reports: the name in the title, completed from the text where the title is cut or names an area only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from giar_ml.assemble.official import Bodies, bodies

_YEARS = re.compile(
    r"(?:20\d\d|二[〇○零O0o][〇○零O0o一二三四五六七八九]{2})(?:[-至和、]20\d\d)?(?:年(?:度)?|(?=政府信息|信息公开|政务))?"
)
_EDGES = re.compile(r"^[^\u3400-\u9fffA-Za-z(]+|[^\u3400-\u9fff)A-Za-z]+$")
_REST = re.compile(
    r"(?:的|关于|做好|编制|度|就|本级|\(本级\)|机关本级|公布|发布|开展|推进|信息|工作|年|(?:门户)?网站)+$"
)
_LEAD_REST = re.compile(r"^(?:关于|公布|发布|印发|《|的)+")
_BRACKETS = re.compile(r"[\[(]([^\[\]()]{3,30})[\])]$")
_HAN_RUN_AT_END = re.compile(r"[\u3400-\u9fff]+$")
_LEVELS = "省市县区州盟旗镇乡"
_OFFICE_OF = re.compile(r"(?<!人民)(?:政府信息(?:与政务)?|政务|信息)公开.*$")
_ABOVE = re.compile(r"^(?:中共|中国共产党|国家[\u3400-\u9fff]{1,6}总局|中华人民共和国)")
_DOMAIN = re.compile(
    r"(?<![A-Za-z0-9./@-])(?:[A-Za-z0-9-]{1,40}\.){1,4}(?:com|cn|net|org|cc|vip|top|xyz)(?=[\u3400-\u9fff])"
)
_CITED = re.compile(r"《[^《》]{2,80}》")
_WE = re.compile(r"我(局|厅|委|办|院|馆|社|镇|乡|街|中心|省|市|县|区|州|盟|旗)")
_INNER_ORGAN = re.compile(r".[局厅委办院署]|政府")
SHORTEST = 3  # characters of a name in running text: 海关 alone is whoever it may be
REACH = 16  # Han characters before a name in running text that may belong to it


def area_prefix(name: str) -> str:
    """The areas that a name begins with: 济南市历下区 of 济南市历下区教育局, nothing of 城乡建设局."""
    rules, at = bodies(), 0
    while match := rules.chain.match(name, at):
        piece = match[0]
        bad = rules.no_area.search(piece) and not (piece.endswith(("城区", "市区", "地区")) and (at or len(piece) > 2))
        if bad or _INNER_ORGAN.search(piece) or len(piece) > 12 or rules.no_area_before.match(name, match.end()):
            break
        at = match.end()
    return name[:at]


def region_of(body: str) -> str | None:
    """The areas in the name of a body: 云海市 of 国家税务总局云海市税务局."""
    return area_prefix(_ABOVE.sub("", body)) or None


def is_area(name: str) -> bool:
    """Whether a name is an area and no body."""
    return bool(name) and area_prefix(name) == name


def is_body(name: str) -> bool:
    """Whether a name ends like an official body."""
    return bool(bodies().organ.search(name)) and not bodies().no_organ.search(name)


def may_report(name: str) -> bool:
    """Whether a name is a body, an area, or a development zone: each of them may report."""
    return is_body(name) or is_area(name) or bool(bodies().zone.fullmatch(name))


def title_name(title: str) -> str:
    """The name in a bare title, as printed: empty where the title has none."""
    rules = bodies()
    pieces = rules.separator.split(title)
    text = next((piece for piece in reversed(pieces) if rules.report.search(piece)), title)
    text = _without_lead(text, rules)
    subject = rules.subject.search(text)
    name = text[: subject.start()] if subject else text
    if subject and name.endswith("人民") and subject[0].startswith("政府"):
        name += "政府"
    name = _clean(name, rules)
    if name:
        return name
    bracket = _BRACKETS.search(text)
    rest = _clean(text[report.end() :], rules) if (report := rules.report.search(text)) else ""
    return next((n for n in (bracket[1] if bracket else "", rest) if is_body(n) or is_area(n)), "")


def _without_lead(text: str, rules: Bodies) -> str:
    while (match := rules.lead.match(text)) and match.end():
        text = text[match.end() :]
    return text


def _clean(name: str, rules: Bodies) -> str:
    name = _DOMAIN.sub("", name)
    if (year := _YEARS.search(name)) and name[: year.start()].endswith(again := name[year.end() :]):
        name = name.removesuffix(again)
    name = _YEARS.sub("", name)
    if is_body(before := name.partition("关于")[0]):
        name = before
    for spam in rules.spam.finditer(name):
        name = " " * spam.end() + name[spam.end() :]
    name = name.split(" ")[-1]
    name = name.rpartition(":")[2] if ":" in name else name
    last = None
    while last != name:
        last = name
        name = _LEAD_REST.sub("", _REST.sub("", _EDGES.sub("", name)))
    return name


def phrase_names(texts: Iterable[str]) -> Counter[str]:
    """Names that phrases of the bare texts give to who reports, by weight."""
    rules, votes = bodies(), Counter[str]()
    for text in texts:
        prose = _CITED.sub("《》", _DOMAIN.sub("", text[:4000]))
        for weight, pattern in rules.phrases:
            for name in _said(pattern, prose):
                votes[name] += weight
        for weight, pattern in rules.whole:
            for name in filter(_is_whole, _said(pattern, prose)):
                votes[name] += weight
        for name in filter(_is_whole, _said(rules.own, text[:4000])):
            votes[name] += 2
    return votes


def _said(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    """The names that a phrase gives, the first few."""
    for match in islice(pattern.finditer(text), 6):
        name = bodies().office.sub("", _OFFICE_OF.sub("", behind(next(group for group in match.groups() if group))))
        name += "政府" if name.endswith("人民") else ""  # 人民政府信息公开: both words share 政府
        name = expanded(name) if area_prefix(name) else name
        if len(name) >= SHORTEST and may_report(name) and not bodies().many.search(name):
            yield name


def is_longer(name: str, part: str) -> bool:
    """Whether a whole name is another one with its area before it, or written out: 石桥县医疗保障局 is 县医保局."""
    if name.endswith(part) and (is_area(name[: -len(part)]) or bodies().central.search(name)):
        return True
    rest, same_area = iter(name), area_prefix(part) in ("", area_prefix(name))
    return _is_whole(name) and same_area and name[-1] == part[-1] and all(char in rest for char in part)


def _is_whole(name: str) -> bool:
    """Whether a name begins with its area, or needs none."""
    return bool(area_prefix(name) or bodies().central.search(name))


def speaks_as(name: str, kind: str) -> bool:
    """Whether a name may call itself 我局, 我委: a development zone has a committee that its name leaves out."""
    return kind in name or (kind == "委" and bool(bodies().zone.fullmatch(name)))


def voice(texts: Iterable[str]) -> str:
    """What who reports calls itself: 局 where the texts say 我局; empty where they speak of an area, or not at all."""
    found = Counter(kind for text in texts for kind in _WE.findall(text))
    kind = max(found, key=lambda k: found[k], default="")
    return "" if kind in tuple("省市县区州盟旗") else kind


def behind(run: str) -> str:
    """The name at the end of a run of Han characters: what follows the last word that can only stand before a name."""
    ends = [match.end() for match in bodies().before.finditer(run)]
    name = run[ends[-1] :] if ends else run
    if (match := bodies().perhaps.match(name)) and not bodies().many.match(name):
        rest = name[match.end() :]
        if not area_prefix(name) or (area_prefix(rest) and match[0] in "年月日起到"):
            return rest
    return name


def expanded(name: str) -> str:
    """A name with its short forms written out: 县政府 is 县人民政府."""
    for pattern, new in bodies().expand:
        name = pattern.sub(new, name)
    return name


def complete(name: str, texts: Sequence[str], signatures: Sequence[str]) -> tuple[str, bool]:
    """The official name and whether the text had to complete it. `texts` are bare, `signatures` bare last lines."""
    rules, name = bodies(), expanded(name)
    if _is_cut(name, rules):
        whole = _with_area(name, texts, signatures)
        whole = _told(name, texts) if whole == name else whole
        return _of_area(whole, texts, signatures) if is_area(whole) else (whole, whole != name)
    if is_area(name) or rules.zone.fullmatch(name) or name.endswith("街道"):
        return _of_area(name, texts, signatures)
    longer = _with_lost_head(name, texts)
    return longer, longer != name


def _is_cut(name: str, rules: Bodies) -> bool:
    return not area_prefix(name) and not rules.central.search(name) and not rules.zone.match(name)


def _left_areas(name: str, texts: Iterable[str]) -> Counter[str]:
    """The areas that stand right before `name` in the texts, by weight."""
    found: Counter[str] = Counter()
    for text in texts:
        at = text.find(name)
        while at >= 0:
            found.update(_areas_at_end(text[max(0, at - REACH) : at]))
            at = text.find(name, at + len(name))
    return found


def _areas_at_end(text: str) -> dict[str, int]:
    """The areas that a text may end with: 和平区 is one, 平区 another; a clean beginning decides."""
    run = _HAN_RUN_AT_END.search(text)
    if not run:
        return {}
    ends = [match.end() for match in bodies().before.finditer(run[0])]
    rest = run[0][ends[-1] :] if ends else run[0]
    clean = not text[: run.start()][-1:].isdigit() and (bool(ends) or len(text) < REACH or run.start() > 0)
    starts = [0, *(match.end() for match in bodies().perhaps.finditer(rest))]
    return {rest[at:]: 3 if at == 0 and clean else 1 for at in starts if len(rest) - at >= 2 and is_area(rest[at:])}


def _with_area(name: str, texts: Sequence[str], signatures: Sequence[str]) -> str:
    """A name that lost its area, with the area that the text gives it most often."""
    rest = name[1:] if name[:1] in _LEVELS and not bodies().no_area_before.match(name, 1) else name
    level = name[: len(name) - len(rest)]
    areas = _left_areas(rest, (*texts, *signatures))
    fitting = Counter({area: n for area, n in areas.items() if area.endswith(level)})
    if not fitting:
        fitting = Counter({area: n for area, n in governments(texts).items() if area.endswith(level)})
    if not fitting:
        return name
    best = max(fitting, key=lambda area: (fitting[area], sum(text.count(area) for text in texts), len(area)))
    return name if len(best) > 2 and rest.startswith(best[:-1]) else best + rest


def _told(name: str, texts: Iterable[str]) -> str:
    """A name that lost its area, as the phrases that tell who reports write it with more before it."""
    votes = phrase_names(texts)
    longer = {n: v for n, v in votes.items() if n.endswith(name) and area_prefix(n) and v > votes[name]}
    return max(longer, key=lambda n: (longer[n], len(n)), default=name)


def governments(texts: Iterable[str]) -> Counter[str]:
    """The areas whose government, committee or site the texts speak of."""
    found: Counter[str] = Counter()
    for text in texts:
        for match in re.finditer(r"([\u3400-\u9fff]{2,16}?)(?:人民政府|政府门户|政府网站|委、|委办)", text):
            found.update(_areas_at_end(match[1]))
    return found


def _with_lost_head(name: str, texts: Sequence[str]) -> str:
    """海县人民政府 becomes 勐海县人民政府 if the text never writes it without the lost character.

    What ends an area above it, 市 of 云海市龙山区, is no lost character.
    """
    area = area_prefix(name)
    if not area or len(area) > 3:
        return name
    longer: Counter[str] = Counter()
    for text in texts:
        for match in re.finditer(rf"([\u3400-\u9fff]?){re.escape(name)}", text):
            before = match[1]
            if not before or before in _LEVELS or bodies().before.search(before):
                return name
            longer[before + name] += 1
    best = longer.most_common(1)
    return best[0][0] if best and best[0][1] >= 2 and len(longer) == 1 else name


def _of_area(name: str, texts: Sequence[str], signatures: Sequence[str]) -> tuple[str, bool]:
    """Who reports for an area: its government, its office where text or signature says so, or its committee."""
    rules = bodies()
    if name.endswith("街道"):
        return f"{name}办事处", True
    if rules.zone.fullmatch(name) and not _has_government(name, texts, signatures):
        return f"{name}{_committee(name, texts, signatures)}", True
    if name.endswith(("镇", "乡", "苏木")) and not is_area(name[:-1]):
        return f"{name}人民政府", True
    office = f"{name}人民政府办公" + ("厅" if name.endswith(("省", "自治区")) or name in _MUNICIPALITIES else "室")
    votes = phrase_names(texts)
    said = 3 * (votes[office] > votes[f"{name}人民政府"]) + 2 * (office in signatures)
    against = 3 * (votes[f"{name}人民政府"] > votes[office]) + 3 * (f"{name}人民政府" in signatures)
    whole = sum(len(re.findall(r"全[省市县区州盟旗]|我[省市县区州盟旗]", text)) for text in texts)
    return (office if said - against - (whole >= 4) > 0 else f"{name}人民政府"), True


_MUNICIPALITIES = frozenset(["北京市", "天津市", "上海市", "重庆市"])


def _has_government(name: str, texts: Sequence[str], signatures: Sequence[str]) -> bool:
    return any(f"{name}人民政府" in text for text in (*texts, *signatures))


def _committee(name: str, texts: Sequence[str], signatures: Sequence[str]) -> str:
    joined = "\n".join((*signatures, *texts))
    return next(
        (word for word in ("管理委员会", "管委会", "管理局", "管理处") if f"{name}{word}" in joined), "管理委员会"
    )
