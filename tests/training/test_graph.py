"""The written graph computes what the network computes, in float exactly and in int8 nearly, and can be read back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

import onnxruntime
import torch
from transformers import BertConfig, BertModel

from training.graph import RANK, shrinking, to_int8, weights, write_graph
from training.tagger import CharacterTagger, make_tagger


def network(indicators: int = 7) -> CharacterTagger:
    torch.manual_seed(3)
    shape = {"vocab_size": 40, "hidden_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4}
    config = BertConfig(**shape, intermediate_size=96, max_position_embeddings=64, initializer_range=0.2)
    encoder = BertModel(config, add_pooling_layer=False)
    tagger = make_tagger(encoder, 11, 5, indicators)
    torch.nn.init.normal_(tagger.hint_embeddings.weight)
    tagger.train(False)
    return tagger


def ran(path: Path, length: int) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, given(length))


def given(length: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(length)
    return {"characters": rng.integers(0, 40, (1, length)), "hints": rng.integers(0, 5, (1, length))}


def expected(tagger: CharacterTagger, length: int) -> list[np.ndarray]:
    with torch.no_grad():
        return [x.numpy() for x in tagger(*(torch.from_numpy(v) for v in given(length).values()))]


@pytest.mark.parametrize("length", [1, 3, 40, 64])
def test_in_float_it_computes_the_same(tmp_path: Path, length: int) -> None:
    tagger = network()
    write_graph(tagger, tmp_path / "model.onnx")
    for ours, theirs in zip(ran(tmp_path / "model.onnx", length), expected(tagger, length), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=2e-4)


def test_in_int8_it_computes_nearly_the_same_even_with_a_channel_out_of_all_proportion(tmp_path: Path) -> None:
    tagger = network()
    peaks = {}
    for layer in range(2):
        place = f"bert.encoder.layer.{layer}"
        with torch.no_grad():
            norm = getattr(tagger.bert.encoder.layer[layer].attention.output, "LayerNorm")  # noqa: B009
            norm.weight[5] *= 40
        peaks[f"{place}.intermediate.dense"] = np.abs(np.where(np.arange(48) == 5, 120.0, 3.0)).astype(np.float32)
    write_graph(tagger, tmp_path / "evened.onnx", peaks)
    write_graph(tagger, tmp_path / "plain.onnx", {})
    wanted = expected(tagger, 40)[0]
    errors = [np.abs(ran(tmp_path / f"{name}.onnx", 40)[0] - wanted).mean() for name in ("evened", "plain")]
    assert errors[0] < errors[1]
    assert errors[0] < 0.2 * np.abs(wanted).mean()


def test_a_network_without_indicators_has_one_output(tmp_path: Path) -> None:
    write_graph(network(0), tmp_path / "model.onnx")
    assert len(ran(tmp_path / "model.onnx", 5)) == 1


@pytest.mark.parametrize("whole", [True, False])
def test_the_weights_are_read_back(tmp_path: Path, whole: bool) -> None:
    tagger = network()
    write_graph(tagger, tmp_path / "model.onnx", None if whole else {})
    found, shape = weights(tmp_path / "model.onnx")
    assert shape["heads"] == 4
    state = {name: value.numpy() for name, value in tagger.state_dict().items()}
    assert set(found) == set(state)
    for name in found:
        if "position" not in name and "token_type" not in name:  # those two are one
            np.testing.assert_allclose(found[name], state[name], atol=0 if whole else np.abs(state[name]).max() / 100)


def test_a_graph_of_another_writer_is_refused(tmp_path: Path) -> None:
    import onnx

    empty = onnx.helper.make_graph([], "empty", [], [])
    onnx.save(onnx.helper.make_model(empty), str(tmp_path / "model.onnx"))
    with pytest.raises(ValueError, match=r"training\.graph"):
        weights(tmp_path / "model.onnx")


def test_only_what_stands_out_is_made_small() -> None:
    peaks = np.full(64, 2.0, dtype=np.float32)
    assert shrinking(peaks) is None
    assert shrinking(None) is None
    peaks[[3, 9]] = 33, 16
    factors = shrinking(peaks)
    assert factors is not None
    assert set(np.flatnonzero(factors < 1)) == {3, 9}
    assert (peaks * factors).max() <= 4
    assert shrinking(peaks[:RANK]) is None


def test_a_scale_a_column() -> None:
    matrix = np.array([[1.0, 100.0], [-0.5, 20.0]], dtype=np.float32)
    rounded, scale = to_int8(matrix)
    assert rounded.dtype == np.int8
    np.testing.assert_allclose(rounded * scale, matrix, atol=0.5)
    assert to_int8(np.zeros((2, 2), dtype=np.float32))[0].any() == np.False_
