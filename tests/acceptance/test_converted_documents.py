"""Reports through real browsers, office programs and converters, where those are installed."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import DOCUMENTS, Document
from judge import Verdict, judged, read

CONVERTED = [d for d in DOCUMENTS.values() if d.needs]
UNREAD = ("years-pdftotext-plain",)  # two reports whose columns a converter has taken apart: nobody knows whose
# Text whose columns a converter has taken apart, and single numbers of a row or of a column besides.
LEAST = {"office-pdftotext-plain": 0.92, "pdftotext-plain-dotted": 0.92, "pdftotext-plain-bottom-aligned": 0.65}
MOST_TRUSTED = 0.05  # of the cells of such text
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
        least = next((share for name, share in LEAST.items() if document.name.startswith(name)), 0.95)
        assert verdict.right >= least * verdict.cells
        assert len(verdict.trusted) <= MOST_TRUSTED * verdict.cells, verdict.trusted
    else:
        assert verdict.perfect, verdict.misses


@pytest.mark.parametrize("document", [d for d in CONVERTED if d.name.startswith(UNREAD)], ids=lambda d: d.name)
def test_two_reports_in_pieces_are_not_trusted(document: Document, folder: Path) -> None:
    assert len(verdict_of(document, folder).trusted) <= 1


def test_converted_reports_together_are_as_right_as_accepted(folder: Path) -> None:
    verdicts = [verdict_of(d, folder) for d in CONVERTED if not d.name.startswith(UNREAD)]
    assert sum(v.right for v in verdicts) >= LEAST_CELLS * sum(v.cells for v in verdicts)
    assert sum(v.nonzero_right for v in verdicts) >= LEAST_NONZERO * sum(v.nonzero for v in verdicts)
