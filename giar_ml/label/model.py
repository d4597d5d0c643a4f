"""Labelling by a token classifier, whichever engine runs it: windows in, logits out, spans back in their passages."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, Protocol

from giar_ml.errors import ModelError
from giar_ml.label.calibration import FILE, Calibration, read_calibration
from giar_ml.label.characters import encode, read_vocabulary
from giar_ml.label.guesses import TOLD, guesses
from giar_ml.label.lexicon import LexiconLabeler
from giar_ml.label.tags import Scores, Tags
from giar_ml.label.windows import LIMIT, may_hold, windows
from giar_ml.types import Passage, Span

MODELS = Path(__file__).parents[1] / "models"
DEFAULT = MODELS / "tagger"
Window = tuple[str, tuple[int, ...]]  # a sentence and what the number grammar says of each of its characters
Found = tuple[Span, ...]
Gate = Literal["none", "hints", "dates", "facts"]
WORTH: dict[str, tuple[str, ...]] = {"dates": ("COUNT", "NIL", "DATE"), "facts": ("COUNT", "NIL")}


@dataclass(frozen=True)
class Folder:
    """A model folder as read: what it labels, what it is told beforehand (`hints`), its characters, who it is.

    `indicators` are the names of its second head, empty where it has none.
    """

    path: Path
    id: str
    hash: str
    tags: Tags
    hints: Tags
    indicators: tuple[str, ...]
    vocabulary: dict[str, int]
    calibration: Calibration = field(default_factory=Calibration)

    def inputs(self, window: Window) -> tuple[list[int], list[int]]:
        """Character rows and hints of a window, both `len(sentence) + 2` long."""
        return encode(window[0], self.vocabulary), [0, *window[1], 0]


class Engine(Protocol):
    """Windows in, logits out: for each window those of the tags and of the indicators, whatever stands beside it.

    Shapes (characters, tags) and (characters, names); a model without indicators gives an array of width 0.
    """

    def run(self, batch: Sequence[Window]) -> list[tuple[Scores, Scores]]: ...


def read_folder(path: Path, model: str = "model.onnx") -> Folder:
    """The parts of a model folder. Raises `ModelError`, which names what is missing or wrong."""
    about = _json(path / "labels.json")
    try:
        tags, hints = Tags(tuple(about["labels"])), Tags(tuple(about["hints"]))
        name, indicators = str(about["id"]), tuple(about.get("indicators", ()))
    except (KeyError, TypeError) as error:
        raise ModelError(f"{path / 'labels.json'}: no {error}; expected `id`, `labels` and `hints`.") from None
    digest = hashlib.sha256()
    calibrated = [FILE] if (path / FILE).exists() else []
    for file in (model, "vocab.json", "labels.json", *calibrated):
        try:
            digest.update((path / file).read_bytes())
        except OSError as error:
            raise ModelError(f"{path / file}: the model cannot be read ({error}).") from None
    vocabulary, calibration = read_vocabulary(path / "vocab.json"), read_calibration(path)
    return Folder(path, name, digest.hexdigest(), tags, hints, indicators, vocabulary, calibration)


def _json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: no readable model stands here ({error}).") from None
    if not isinstance(data, dict):
        raise ModelError(f"{path}: expected a JSON object.")
    return data


class ModelLabeler:
    """The labels of a token classifier.

    The number grammar of the lexicon goes in as hints. Labels in `fixed` are taken from the grammar and the model
    decides around them. The same passage gets the same spans whatever stands beside it; a sentence seen before is not
    computed again (`kept` of them are remembered).

    `gate` says which sentences are run: with `facts` those in which the grammar finds a COUNT or NIL, with `dates` also
    those with a DATE (the others have the grammar's labels); with `hints` those with any label of the grammar, a digit
    or a word of absence (the others have no labels); with `none` all.
    """

    def __init__(
        self, folder: Folder, engine: Engine, *, fixed: Sequence[str] = (), gate: Gate = "facts", kept: int = 20_000
    ) -> None:
        unknown = set(fixed) - set(folder.tags.labels)
        if unknown:
            raise ModelError(f"{folder.path}: this model does not know the labels {sorted(unknown)}.")
        self.folder, self.engine, self.fixed, self.gate, self.kept = folder, engine, tuple(fixed), gate, kept
        self.id, self.hash = folder.id, folder.hash
        self.grammar = LexiconLabeler()
        self.known: dict[Window, Found] = {}

    def label(self, passages: Sequence[Passage]) -> list[Found]:
        """One tuple of sorted spans a passage, in clean offsets. Never raises for odd text; nothing is cut off."""
        told = [apart(spans, self.folder.hints) for spans in self.grammar.label(passages)]
        plans = [self._plan(passage.text.text, spans) for passage, spans in zip(passages, told, strict=True)]
        found = self._spans([window for plan in plans for _, window in plan])
        return [tuple(self._joined(plan, found, spans)) for plan, spans in zip(plans, told, strict=True)]

    def _plan(self, text: str, spans: Sequence[Span]) -> list[tuple[int, Window]]:
        """The windows of a passage that are worth running, each with its place; `spans` are those of the grammar."""
        facts = [s.start for s in spans if s.label in WORTH.get(self.gate, ())]
        if self.gate in WORTH and not facts:
            return []
        told = hints(spans, len(text), self.folder.hints)
        ranges = [(start, end) for start, end in windows(text, LIMIT) if self._worth(text, start, end, told, facts)]
        return [(start, (text[start:end], tuple(told[start:end]))) for start, end in ranges]

    def _worth(self, text: str, start: int, end: int, told: Sequence[int], facts: Sequence[int]) -> bool:
        if self.gate in WORTH:
            return bisect_left(facts, end) > bisect_left(facts, start)
        return self.gate == "none" or any(told[start:end]) or may_hold(text[start:end])

    def _joined(
        self, plan: Sequence[tuple[int, Window]], found: Mapping[Window, Found], spans: Sequence[Span]
    ) -> Iterator[Span]:
        """The spans of the windows that were run and, with a gate of facts, those of the grammar between them."""
        place = 0
        for start, window in plan:
            yield from self._between(spans, place, start)
            yield from (_moved(span, start) for span in found[window])
            place = start + len(window[0])
        yield from self._between(spans, place, None)

    def _between(self, spans: Sequence[Span], start: int, end: int | None) -> Iterator[Span]:
        """The spans of the grammar, which are sorted, that lie in `[start, end)`, where they are wanted."""
        first = bisect_left(spans, start, key=lambda s: s.start) if self.gate in WORTH else len(spans)
        for span in map(spans.__getitem__, range(first, len(spans))):  # a slice for every window would take long
            if end is not None and span.end > end:
                break
            yield replace(span, score=self.folder.calibration.of_grammar(span.label, span.score))

    def _spans(self, wanted: Sequence[Window]) -> dict[Window, Found]:
        found = {window: self.known[window] for window in wanted if window in self.known}
        # in an order of their own, so that what is computed depends on nothing but the set of sentences
        new = sorted({window for window in wanted if window not in found}, key=lambda w: (-len(w[0]), w))
        for window, scores in zip(new, self.engine.run(new), strict=True):
            found[window] = self._decoded(window, scores)
        for window in new:
            self.known[window] = found[window]
        while len(self.known) > self.kept:
            del self.known[next(iter(self.known))]
        return found

    def _decoded(self, window: Window, scores: tuple[Scores, Scores]) -> Found:
        fixed = None
        if self.fixed:
            names = self.folder.hints.names
            ours = {tag: self.folder.tags.names.index(names[tag]) if tag else 0 for tag in range(len(names))}
            fixed = [ours[tag] if tag and names[tag][2:] in self.fixed else 0 for tag in window[1]]
        spans = self.folder.tags.decode(scores[0], fixed, self.fixed)
        return tuple(_trimmed(self._told(self._weighed(span), scores[1]), window[0]) for span in spans)

    def _weighed(self, span: Span) -> Span:
        """The span with its score as a probability."""
        known = self.folder.calibration
        share = known.of_grammar if span.label in self.fixed else known.share
        return replace(span, score=share(span.label, span.score))

    def _told(self, span: Span, indicators: Scores) -> Span:
        """The span with the model's guesses which indicator it is, where it is a count or says that there is none."""
        names = self.folder.indicators
        if not names or span.label not in TOLD:
            return span
        return replace(span, guesses=guesses(indicators[span.start] / self.folder.calibration.temperature, names))


def hints(spans: Sequence[Span], length: int, tags: Tags) -> list[int]:
    """One tag a character for the labels of `tags`; of spans over one another the first counts. Clean offsets."""
    return tags.encode([(s.start, s.end, s.label) for s in apart(spans, tags)], length)


def apart(spans: Sequence[Span], tags: Tags) -> list[Span]:
    """The spans with labels of `tags`, sorted, without those that begin inside another (of two the longer stays)."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if span.label in tags.labels and span.end > span.start and (not kept or kept[-1].end <= span.start):
            kept.append(span)
    return kept


def _moved(span: Span, offset: int) -> Span:
    return replace(span, start=span.start + offset, end=span.end + offset)


def _trimmed(span: Span, text: str) -> Span:
    """The span without white space at its edges (one of white space alone stays as it is)."""
    words = text[span.start : span.end]
    if not words.strip():
        return span
    start = span.start + len(words) - len(words.lstrip())
    return replace(span, start=start, end=start + len(words.strip()))
