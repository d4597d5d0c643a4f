"""A model folder back to a network that can be trained on: the weights of `model.onnx`, int8 ones times their scales.

So no second weight file is kept beside the shipped one. What quantising lost stays lost: half a step of one part in 127
of the largest weight of a column, which a few steps of training make good.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from transformers import BertConfig

from giar_ml.errors import ModelError
from giar_ml.label.model import read_folder
from training.graph import Array, weights
from training.tagger import CharacterTagger


def restore(folder: Path) -> CharacterTagger:
    """The network of a model folder, in float, ready to run. Raises `ModelError` where the graph is none of ours."""
    names = read_folder(folder).indicators
    try:
        found, shape = weights(folder / "model.onnx")
        tagger = CharacterTagger(_config(found, shape, len(names)))
        state = {name: torch.from_numpy(value.copy()) for name, value in found.items()}
        empty = {} if names else {n: v for n, v in tagger.state_dict().items() if n.startswith("indicators.")}
        tagger.load_state_dict(state | empty)
    except Exception as error:  # what onnx and protobuf raise for a broken file shares no base class but this one
        path = folder / "model.onnx"
        raise ModelError(
            f"{path}: 不是本程序导出的模型，无法继续训练。This model cannot be trained on: {error}."
        ) from error
    tagger.train(False)
    return tagger


def write_base(folder: Path, target: Path) -> Path:
    """Writes the network of a model folder as `training.train` keeps one (`best/`), so that a run can go on from it."""
    shutil.rmtree(target, ignore_errors=True)
    restore(folder).save_pretrained(target)
    for name in ("vocab.json", "labels.json"):
        shutil.copy(folder / name, target / name)
    return target


def _config(found: Mapping[str, Array], shape: Mapping[str, Any], indicators: int) -> BertConfig:
    """The configuration of the network, read from the shapes of its weights; `shape` has `heads` and `epsilon`."""
    embeddings, layer = "bert.embeddings.{}_embeddings.weight", "bert.encoder.layer.{}.intermediate.dense.weight"
    words = found[embeddings.format("word")]
    config = BertConfig(
        vocab_size=words.shape[0],
        hidden_size=words.shape[1],
        num_hidden_layers=sum(layer.format(number) in found for number in range(len(found))),
        num_attention_heads=shape["heads"],
        intermediate_size=found[layer.format(0)].shape[0],
        max_position_embeddings=found[embeddings.format("position")].shape[0],
        type_vocab_size=found[embeddings.format("token_type")].shape[0],
        layer_norm_eps=shape["epsilon"],
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    config.num_labels = found["classifier.bias"].shape[0]
    config.num_hints = found["hint_embeddings.weight"].shape[0]
    config.num_indicators = indicators
    config._attn_implementation = "eager"
    return config
