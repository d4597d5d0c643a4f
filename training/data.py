"""From labelled JSON lines to batches: clean text as the line sees it, windows as the labeler cuts them, tensors.

A line is `{"text": ..., "spans": [[start, end, label], ...], "group": ...}`; `body_id` may stand for `group`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import torch
from opencc import OpenCC

from giar_ml.label.characters import PAD, encode
from giar_ml.label.guesses import NONE, TOLD, indicator_name
from giar_ml.label.lexicon import LexiconLabeler
from giar_ml.label.model import hints
from giar_ml.label.tags import Tags
from giar_ml.label.windows import LIMIT, windows
from giar_ml.normalize import normalize
from giar_ml.types import AlignedText, Passage, Span

IGNORE = -100  # torch's mark for "no target here"
Spans = tuple[tuple[int, int, str], ...]
Batch = dict[str, torch.Tensor]


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled text; spans are sorted, half-open ranges of `text` that do not overlap.

    `keys` has one entry a span: the indicator of a COUNT or NIL as marked, `none` for no indicator, None for unknown.
    """

    text: str
    spans: Spans
    group: str = ""
    keys: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Features:
    """One window as numbers, all of one length: character rows with [CLS] and [SEP], hints, tags, indicators.

    Tags and indicators are IGNORE where there is no target; an indicator stands at the first character of its span.
    """

    characters: list[int]
    hints: list[int]
    tags: list[int]
    indicators: list[int]


def read_examples(paths: Iterable[Path], limit: int | None = None) -> list[Example]:
    """The examples of JSON-lines files. Raises ValueError, with file and line, for spans that do not fit their text."""
    found: list[Example] = []
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            if line.strip():
                found.append(_example(json.loads(line), f"{path}:{number}"))
            if limit is not None and len(found) >= limit:
                return found
    return found


def read_plain(paths: Iterable[Path], limit: int, seed: int = 1) -> list[Example]:
    """Unlabelled lines as text in which nothing is to be found: those in which the lexicon labeler finds nothing.

    Plain text or `.xz` of it, one passage a line, `limit` of them drawn by the seed.
    """
    lines = [line.strip() for path in paths for line in _lines(path) if 12 <= len(line.strip()) <= 400]
    Random(seed).shuffle(lines)
    found: list[Example] = []
    labeler = LexiconLabeler()
    for line in lines:
        if len(found) >= limit:
            break
        if not labeler.label([_passage(AlignedText.identity(line))])[0]:
            found.append(Example(line, (), f"plain:{len(found) % 100}"))
    return found


def _lines(path: Path) -> Iterator[str]:
    if path.suffix == ".xz":
        import lzma

        with lzma.open(path, "rt", encoding="utf-8") as file:
            yield from file
    else:
        yield from path.read_text("utf-8").splitlines()


def _example(data: Mapping[str, Any], where: str) -> Example:
    text = data["text"]
    spans = tuple(sorted((int(s), int(e), str(label)) for s, e, label in data["spans"]))
    ends = [0, *(e for _, e, _ in spans)]
    if any(not before <= s < e <= len(text) for before, (s, e, _) in zip(ends, spans, strict=False)):
        raise ValueError(f"{where}: spans overlap, are empty or leave the text of {len(text)} characters: {spans}")
    return Example(
        text, spans, str(data.get("group") or data.get("body_id") or ""), _keys(spans, data.get("indicators"))
    )


def _keys(spans: Spans, marked: Mapping[str, str] | None) -> tuple[str | None, ...]:
    """What is known of the indicator of each span; in a text with marked indicators the others have none."""
    return tuple(
        None if marked is None or label not in TOLD else marked.get(str(start), NONE) for start, _, label in spans
    )


def clean(example: Example) -> Example:
    """The example as the labeler meets it: text normalised, spans carried along (one that vanished is left out)."""
    text = normalize(AlignedText.identity(example.text)).text
    found = (clean_range(text, start, end) for start, end, _ in example.spans)
    keys = example.keys or (None,) * len(example.spans)
    left = [(r, s[2], key) for r, s, key in zip(found, example.spans, keys, strict=True) if r is not None]
    spans = tuple((*r, label) for r, label, _ in left)
    return replace(example, text=text.text, spans=spans, keys=tuple(key for _, _, key in left))


def clean_range(text: AlignedText, start: int, end: int) -> tuple[int, int] | None:
    """The clean range of what came from the raw range `[start, end)`, without white space at its edges."""
    inside = [i for i, c in enumerate(text.text) if text.starts[i] < end and text.ends[i] > start and not c.isspace()]
    return (inside[0], inside[-1] + 1) if inside else None


def printed(span: Span, passage: Passage, text: str) -> Span:
    """The span of a normalised passage in offsets of the text it came from, without white space at its edges."""
    start, end = passage.text.raw(span.start, span.end)
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return replace(span, start=start, end=start + len(words.strip()))


def cut(example: Example, limit: int = LIMIT) -> Iterator[Example]:
    """The example in the windows that the labeler would see; a span over a cut is shortened."""
    marked = list(zip(example.spans, example.keys or (None,) * len(example.spans), strict=True))
    for start, end in windows(example.text, limit):
        inside = [(span, key) for span, key in marked if span[0] < end and span[1] > start]
        spans = tuple((max(s, start) - start, min(e, end) - start, label) for (s, e, label), _ in inside)
        keys = tuple(key if span[0] >= start else None for span, key in inside)
        yield Example(example.text[start:end], spans, example.group, keys)


def augment(example: Example, rng: Random, share: float) -> Example:
    """With probability `share` each: Traditional characters, ASCII punctuation. Lengths and spans stay as they are."""
    text = example.text
    if rng.random() < share:
        text = "".join(_traditional(c) for c in text)
    if rng.random() < share:
        text = text.translate(_ASCII)
    return replace(example, text=text)


_ASCII = str.maketrans("，；：（）", ",;:()")


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


@cache
def _traditional(character: str) -> str:
    other = _converter().convert(character)
    return other if len(other) == 1 else character


def featurize(
    examples: Sequence[Example], vocabulary: Mapping[str, int], tags: Tags, told: Tags, names: Sequence[str] = ()
) -> list[Features]:
    """Every example as one window of numbers, the number grammar's word on it included; `names` are the indicators."""
    passages = [_passage(AlignedText.identity(e.text)) for e in examples]
    result = []
    for example, spans in zip(examples, LexiconLabeler().label(passages), strict=True):
        size = len(example.text)
        hinted = hints(spans, size, told)
        target = tags.encode(example.spans, size)
        keys = [IGNORE, *_targets(example, names), IGNORE]
        result.append(Features(encode(example.text, vocabulary), [0, *hinted, 0], [IGNORE, *target, IGNORE], keys))
    return result


def _targets(example: Example, names: Sequence[str]) -> list[int]:
    """The number of the indicator at the first character of each COUNT and NIL it is known of."""
    numbers = {name: i for i, name in enumerate(names)}
    target = [IGNORE] * len(example.text)
    for (start, _, _), key in zip(example.spans, example.keys, strict=False):
        name = indicator_name(key) if key and key != NONE else key
        if name in numbers:
            target[start] = numbers[name]
    return target


def _passage(text: AlignedText) -> Passage:
    return Passage(text, "1", 0)


def divide(examples: Sequence[Example], held_out: float, seed: int) -> tuple[list[Example], list[Example]]:
    """Examples to train on and to stop by; a group stands wholly on one side, whatever else the data hold."""
    limit = int(held_out * 2**32)
    sides: tuple[list[Example], list[Example]] = ([], [])
    for example in examples:
        digest = hashlib.sha256(f"{seed}:{example.group or example.text}".encode()).digest()
        sides[int.from_bytes(digest[:4], "big") < limit].append(example)
    return sides


def batches(features: Sequence[Features], size: int, rng: Random | None, blind: float = 0.0) -> Iterator[Batch]:
    """Batches of about `size` characters, padding included, of windows of like length; shuffled if there is an `rng`.

    `blind` is the share of windows whose hints are taken away, so that the model does not lean on them alone.
    """
    order = list(range(len(features)))
    if rng:
        rng.shuffle(order)
    noise = {i: (rng.random() * 0.15 if rng else 0.0) for i in order}
    order.sort(key=lambda i: len(features[i].tags) * (1 + noise[i]))
    groups: list[list[int]] = [[]]
    longest = 0
    for i in order:
        longest = max(longest, _rounded(len(features[i].tags)))
        if groups[-1] and longest * (len(groups[-1]) + 1) > size:
            groups.append([])
            longest = _rounded(len(features[i].tags))
        groups[-1].append(i)
    if rng:
        rng.shuffle(groups)
    for group in groups:
        if group:
            dropped = [bool(rng and rng.random() < blind) for _ in group]
            yield collate([features[i] for i in group], dropped)


def _rounded(length: int) -> int:
    """Up to a multiple of 16: few shapes, for which the matrix kernels are prepared once."""
    return -(-length // 16) * 16


def collate(rows: Sequence[Features], blind: Sequence[bool] | None = None) -> Batch:
    """Padded tensors of shape (rows, longest row, rounded up): `characters`, `hints`, `tags`, `indicators`, `mask`."""
    longest = _rounded(max(len(r.tags) for r in rows))
    blind = blind or [False] * len(rows)

    def padded(values: list[list[int]], fill: int) -> torch.Tensor:
        return torch.tensor([v + [fill] * (longest - len(v)) for v in values], dtype=torch.long)

    return {
        "characters": padded([r.characters for r in rows], PAD),
        "hints": padded([[0] * len(r.hints) if b else r.hints for r, b in zip(rows, blind, strict=True)], 0),
        "tags": padded([r.tags for r in rows], IGNORE),
        "indicators": padded([r.indicators for r in rows], IGNORE),
        "mask": padded([[1] * len(r.tags) for r in rows], 0),
    }
