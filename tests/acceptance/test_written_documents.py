"""Reports as text, Markdown, HTML and DOCX in every way of printing tables and years that crawls hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import DOCUMENTS, Document
from judge import judged, read

WRITTEN = {
    name: d for name, d in DOCUMENTS.items() if name.startswith(("v-", "p-", "docx-", "years-docx", "years-html"))
}
LEAST = {"p-columns-wide-3": 0.99, "p-columns-ragged-city": 0.99}  # a number torn by the end of a column


@pytest.mark.parametrize("document", list(WRITTEN.values()), ids=lambda d: d.name)
def test_a_report_is_read_however_it_is_written(document: Document, tmp_path: Path) -> None:
    path = document.file(tmp_path)
    assert path is not None
    verdict = judged(read(path), document.facts)
    if document.name in LEAST:
        assert verdict.right >= LEAST[document.name] * verdict.cells
    else:
        assert verdict.perfect, [*verdict.who, *verdict.offsets, *verdict.misses]
