"""Silver labels from unlabelled reports: `python -m training.harvest REPORTS... --output silver.jsonl [--model DIR]`.

Only reports whose tables add up (no rule of severity error violated) are used. In them a count of the prose is labelled

- `confirmed`, where the line read it as an indicator and a rule of text against tables (T-*) holds for it;
- `deduced`, where the line read nothing and the number, of two digits or more, is that of just one of the table cells
  that prose repeats.

A line of the output is one sentence as the model sees it, with the spans of the labeler, the indicators known so, and
`unknown` for the other counts; `silver` says which file, which place, which rule. Such labels are learned from beside
labels by hand (`giar-ml train --silver`) and never judge a model.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from giar_ml import convert
from giar_ml.assemble.numbers import read_number
from giar_ml.convert import Labelled, Mark
from giar_ml.errors import ReadError
from giar_ml.export.record import Record
from giar_ml.label import Labeler
from giar_ml.label.guesses import TOLD
from giar_ml.label.onnx import OnnxLabeler
from giar_ml.label.windows import windows
from giar_ml.normalize import normalize
from giar_ml.pipeline import Reader
from giar_ml.read import read
from giar_ml.schema.narrative import narrative
from giar_ml.segment import outline, split
from giar_ml.types import Document, Passage, Span

UNKNOWN = "unknown"  # the indicator of a count of which nothing is known: it teaches the tags alone
SURE = 0.9  # score of a COUNT from which its place is believed
LEAST = 10  # numbers under this agree by chance
# The cells that prose repeats, each with the indicator that says so.
REPEATED = {
    "requests.new_received.total": "foi.received",
    "requests.carried_in.total": "foi.carried_in",
    "requests.results_total.total": "foi.replied",
    "requests.granted_in_full.total": "foi.granted",
    "requests.carried_out.total": "foi.carried_out",
    "requests.new_received.natural_person": "foi.applicant.natural",
    "review.review_total": "review.total",
    "disclosure.normative_docs_in_force": "normative.valid",
    "disclosure.normative_docs_repealed": "normative.repealed",
    "disclosure.licensing_decisions": "disclosed.category.licensing",
    "disclosure.penalty_decisions": "disclosed.category.penalties",
}
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Known:
    """The indicator of one count, and why: the rules that hold, or the address of the cell with the same number."""

    indicator: str
    how: str
    why: tuple[str, ...]


def harvest(paths: Iterable[Path], labeler: Labeler) -> Iterator[Labelled]:
    """The silver sentences of report files, file after file; files that cannot be read give none."""
    reader = Reader(labeler=labeler)
    for path in paths:
        try:
            parts = split(read(path))
        except ReadError:
            continue  # the line itself reports such files
        for document, reading in zip(parts, reader.readings([path]), strict=False):
            yield from _sentences(document, reading.record, labeler, path)


def _sentences(document: Document, record: Record, labeler: Labeler, path: Path) -> Iterator[Labelled]:
    if not adds_up(record):
        return
    confirmed, cells = dict(_confirmed(record)), _distinct(record)
    taken = {(s.start, s.end) for s in record.statistics}
    passages = outline(normalize(document.visible)).passages
    where = {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "model": labeler.hash}
    for passage, spans in zip(passages, labeler.label(passages), strict=True):
        known = dict(_known(passage, spans, confirmed, cells, taken))
        for start, end in windows(passage.text.text) if known else ():
            inside = {place: it for place, it in known.items() if start <= place[0] and place[1] <= end}
            if inside:
                yield _labelled(passage, spans, (start, end), inside, where | {"part": record.source.part}, record)


def adds_up(record: Record) -> bool:
    """Whether identities of its tables were evaluated and none of them, or of anything grave, is violated."""
    grave = [finding for finding in record.findings if finding.severity == "error"]
    return any(f.status == "holds" for f in grave) and not any(f.status == "violated" for f in grave)


def _confirmed(record: Record) -> Iterator[tuple[Place, Known]]:
    """Raw places of statistics with a number above zero for which a rule of text against tables holds.

    A number that two of the repeated cells print proves neither: 11 received, 11 answered.
    """
    twice = {value for value, cells in _repeated(record).items() if len(cells) > 1}
    rules: dict[int, list[str]] = {}
    for finding in record.findings:
        if finding.rule.startswith("T-") and finding.status == "holds":
            said = [int(address[11:-1]) for address in finding.addresses if address.startswith("statistics[")]
            values = {number: Decimal(record.statistics[number].value) for number in said}
            whole = sum(values.values()) == finding.right  # the rule is about their sum; else about one that agrees
            for number in said:
                if whole or values[number] == finding.right:
                    rules.setdefault(number, []).append(finding.rule)
    for number, names in rules.items():
        statistic = record.statistics[number]
        if statistic.value > 0 and statistic.qualifier == "exact" and statistic.value not in twice:
            yield (statistic.start, statistic.end), Known(statistic.indicator, "confirmed", tuple(names))


def _repeated(record: Record) -> dict[Decimal, list[tuple[str, str]]]:
    """The numbers of the cells that prose repeats: number -> [(address, indicator), ...]."""
    found: dict[Decimal, list[tuple[str, str]]] = {}
    for cell in record.cells:
        if cell.address in REPEATED and cell.value is not None and not cell.abstained:
            found.setdefault(Decimal(cell.value), []).append((cell.address, REPEATED[cell.address]))
    return found


def _distinct(record: Record) -> dict[Decimal, tuple[str, str]]:
    """Numbers that just one of the repeated cells prints: number -> (address, indicator)."""
    return {value: cells[0] for value, cells in _repeated(record).items() if len(cells) == 1 and value >= LEAST}


def _known(
    passage: Passage,
    spans: Sequence[Span],
    confirmed: Mapping[Place, Known],
    cells: Mapping[Decimal, tuple[str, str]],
    taken: set[Place],
) -> Iterator[tuple[Place, Known]]:
    """Clean places of the counts of a passage of which an indicator is known."""
    for span in spans:
        if span.label != "COUNT" or span.score < SURE:
            continue
        raw = passage.text.raw(span.start, span.end)
        if raw in confirmed:
            yield (span.start, span.end), confirmed[raw]
        elif raw not in taken and (it := _deduced(passage.text.text[span.start : span.end], cells)):
            yield (span.start, span.end), it


def _deduced(words: str, cells: Mapping[Decimal, tuple[str, str]]) -> Known | None:
    quantity = read_number(words)
    if quantity is None or quantity.qualifier != "exact" or quantity.value not in cells:
        return None
    address, key = cells[quantity.value]
    indicator = narrative().indicator(key)
    fits = indicator is not None and (not quantity.unit or quantity.unit in indicator.units)
    return Known(key, "deduced", (address,)) if fits else None


def _labelled(
    passage: Passage,
    spans: Sequence[Span],
    window: Place,
    known: Mapping[Place, Known],
    where: Mapping[str, Any],
    record: Record,
) -> Labelled:
    start, end = window
    marks = tuple(
        Mark(span.start - start, span.end - start, span.label, _indicator(span, known))
        for span in spans
        if start <= span.start and span.end <= end
    )
    reasons = [
        {"at": place[0] - start, "how": it.how, "why": list(it.why), "indicator": it.indicator}
        for place, it in sorted(known.items())
    ]
    first, last = passage.text.raw(start, end)
    silver = dict(where) | {"start": first, "end": last, "because": reasons}
    group = record.report.body or str(where["file"])
    name = f"{where['sha256'][:12]}-{where['part']}-{first}"
    return Labelled(passage.text.text[start:end], marks, name, group, {"silver": silver}, judged=True)


def _indicator(span: Span, known: Mapping[Place, Known]) -> str | None:
    if span.label not in TOLD:
        return None
    it = known.get((span.start, span.end))
    return it.indicator if it else UNKNOWN


@click.command(help=__doc__)
@click.argument("reports", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--model", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The shipped one if none.")
def main(reports: tuple[Path, ...], output: Path, model: Path | None) -> None:
    """Write the silver sentences of report files and folders."""
    files = [p for r in reports for p in (sorted(x for x in r.rglob("*") if x.is_file()) if r.is_dir() else [r])]
    found = list(harvest(files, OnnxLabeler(model)))
    convert.write(found, output, "jsonl")
    because = [it["how"] for text in found for it in text.meta["silver"]["because"]]
    click.echo(f"{len(found)} sentences: {because.count('confirmed')} confirmed, {because.count('deduced')} deduced")


if __name__ == "__main__":
    main()
