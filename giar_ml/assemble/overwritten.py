"""Names that a mirror overwrote with a brand: the brand is passed over, the body found by what is left of its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from giar_ml.assemble import who
from giar_ml.types import AlignedText, Edit, NormalizedText, Outline

FAMILY, STREWN = "hijacked_name", "inserted"
GONE = "\ue000"  # stands where a character of a brand stood: private, so in no name and no pattern
LONGEST = 6  # characters strewn in at one place
_LEVELS = "省市县区州盟旗镇乡"


def without_brands(
    normalized: NormalizedText, outline: Outline, suspects: Sequence[Edit]
) -> tuple[NormalizedText, Outline]:
    """The same text and passages, as long as before, with `GONE` for every character of a suspected brand.

    `suspects` carry raw offsets; those of other families are left alone.
    """
    brands = [edit for edit in suspects if edit.family == FAMILY]
    if not brands:
        return normalized, outline
    marked = bytearray(max(edit.end for edit in brands))
    for edit in brands:
        marked[edit.start : edit.end] = b"\1" * (edit.end - edit.start)
    passages = tuple(replace(p, text=_masked(p.text, marked)) for p in outline.passages)
    return replace(normalized, text=_masked(normalized.text, marked)), replace(outline, passages=passages)


def _masked(text: AlignedText, marked: bytearray) -> AlignedText:
    places = zip(text.text, text.starts, text.ends, strict=True)
    kept = "".join(GONE if s < e and s < len(marked) and marked[s] and not c.isspace() else c for c, s, e in places)
    return AlignedText(kept, text.starts, text.ends)


def mended(title: str | None) -> str | None:
    """The title without what was passed over."""
    return (title.replace(GONE, "") or None) if title else None


def without_strewn(name: str, suspects: Sequence[Edit], texts: Sequence[str]) -> str:
    """A name without the characters strewn into it with which the texts print it most often; else as it is."""
    words = dict.fromkeys(edit.before for edit in suspects if edit.family == STREWN)
    runs = {w[i:j] for w in words for i in range(len(w)) for j in range(i + 2, min(len(w), i + LONGEST) + 1)}
    inside = sorted(
        run for run in runs if run in name and not name.startswith(run)
    )  # a name less its head proves nothing
    printed = {whole: sum(text.count(whole) for text in texts) for run in inside if (whole := name.replace(run, ""))}
    best = max(printed, key=lambda whole: (printed[whole], -len(whole)), default=name)
    return best if printed.get(best) and who.is_body(best) else name


def find_body(
    name: str, votes: Counter[str], texts: Sequence[str], signatures: Sequence[str]
) -> tuple[str | None, list[str]]:
    """The official name that ends as the title does behind the brand, and notes.

    `votes` are whole names found elsewhere. None where none of them fits: half a name is no name.
    """
    rest = who.expanded(name.rpartition(GONE)[2])
    fitting: Counter[str] = Counter()
    for whole, weight in votes.items():
        if who.area_prefix(whole) and _fits(who.expanded(whole), rest):
            fitting[who.expanded(whole)] += weight
    if fitting:
        best = max(fitting, key=lambda n: (fitting[n], len(n)))
        return who.complete(best, texts, signatures)[0], ["body from the text: a brand stands in the title instead"]
    if rest[:1] in tuple(_LEVELS) and len(rest) > 1:  # cut where an area ends: 县财政局
        found, completed = who.complete(rest, texts, signatures)
        if completed and who.area_prefix(found) and found.endswith(rest):
            return found, ["body completed from the text: a brand stands in the title instead of its area"]
    return None, ["no body: a brand stands in its place in the title, and no whole name elsewhere"]


def _fits(name: str, rest: str) -> bool:
    """Whether a whole name ends as the title does; of an area, 市, whether its government or office reports."""
    if len(rest) == 1 and rest in _LEVELS:
        area = who.area_prefix(name)
        return area.endswith(rest) and name[len(area) :] in ("", "人民政府", "人民政府办公室", "人民政府办公厅")
    return name.endswith(rest)
