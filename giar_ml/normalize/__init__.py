"""Clean text with origins: every clean character knows its raw slice, every change its noise family.

The canonical form that the later stages may rely on:

- layout stays: a line break ends a line or row, a tab separates cells, empty cells stay; pipe rows become tab rows;
- digits, letters and ``% + - . / ( ) [ ]`` are half width, every kind of space is U+0020, minus signs are ``-``;
- prose punctuation is Chinese: ``，：；。、！？`` and quotes ``“ ”``. A comma or colon between ASCII characters stays,
  so a ``,`` between digits is a thousands separator or a list, never a clause end;
- section numbers: ``㈠ ⑴ ①`` are ``(一) (1) (1)``, ``⒈`` is ``1.``; zero among Chinese numerals is ``〇``;
- Simplified characters and mainland vocabulary where the text is Traditional; spaces inside words, and between a number
  and its unit, are gone. A space between two numbers separates them and always stays.

Lines are not joined, page numbers and navigation not removed, thousands separators not touched: others do that.
"""

from __future__ import annotations

from giar_ml.normalize.changes import Change, apply
from giar_ml.normalize.noise import Family, families
from giar_ml.normalize.script import Script, script_of
from giar_ml.normalize.suspects import suspects
from giar_ml.schema.noise import scores
from giar_ml.types import AlignedText, Edit, NormalizedText

__all__ = ["Family", "Script", "families", "normalize", "script_of", "suspects"]

PASSES = 4  # taking noise out can bring other noise to light; a second pass is nearly always the last


def normalize(visible: AlignedText, *, script: Script = "auto") -> NormalizedText:
    """Take out every noise that can be taken out.

    `script` says whether to convert Traditional characters: "auto" looks at the whole text, so give the script of the
    report ("traditional", "simplified") to read a short slice of it as it was read there.

    `Edit.start`, `.end` are raw offsets; `.before` is what stood there when the family was applied, which differs from
    the source where an earlier family had changed the same place.
    """
    text, edits = visible, list[Edit]()
    for _ in range(PASSES):
        known = len(edits)
        for family in families():
            if changes := family.changes(text, script):
                edits += explained(text, changes, family.name)
                text = apply(text, changes)
        if len(edits) == known:
            break
    return NormalizedText(text, tuple(edits))


def explained(text: AlignedText, changes: list[Change], family: str) -> list[Edit]:
    """The changes as edits with raw offsets."""
    score = scores().get(family, 1.0)
    return [Edit(*text.raw(start, end), text.text[start:end], new, family, score) for start, end, new in changes]
