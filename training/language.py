"""Which pairs of Han characters official language uses: the table that tells words from garbage.

    python -m training.language --text statutes.txt.xz --output giar_ml/normalize/data/pairs.txt

Counts pairs in our own synthetic prose, noise left out, and with `--text` in public statutes (plain or .xz; outside
copyright). Every line of the result is a first character and all that follow it. The sentences of the ladder's reports
(`training.synth.prose_frame`) never enter: the benchmarks measure on them.
"""

from __future__ import annotations

import lzma
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from pathlib import Path

import click

from training.synth.prose import generate
from training.synth.prose_noise import OPERATORS

HAN = re.compile("[\u4e00-\u9fff]{2,}")
LEAST_WRITTEN = 2  # times a pair is met in our prose: what invented names have made of it is met once
LEAST_READ = 20  # the same in statutes, which hold names and misprints too
HEADER = """\
# Pairs of Han characters that official language uses: a first character, then all that follow it. Counted by
# `python -m training.language` in synthetic prose and public statutes. A pair that is missing is rare, not wrong.
"""


def count(texts: Iterable[str]) -> Counter[str]:
    """How often every pair of Han characters stands in the texts."""
    found: Counter[str] = Counter()
    for text in texts:
        for run in HAN.findall(text):
            found.update(map("".join, pairwise(run)))
    return found


def written(amount: int, seed: int) -> Iterator[str]:
    """Texts of our own, those without noise."""
    return (example.text for example in generate(amount, seed) if not OPERATORS.keys() & set(example.families))


def read(paths: Iterable[Path]) -> Iterator[str]:
    """The lines of text files."""
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
            yield from file


def table(pairs: Iterable[str]) -> str:
    """The pairs as the data file has them."""
    grouped = groupby(sorted(pairs), key=lambda pair: pair[0])
    return HEADER + "".join(f"{first}{''.join(pair[1] for pair in group)}\n" for first, group in grouped)


@click.command(help=__doc__)
@click.option("--text", "texts", type=click.Path(path_type=Path, exists=True), multiple=True, help="statutes")
@click.option("--n", "amount", default=60_000, show_default=True, help="synthetic texts")
@click.option("--seed", default=5, show_default=True)
@click.option("--output", type=click.Path(path_type=Path), required=True)
def main(texts: tuple[Path, ...], amount: int, seed: int, output: Path) -> None:
    """Write the table."""
    pairs = {pair for pair, times in count(written(amount, seed)).items() if times >= LEAST_WRITTEN}
    pairs |= {pair for pair, times in count(read(texts)).items() if times >= LEAST_READ}
    output.write_text(table(pairs), "utf-8")
    click.echo(f"{len(pairs)} pairs")


if __name__ == "__main__":
    main()
