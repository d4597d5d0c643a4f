"""spaCy's DocBin (`.spacy`): a token a character, so that every span and every white space survives.

All marks are written to the span group `sc`, which the span categorizer learns from, with the indicator as the span's
id; where they do not overlap also to `doc.ents`, for the entity recogniser. Read are all groups and `ents` together,
of any tokenizer. The file is data to us (zlib, msgpack, numbers): no `Doc` is built from it, because spaCy's C
structures trust its numbers.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from giar_ml.convert.labelled import DataError, Labelled, Mark, mark, overlap
from giar_ml.convert.lines import an_object, dumps, parse, placed, whole
from giar_ml.convert.options import Options
from giar_ml.convert.own import details, made

GROUP, REST = "sc", "giar_ml"
Strings = Mapping[int, str]  # by the hashes that stand for them
INSIDE, BEGINS = 1, 3  # spaCy's numbers of I and B
_SPAN = struct.Struct(">QQQllll")  # id, knowledge base id, label, start, end in tokens, start, end in characters
_NEED = "spaCy's DocBin needs spaCy: pip install 'giar-ml[spacy]'"


@dataclass(frozen=True, slots=True)
class Stored:
    """One text of a DocBin as it is stored; `tokens` has a row a token, a column for each of `attrs`."""

    attrs: list[int]
    tokens: Any
    spaces: list[bool]
    groups: Mapping[Any, Any]
    rest: dict[str, Any]


def read(path: Path, options: Options) -> Iterator[Labelled]:
    """The texts of a file. Raises `DataError`, naming file and text."""
    try:
        from spacy.strings import StringStore
    except ImportError as error:
        raise DataError(_NEED) from error
    with placed(str(path)), _damage_named():
        message = _message(whole(path, options.limits.max_file_bytes), options.limits.max_inflated_bytes)
        store = StringStore()
        # Only what the file lists: the store itself has names of its own for small numbers.
        strings = {0: ""} | {store.add(string): string for string in message["strings"]}
        for number, text in enumerate(_stored(message, options.limits.max_texts), 1):
            with placed(f"text {number}"):
                labelled = _labelled(text, strings, options)
            yield labelled


def save(texts: Iterable[Labelled], path: Path, options: Options) -> None:  # noqa: ARG001 (all formats are asked alike)
    """Write a DocBin. Raises `DataError` where spaCy is not installed, or a string is beyond it."""
    try:
        import spacy
        from spacy.tokens import DocBin
    except ImportError as error:
        raise DataError(_NEED) from error
    vocab = spacy.blank("zh").vocab
    packed = DocBin(attrs=["ENT_IOB", "ENT_TYPE", "ENT_ID"], store_user_data=True)
    for text in texts:
        packed.add(_doc(text, vocab))
    path.write_bytes(packed.to_bytes())


def _doc(text: Labelled, vocab: Any) -> Any:
    from spacy.tokens import Doc, Span

    doc = Doc(vocab, words=list(text.text), spaces=[False] * len(text.text))
    spans = [Span(doc, m.start, m.end, label=m.label, span_id=m.indicator or "") for m in text.spans]
    doc.spans[GROUP] = spans
    if not overlap(text.spans):
        doc.ents = spans
    doc.user_data[REST] = dumps(details(text, indicators=False))
    return doc


def _message(data: bytes, limit: int) -> dict[str, Any]:
    """The msgpack object of a DocBin, inflated to `limit` bytes at most."""
    inflating = zlib.decompressobj()
    try:
        plain = inflating.decompress(data, limit)
    except zlib.error as error:
        raise DataError("is no DocBin: it is not packed with zlib") from error
    if inflating.unconsumed_tail:
        raise DataError(f"is larger than {limit:,} bytes when inflated: cut it into several files")
    if not inflating.eof:
        raise DataError("is cut off")
    return an_object(_loads(plain), "it")


def _loads(data: bytes) -> Any:
    """msgpack as plain values. A hook of our own keeps out those that plugins register, which are slow to look up."""
    from srsly import msgpack

    return msgpack.loads(data, raw=False, use_list=False, strict_map_key=False, object_pairs_hook=dict)


def _stored(message: Mapping[str, Any], limit: int) -> Iterator[Stored]:
    import numpy as np

    attrs = list(message["attrs"])
    lengths = np.frombuffer(message["lengths"], dtype="int32")
    tokens = np.frombuffer(message["tokens"], dtype="uint64").reshape(-1, len(attrs))
    spaces = np.frombuffer(message["spaces"], dtype=bool)
    if len(lengths) > limit:
        raise DataError(f"has more than {limit:,} texts: cut it into several files")
    if (lengths < 0).any() or not lengths.sum() == len(tokens) == len(spaces):
        raise DataError("is no DocBin that can be read: its tokens are not as many as it says")
    empty: list[Any] = [None] * len(lengths)
    rows = zip(
        *(message.get(key) or empty for key in ("flags", "span_groups", "user_data")), lengths.tolist(), strict=True
    )  # fmt: skip
    place = 0
    for flags, groups, user, length in rows:
        end = place + length
        here = [True] * length if (flags or {}).get("has_unknown_spaces") else spaces[place:end].tolist()
        yield Stored(attrs, tokens[place:end], here, _groups(groups), _rest(user))
        place = end


def _groups(data: Any) -> Mapping[Any, Any]:
    """Packed group to its names, as newer versions write it; older ones write a list."""
    found = _loads(data) if data else {}
    return found if isinstance(found, dict) else dict.fromkeys(found, ())


def _rest(data: Any) -> dict[str, Any]:
    """What we noted in the user data; that of others is theirs."""
    user = _loads(data) if data else {}
    return an_object(parse(user[REST], "our note"), "our note") if isinstance(user.get(REST), str) else {}


def _labelled(text: Stored, strings: Strings, options: Options) -> Labelled:
    from spacy.attrs import ORTH

    words = [strings[orth] for orth in text.tokens[:, text.attrs.index(ORTH)].tolist()]
    ranges, place = [], 0
    for word, space in zip(words, text.spaces, strict=True):
        ranges.append((place, place + len(word)))
        place += len(word) + space
    written = "".join(word + " " * space for word, space in zip(words, text.spaces, strict=True))
    found: dict[Mark, str | None] = {}
    for m in [*_spans(text, ranges, strings), *_ents(text, ranges, strings)]:
        bare = mark(m.start, m.end, m.label)
        if found.get(bare) and m.indicator and found[bare] != m.indicator:
            raise DataError(f"the span {m} has two indicators: {found[bare]} and {m.indicator}")
        found[bare] = found.get(bare) or m.indicator
    return made(written, [Mark(m.start, m.end, m.label, key) for m, key in found.items()], text.rest, options)


def _spans(text: Stored, ranges: list[tuple[int, int]], strings: Strings) -> Iterator[Mark]:
    for packed in text.groups:
        for data in _loads(packed)["spans"]:
            key, _, label, start, end, _, _ = _SPAN.unpack(data)
            if not 0 <= start < end <= len(ranges):
                raise DataError(f"the span of the tokens {start}:{end} is empty or leaves the text")
            yield Mark(ranges[start][0], ranges[end - 1][1], strings[label], _known(strings, key))


def _ents(text: Stored, ranges: list[tuple[int, int]], strings: Strings) -> Iterator[Mark]:
    from spacy.attrs import ENT_ID, ENT_IOB, ENT_TYPE

    if ENT_IOB not in text.attrs or ENT_TYPE not in text.attrs:
        return
    tags, labels = (text.tokens[:, text.attrs.index(attr)].tolist() for attr in (ENT_IOB, ENT_TYPE))
    keys = text.tokens[:, text.attrs.index(ENT_ID)].tolist() if ENT_ID in text.attrs else [0] * len(ranges)
    begun: list[int] | None = None  # start, end, label, key
    for (start, end), iob, label, key in zip(ranges, tags, labels, keys, strict=True):
        if begun and iob == INSIDE and label == begun[2]:
            begun[1] = end
            continue
        if begun:
            yield Mark(begun[0], begun[1], strings[begun[2]], _known(strings, begun[3]))
        begun = [start, end, label, key] if iob in (INSIDE, BEGINS) and label else None
    if begun:
        yield Mark(begun[0], begun[1], strings[begun[2]], _known(strings, begun[3]))


def _known(strings: Strings, key: int) -> str | None:
    """The string of a span's id; ids that are mere numbers have none."""
    return strings.get(key) or None


@contextmanager
def _damage_named() -> Iterator[None]:
    """What numpy, msgpack and struct raise over a damaged file is a `DataError`."""
    try:
        yield
    except DataError:
        raise
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error) as error:
        raise DataError(f"is no DocBin that can be read: {type(error).__name__}: {str(error)[:120]}") from error
