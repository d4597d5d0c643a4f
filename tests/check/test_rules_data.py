from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from giar_ml.check.rules import bind, functions, instances, read_rules, rules, validate
from giar_ml.errors import SchemaError
from giar_ml.schema import EPOCHS
from giar_ml.schema.narrative import narrative

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "domain"


def test_every_rule_parses_and_knows_its_addresses_in_every_template() -> None:
    assert validate() > 300


def test_every_rule_says_what_it_rests_on() -> None:
    assert all(rule.source and rule.status for rule in rules())


def test_finding_ids_are_unique_in_every_template() -> None:
    for name in (*EPOCHS, None):
        for across in (False, True):
            ids = [i.id for i in instances(name, across=across)]
            assert len(ids) == len(set(ids)), name


def test_the_request_table_has_its_rules_for_every_row_and_column() -> None:
    ids = {i.id for i in instances("E3")}
    assert {"S3-ROW/partially_granted", "S3-BAL/total", "S3-SUM7b/natural_person", "S4-REV"} <= ids
    assert sum(i.startswith("S3-ROW/") for i in ids) == 25
    assert "S3-SUM7/total" in {i.id for i in instances("E2")}


def test_only_rules_printed_in_the_form_are_errors() -> None:
    assert {r.id for r in rules() if r.severity == "error"} == {
        *("S3-BAL", "S3-SUM7", "S3-SUM7b", "S3-ROW", "S3-NONNEG", "S4-REV", "S4-LITD", "S4-LITR", "S2-E3-NONNEG"),
        *("E1-CH", "E1-DONE", "E1-REPL", "E1-REF", "E1-REV", "E1-STAFF", "E1-NORM", "E1a-SUM"),
    }


def entry(**change: Any) -> dict[str, Any]:
    rule = {"id": "Z", "epochs": ["E3"], "cells": "review.{name}", "status": "official", "source": "a test"}
    return {**rule, "expr": "review_upheld <= review_total", **change}


def test_a_good_rule_is_bound() -> None:
    (rule,) = read_rules([entry()], "z.yaml")
    assert [i.refs for i in bind(rule, "E3")] == [("review.review_upheld", "review.review_total")]


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "red"},
        {"status": "rumour"},
        {"each": "page"},
        {"epochs": ["E9"]},
        {"expr": None},
        {"test": "guess", "expr": None},
        {"note": "two kinds at once"},
        {"message": {"zh": "只有中文"}},
    ],
)
def test_an_entry_that_is_no_rule_is_a_schema_error(change: dict[str, Any]) -> None:
    with pytest.raises(SchemaError, match=r"z\.yaml"):
        read_rules([entry(**change)], "z.yaml")


@pytest.mark.parametrize(
    "expr",
    ["review_upheld <= no_such_cell", "review_upheld <", "no_such_* == review_total", "~review_total == review_upheld"],
)
def test_an_expression_that_cannot_be_run_is_a_schema_error(expr: str) -> None:
    (rule,) = read_rules([entry(expr=expr)], "z.yaml")
    with pytest.raises(SchemaError):
        list(bind(rule, "E3"))


def test_the_rules_across_years_are_kept_apart() -> None:
    assert not {r.id for r in functions(None)} & {r.id for r in functions(None, across=True)}
    assert {i.rule.id for i in instances("E3", across=True)} >= {"X-CARRY", "S2-E3-STOCK", "S2-E2E3", "X-PENDING"}


def test_every_statistic_that_a_rule_names_is_an_indicator_of_the_taxonomy() -> None:
    known = {i.key for i in narrative().indicators}
    names = {
        r.split("@")[1]
        for n in (*EPOCHS, None)
        for a in (False, True)
        for i in instances(n, across=a)
        for r in i.refs
        if "@" in r
    }
    assert not {n for n in names if not any(fnmatchcase(k, n) for k in known)}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the domain facts are not here")
def test_every_known_constraint_and_relation_is_there() -> None:
    tables = json.loads((SHARED / "tables.json").read_text("utf-8"))
    narrative = json.loads((SHARED / "narrative.json").read_text("utf-8"))
    expected = {c["id"] for c in tables["constraints"]} | {r["id"] for r in narrative["relations"]}
    assert expected == {r.id for r in rules()}
    for constraint in tables["constraints"]:
        named = {e for r in rules() if r.id == constraint["id"] for e in r.epochs}
        assert not named or named <= set(constraint["epochs"])
