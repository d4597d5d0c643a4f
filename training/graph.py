"""The tagger as an ONNX graph written out operator by operator, with those that ONNX Runtime is quickest at.

A graph traced from the network runs 1.4 times as long: see `training/LOG.md`. What is done here and not by a tracer:
query, key and value are one product; attention is one operator; residual sums are `Sum`, because ONNX Runtime would
fuse `Add` with the norm behind it into an operator that is seven times slower; and channels that are far larger than
the rest are made small before int8, their rows of the weights large by as much (as SmoothQuant does).

`weights` is the way back, to train a model folder further.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.tagger import CharacterTagger

Array = NDArray[np.float32]
OPSET, IR, OURS = 20, 9, "com.microsoft"
RANK = 8  # channels behind this many larger ones are plain; what is larger is brought down to the next
INT8, SCALE, SHRINK = ".int8", ".scale", ".shrink"
_ATTENTION = "bert.encoder.layer.{}.attention.self."


class _Graph:
    """Nodes and initializers as they come; every method returns the name of what it makes."""

    def __init__(self, state: Mapping[str, Array], peaks: Mapping[str, Array] | None) -> None:
        self.state, self.peaks = state, peaks
        self.nodes: list[Any] = []
        self.arrays: dict[str, NDArray[Any]] = {}

    def array(self, name: str, value: NDArray[Any]) -> str:
        self.arrays[name] = np.ascontiguousarray(value)
        return name

    def node(self, kind: str, *given: str, name: str = "", domain: str = "", **about: Any) -> str:
        name = name or f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, given, [name], name=name, domain=domain, **about))
        return name

    def linear(self, x: str, module: str, name: str = "") -> str:
        """Product with the module's weights and its bias on it, in int8 where peaks are given."""
        weight, bias = self.state[f"{module}.weight"].T, self.array(f"{module}.bias", self.state[f"{module}.bias"])
        if self.peaks is None:
            product = self.node("MatMul", x, self.array(f"{module}.weight", weight))
            return self.node("Add", product, bias, name=name)
        if (shrink := shrinking(self.peaks.get(module))) is not None:
            x = self.node("Mul", x, self.array(module + SHRINK, shrink))
            weight = weight / shrink[:, None]
        rounded, scale = to_int8(weight)
        given = self.array(module + INT8, rounded), self.array(module + SCALE, scale)
        zero = self.array(f"{module}.zero", np.zeros(len(scale), dtype=np.int8))
        return self.node("DynamicQuantizeMatMul", x, *given, zero, bias, name=name, domain=OURS)

    def norm(self, x: str, module: str, epsilon: float) -> str:
        given = (self.array(f"{module}.{part}", self.state[f"{module}.{part}"]) for part in ("weight", "bias"))
        return self.node("LayerNormalization", x, *given, axis=-1, epsilon=epsilon)

    def rows(self, table: str, numbers: str) -> str:
        """Rows of an embedding; in int8 every row has a scale of its own."""
        values = self.state[f"{table}.weight"]
        if self.peaks is None:
            return self.node("Gather", self.array(f"{table}.weight", values), numbers)
        rounded, scale = to_int8(values.T)
        whole = self.node("Gather", self.array(table + INT8, rounded.T), numbers)
        scales = self.node("Gather", self.array(table + SCALE, scale[:, None]), numbers)
        return self.node("Mul", self.node("Cast", whole, to=TensorProto.FLOAT), scales)


def to_int8(weight: Array) -> tuple[NDArray[np.int8], Array]:
    """A matrix as int8 and a scale for each column: `weight` is about `int8 * scale`."""
    scale = np.maximum(np.abs(weight).max(axis=0), 1e-9).astype(np.float32) / np.float32(127)
    return np.rint(weight / scale).astype(np.int8), scale


def shrinking(peaks: Array | None) -> Array | None:
    """What to multiply each channel with so that none stands above the `RANK`th; None where nothing is to be done.

    `peaks` holds the largest value of every channel. The factors are powers of two: nothing is lost by them.
    """
    if peaks is None or len(peaks) <= RANK:
        return None
    plain = np.sort(peaks)[-1 - RANK]
    factors = np.exp2(np.round(np.log2(np.minimum(1.0, plain / np.maximum(peaks, 1e-9))))).astype(np.float32)
    return factors if factors.min() < 1 else None


def write_graph(tagger: CharacterTagger, path: Path, peaks: Mapping[str, Array] | None = None) -> None:
    """Writes the network as a graph from `characters` and `hints` (1, n) to `logits` and `indicators` (1, n, ...).

    `peaks` names, for the modules whose channels are to be evened out, the largest input of each channel; with it
    the graph is int8, without it (None) float. A network without indicators has `logits` alone.
    """
    config = tagger.config
    state = {name: value.detach().float().cpu().numpy() for name, value in tagger.state_dict().items()}
    for layer in range(config.num_hidden_layers):
        place = _ATTENTION.format(layer)
        for part in ("weight", "bias"):
            state[f"{place}all.{part}"] = np.concatenate([state[f"{place}{x}.{part}"] for x in _PARTS])
    graph = _Graph(state, peaks)
    hidden = _embeddings(graph, config)
    for layer in range(config.num_hidden_layers):
        hidden = _layer(graph, hidden, f"bert.encoder.layer.{layer}.", config)
    heads = {"logits": "classifier", "indicators": "indicators"}
    if not getattr(config, "num_indicators", 0):
        del heads["indicators"]
    for name, module in heads.items():
        graph.linear(hidden, module, name)
    _save(graph, path, config, {name: len(state[f"{module}.bias"]) for name, module in heads.items()})


_PARTS = ("query", "key", "value")


def _embeddings(graph: _Graph, config: Any) -> str:
    place, state = "bert.embeddings.", graph.state
    words, told = graph.rows(f"{place}word_embeddings", "characters"), graph.rows("hint_embeddings", "hints")
    positions = state[f"{place}position_embeddings.weight"] + state[f"{place}token_type_embeddings.weight"][0]
    zero = graph.array("zero", np.zeros(1, dtype=np.int64))
    length = graph.node("Shape", "characters", start=1, end=2)
    where = graph.node("Slice", graph.array(f"{place}position_embeddings.weight", positions), zero, length, zero)
    return graph.norm(graph.node("Sum", words, told, where), f"{place}LayerNorm", config.layer_norm_eps)


def _layer(graph: _Graph, x: str, place: str, config: Any) -> str:
    every = graph.linear(x, f"{place}attention.self.all")
    three = [f"{every}_{part}" for part in _PARTS]
    graph.nodes.append(helper.make_node("Split", [every], three, name=f"{every}_split", axis=-1, num_outputs=3))
    seen = graph.node("MultiHeadAttention", *three, domain=OURS, num_heads=config.num_attention_heads)
    out = graph.linear(seen, f"{place}attention.output.dense")
    x = graph.norm(graph.node("Sum", x, out), f"{place}attention.output.LayerNorm", config.layer_norm_eps)
    inner = graph.node("Gelu", graph.linear(x, f"{place}intermediate.dense"))
    out = graph.linear(inner, f"{place}output.dense")
    return graph.norm(graph.node("Sum", x, out), f"{place}output.LayerNorm", config.layer_norm_eps)


def _save(graph: _Graph, path: Path, config: Any, heads: Mapping[str, int]) -> None:
    given = [helper.make_tensor_value_info(n, TensorProto.INT64, [1, "length"]) for n in ("characters", "hints")]
    made = [helper.make_tensor_value_info(n, TensorProto.FLOAT, [1, "length", size]) for n, size in heads.items()]
    arrays = [numpy_helper.from_array(value, name) for name, value in graph.arrays.items()]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "tagger", given, made, arrays),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(OURS, 1)],
        ir_version=IR,
    )
    shape = {"heads": config.num_attention_heads, "epsilon": config.layer_norm_eps}
    helper.set_model_props(model, {"shape": json.dumps(shape)})
    onnx.save(model, str(path))


def weights(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """The parameters of a written graph by their names in the network, int8 ones times their scales; and its shape.

    The shape names `heads` and `epsilon`. Raises ValueError where the file is no graph of `write_graph`.
    """
    model = onnx.load(str(path))
    shape = {p.key: p.value for p in model.metadata_props}.get("shape")
    if shape is None:
        raise ValueError(f"{path} is no graph of training.graph")
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    found: dict[str, Array] = {}
    for name, value in arrays.items():
        if name.endswith(INT8):
            found[f"{name.removesuffix(INT8)}.weight"] = _plain(arrays, name.removesuffix(INT8))
        elif name.endswith((".weight", ".bias")):
            turned = name.endswith(".weight") and value.ndim == 2 and "embeddings" not in name
            found[name] = value.T if turned else value
    return dict(_apart(found)), json.loads(shape)


def _plain(arrays: Mapping[str, NDArray[Any]], module: str) -> Array:
    values = (arrays[module + INT8].astype(np.float32) * arrays[module + SCALE]).astype(np.float32)
    if "embeddings" in module:
        return values
    shrink = arrays.get(module + SHRINK)
    return (values if shrink is None else values * shrink[:, None]).T


def _apart(found: Mapping[str, Array]) -> Any:
    """Query, key and value each by its own name, and the token type that went into the positions as nothing."""
    for name, value in found.items():
        place, middle, part = name.partition("self.all.")
        if middle:
            for which, piece in zip(_PARTS, np.split(value, 3), strict=True):
                yield f"{place}self.{which}.{part}", piece
        else:
            yield name, value
    width = found["bert.embeddings.position_embeddings.weight"].shape[1]
    yield "bert.embeddings.token_type_embeddings.weight", np.zeros((2, width), dtype=np.float32)
