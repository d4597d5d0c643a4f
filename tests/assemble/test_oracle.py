from __future__ import annotations

from decimal import Decimal

import pytest

pytest.importorskip("ortools")

from benchmarks.ladder import Job, make
from benchmarks.oracle import Agreement, compare, lattice_of, most_probable, solve
from giar_ml.assemble.arcs import Arc
from giar_ml.assemble.joint import TOLERANCE, decide
from giar_ml.assemble.lattice import Lattice
from giar_ml.assemble.readings import Reading
from giar_ml.assemble.walk import ESCAPE, Roles
from training.synth import Written

HARD = ("drop_zeros", "many_blanks", "blank_totals", "wrong_sum", "pairs", "wrong_sum+any", "split_digits")
ROLES = Roles(received=0, carried_in=1, results=(2, 4), total=4, carried_out=5)


def agreement(written: Written) -> Agreement:
    case = lattice_of(written)
    assert case is not None
    return compare(*case)


@pytest.mark.parametrize("rung", HARD)
@pytest.mark.parametrize("index", range(3))
def test_the_reader_is_never_sure_of_a_row_in_which_an_integer_program_finds_a_better_table(
    rung: str, index: int
) -> None:
    found = agreement(make(Job(rung, index, seed=3))[0])
    assert found.unproved == 0
    assert found.sure == 0
    assert found.differ <= 7


def row(*numbers: int, cost: float = 0.0) -> Reading:
    values = tuple(map(Decimal, (*numbers, sum(numbers))))
    return Reading(values, tuple((k, k) for k in range(7)), cost)


def table(*rows: tuple[Reading, ...]) -> Lattice:
    """A lattice of one run a row; an empty tuple is a row that is not printed."""
    arcs = {(r, r): [Arc(r, r, r + 1, r + 1, 0.0, readings)] for r, readings in enumerate(rows)}
    return Lattice(arcs, 0.0, (len(rows), len(rows)))


NOTHING = row(0, 0, 0, 0, 0, 0)
SOUND = (row(5, 1, 0, 0, 0, 0), NOTHING, row(3, 1, 0, 0, 0, 0), row(1, 0, 0, 0, 0, 0))
REST = (row(4, 1, 0, 0, 0, 0), row(1, 0, 0, 0, 0, 0))


def test_the_columns_choose_among_readings_that_the_text_leaves_open() -> None:
    wrong = row(1, 3, 0, 0, 0, 0, cost=0.0)
    right = row(3, 1, 0, 0, 0, 0, cost=1.0)
    lattice = table((SOUND[0],), (SOUND[1],), (wrong, right), (SOUND[3],), *((r,) for r in REST))
    best = solve(lattice, ROLES)
    assert best.rows[2][1] == right
    assert best.cost == pytest.approx(1.0)
    assert best.waived == ()
    assert most_probable(decide(lattice, ROLES).rows)[2][0] == right.values


def test_a_column_that_the_print_breaks_is_waived_at_its_price() -> None:
    broken = row(3, 2, 0, 0, 0, 0)
    lattice = table((SOUND[0],), (SOUND[1],), (broken, row(9, 9, 9, 9, 9, 9)), (SOUND[3],), *((r,) for r in REST))
    best = solve(lattice, ROLES)
    assert best.waived == (1,)
    assert best.cost == pytest.approx(TOLERANCE)
    assert best.rows[2][1] == broken


def test_an_unread_row_pays_for_the_identities_that_it_escapes() -> None:
    unread = Reading((), (), 0.0)
    other = row(2, 2, 0, 0, 0, 0)
    lattice = table((SOUND[0],), (SOUND[1],), (other, unread), (SOUND[3],), *((r,) for r in REST))
    best = solve(lattice, ROLES)
    assert best.cost == pytest.approx(min(2 * TOLERANCE, ESCAPE))
    assert best.rows[2][1] == unread


def test_numbers_beyond_counting_are_refused() -> None:
    lattice = table((row(10**13, 0, 0, 0, 0, 0),), *((NOTHING,) for _ in range(5)))
    with pytest.raises(ValueError, match="beyond"):
        solve(lattice, ROLES)
