"""What the label text of a gap costs for every row of a table; kept between reports, since labels repeat."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import inf

from giar_ml.assemble.affinity import common, coverage

LABEL = 5.0  # a label that does not fit at all
CONTRAST = 7.0  # another row's label fits better
SPLIT = 0.6  # the label stands partly before, partly after
CERTAIN_LABEL = 1.0  # at most: the label stands there beyond doubt ...
RUNNER_UP = 2.0  # ... and at least: no other row's does
FITTING = 3.0  # at most: the label may be meant
FITTING_PART = 0.75  # of each part of a torn label, at least
MOST_TEXTS = 1_000  # distinct texts remembered; the clean ones of all reports are a tenth of it


class Labels:
    """Prices of label texts for the rows of one table; `forms` are the label variants of every row."""

    def __init__(self, forms: Sequence[Sequence[str]]) -> None:
        self.forms = forms
        self._before: dict[str, list[float]] = {}
        self._after: dict[str, list[float]] = {}
        self._split: dict[tuple[str, str, int], float] = {}
        self._printed: dict[str, list[bool]] = {}

    def _priced(self, known: dict[str, list[float]], text: str, end: bool) -> list[float]:
        if text not in known:
            if len(known) >= MOST_TEXTS:
                known.clear()
            known[text] = _prices([coverage(forms, text, end=end) for forms in self.forms])
        return known[text]

    def before(self, text: str) -> list[float]:
        """The price of every row if `text` stands before its numbers."""
        return self._priced(self._before, text, end=True)

    def after(self, text: str) -> list[float]:
        """The price of every row if `text` stands after its numbers."""
        return self._priced(self._after, text, end=False)

    def anchor(self, text: str) -> int | None:
        """The row whose label ends `text` beyond doubt."""
        if len(text) < 2:
            return None
        prices = self.before(text)
        best, second = sorted(range(len(prices)), key=prices.__getitem__)[:2] if len(prices) > 1 else (0, 0)
        return best if prices[best] <= CERTAIN_LABEL and (best == second or prices[second] >= RUNNER_UP) else None

    def fits(self, text: str) -> bool:
        """Whether `text` ends in something like the label of any row."""
        return self.nearest(text) is not None

    def nearest(self, text: str, below: float = FITTING) -> int | None:
        """The row whose label ends `text` best, None where all cost as much as `below` or more."""
        prices = self.before(text)
        best = min(range(len(prices)), key=prices.__getitem__, default=None)
        return best if best is not None and prices[best] < below else None

    def split(self, before: str, after: str, row: int) -> float:
        """The price of a label torn around its numbers: its front ends `before`, its end is `after`."""
        key = (before, after, row)
        if key not in self._split:
            if len(self._split) >= MOST_TEXTS:
                self._split.clear()
            self._split[key] = min((_torn(label, before, after) for label in self.forms[row]), default=inf)
        return self._split[key]

    def listed(self, text: str) -> list[int]:
        """The rows whose labels stand in `text` one after another, where they follow each other in the table."""
        found = []
        for row, forms in enumerate(self.forms):
            places = [text.rfind(f) for f in forms if len(f) > 2 and f in text]
            if places:
                found.append((max(places), row))
        rows = [row for _, row in sorted(found)]
        return rows if rows and rows == list(range(rows[0], rows[0] + len(rows))) else []

    def printed(self, text: str, row: int) -> bool:
        """Whether the row's label stands anywhere in `text`, to the letter; a short one (其他) at its beginning."""
        if text not in self._printed:
            if len(self._printed) >= MOST_TEXTS:
                self._printed.clear()
            self._printed[text] = [
                any(f in text if len(f) > 2 else text.startswith(f) for f in forms) for forms in self.forms
            ]
        return self._printed[text][row]


def _torn(label: str, before: str, after: str) -> float:
    front = len(label) - len(after)
    if len(label) < 5 or front < 1 or not after:
        return inf
    before_fits = common(label[:front], before[-front:]) / front
    after_fits = common(label[front:], after) / len(after)
    fits = min(before_fits, after_fits)
    return SPLIT + LABEL * (1 - fits) if fits >= FITTING_PART else inf


def _prices(covers: Sequence[float]) -> list[float]:
    first, second = sorted((*covers, 0.0, 0.0), reverse=True)[:2]
    others = [second if cover == first else first for cover in covers]
    return [LABEL * (1 - c) + CONTRAST * max(0.0, other - c) for c, other in zip(covers, others, strict=True)]


@lru_cache(maxsize=16)
def labels_of(forms: tuple[tuple[str, ...], ...]) -> Labels:
    """The shared prices of one table's rows."""
    return Labels(forms)


def spaced(word: str) -> str:
    """A pattern for a word with whatever spaces and line breaks inside."""
    return r"\s*".join(word)
