"""Keep converted documents as test data: `python tests/acceptance/keep.py` writes `data/` anew.

Font programs are taken out, which leaves a tenth of the size and every character where the engine put it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

import yaml  # noqa: E402
from documents import DOCUMENTS  # noqa: E402

DATA = Path(__file__).parent / "data"
OUT = Path(__file__).parents[2] / "out" / "acceptance"
KEPT = (
    "chromium-portrait",
    "chromium-no-borders",
    "office-pdf-landscape",
    "years-pdf-table-landscape",
    "years-pdf-rows-portrait",
    "years-pdftotext-layout-grid-landscape",
    "pdftotext-layout-narrow-labels",
    "pandoc-markdown-portrait",
    "pdftotext-plain-no-borders-padded",
    "pdftotext-plain-hairlines",
    "office-pdftotext-layout-portrait",
)


def slim(source: Path, to: Path) -> None:
    """The PDF without its font programs, compressed."""
    plain = to.with_suffix(".qdf")
    subprocess.run(["qpdf", "--qdf", "--object-streams=disable", str(source), str(plain)], check=True)
    data = re.sub(rb"/FontFile[23]? \d+ 0 R", lambda m: b" " * len(m[0]), plain.read_bytes())
    plain.write_bytes(data)
    flags = ["--object-streams=generate", "--recompress-flate", "--compression-level=9", "--deterministic-id"]
    subprocess.run(["qpdf", *flags, str(plain), str(to)], check=True)
    plain.unlink()


def main() -> None:
    DATA.mkdir(exist_ok=True)
    files = []
    for name in KEPT:
        document = DOCUMENTS[name]
        source = document.file(OUT)
        assert source is not None, f"{name}: a converter is missing"
        to = DATA / source.name
        if source.suffix == ".pdf":
            slim(source, to)
        else:
            to.write_bytes(source.read_bytes())
        files.append({"file": source.name, "reports": [_facts(facts) for facts in document.facts]})
    head = "# What the kept documents print: cells that are not zero; every other cell of the template is 0.\n"
    (DATA / "expected.yaml").write_text(head + yaml.safe_dump(files, allow_unicode=True, sort_keys=False), "utf-8")


def _facts(facts) -> dict:  # type: ignore[no-untyped-def, type-arg]
    cells = {a: (int(v) if v == v.to_integral_value() else str(v)) for a, v in facts.cells.items() if v}
    return {"epoch": facts.epoch, "year": facts.year, "body": facts.body, "cells": cells}


if __name__ == "__main__":
    main()
