"""The lattice over the print order: every way to cut the stream into the rows of a template, priced by text alone.

Node `(i, r)` says that `i` items are used and `r` rows decided. Arcs *take* a run of items for the next row, *pass*
over an item that belongs to no row, or *miss* a row that is not printed. `build` keeps every arc on a path whose price
is within `SLACK` of the cheapest; what arithmetic says comes later (`joint.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from giar_ml import deadline
from giar_ml.assemble.arcs import AFTER_OFTEN, OUTSIDE, Arc, Arcs, Node, Row
from giar_ml.assemble.stream import Stream

SLACK = 9.0
TURNED = 1.5  # labels stand after their numbers here and there
MOST_READINGS = 3_000  # kept in one lattice; an ordinary damaged table keeps a few hundred

Graph = dict[Node, list[Arc]]  # arcs by source node, in topological order
Prices = dict[Node, float]


@dataclass(slots=True)
class Lattice:
    """The arcs worth keeping, by source node in topological order, and the price of the cheapest path."""

    arcs: Graph = field(default_factory=dict)
    best: float = inf
    end: Node = (0, 0)


def build(
    stream: Stream, rows: Sequence[Row], *, outside: float = OUTSIDE, blocks: Sequence[int | None] = ()
) -> Lattice:
    """The kept lattice of a stream read as `rows`; empty where no path exists.

    `outside` is the price of a number before the first row or after the last: low where a zone may hold other text;
    `blocks`: below which heading every item stands. Where labels seem to stand after their numbers, the whole table may
    have been printed so here and there: then each of them says little.
    """
    source = Arcs(stream, rows, outside, blocks)
    lattice = _built(source)
    if not source.turned:
        return lattice
    source.after = AFTER_OFTEN
    other = _built(source)
    return other if other.best + TURNED < lattice.best else lattice


def _built(source: Arcs) -> Lattice:
    """The kept lattice at the prices that the source has now."""
    stream, rows = source.stream, source.rows
    end = (len(stream.items), len(rows))
    arcs, forward = _sketch(source)
    least = forward.get(end, inf)
    slack = SLACK
    while True:
        kept = _prune(arcs, forward, end, slack)
        read = {node: [a for arc in out if (a := source.read(arc)) is not None] for node, out in kept.arcs.items()}
        exact = _forward(read)
        best = exact.get(end, inf)
        if best + SLACK <= least + slack or slack > 4 * SLACK:
            return _bounded(read, exact, end)
        slack = min(best + SLACK - least, 4 * SLACK) + 0.01


def _bounded(arcs: Graph, forward: Prices, end: Node) -> Lattice:
    """The arcs within `SLACK`, or fewer, so that they can be summed over in bounded time: nonsense leaves all open."""
    slack = SLACK
    while True:
        lattice = _prune(arcs, forward, end, slack)
        if slack < 0.1 or sum(len(a.readings) or 1 for out in lattice.arcs.values() for a in out) <= MOST_READINGS:
            return lattice
        slack /= 2


def _sketch(source: Arcs) -> tuple[Graph, Prices]:
    """Every arc within the band, and a lower bound of the price of the cheapest path to every node."""
    best: Prices = {(0, 0): 0.0}
    arcs: Graph = {}
    for i, (low, high) in deadline.each(enumerate(source.band)):
        for r in range(low, high + 1):
            if (i, r) in best:
                arcs[i, r] = source.at(i, r)
                _relax(best, best[i, r], arcs[i, r])
    return arcs, best


def _forward(arcs: Graph) -> Prices:
    """The price of the cheapest path from the start to every node."""
    best: Prices = {(0, 0): 0.0}
    for node, out in arcs.items():
        if node in best:
            _relax(best, best[node], out)
    return best


def _relax(best: Prices, here: float, arcs: Sequence[Arc]) -> None:
    for _, _, j, s, cost, _, floor in arcs:
        price = here + cost + floor
        if price < best.get((j, s), inf):
            best[j, s] = price


def _prune(arcs: Graph, forward: Prices, end: Node, slack: float) -> Lattice:
    """The arcs on paths within `slack` of the cheapest."""
    best = forward.get(end, inf)
    backward: Prices = {end: 0.0}
    kept: Graph = {}
    for node in reversed(arcs):
        if node not in forward:
            continue
        room, least, stay = best + slack - forward[node], inf, []
        for arc in arcs[node]:
            _, _, j, s, cost, _, floor = arc
            price = cost + floor + backward.get((j, s), inf)
            least = min(least, price)
            if price <= room:
                stay.append(arc)
        if stay:
            backward[node], kept[node] = least, stay
    return Lattice(dict(reversed(kept.items())), best, end)
