"""The prose for the token classifier: spans that fit, same text for same seed, every indicator, no reject as COUNT."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from giar_ml.assemble.numbers import read_number
from giar_ml.schema.narrative import narrative
from training.synth import prose_noise as noise
from training.synth.prose import LABELS, Example, generate, main
from training.synth.prose_clauses import ATTRIBUTES, RULES, Clauses, indicators
from training.synth.prose_grammar import Draft, Grammar, GrammarError, names_in, paths
from training.synth.prose_numbers import SIZES, count_text
from training.synth.prose_words import WORDS, load

REJECTS = re.compile(
    r"〔\d{4}〕\d+号|第[一二三四五六七八九十百]+[条期次届名]|第\d+期|\d个工作日|[A-Za-z]+\d+@|邮编：\d|电话：0\d{2}|国务院令第\d+号|26个试点领域|“三审三校”|7×24"
)


@pytest.fixture(scope="module")
def sample() -> list[Example]:
    return list(generate(5000, seed=7))


def test_spans_lie_in_the_text_sorted_and_apart(sample: list[Example]) -> None:
    for example in sample:
        place = 0
        for start, end, label, _ in example.marks:
            assert place <= start < end <= len(example.text), example
            assert label in LABELS
            assert example.text[start:end] == example.text[start:end].strip()
            place = end


def test_every_count_is_read_by_the_number_grammar(sample: list[Example]) -> None:
    for example in sample:
        for start, end, label, _ in example.marks:
            if label == "COUNT":
                quantity = read_number(example.text[start:end])
                assert quantity is not None, example.text[start:end]
                assert quantity.qualifier != "stated_absence"


def test_rejects_are_never_counts(sample: list[Example]) -> None:
    found = 0
    for example in sample:
        for match in REJECTS.finditer(example.text):
            found += 1
            assert not noise.touches(list(example.marks), *match.span(), ("COUNT",)), match.group()
    assert found > 300


def test_the_same_seed_gives_the_same_lines(tmp_path: Path) -> None:
    assert [e.json() for e in generate(60, 3)] == [e.json() for e in generate(60, 3)]
    assert [e.json() for e in generate(60, 3)] != [e.json() for e in generate(60, 4)]
    assert [e.json() for e in generate(40, 3)] == [e.json() for e in islice(generate(60, 3), 40)]
    result = CliRunner().invoke(main, ["--n", "60", "--seed", "3", "--output", str(tmp_path / "a.jsonl")])
    assert result.exit_code == 0, result.output
    lines = (tmp_path / "a.jsonl").read_text("utf-8").splitlines()
    assert lines == [e.json() for e in generate(60, 3)]
    assert set(json.loads(lines[0])) == {"text", "spans", "indicators", "group", "families"}


def test_every_indicator_of_the_schema_is_written(sample: list[Example]) -> None:
    seen = Counter(part for e in sample for _, _, _, key in e.marks for part in key.split("+"))
    missing = {i.key for i in narrative().indicators if not seen[i.key] and not i.key.startswith("disclosed.topic")}
    assert not missing
    assert len([k for k in seen if k.startswith("disclosed.topic.")]) > 15
    known = {i.key for i in narrative().indicators} | set(ATTRIBUTES) | set(indicators()) | {""}
    assert {k for k in seen if not k.startswith("disclosed.topic.")} <= known


def test_only_counts_and_absences_carry_an_indicator(sample: list[Example]) -> None:
    assert {label for e in sample for _, _, label, key in e.marks if key} == {"COUNT", "NIL"}


def test_a_good_part_of_the_texts_has_no_count_and_every_label_is_frequent(sample: list[Example]) -> None:
    without = sum(all(label != "COUNT" for _, _, label, _ in e.marks) for e in sample) / len(sample)
    assert 0.25 < without < 0.45
    labels = Counter(label for e in sample for _, _, label, _ in e.marks)
    assert all(labels[label] > 100 for label in LABELS)


def test_categories_keep_the_edges_of_the_guideline(sample: list[Example]) -> None:
    clean = [e for e in sample if not set(e.families) & {*noise.OPERATORS, "window"}]
    phrases = [e.text[a:b] for e in clean for a, b, label, _ in e.marks if label == "CATEGORY"]
    assert len(phrases) > 3000
    assert not [p for p in phrases if re.search("^(?:共计|累计|全年|其中|截至)|(?:的|等|：|共)$|[。；]", p)]


def test_dates_and_agencies_are_never_inside_a_category(sample: list[Example]) -> None:
    for example in sample:
        for start, end, label, _ in example.marks:
            if label == "CATEGORY":
                assert not re.search(r"20\d\d年", example.text[start:end].split("《")[0]), example.text[start:end]


def test_damage_carries_every_label_exactly() -> None:
    text = ("全年公开信息36条，", [(2, 6, "CATEGORY", ""), (6, 9, "COUNT", "disclosed.total")])
    words, marks = noise.edit(text, 4, 4, "霉膽")
    assert [words[a:b] for a, b, _, _ in marks] == ["公开霉膽信息", "36条"]
    words, marks = noise.edit(text, 6, 6, "霉膽")
    assert [words[a:b] for a, b, _, _ in marks] == ["公开信息", "36条"]
    words, marks = noise.edit(text, 8, 9, "")
    assert [words[a:b] for a, b, _, _ in marks] == ["公开信息", "36"]
    words, marks = noise.edit(text, 5, 7, "")
    assert [words[a:b] for a, b, _, _ in marks] == ["公开信", "6条"]
    assert noise.edit(text, 2, 6, "")[1] == [(2, 5, "COUNT", "disclosed.total")]


@pytest.mark.parametrize("name", noise.OPERATORS)
def test_every_operator_changes_some_text_and_keeps_numbers_readable(name: str) -> None:
    changed = 0
    for seed, example in enumerate(islice(generate(4000, 11), 0, 4000, 8)):
        if len(example.text) < 12:
            continue
        text = (example.text, list(example.marks))
        words, marks = noise.OPERATORS[name](text, Random(seed))
        changed += words != example.text
        for start, end, label, _ in marks:
            assert 0 <= start < end <= len(words)
            assert label != "COUNT" or read_number(words[start:end]), words[start:end]
    assert changed > 10


@pytest.mark.parametrize("size", SIZES)
def test_all_number_styles_can_be_read(size: str) -> None:
    rng = Random(5)
    for _ in range(1500):
        unit = rng.choice(("元", "万元", "亿元") if size == "money" else ("条", "件", "人次", "万次", "期", "", "名"))
        text = count_text(rng, unit, size)
        assert read_number(text) is not None, text


def test_patterns_name_only_rules_and_words_that_exist() -> None:
    grammar = Clauses().grammar
    used = {n for file in RULES for lines in load(file).values() for n in names_in(lines)}
    used |= {n for data in indicators().values() for lines in data.values() for n in names_in(lines)}
    assert not {n for n in used if n not in grammar and n not in WORDS}


def test_the_grammar_reads_choices_labels_and_counts() -> None:
    def count(draft: Draft, key: str, spec: str) -> None:
        start = draft.size
        draft.put("7" + spec)
        draft.mark(start, "COUNT", key)

    grammar = Grammar({"where": "[A:市教育局]"}, count)
    draft = Draft(Random(0), key="here.key")
    grammar.compile("在{where}[K:办{where}件]@、#a.b:份#")(draft)
    assert draft.text == "在市教育局办市教育局件7、7份"
    assert [(draft.text[a:b], label) for a, b, label in draft.spans] == [
        ("市教育局", "AGENCY"), ("办市教育局件", "CATEGORY"), ("7", "COUNT"), ("7份", "COUNT"),
    ]  # fmt: skip
    assert sorted(draft.keys.values()) == ["a.b", "here.key"]
    assert paths("<a|b|<c|d>>x<y|>") == 8
    with pytest.raises(GrammarError):
        grammar.compile("<a|b")
