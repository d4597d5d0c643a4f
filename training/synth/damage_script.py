"""Damage to characters: lost or wrong ones in labels, inserted garbage, another script, full-width forms."""

# ruff: noqa: ARG001 -- every operator has the same signature
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

from training.synth.pieces import Piece, Written

# Characters that hardly ever stand together in an office text: what copy protection scatters.
RARE = "辨嚷肯兆迎糊循辯霉雄戲删婚躍縮膽揪鵝彈蔗幟逗貓鉗壺唇稠蜓扒粥吼沫窯蹲鼠絨淹"
CONFUSED = {
    "己": "已",
    "未": "末",
    "构": "构",
    "予": "子",
    "人": "入",
    "日": "曰",
    "处": "外",
    "请": "清",
    "类": "美",
    "密": "蜜",
}
LABELS = ("label", "group", "head")
WIDE = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})


def _change_labels(written: Written, rng: Random, share: float, change: Callable[[str, Random], str]) -> Written:
    def changed(piece: Piece) -> Piece:
        hit = piece.kind in LABELS and len(piece.text) > 3 and "&" not in piece.text and rng.random() < share
        return replace(piece, text=change(piece.text, rng)) if hit else piece

    return written.with_pieces(changed(p) for p in written.pieces)


def label_typos(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """Labels lose a character at the front, the end or inside, or carry a wrong one."""
    return _change_labels(written, rng, 0.15 + 0.5 * severity, _typo)


def _typo(text: str, rng: Random) -> str:
    han = [i for i, c in enumerate(text) if "一" <= c <= "鿿"]
    if len(han) < 3:
        return text
    i = rng.choice((han[0], han[-1], rng.choice(han), rng.choice(han)))
    wrong = rng.choice(("", "", CONFUSED.get(text[i], rng.choice("工主公开信中大了之其")), text[i] * 2))
    return text[:i] + wrong + text[i + 1 :]


def garbage(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """Rare characters in pairs inside labels."""
    return _change_labels(written, rng, 0.1 + 0.5 * severity, _scattered)


def _scattered(text: str, rng: Random) -> str:
    cut = rng.randint(1, len(text) - 1)
    return text[:cut] + "".join(rng.sample(RARE, rng.choice((2, 2, 3, 4)))) + text[cut:]


@cache
def _converter(direction: str) -> Any:
    from opencc import OpenCC

    return OpenCC(direction)


def traditional(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """The whole text in Traditional characters, mostly with the vocabulary of Taiwan."""
    convert = _converter(rng.choice(("s2twp", "s2twp", "s2t"))).convert

    def converted(piece: Piece) -> Piece:
        if piece.kind in ("number", "gap", "edge", "blank", "dash") or piece.text.isascii():
            return piece
        return replace(piece, text=convert(piece.text))

    return written.with_pieces(converted(p) for p in written.pieces)


def full_width(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """Full-width digits and signs in cells; by chance in labels and prose too."""
    everywhere = rng.random() < 0.5
    kinds = ("number", "unit", *(("label", "head", "prose") if everywhere else ()))

    def widened(piece: Piece) -> Piece:
        if piece.kind not in kinds or "&" in piece.text:
            return piece
        return replace(piece, text=piece.text.translate(WIDE))

    return written.with_pieces(widened(p) for p in written.pieces)
