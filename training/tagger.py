"""The network: a BERT encoder over characters, hints of the number grammar added to its input, a linear head."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertForTokenClassification, BertModel


class CharacterTagger(BertForTokenClassification):  # type: ignore[no-untyped-call]
    """`BertForTokenClassification` with a second input and a second head.

    Config: `num_labels` tags, `num_hints` hint tags, `num_indicators` names of the indicator head (0: there is none).
    """

    def __init__(self, config: BertConfig) -> None:
        super().__init__(config)
        self.hint_embeddings = nn.Embedding(config.num_hints, config.hidden_size)
        nn.init.zeros_(self.hint_embeddings.weight)  # the backbone begins as it was trained
        self.indicators = nn.Linear(config.hidden_size, getattr(config, "num_indicators", 0))

    def forward(self, characters: Tensor, hints: Tensor, mask: Tensor | None = None, **_: Any) -> tuple[Tensor, Tensor]:
        """Logits of tags and of indicators, shapes (batch, length, tags) and (batch, length, names).

        `mask` is 1 for characters and 0 for padding; None means no padding.
        """
        words = self.bert.embeddings.word_embeddings(characters) + self.hint_embeddings(hints)
        hidden = self.bert(inputs_embeds=words, attention_mask=mask).last_hidden_state
        hidden = self.dropout(hidden)
        return self.classifier(hidden), self.indicators(hidden)


def make_tagger(encoder: BertModel, tags: int, hints: int, indicators: int, seed: int = 1) -> CharacterTagger:
    """A tagger on this encoder, heads and hints fresh."""
    torch.manual_seed(seed)
    config = encoder.config
    config.num_labels, config.num_hints, config.num_indicators = tags, hints, indicators
    tagger = CharacterTagger(config)
    tagger.bert.load_state_dict(encoder.state_dict())
    return tagger


def thinner(tagger: CharacterTagger, layers: Sequence[int]) -> CharacterTagger:
    """The tagger with these of its layers alone, numbered from 0: where a student begins."""
    config = copy.deepcopy(tagger.config)
    config.num_hidden_layers = len(layers)
    student = CharacterTagger(config)
    kept = {old: new for new, old in enumerate(layers)}
    weights = {}
    for name, value in tagger.state_dict().items():
        match = re.fullmatch(r"bert\.encoder\.layer\.(\d+)\.(.+)", name)
        if match is None:
            weights[name] = value
        elif int(match[1]) in kept:
            weights[f"bert.encoder.layer.{kept[int(match[1])]}.{match[2]}"] = value
    student.load_state_dict(weights)
    return student


def wider(tagger: CharacterTagger, tags: int) -> CharacterTagger:
    """The tagger with room for more tags behind those it knows, which it scores as before; new ones begin at 0."""
    config = copy.deepcopy(tagger.config)
    config.num_labels = tags
    wide = CharacterTagger(config)
    weights = tagger.state_dict()
    for name in ("classifier.weight", "classifier.bias"):
        known = weights[name]
        weights[name] = torch.cat([known, known.new_zeros(tags - len(known), *known.shape[1:])])
    wide.load_state_dict(weights)
    return wide
