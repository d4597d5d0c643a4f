"""How well a stretch of label text fits a row of the template: an anchor for the table reader, never a gate.

Coverage is the longest common subsequence of the label and the text, over the label's length: it survives lost,
changed and inserted characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

SLACK = 6  # characters of other text tolerated beside a label
SHORT = 3  # labels of so few characters (其他, 总计) stand inside other words: they tolerate hardly any


@lru_cache(maxsize=1024)
def _masks(label: str) -> dict[str, int]:
    masks: dict[str, int] = {}
    for k, character in enumerate(label):
        masks[character] = masks.get(character, 0) | 1 << k
    return masks


def common(label: str, text: str) -> int:
    """Length of the longest common subsequence, by Hyyrö's bit-vector recurrence."""
    masks = _masks(label)
    full = (1 << len(label)) - 1
    row = full
    for character in text:
        mask = masks.get(character)
        if mask:
            hit = row & mask
            row = ((row + hit) | (row - hit)) & full
    return len(label) - row.bit_count()


def coverage(labels: Sequence[str], text: str, *, end: bool) -> float:
    """The best coverage of one of `labels` (a label and its variants) at the end (or beginning) of `text`, 0 to 1."""
    best = 0.0
    for label in labels:
        window = len(label) + (SLACK if len(label) > SHORT else len(label) - 1)
        part = text[-window:] if end else text[:window]
        if label in part:
            return 1.0
        if part:
            best = max(best, common(label, part) / len(label))
    return best
