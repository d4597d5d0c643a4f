"""Plain text: cut off anywhere, lines without end, what makes naive patterns slow, characters nobody expects."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from random import Random

from benchmarks.faults import Fault, fault, report, reports

UNIT = 1_500  # characters of the smallest form

# Repeated without end. What a pattern with a nested or an overlapping repetition would take for ever to give up on.
TRAPS = {
    "digits": "1",
    "digits_spaced": "1 ",
    "commas": "1,",
    "dots": "1.",
    "zeros": "0",
    "fullwidth": "１",
    "numerals": "一二三",
    "ten_thousand": "万",
    "hundred": "百",
    "headings": "一、",
    "heading_lines": "一、总体情况\n",
    "items": "（一）",
    "years": "2023年",
    "dates": "2023年1月1日",
    "articles": "第二十条第",
    "marks": "第二十条第（一）项\n",
    "totals": "总计\t",
    "counts": "1件",
    "of_which": "其中1件，",
    "rise": "同比增长",
    "shares": "占10%",
    "percent": "10.5%、",
    "not": "未收到",
    "pauses": "、",
    "commas_chinese": "，",
    "stops": "。",
    "quotes": "“",
    "brackets": "（",
    "brackets_mixed": "([（【",
    "pipes": "|",
    "pipe_rows": "| 1 | 2 |\n",
    "rules": "| --- |\n",
    "dashes": "—",
    "hyphens": "-",
    "slashes": "/",
    "tabs": "\t",
    "tab_cells": "1\t",
    "tab_rows": "规章\t1\t2\t3\n",
    "spaces": " ",
    "wide_spaces": "　",
    "breaks": "\n",
    "returns": "\r",
    "feeds": "\f",
    "pages": "\n第 1 页 共 9 页\n",
    "less": "<",
    "ampersands": "&",
    "entities": "&#48;",
    "half_entities": "&#",
    "tables": "<table>",
    "cells": "<td>1",
    "question_marks": "?",
    "replaced": "\ufffd",
    "invisible": "\u200b",
    "soft": "\u00ad",
    "combining": "\u0301",
    "emoji": "👨‍👩‍👧",
    "private": "\ue000",
    "no_character": "\ufdd0",
    "bidi": "\u202e",
    "traditional": "縣臺灣",
    "doubled": "政府政府",
    "spaced_words": "政 府 信 息 ",
    "garbage": "锟斤拷",
    "pinyin": "zhèng fǔ ",
    "units": "万元",
    "approx": "约",
    "review": "维持\t纠正\t",
    "applicants": "自然人 ",
    "backslashes": "\\",
    "controls": "\x01",
    "one_word": "政府信息公开工作年度报告",
}
EMPTY = {"spaces", "wide_spaces", "breaks", "returns", "feeds", "tabs"}
BINARY = {"replaced", "controls"}


def trapped(unit: str, n: int) -> bytes:
    """The unit again and again, with a report's end behind it."""
    return (unit * (UNIT * n // len(unit))).encode()


def amid(unit: str, n: int) -> bytes:
    """The same in the middle of a report."""
    text = report()
    return (text[: len(text) // 2] + unit * (UNIT * n // len(unit)) + text[len(text) // 2 :]).encode()


def cut(share: float, n: int) -> bytes:
    """The first part of a report, as likely as not ending within a character."""
    data = reports(n).encode()
    return data[: int(len(data) * share) | 1]


def torn(n: int) -> bytes:
    """A report whose lines come in any order."""
    lines = reports(n).splitlines()
    Random(n).shuffle(lines)
    return "\n".join(lines).encode()


def holes(n: int) -> bytes:
    """Every seventh character gone."""
    return "".join(c for i, c in enumerate(reports(n)) if i % 7).encode()


def flipped(n: int) -> bytes:
    """Single bits turned."""
    data, rng = bytearray(reports(n).encode()), Random(n)
    for _ in range(len(data) // 400):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def faults() -> Iterator[Fault]:
    """All kinds of this family."""
    for share in (0.01, 0.2, 0.5, 0.8, 0.97, 0.999):
        yield fault("text", f"cut_{share}", ".txt", "read", partial(cut, share))
    for name, unit in TRAPS.items():
        causes = (
            "empty" if name in EMPTY else "binary" if name in BINARY else "read empty" if name == "tables" else "read"
        )
        yield fault("trap", name, ".txt", causes, partial(trapped, unit))
        if name not in BINARY:
            yield fault("amid", name, ".txt", "read", partial(amid, unit))
    yield fault("text", "torn", ".txt", "read", torn)
    yield fault("text", "holes", ".txt", "read", holes)
    yield fault("text", "flipped", ".txt", "read", flipped)
    yield fault("text", "one_line", ".txt", "read", lambda n: reports(n).replace("\n", "").encode())
    yield fault("text", "one_character_a_line", ".txt", "read", lambda n: "\n".join(reports(n)).encode())
    yield fault("text", "one_number", ".txt", "read", lambda n: b"7" * (UNIT * n))
    yield fault("text", "wide_table", ".txt", "read", lambda n: ("\t".join("0" * 50 * n) + "\n").encode() * 20)
    yield fault("text", "reversed", ".txt", "read", lambda n: reports(n)[::-1].encode())
    yield fault("text", "too_many_characters", ".txt", "too_large", lambda n: b"a " * (600_000 + n))
    yield fault("text", "too_many_bytes", ".txt", "too_large", lambda n: b"a" * (16 * 2**20 + n))
    yield fault("text", "unicode_by_chance", ".txt", "read binary", chance)
    yield fault("text", "nul_between", ".txt", "read", lambda n: reports(n).replace("。", "。\0").encode())
    yield fault("text", "nul_everywhere", ".txt", "read binary", lambda n: "\0".join(reports(n)).encode())
    yield fault("text", "nul_only", ".txt", "binary empty", lambda n: b"\0" * UNIT * n)


def chance(n: int) -> bytes:
    """Any characters at all."""
    rng = Random(n)
    return "".join(
        chr(rng.choice((rng.randrange(32, 0xD7FF), rng.randrange(0xE000, 0x10FFFF)))) for _ in range(UNIT * n)
    ).encode()
