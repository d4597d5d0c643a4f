"""One clear sentence, in Chinese and English, with the numbers in it, in the words of the printed form."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from giar_ml.check.expression import Call, Compare, Side
from giar_ml.check.facts import ReportFacts
from giar_ml.check.rules import Instance
from giar_ml.schema import EPOCHS, OTHER_TOTAL, epoch
from giar_ml.types import Message

_OPS = {
    "==": ("应等于", "should equal"),
    "<=": ("不应大于", "should not exceed"),
    ">=": ("不应小于", "should not be below"),
}
_LONGEST = 24  # digits; beyond, a number is shown with its exponent
_SHOWN = 4  # terms named in a sum; a longer one names only those that are not zero, or is "the sum of n cells"


def number(value: Decimal | None) -> str:
    """A number as a person writes it, without exponent or trailing zeros."""
    if value is None:
        return "?"
    if value.adjusted() > _LONGEST:
        return str(value)
    return str(int(value)) if value == value.to_integral_value() else format(value.normalize(), "f")


@cache
def _labels() -> dict[str, Message]:
    """Labels of rows, columns and single cells by key; the request rows also with their official item."""
    found: dict[str, Message] = {OTHER_TOTAL: Message("三（六）其他处理", "other processing")}
    for name in EPOCHS:
        schema = epoch(name)
        for row in schema.request_rows:
            item = row.item.replace("(", "（").replace(")", "）") + ("、" if len(row.item) == 1 else "")
            found.setdefault(row.key, Message(item + re.split(r"[（、]", row.label)[0], _words(row.key)))
        for column in schema.request_columns:
            found[column.key] = Message(column.label, _words(column.key))
        for block in schema.disclosure:
            for line in block.rows:
                for cell, head in zip(line.cells, block.columns, strict=False):
                    zh = line.label.split("（")[0] + head.label.split("（")[0]
                    found.setdefault(f"disclosure.{cell.key}", Message(zh, _words(cell.key)))
        for one in schema.review:
            found[f"review.{one.key}"] = Message(f"{one.group}{one.label}", _words(one.key))
        for annex in schema.annex:
            found[f"annex.{annex.key}"] = Message(annex.label.split("（")[0], _words(annex.key))
    return found


def _words(key: str) -> str:
    return key.replace("_", " ")


def label(ref: str, each: str | None = None) -> Message:
    """What a reference is called; in a rule for every row the column alone names a cell, and the other way round."""
    if ref.startswith("~"):
        inner = label(ref[1:], each)
        return Message("上年" + inner.zh, "last year's " + inner.en)
    if ref.startswith("@"):
        return Message(f"正文 {ref[1:]}", f"text {ref[1:]}")
    labels = _labels()
    if not ref.startswith("requests."):
        return labels.get(ref) or Message(ref, ref)
    _, row, column = ref.split(".")
    first, second = labels.get(row) or Message(row, row), labels.get(column) or Message(column, column)
    if each in ("row", "column"):
        return second if each == "row" else first
    return Message(f"{first.zh}·{second.zh}", f"{first.en} / {second.en}")


def where(instance: Instance) -> Message:
    """The row or column that a rule is about, ready to begin a sentence."""
    place = _labels().get(instance.suffix)
    if instance.rule.each == "column" and place:
        return Message(f"{place.zh}列：", f"Column {place.en}: ")
    if instance.rule.each == "row" and place:
        return Message(f"“{place.zh}”行：", f"Row {place.en}: ")
    return Message("", "")


def _term(sign: int, term: str | Call, facts: ReportFacts, each: str | None, first: bool) -> Message:
    mark = "-" if sign < 0 else "" if first else "+"
    gap = "" if first else " "
    if isinstance(term, Call):
        low, high = facts.call(term.function, term.refs)
        shown = number(low) if low == high else "?"
        return Message(f"{mark}{term.function}（{shown}）", f"{mark}{gap}{term.function} ({shown})")
    low, high = facts.bounds(term)
    name, shown = label(term, each), number(low) if low == high else "?"
    return Message(f"{mark}{name.zh}（{shown}）", f"{mark}{gap}{name.en} ({shown})")


def side_text(side: Side, total: Decimal | None, facts: ReportFacts, each: str | None) -> Message:
    """A side with its numbers: `一（9）+二（0）=9`; the terms of a long one that are zero are left out."""
    terms = list(side.terms)
    if not terms:
        return Message(number(side.constant), number(side.constant))
    if len(terms) > _SHOWN:
        count = len(terms)
        terms = [(s, t) for s, t in terms if isinstance(t, Call) or facts.bounds(t)[0] != 0]
        if not terms or len(terms) > 2 * _SHOWN:
            return Message(f"{count} 项之和（{number(total)}）", f"the sum of {count} cells ({number(total)})")
        if len(terms) == 1:
            one = _term(*terms[0], facts, each, True)
            return Message(f"{count} 项之和，即{one.zh}", f"the sum of {count} cells, that is {one.en}")
    parts = [_term(s, t, facts, each, i == 0) for i, (s, t) in enumerate(terms)]
    zh, en = "".join(p.zh for p in parts), " ".join(p.en for p in parts)
    return Message(f"{zh}={number(total)}", f"{en} = {number(total)}") if len(parts) > 1 else Message(zh, en)


def violated(
    instance: Instance, compare: Compare, left: Decimal | None, right: Decimal | None, facts: ReportFacts
) -> Message:
    """Why a relation does not hold; a template of the rule comes before the common wording."""
    each, place = instance.rule.each, where(instance)
    a, b = side_text(compare.left, left, facts, each), side_text(compare.right, right, facts, each)
    gap = number(abs(left - right)) if left is not None and right is not None else "?"
    if template := instance.rule.template:
        numbers = {"left": number(left), "right": number(right), "delta": gap}
        return Message(
            place.zh + template.zh.format(left_terms=a.zh, right_terms=b.zh, **numbers),
            place.en + template.en.format(left_terms=a.en, right_terms=b.en, **numbers),
        )
    zh, en = _OPS[compare.op]
    return Message(
        f"{place.zh}{a.zh} {zh} {b.zh}，差 {gap}。", f"{place.en}{a.en} {en} {b.en}, but they are {gap} apart."
    )


def unknown(instance: Instance, missing: list[str]) -> Message:
    """Which numbers are missing."""
    place, names = where(instance), [label(r, instance.rule.each) for r in missing[:_SHOWN]]
    more = len(missing) - len(names)
    zh = "、".join(n.zh for n in names) + (f"等 {len(missing)} 项" if more else "")
    en = ", ".join(n.en for n in names) + (f" and {more} more" if more else "")
    if not missing:
        return Message(f"{place.zh}无法判断。", f"{place.en}cannot be decided.")
    return Message(f"{place.zh}未印出 {zh}，无法核对。", f"{place.en}not printed: {en}; cannot be checked.")
