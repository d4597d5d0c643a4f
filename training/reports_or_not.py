"""Learn what an annual report is: `python -m training.reports_or_not` makes pages, measures, and writes the weights.

Reports come from the writer of synthetic reports, in every layout, form and kind of damage, and from grammars of free
prose; everything else from the grammars of `reports_or_not.yaml`. Measured is what was held out whole: every kind of
page, every layout and every fragment is judged by a model that has seen nothing of its kind. The shipped weights are
then fitted on everything, and calibrated on the held-out verdicts.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import yaml
from opencc import OpenCC
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from giar_ml.assemble import epoch as epochs
from giar_ml.assemble import genuine
from giar_ml.assemble.identity import FIRST_LINES, HEAD_LINES, find_title
from giar_ml.normalize import normalize
from giar_ml.read import read_bytes
from giar_ml.segment import outline
from training.synth import LAYOUTS, random_facts, write
from training.synth.bodies import Level, place, random_body
from training.synth.damage import ONLY_IN, OPERATORS

GRAMMARS = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
WEIGHTS = Path(genuine.__file__).parents[1] / "models/is_report.json"
LEVELS: tuple[Level, ...] = ("province", "city", "county", "town", "street", "department")
FOLDS = 6
STRENGTH, GRAM_SCALE = 0.3, 1.5  # of the fit: inverse regularisation, and how much n-grams are held back
FIRST_PAGE = (500, 1500)  # characters of a report of which only the beginning was kept
_TRADITIONAL = OpenCC("s2t")


@dataclass(frozen=True, slots=True)
class Sample:
    """A made page: the name of its kind or layout, which is held out as a whole, and whether it is a report."""

    group: str
    name: str
    data: bytes
    report: bool


# -- grammars -----------------------------------------------------------------------------------------------------


def expand(pattern: str, words: dict[str, str], rng: Random) -> str:
    """One sentence of a pattern: `[a|b]` draws one, from the inside out; `{word}` is put in."""
    while found := re.search(r"\[([^\[\]]*)\]", pattern):
        pattern = pattern[: found.start()] + rng.choice(found[1].split("|")) + pattern[found.end() :]
    for _ in range(40):
        if not (slot := re.search(r"\{(\w+)\}", pattern)):
            break
        word = words.get(slot[1]) or _number(slot[1], rng) or expand(GRAMMARS["words"][slot[1]], words, rng)
        pattern = pattern[: slot.start()] + word + pattern[slot.end() :]
    return pattern


def _number(name: str, rng: Random) -> str | None:
    match name:
        case "n":
            return str(rng.randint(1, 30))
        case "m":
            return str(rng.randint(20, 990))
        case "big":
            return str(rng.randint(300, 90000))
        case "amount":
            return f"{rng.uniform(1, 9000):.2f}"
        case "phone":
            return f"0{rng.randint(310, 999)}-{rng.randint(2000000, 8999999)}"
        case "month":
            return str(rng.randint(1, 12))
        case "report":
            return rng.choice(("政府信息公开工作年度报告", "政府信息公开年度报告", "政府信息公开工作年报"))
    return None


def _words(rng: Random) -> dict[str, str]:
    year, area = rng.randint(2008, 2025), place(rng) + rng.choice("省市县区")
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    return {
        "body": random_body(rng, rng.choice(LEVELS)), "area": area, "year": str(year), "next": str(year + 1),
        "date": f"{year + 1}年{month}月{day}日", "day": f"{year + 1}-{month:02}-{day:02}",
    }  # fmt: skip


def written(kind: dict[str, Any], rng: Random) -> list[str]:
    """The lines of a page of a kind: its title, unless it has none, then what its `lines` draw."""
    words = _words(rng)
    lines = [expand(kind["title"], words, rng)]
    if kind["lines"] == "links":
        lines += _links(words, rng)
    else:
        for entry in kind["lines"]:
            lines += _entry(entry, words, rng)
    return [line for line in lines if line.strip()] or [words["body"]]


def _entry(entry: Any, words: dict[str, str], rng: Random) -> Iterator[str]:
    if isinstance(entry, dict):
        heads = entry["table"]
        yield "\t".join(heads)
        for row in range(rng.randint(3, 25)):
            yield "\t".join([str(row + 1), place(rng), *(f"{rng.uniform(0, 99):.1f}" for _ in heads[2:])])
        return
    if isinstance(entry, str):
        yield expand(entry, words, rng)
        return
    kept = [line for line in entry if rng.random() < 0.75] or entry[:1]
    together = rng.random() < 0.3  # a paragraph, or a line each
    made = [expand(line, words, rng) for line in kept]
    if together:
        yield "".join(made)
    else:
        yield from made


def _links(words: dict[str, str], rng: Random) -> Iterator[str]:
    same = rng.random() < 0.5
    for back in range(rng.randint(4, 20)):
        body = words["body"] if same else random_body(rng, rng.choice(LEVELS))
        line = expand(
            "{body}[{year}年|{year}年度]{report}", {**words, "body": body, "year": str(2024 - back % 16)}, rng
        )
        yield line + rng.choice(("", "", f" {words['day']}", f"\t{words['day']}"))


# -- pages --------------------------------------------------------------------------------------------------------


def other(rng: Random) -> Sample:
    """A page that is no report."""
    name = rng.choice(sorted(GRAMMARS["other"]))
    return Sample(f"other/{name}", *_page(written(GRAMMARS["other"][name], rng), rng), report=False)


def report(rng: Random) -> Sample:
    """A report: printed by the writer in some layout, whole or a fragment, or prose of a grammar."""
    if rng.random() < 0.4:
        name = rng.choice(sorted(GRAMMARS["reports"]))
        lines = written(GRAMMARS["reports"][name], rng)
        if rng.random() < 0.3:
            lines = _cut(lines, rng)
        if name != "town_short" and rng.random() < 0.4:
            lines += _tables(rng, "E1b" if name == "old_form" else rng.choice(("E2", "E3")))
        return Sample(f"report/{name}", *_page(lines, rng), report=True)
    layout = rng.choice([name for name in LAYOUTS if name != "pdf"])
    made = write(random_facts(rng, rng.choice(("E1a", "E1b", "E2", "E3"))), layout, rng)
    for _ in range(rng.choice((0, 1, 1, 2))):
        operator = rng.choice([o for o in OPERATORS if layout in ONLY_IN.get(o, (layout,))])
        made = OPERATORS[operator](made, rng, rng.random())
    fragment, text = rng.choice(("whole", "whole", "whole", "prose", "tables", "first_page", "last_page")), made.text
    if fragment == "prose" and made.suffix != ".html":
        text = "".join(p.text for p in made.pieces if not p.row)
    elif fragment == "tables" and made.suffix != ".html":
        text = "".join(p.text for p in made.pieces if p.row)
    elif fragment == "first_page":
        text = text[: rng.randint(*FIRST_PAGE)]
    elif fragment == "last_page":
        text = text[-rng.randint(*FIRST_PAGE) :]
    return Sample(f"report/{layout}/{fragment}", f"page{made.suffix}", text.encode(), report=True)


def _cut(lines: list[str], rng: Random) -> list[str]:
    start = rng.randrange(min(3, len(lines)))
    return lines[start : start + rng.randint(3, 9)]


def _tables(rng: Random, form: Any) -> list[str]:
    made = write(random_facts(rng, form), rng.choice(("tab", "flat", "lines", "spaces")), rng)
    return ["".join(p.text for p in made.pieces if p.row)]


def _page(lines: Sequence[str], rng: Random) -> tuple[str, bytes]:
    """The lines as a file: text, or a web page; a few with site furniture, in Traditional characters or cut short."""
    lines = list(lines)
    if rng.random() < 0.25:
        body = place(rng) + "市"
        menu = rng.sample(GRAMMARS["menu"], rng.randint(0, 6))
        lines = [f"{body}人民政府门户网站", *menu, *rng.sample(GRAMMARS["trail"], 1), *lines, "打印 关闭"]
    text = rng.choice(("\n", "\n\n")).join(lines)
    if rng.random() < 0.08:
        text = _TRADITIONAL.convert(text)
    if rng.random() < 0.3:
        inner = "".join(f"<p>{line}</p>\n" for line in text.splitlines() if line)
        return "page.html", f"<html><head><title>{lines[0]}</title></head><body>{inner}</body></html>".encode()
    return "page.txt", text.encode()


# -- features -----------------------------------------------------------------------------------------------------


def page_of(data: bytes, name: str) -> genuine.Page:
    """The page as the line sees it, read from the bytes of a file."""
    normalized = normalize(read_bytes(data, name).visible)
    plan, text = outline(normalized), normalized.text.text
    first = next((s.start for s in plan.sections if s.key != "0"), len(text))
    head = [line for line in text[:first].splitlines() if line.strip()][:HEAD_LINES]
    head = head or [line for line in text[:2000].splitlines() if line.strip()][:FIRST_LINES]
    labels = epochs.TableText.of(text, plan.passages)
    return genuine.page(*find_title(head), text, plan, labels)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Features of `n` pages: signs (n, s) and n-gram buckets (n, BUCKETS); target and held-out group of each."""

    names: list[str]
    values: Any
    target: Any
    groups: Any
    certain: Any  # whether a filled table decides


def matrix(samples: Sequence[Sample]) -> Matrix:
    """The features of samples as the model will compute them."""
    pages = [page_of(sample.data, sample.name) for sample in samples]
    signs = [genuine.signs(page) for page in pages]
    names = list(signs[0])
    rows, columns, data = [], [], []
    for row, page in enumerate(pages):
        buckets = genuine.grams(page)
        rows += [row] * len(buckets)
        columns += buckets
        data += [GRAM_SCALE / np.sqrt(len(buckets) or 1)] * len(buckets)
    grams = csr_matrix((data, (rows, columns)), shape=(len(pages), genuine.BUCKETS))
    dense = csr_matrix(np.array([[sign[name] for name in names] for sign in signs]))
    return Matrix(
        names, hstack([dense, grams]).tocsr(), np.array([s.report for s in samples]),
        np.array([s.group for s in samples]), np.array([genuine.filled_table(page) for page in pages]),
    )  # fmt: skip


# -- fit and measure ----------------------------------------------------------------------------------------------


def fit(values: Any, target: Any) -> LogisticRegression:
    """A logistic regression, regularised so that no single phrase decides."""
    return LogisticRegression(C=STRENGTH, max_iter=2000, class_weight="balanced").fit(values, target)


def held_out(data: Matrix, seed: int) -> tuple[Any, Any]:
    """Log odds of every page by a model that saw nothing of its group; and the fold of each page."""
    order = sorted(set(data.groups))
    Random(seed).shuffle(order)
    folds = {
        group: i % FOLDS
        for i, group in enumerate([g for g in order if g[0] == "o"] + [g for g in order if g[0] != "o"])
    }
    fold, odds = np.array([folds[g] for g in data.groups]), np.zeros(len(data.groups))
    for i in range(FOLDS):
        odds[fold == i] = fit(data.values[fold != i], data.target[fold != i]).decision_function(data.values[fold == i])
    return odds, fold


def platt(odds: Any, target: Any) -> tuple[float, float]:
    """Scale and shift that make log odds honest probabilities."""
    model = LogisticRegression(C=1e6, class_weight="balanced").fit(odds.reshape(-1, 1), target)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def ece(said: Any, target: Any, bins: int = 10) -> float:
    """Expected calibration error over bins of equal width."""
    place_of = np.minimum((said * bins).astype(int), bins - 1)
    return float(sum(abs((said - target)[place_of == b].sum()) for b in range(bins)) / len(said))


def measure(data: Matrix, seed: int) -> tuple[dict[str, Any], tuple[float, float]]:
    """Figures of what was held out, each fold calibrated on the other folds; and the calibration of all."""
    odds, fold = held_out(data, seed)
    said = np.zeros(len(odds))
    for i in range(FOLDS):
        scale, shift = platt(odds[fold != i], data.target[fold != i])
        said[fold == i] = 1 / (1 + np.exp(-(scale * odds[fold == i] + shift)))
    said = np.where(data.certain, np.maximum(said, genuine.CERTAIN), said)
    right = (said > 0.5) == data.target
    figures = {
        "pages": len(said), "accuracy": round(float(right.mean()), 4),
        "auroc": round(float(roc_auc_score(data.target, said)), 4), "ece": round(ece(said, data.target), 4),
        "reliability": _reliability(said, data.target),
        "by_group": {str(g): round(float(right[data.groups == g].mean()), 3) for g in sorted(set(data.groups))},
    }  # fmt: skip
    return figures, platt(odds, data.target)


def _reliability(said: Any, target: Any) -> list[dict[str, float]]:
    bins = np.minimum((said * 10).astype(int), 9)
    return [
        {"from": b / 10, "pages": int((bins == b).sum()), "said": round(float(said[bins == b].mean()), 3),
         "reports": round(float(target[bins == b].mean()), 3)}
        for b in range(10) if (bins == b).any()
    ]  # fmt: skip


def save(data: Matrix, calibration: tuple[float, float], figures: dict[str, Any]) -> None:
    """Fit on everything and write the weights, signs sorted by their weight."""
    model = fit(data.values, data.target)
    weights = model.coef_[0]
    signs = dict(sorted(zip(data.names, weights, strict=False), key=lambda item: -item[1]))
    grams = weights[len(data.names) :] * GRAM_SCALE
    shown = {key: value for key, value in figures.items() if key not in ("by_group", "reliability")}
    content = {
        "made_by": "python -m training.reports_or_not", "held_out": shown,
        "intercept": round(float(model.intercept_[0]), 4), "scale": round(calibration[0], 4),
        "shift": round(calibration[1], 4), "signs": {name: round(float(w), 4) for name, w in signs.items()},
        "grams": {str(i): round(float(w), 3) for i, w in enumerate(grams) if abs(w) >= 0.002},
    }  # fmt: skip
    WEIGHTS.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", "utf-8")


def make(count: int, seed: int) -> list[Sample]:
    """`count` samples, half of them reports."""
    rng = Random(seed)
    return [report(rng) if i % 2 else other(rng) for i in range(count)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Make, measure, print, and write the weights unless told not to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dry", action="store_true", help="measure only")
    options = parser.parse_args(arguments)
    data = matrix(make(options.count, options.seed))
    figures, calibration = measure(data, options.seed)
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    if not options.dry:
        save(data, calibration, figures)


if __name__ == "__main__":
    main()
