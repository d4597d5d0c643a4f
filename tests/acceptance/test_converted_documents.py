"""Reports through real browsers, office programs and converters, where those are installed."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import DOCUMENTS, Document
from judge import Verdict, judged, read

CONVERTED = [d for d in DOCUMENTS.values() if d.needs]
# Text whose rows a converter has taken apart column by column, and labels wrapped to two characters a line.
UNREAD = ("pdftotext-plain", "office-pdftotext", "years-pdftotext-plain")
LEAST_CELLS, LEAST_NONZERO = 0.985, 0.97

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("converted")


def verdict_of(document: Document, folder: Path) -> Verdict:
    path = document.file(folder)
    if path is None:
        pytest.skip("a converter is not installed")
    return judged(read(path), document.facts)


@pytest.mark.parametrize("document", [d for d in CONVERTED if not d.name.startswith(UNREAD)], ids=lambda d: d.name)
def test_a_converted_report_is_read(document: Document, folder: Path) -> None:
    verdict = verdict_of(document, folder)
    assert not verdict.who
    assert not verdict.offsets
    if "pdftotext" in document.name:  # white space is all that is left of its columns
        assert verdict.right >= 0.95 * verdict.cells
    else:
        assert verdict.perfect, verdict.misses


def test_converted_reports_together_are_as_right_as_accepted(folder: Path) -> None:
    verdicts = [verdict_of(d, folder) for d in CONVERTED if not d.name.startswith(UNREAD)]
    assert sum(v.right for v in verdicts) >= LEAST_CELLS * sum(v.cells for v in verdicts)
    assert sum(v.nonzero_right for v in verdicts) >= LEAST_NONZERO * sum(v.nonzero for v in verdicts)
