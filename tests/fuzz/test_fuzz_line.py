"""Whatever the bytes: documented errors or a valid record, in bounded time, with every number where it says.

`GIAR_FUZZ=20000 pytest tests/fuzz` is the long form: so many examples each, and other ones every time.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz_mutate import mutated
from benchmarks.fuzz_seeds import FORMATS, MARKUP, WORDS, dictionary, seeds
from benchmarks.fuzz_targets import TARGETS, Broken, check_page, check_place, check_reading, reader, timed
from giar_ml.export.html import html, html_index
from giar_ml.export.record import Record, to_json
from tests.export.made import made_record

ROOT = Path(__file__).parents[2]
LONG = "GIAR_FUZZ" in os.environ
EXAMPLES = int(os.environ.get("GIAR_FUZZ", "200"))
DEAR = {"line", "view", "parquet", "pdf"}  # some ten milliseconds an example
BYTES = 1_200  # of an input


@cache
def pool(target: str) -> tuple[list[bytes], list[bytes]]:
    """Seeds and words."""
    words = [word.encode() for word in (*WORDS, *MARKUP, *FORMATS.get(target, ()))]
    return [data for data in seeds(target) if data], words


def bytes_for(target: str) -> st.SearchStrategy[bytes]:
    """Words in any order with any bytes between them, or a stretch of a sound file that was damaged."""
    found, words = pool(target)
    pieces = st.one_of(st.sampled_from(words), st.text(max_size=5).map(str.encode), st.binary(max_size=4))
    soup = st.lists(pieces, max_size=50).map(b"".join)
    damaged = st.integers(0, 2**32).map(lambda seed: mutated(random.Random(seed), found, words, BYTES))
    return st.one_of(soup, damaged)


def tried(target: str, check: Callable[[bytes], None], examples: int) -> None:
    """Run a check over so many inputs of a target."""

    @settings(max_examples=examples, derandomize=not LONG, database=None)
    @given(bytes_for(target))
    def run(data: bytes) -> None:
        check(data)

    run()


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_nothing_undocumented_ever_happens(target: str) -> None:
    if target == "parquet":
        pytest.importorskip("pyarrow")
    tried(target, TARGETS[target], EXAMPLES // 4 if target in DEAR else EXAMPLES)


def test_every_record_is_valid_by_the_published_schema() -> None:
    schema = json.loads((ROOT / "docs/record.schema.json").read_text("utf-8"))
    valid = jsonschema.Draft202012Validator(schema)

    def check(data: bytes) -> None:
        for found in reader().read_bytes(data[1:], "fuzz.txt"):
            valid.validate(json.loads(to_json(check_reading(found))))

    tried("line", check, EXAMPLES // 8)


# -- the views -----------------------------------------------------------------------------------------------------

EVIL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</mark></td></table><svg/onload=x>",
    "</script><script>",
    "<!--",
    "]]>",
    "&lt;b&gt;",
    "javascript:alert(1)",
    "\u202e\u2066",
    "</title><base href=//a.example>",
    "\x00\x0b",
    "<style>*{}</style>",
    "{{7*7}}",
    "${x}",
    "--><script>",
    "%3Cscript%3E",
    "<math><mtext>",
)


def poisoned(value: Any, rng: random.Random) -> Any:
    """The JSON of a record with markup wherever a text stands, as often as chance says."""
    if isinstance(value, dict):
        return {key: poisoned(item, rng) for key, item in value.items()}
    if isinstance(value, list):
        return [poisoned(item, rng) for item in value]
    return value + rng.choice(EVIL) if isinstance(value, str) and rng.random() < 0.5 else value


def evil_record(seed: int) -> Record:
    """A made record with markup in every field that takes any text."""
    rng = random.Random(seed)
    whole = json.loads(to_json(made_record(rng.choice(["E2", "E3"]))[0]))
    fields = [(part, key) for part, items in whole.items() if isinstance(items, list) for item in items for key in item]
    record = whole
    for part, key in (
        [("report", key) for key in whole["report"]]
        + [("source", key) for key in whole["source"]]
        + sorted(set(fields))
    ):
        changed = json.loads(json.dumps(record))
        for item in changed[part] if isinstance(changed[part], list) else [changed[part]]:
            if key in item:
                item[key] = poisoned(item[key], rng)
        try:
            Record.model_validate_json(json.dumps(changed))
        except ValueError:  # a field of few words or of numbers: nothing else can stand there
            continue
        record = changed
    return Record.model_validate_json(json.dumps(record))


@settings(max_examples=EXAMPLES // 8, derandomize=not LONG, database=None)
@given(st.integers(0, 2**32), st.lists(st.sampled_from(EVIL), max_size=30).map("".join))
def test_markup_in_any_field_stays_text_in_the_views(seed: int, source: str) -> None:
    record = evil_record(seed)
    check_page(html(record, source + made_record()[1]))
    check_page(html(record, None))
    check_page(html_index([(record, record.source.path)]))


def test_the_evil_record_is_evil() -> None:
    text = to_json(evil_record(3))
    assert sum(json.dumps(evil)[1:-1] in text for evil in EVIL) > len(EVIL) / 2
    assert any(evil in json.loads(text)["report"]["body"] for evil in EVIL) or "<" in text


# -- the checks themselves can fail ----------------------------------------------------------------------------------


def test_the_promises_can_be_broken() -> None:
    with pytest.raises(Broken, match="not the slice"):
        check_place(0, 2, "ab", "xyz")
    with pytest.raises(Broken, match="out of range"):
        check_place(2, 9, "z", "xyz")
    for page in ("<img>", "<p onclick='x'>", "<a href='javascript:x'>", "<script></script><script></script>"):
        with pytest.raises(Broken):
            check_page(page)
    with pytest.raises(Broken, match=r"s for 3 bytes"):
        timed(lambda _: sum(range(10**6)), seconds=0.0)(b"abc")


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_every_target_has_seeds_and_words(target: str) -> None:
    if target == "parquet":
        pytest.importorskip("pyarrow")
    assert pool(target)[0]
    words = dictionary(target).splitlines()
    assert words
    assert all(word[0] == word[-1] == '"' and word.isascii() for word in words)
