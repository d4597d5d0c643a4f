"""Whose error is it: the attribution of violated rules, on a set half issuer errors, half errors of reading.

    python -m benchmarks.attribution --n 100 --seed 1

Issuer errors: one wrong number in a clean print. Errors of reading: half of them emulated (a cell of a clean report
gets another value, as such slips go, and less confidence), half real: reports of the harder rungs of the ladder that
were misread and then break a rule. A violated rule counts as misread where it uses a misread cell, as the issuer's
where it uses a planted one; where the damage left digits that nobody can tell apart it does not count.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

import giar_ml
from benchmarks.ladder import Job, make
from benchmarks.repairs import DOUBT, slip
from giar_ml.check import check
from giar_ml.export.record import to_report
from giar_ml.types import Cell, Finding, Report
from training.synth import Written

HARD = ("merged_digits", "many_blanks", "drop_zeros", "blank_totals", "pairs")
PLAIN = ("tab", "pipe", "flat", "spaces", "html")
ABSTAINED = 0.9  # the reader's own bound
MOST_TRIES = 60  # reports read for every misread one that is wanted


@dataclass(frozen=True, slots=True)
class Case:
    """A report as read, the cells that were read wrong, and the cells that the issuer printed wrong.

    `kept`: how many printed numbers of the issuer's errors were read as printed, `printed`: of how many.
    """

    kind: str
    report: Report
    misread: frozenset[str]
    planted: frozenset[str]
    kept: int = 0
    printed: int = 0


def _read(written: Written) -> Report | None:
    record = giar_ml.load().read_bytes(written.data, f"report{written.suffix}")[0].record
    return None if record.error else to_report(record)


def _misread(written: Written, report: Report) -> frozenset[str]:
    truth, values = written.truth, report.values()
    return frozenset(a for a, t in truth.items() if values.get(a) not in t.accepted)


def issuers(n: int, seed: int) -> Iterator[Case]:
    """Clean prints with one wrong number of the issuer's."""
    for index in range(n):
        written, _ = make(Job("wrong_sum", index, seed))
        report = _read(written)
        if report is not None:
            values = report.values()
            shown = {a: written.truth[a].value for a in written.planted}
            kept = sum(values.get(a) == v for a, v in shown.items())
            yield Case("issuer", report, _misread(written, report), frozenset(shown), kept, len(shown))


def emulated(n: int, seed: int) -> Iterator[Case]:
    """Clean reports in which one or two cells, or two neighbours, changed after the reading."""
    for index in range(n):
        rng = Random(f"{seed}/emulated/{index}")
        report = _read(make(Job("clean", index, seed, PLAIN))[0])
        if report is None:
            continue
        read = [c for c in report.cells if c.address.startswith("requests.") and c.value is not None]
        at = rng.randrange(len(read) - 1)
        wrong = {read[at].address: slip(rng, read[at].address, int(read[at].value or 0))}
        if rng.random() < 0.3 and read[at].value != read[at + 1].value:
            wrong = {read[at].address: int(read[at + 1].value or 0), read[at + 1].address: int(read[at].value or 0)}
        cells = tuple(_doubted(c, wrong[c.address], rng) if c.address in wrong else c for c in report.cells)
        yield Case("emulated", replace(report, cells=cells), frozenset(wrong), frozenset())


def _doubted(cell: Cell, value: int, rng: Random) -> Cell:
    sure = rng.uniform(*DOUBT)
    return replace(cell, value=Decimal(value), raw=str(value), confidence=sure, abstained=sure < ABSTAINED)


def misread(n: int, seed: int) -> Iterator[Case]:
    """Damaged reports that the reader misread such that a rule is broken, as many as are found."""
    found = 0
    for index in range(MOST_TRIES * n):
        written, _ = make(Job(HARD[index % len(HARD)], index // len(HARD), seed))
        report = _read(written)
        wrong = _misread(written, report) if report else frozenset()
        if report is None or not any(wrong & set(f.addresses) for f in _violated(report)):
            continue
        found += 1
        yield Case("misread", report, wrong, frozenset())
        if found == n:
            return


def _violated(report: Report) -> list[Finding]:
    return [f for f in check(report) if f.status == "violated" and f.severity == "error"]


def verdicts(case: Case) -> list[tuple[str, str]]:
    """`(truth, attribution)` of every violated rule of a case."""
    found: list[tuple[str, str]] = []
    for finding in _violated(case.report):
        used = set(finding.addresses)
        truth = "extraction" if used & case.misread else "issuer" if used & case.planted else None
        if truth:
            found.append((truth, finding.attribution or "undecided"))
    return found


def f1(counts: Counter[tuple[str, str]], label: str) -> float:
    """F1 of one verdict; `undecided` is a miss of whatever was true."""
    right = counts[label, label]
    said = sum(k for (_, verdict), k in counts.items() if verdict == label)
    true = sum(k for (truth, _), k in counts.items() if truth == label)
    return 2 * right / (said + true) if said + true else 1.0


@dataclass(slots=True)
class Score:
    """`counts`: rules by (kind, truth, verdict), every kind of error weighing what its share of the set is."""

    counts: Counter[tuple[str, str, str]]
    cases: Counter[str]
    kept: int = 0
    printed: int = 0

    def pairs(self, *kinds: str) -> Counter[tuple[str, str]]:
        chosen: Counter[tuple[str, str]] = Counter()
        for (kind, truth, verdict), count in self.counts.items():
            if not kinds or kind in kinds:
                chosen[truth, verdict] += count
        return chosen

    def macro(self, *kinds: str) -> float:
        """The mean F1 of both verdicts."""
        pairs = self.pairs(*kinds)
        return (f1(pairs, "issuer") + f1(pairs, "extraction")) / 2


def measure(n: int, seed: int, real: int | None = None) -> Score:
    """`n` reports with issuer errors, as many with errors of reading, `real` (else half) of them misread in earnest."""
    real = n // 2 if real is None else real
    score = Score(Counter(), Counter())
    for cases in (issuers(n, seed), misread(real, seed), emulated(n - real, seed)):
        for case in cases:
            score.cases[case.kind] += 1
            score.kept += case.kept
            score.printed += case.printed
            score.counts.update((case.kind, truth, verdict) for truth, verdict in verdicts(case))
    return score


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attribution", description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=100, help="reports with issuer errors, and as many misread")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    score = measure(options.n, options.seed)
    print("reports:", dict(score.cases))
    for (kind, truth, verdict), count in sorted(score.counts.items()):
        print(f"{kind:9} {truth:10} -> {verdict:10} {count}")
    pairs = score.pairs()
    print(f"F1 issuer {f1(pairs, 'issuer'):.4f}  extraction {f1(pairs, 'extraction'):.4f}  mean {score.macro():.4f}")
    print(f"F1 mean, emulated alone {score.macro('issuer', 'emulated'):.4f}")
    print(f"F1 mean, misread alone {score.macro('issuer', 'misread'):.4f}")
    print(f"printed values kept: {score.kept} of {score.printed}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
