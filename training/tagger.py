"""The network: a BERT encoder over characters, hints of the number grammar added to its input, a linear head."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertForTokenClassification, BertModel


class CharacterTagger(BertForTokenClassification):  # type: ignore[no-untyped-call]
    """`BertForTokenClassification` with a second input. Config: `num_labels` tags, `num_hints` hint tags."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__(config)
        self.hint_embeddings = nn.Embedding(config.num_hints, config.hidden_size)
        nn.init.zeros_(self.hint_embeddings.weight)  # the backbone begins as it was trained

    def forward(self, characters: Tensor, hints: Tensor, mask: Tensor | None = None, **_: Any) -> Tensor:
        """Logits, shape (batch, length, tags). `mask` is 1 for characters and 0 for padding; None means no padding."""
        words = self.bert.embeddings.word_embeddings(characters) + self.hint_embeddings(hints)
        hidden = self.bert(inputs_embeds=words, attention_mask=mask).last_hidden_state
        logits: Tensor = self.classifier(self.dropout(hidden))
        return logits


def make_tagger(encoder: BertModel, tags: int, hints: int, seed: int = 1) -> CharacterTagger:
    """A tagger on this encoder, head and hints fresh."""
    torch.manual_seed(seed)
    config = encoder.config
    config.num_labels, config.num_hints = tags, hints
    tagger = CharacterTagger(config)
    tagger.bert.load_state_dict(encoder.state_dict())
    return tagger
