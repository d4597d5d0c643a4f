"""The page docs/data-dictionary.md, made from the columns: `python -m giar_ml.batch.dictionary` writes it."""

from __future__ import annotations

from pathlib import Path

from giar_ml.batch import listing
from giar_ml.batch.columns import TABLES

PAGE = Path(__file__).parents[2] / "docs/data-dictionary.md"
HEADER = """# The tables of a data set

Made from the code by `python -m giar_ml.batch.dictionary`; do not edit.

`giar-ml extract SOURCES... --output OUT --format dataset` writes a folder of Parquet files,
`OUT/<table>/part-*.parquet`, each part of the same inputs in every table, rows in input order.
`OUT/records/part-*.jsonl.gz` holds the whole records ([schema.md](schema.md)), with the noise spans that the tables
leave out. Every table begins with the same five columns; `path` and `part` join them. How to run, resume and size a
corpus: [corpora.md](corpora.md).

A number has two columns: `value` (a double, for computing) and `value_exact` (text, digit by digit as in the record).
Null is never zero: where no number is printed, both are null, and `reason` tells why.
"""
DUPLICATES = """Not made by `extract`: what `giar-ml duplicates OUT --output duplicates.parquet` writes.
One row a record that shares its report, or its numbers, with another one; a record without a row has no duplicate."""


def markdown() -> str:
    """The whole page."""
    lines = [HEADER]
    for name, (about, columns) in (TABLES | {"duplicates": (DUPLICATES, listing.COLUMNS)}).items():
        lines += [f"## {name}", "", about, "", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{c.name}` | {c.type} | {c.meaning} |" for c in columns]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(markdown(), "utf-8")
