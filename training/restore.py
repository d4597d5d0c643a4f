"""A model folder back to a network that can be trained on: the weights of `model.onnx`, int8 ones times their scales.

So no second weight file is kept beside the shipped one. What quantising lost is lost: half a step of one part in 127 of
the largest weight of a column, which a few steps of training make good.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import GraphProto, NodeProto, numpy_helper
from transformers import BertConfig

from giar_ml.errors import ModelError
from giar_ml.label.model import read_folder
from training.tagger import CharacterTagger

Weights = dict[str, NDArray[np.float32]]
_PRODUCT = re.compile(r"^/tagger/(?P<module>.+)/(?:MatMul|Gemm)(?:_quant)?$")
_OWN = re.compile(r"^tagger\.(?P<name>.+?)(?P<packed>_quantized)?$")


def restore(folder: Path) -> CharacterTagger:
    """The network of a model folder, in float, ready to run. Raises `ModelError` where the graph is none of ours."""
    about = read_folder(folder)
    graph = _graph(folder / "model.onnx")
    weights = dict(_weights(graph))
    try:
        tagger = CharacterTagger(_config(graph, weights, about.indicators))
        state = {name: torch.from_numpy(value.copy()) for name, value in weights.items()}
        tagger.load_state_dict(state | ({} if about.indicators else _no_indicators(tagger)))
    except (KeyError, RuntimeError, StopIteration) as error:
        raise ModelError(f"{folder / 'model.onnx'}: this is no graph of training.export ({error}).") from error
    tagger.train(False)
    return tagger


def write_base(folder: Path, target: Path) -> Path:
    """Writes the network of a model folder as `training.train` keeps one (`best/`), so that a run can go on from it."""
    shutil.rmtree(target, ignore_errors=True)
    restore(folder).save_pretrained(target)
    for name in ("vocab.json", "labels.json"):
        shutil.copy(folder / name, target / name)
    return target


def _graph(path: Path) -> GraphProto:
    try:
        return onnx.load(str(path)).graph
    except Exception as error:  # what onnx and protobuf raise for a broken file shares no base class but this one
        raise ModelError(f"{path}: ONNX cannot read this model ({error}).") from error


def _weights(graph: GraphProto) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Parameters by their names in the network: products from the nodes that use them, the rest by their own names."""
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for node in graph.node:
        match = _PRODUCT.match(node.name)
        matrix = match and next((_float(arrays, name) for name in node.input[1:2] if name in arrays), None)
        if match and matrix is not None:
            yield f"{match['module'].replace('/', '.')}.weight", np.ascontiguousarray(matrix.T)
    for name in arrays:
        match = _OWN.match(name)
        if match and not name.endswith(("_scale", "_zero_point")):
            yield match["name"], _float(arrays, name)


def _float(arrays: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    """The values of an initialiser; a scale stands for the whole of it or for its last axis."""
    values = arrays[name]
    if not name.endswith("_quantized"):
        return values.astype(np.float32)
    plain = name.removesuffix("_quantized")
    scale, zero = arrays[f"{plain}_scale"].astype(np.float32), arrays[f"{plain}_zero_point"].astype(np.float32)
    return (values.astype(np.float32) - zero) * scale


def _config(graph: GraphProto, weights: Weights, indicators: tuple[str, ...]) -> BertConfig:
    """The shape of the network, read from its weights; heads from the reshape of the first attention."""
    words, inner = weights["bert.embeddings.word_embeddings.weight"], "bert.encoder.layer.0.intermediate.dense.weight"
    layers = {match[1] for name in weights if (match := re.match(r"bert\.encoder\.layer\.(\d+)\.", name))}
    norm = next(node for node in graph.node if node.op_type == "LayerNormalization")
    config = BertConfig(
        vocab_size=words.shape[0],
        hidden_size=words.shape[1],
        num_hidden_layers=len(layers),
        num_attention_heads=_heads(graph, words.shape[1]),
        intermediate_size=weights[inner].shape[0],
        max_position_embeddings=weights["bert.embeddings.position_embeddings.weight"].shape[0],
        type_vocab_size=weights["bert.embeddings.token_type_embeddings.weight"].shape[0],
        layer_norm_eps=next(a.f for a in norm.attribute if a.name == "epsilon"),
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    config.num_labels = weights["classifier.bias"].shape[0]
    config.num_hints = weights["hint_embeddings.weight"].shape[0]
    config.num_indicators = len(indicators)
    config._attn_implementation = "eager"
    return config


def _heads(graph: GraphProto, width: int) -> int:
    """From the shape that the first attention is cut to: batch, characters, heads, width of a head."""
    made = {output: node for node in graph.node for output in node.output}
    cuts = (node for node in graph.node if node.op_type == "Concat" and "layer.0/attention/self" in node.name)
    numbers = ([_number(made.get(name)) for name in node.input] for node in cuts)
    return next(width // cut[3] for cut in numbers if len(cut) == 4 and cut[3])


def _number(node: NodeProto | None) -> int | None:
    if node is None or node.op_type != "Constant":
        return None
    value = numpy_helper.to_array(node.attribute[0].t)
    return int(value.item()) if value.size == 1 else None


def _no_indicators(tagger: CharacterTagger) -> dict[str, torch.Tensor]:
    """The empty head of a network without indicators, which leaves nothing in the graph."""
    return {name: value for name, value in tagger.state_dict().items() if name.startswith("indicators.")}
