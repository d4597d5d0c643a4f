"""Learns the prices of the table reader from simulated damage, and says whether that beats setting them by hand.

    python -m training.prices --n 40 --seed 6601 --report-n 20 --report-seed 7701 --output out/prices.json

Half of the operators and of the layouts are learned from, all are reported on, with other seeds. First every price is
moved alone, down and up: those that matter most are searched, one after the other, on a logarithmic scale. A move is
kept where it lowers the loss (nats, misread cells and trusted wrong numbers, `price_sheets.Score.loss`) by more than
`SURELY` standard errors of the paired difference: smaller gains are noise. Nothing is written into the code: the values
are for people to judge.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.ladder import MIXABLE, TEXT_LAYOUTS, Job, make
from training.price_events import events, frequencies
from training.price_sheets import Score, Scores, Sheet, by_rung, price, scores, sheets, telling, total

PRICES = (
    "labels.LABEL", "labels.CONTRAST", "labels.SPLIT", "arcs.UNLABELLED", "arcs.LISTED", "arcs.AFTER",
    "arcs.AFTER_OFTEN", "arcs.CUT_TIGHT", "arcs.CUT_LINE[True]", "arcs.CUT_LINE[False]", "arcs.ACROSS_TEXT",
    "arcs.ACROSS_LABEL", "arcs.ACROSS_LINE[True]", "arcs.OTHER_BLOCK", "arcs.PASS", "arcs.PASS_LIKELY",
    "arcs.PASS_SCARCE", "arcs.PASS_BLANK", "arcs.OUTSIDE_ROW", "arcs.MISS", "arcs.MISS_LABELLED", "lattice.TURNED",
    "readings.BROKEN_SUM", "readings.BROKEN_SHORT", "readings.BROKEN_SLICE", "readings.DROPPED_TOTAL",
    "readings.MENDED", "readings.MENDED_ZERO", "readings.DROPPED", "readings.DROPPED_EACH", "readings.LOST_CELL",
    "readings.BLANK_CELL", "readings.LOST_UNBOUND", "readings.MERGED", "readings.MERGED_NUMBERS", "readings.JOINED",
    "readings.HALVED", "readings.STRAY", "readings.SHIFTED", "joint.TOLERANCE", "walk.ESCAPE",
)  # fmt: skip
EVERY = ("clean", *MIXABLE, "wrong_sum", "html", "pairs", "wrong_sum+any")
LEARNED = EVERY[:-2:2]
LAYOUTS = ("tab", "flat", "lines", "pipe")
OTHERS = tuple(layout for layout in TEXT_LAYOUTS if layout not in LAYOUTS)
MOVES = (0.6, 1.6)  # of the sensitivity
STEPS = ((0.6, 1.6), (0.8, 1.25))  # of the search, round by round
MOST = 12  # prices searched
SURELY = 1.0
WORTH = 1e-5  # gain: less is not worth a change
FURTHEST = 2.0  # times or a part of the value by hand: where no report needs an event, its price would grow for ever


@dataclass(slots=True)
class Search:
    """A search over prices on fixed reports: the best prices so far, their scores, and when to stop."""

    pages: Sequence[Sheet]
    until: float
    best: Scores
    prices: dict[str, float] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    def climb(self, names: Sequence[str]) -> None:
        """Every price down and up, in rounds of smaller steps."""
        for steps in STEPS:
            for name in names:
                for factor in steps:
                    if time.monotonic() < self.until and self.move(name, factor):
                        while time.monotonic() < self.until and self.move(name, factor):
                            pass
                        break

    def move(self, name: str, factor: float) -> bool:
        """Whether this price is better at `factor` times its value; then it stays there."""
        by_hand = price(name)
        wanted = self.prices.get(name, by_hand) * factor
        wanted = round(min(max(wanted, by_hand / FURTHEST), by_hand * FURTHEST), 3)
        if wanted == self.prices.get(name, by_hand):
            return False
        found = scores(self.pages, {**self.prices, name: wanted})
        gain, error = found.better_than(self.best)
        keep = gain > max(WORTH, SURELY * error)
        self.log.append(f"{name} -> {wanted}: {gain:+.6f} ± {error:.6f}{' kept' if keep else ''}")
        print(self.log[-1], flush=True)
        if keep:
            self.prices[name], self.best = wanted, found
        return keep


def sensitivity(pages: Sequence[Sheet], base: Scores, until: float) -> dict[str, list[tuple[float, float, float]]]:
    """What moving each price alone gains: (factor, gain of loss, standard error)."""
    found: dict[str, list[tuple[float, float, float]]] = {}
    for name in PRICES:
        for factor in MOVES if time.monotonic() < until else ():
            moved = scores(pages, {name: price(name) * factor})
            found.setdefault(name, []).append((factor, *moved.better_than(base)))
            print(f"{name} {price(name)} ×{factor}: {found[name][-1][1]:+.6f} ± {found[name][-1][2]:.6f}", flush=True)
    return found


def weightiest(found: Mapping[str, Sequence[tuple[float, float, float]]], most: int = MOST) -> list[str]:
    """The prices that matter most: those whose moves change the loss most."""
    return sorted(found, key=lambda name: -max(abs(gain) for _, gain, _ in found[name]))[:most]


def counted(rungs: Sequence[str], n: int, seed: int, layouts: Sequence[str] = LAYOUTS) -> dict[str, float]:
    """Prices from the frequency of events in the same mixture of damage."""
    total: Counter[str] = Counter()
    for rung in rungs:
        for k in range(n):
            total.update(events(make(Job(rung, k, seed, tuple(layouts)))[0]))
    return {name.replace("lattice.", "arcs."): value for name, value in frequencies(total).items()}


def report(pages: Sequence[Sheet], ways: Mapping[str, Scores]) -> str:
    """A Markdown table: every rung under every set of prices, and learned and other operators and layouts together."""
    lines = [
        "| reports | prices | cells right | trusted and wrong | abstained | nats a cell |",
        "|---|---|---|---|---|---|",
    ]
    groups = {
        "all": pages,
        "operators learned from": [p for p in pages if p.rung in LEARNED],
        "other operators": [p for p in pages if p.rung not in LEARNED],
        "layouts learned from": [p for p in pages if p.layout in LAYOUTS],
        "other layouts": [p for p in pages if p.layout not in LAYOUTS],
        "neither": [p for p in pages if p.layout not in LAYOUTS and p.rung not in LEARNED],
    }
    for group, members in groups.items():
        chosen = set(map(id, members))
        for way, found in ways.items():
            each = [s for p, s in zip(pages, found.each, strict=True) if id(p) in chosen]
            lines.append(_line(group, way, total(each)))
    rungs = {way: by_rung(pages, found) for way, found in ways.items()}
    lines += [_line(rung, way, rungs[way][rung]) for rung in next(iter(rungs.values())) for way in ways]
    return "\n".join(lines) + "\n"


def _line(group: str, way: str, score: Score) -> str:
    n = max(1, score.cells)
    rates = f"{score.right / n:.5f} | {100 * score.wrong / n:.3f} % | {100 * score.abstained / n:.3f} %"
    return f"| {group} | {way} | {rates} | {-score.log / n:.5f} |"


def compared(ways: Mapping[str, Scores]) -> list[str]:
    """By how much every set of prices is better than the first, paired by report."""
    first, *others = ways
    gains = {way: ways[way].better_than(ways[first]) for way in others}
    return [f"{way}: loss lower than {first} by {gain:+.6f} ± {error:.6f}" for way, (gain, error) in gains.items()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Count, test the sensitivity, search, and report on other seeds."""
    parser = argparse.ArgumentParser(prog="python -m training.prices", description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=40, help="reports an operator to learn from")
    parser.add_argument("--seed", type=int, default=6601)
    parser.add_argument("--all", action="store_true", help="learn from all operators and layouts")
    parser.add_argument("--report-n", type=int, default=20, help="reports an operator to report on")
    parser.add_argument("--report-seed", type=int, default=7701)
    parser.add_argument("--minutes", type=float, default=20.0, help="of sensitivity and search together, at most")
    parser.add_argument("--prices", type=Path, help="report on the prices of this JSON file and search for none")
    parser.add_argument("--output", type=Path, help="JSON: frequencies, sensitivity, the search and the learned prices")
    options = parser.parse_args(arguments)
    if options.prices:
        ways = json.loads(options.prices.read_text("utf-8"))["ways"]
        made: dict[str, object] = {}
    else:
        ways, made = learn(options.n, options.seed, options.minutes, every=options.all)
    pages = sheets(EVERY, options.report_n, options.report_seed)
    found = {"by hand": scores(pages), **{way: scores(pages, prices) for way, prices in ways.items()}}
    print(report(pages, found), *compared(found), sep="\n")
    if options.output:
        made |= {"ways": ways, "report": report(pages, found), "compared": compared(found)}
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(json.dumps(made, ensure_ascii=False, indent=1), "utf-8")
    return 0


def learn(
    n: int, seed: int, minutes: float, *, every: bool = False
) -> tuple[dict[str, dict[str, float]], dict[str, object]]:
    """Prices by the name of the way they were found, and how they were."""
    began = time.monotonic()
    rungs, layouts = (EVERY, TEXT_LAYOUTS) if every else (LEARNED, LAYOUTS)
    frequent = counted(rungs, n, seed, layouts)
    made = sheets(rungs, n, seed, layouts)
    pages = telling(made, scores(made))
    base = scores(pages)
    print(f"{len(made)} reports, {len(pages)} of them tell; loss by hand {base.loss:.6f}", flush=True)
    moved = sensitivity(pages, base, began + 30 * minutes)
    search = Search(pages, began + 60 * minutes, base)
    search.climb(weightiest(moved))
    ways = {"counted": frequent, "learned": search.prices}
    return ways, {"sensitivity": moved, "search": search.log}


if __name__ == "__main__":
    raise SystemExit(main())
