"""The acceptance documents by name: who writes each, through which converters, and what it states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import converters as to
from made_reports import Made, made
from pairs import pairs
from paper import Look, page, two_years
from variants import variants
from word import write_docx, write_two_years

from training.synth.facts import Facts
from training.synth.style import Style


@dataclass(frozen=True)
class Document:
    """A document to be made: its reports, its suffix, how to write it, and the converters that it needs."""

    name: str
    reports: tuple[Made, ...]
    suffix: str
    write: Callable[[Path], Path]
    needs: tuple[str | None, ...] = ()

    @property
    def facts(self) -> list[Facts]:
        return [report.facts for report in self.reports]

    def file(self, folder: Path) -> Path | None:
        """The document in `folder`, made if it is not there yet; None where a converter is missing."""
        path = folder / f"{self.name}{self.suffix}"
        if path.exists():
            return path
        if not all(self.needs):
            return None
        return self.write(path)


DOCUMENTS: dict[str, Document] = {}


def _add(name: str, reports: tuple[Made, ...], suffix: str, write: Callable[[Path], Path], *needs: str | None) -> None:
    DOCUMENTS[name] = Document(name, reports, suffix, write, needs)


SMALL = '"WenQuanYi Zen Hei", "Noto Sans CJK SC"'  # TrueType: what is kept as test data stays small
LOOKS = {
    "portrait": Look(family=SMALL),
    "portrait-small": Look(size=8, padding="1px 2px"),
    "landscape": Look(landscape=True),
    "heads-once": Look(repeat_heads=False, size=9),
    "rows-kept-whole": Look(row_breaks="avoid", size=10.5),
    "narrow-labels": Look(label_width="6em", size=10),
    "narrow-numbers": Look(number_width="2.2em", label_width="20em", size=9),
    "top-aligned": Look(align="top", label_width="8em"),
    "bottom-aligned": Look(align="bottom", label_width="7em"),
    "no-borders": Look(borders="none", size=9, family=SMALL),
    "no-borders-padded": Look(borders="none", size=9, padding="3px 10px"),
    "horizontal-rules": Look(borders="none; border-bottom: 1px solid #999", size=9),
    "hairlines": Look(borders="0.25px solid #aaa", size=9),
    "thick": Look(borders="2px solid #000", size=9),
    "dotted": Look(borders="1px dotted #333", size=9, family=SMALL),
    "sans-large": Look(family='"Noto Sans CJK SC"', size=12),
    "vertical-writing": Look(vertical=True, size=9),
    "page-numbers-cn": Look(page_numbers='"第 " counter(page) " 页 共 " counter(pages) " 页"', size=10),
    "page-numbers-bare": Look(page_numbers="counter(page)"),
}


def _pdf(name: str, look: Look, report: Made, *, furniture: bool = False) -> None:
    def write(path: Path) -> Path:
        return to.print_pdf(page(report, look), path, furniture=furniture)

    _add(f"chromium-{name}", (report,), ".pdf", write, to.CHROMIUM)
    for flags in ((), ("-layout",), ("-raw",)):
        kind = "".join(flags) or "-plain"
        _add(
            f"pdftotext{kind}-{name}", (report,), ".txt", _as_text(f"chromium-{name}", flags), to.CHROMIUM, to.PDFTOTEXT
        )


def _as_text(name: str, flags: tuple[str, ...]) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        source = DOCUMENTS[name].file(path.parent)
        assert source is not None
        return to.text_of_pdf(source, path, *flags)

    return write


PROFILES = ("county", "city", "province", "handful")
for number, (name, look) in enumerate(LOOKS.items()):
    report = made(
        f"paper/{name}",
        epoch="E3" if number % 4 else "E2",
        year=2020 if number % 4 == 0 else 2023 + number % 3,
        profile=PROFILES[number % 4],
        style=Style(
            corner=("bracketed", "full", "lost")[number % 3], short_labels=number % 5 == 0, result_group=number % 6 != 5
        ),
    )
    _pdf(name, look, report)
_pdf("browser-furniture", Look(), made("paper/furniture", year=2023), furniture=True)


# Word documents and what LibreOffice and pandoc make of them
def _word(name: str, report: Made, **how: object) -> None:
    _add(f"docx-{name}", (report,), ".docx", lambda path: write_docx(report, path, **how))  # type: ignore[arg-type]

    def converted(kind: str) -> Callable[[Path], Path]:
        def write(path: Path) -> Path:
            source = DOCUMENTS[f"docx-{name}"].file(path.parent)
            assert source is not None
            return to.office(source, kind, path.parent / "office").rename(path)

        return write

    _add(f"office-pdf-{name}", (report,), ".pdf", converted("pdf"), to.OFFICE)
    _add(f"office-html-{name}", (report,), ".html", converted("html"), to.OFFICE)
    for flags in ((), ("-layout",)):
        kind = "".join(flags) or "-plain"
        _add(
            f"office-pdftotext{kind}-{name}",
            (report,),
            ".txt",
            _as_text(f"office-pdf-{name}", flags),
            to.OFFICE,
            to.PDFTOTEXT,
        )
    for kind in (
        "gfm",
        "markdown",
        "plain",
        "markdown_mmd",
        "markdown+pipe_tables-grid_tables-simple_tables-multiline_tables",
    ):
        suffix = ".txt" if kind == "plain" else ".md"

        def write(path: Path, kind: str = kind) -> Path:
            source = DOCUMENTS[f"docx-{name}"].file(path.parent)
            assert source is not None
            return to.pandoc(source, path, kind, "--wrap=none")

        _add(
            f"pandoc-{kind.split('+')[0]}{'-pipes' if '+' in kind else ''}-{name}", (report,), suffix, write, to.PANDOC
        )


_word("portrait", made("word/portrait", year=2025, profile="city"))
_word("landscape", made("word/landscape", year=2023, profile="county"), landscape=True)
_word("no-borders", made("word/no-borders", year=2024, profile="city"), borders=False)
_word("e2", made("word/e2", epoch="E2", year=2020, profile="province"))


# Two years side by side
def _pair(name: str, seed: str, profile: str = "county") -> tuple[Made, Made]:
    body = made(seed).facts.body
    return made(f"{seed}/1", year=2023, body=body, profile=profile), made(
        f"{seed}/2", year=2024, body=body, profile=profile
    )


for way in ("grid", "flex", "table", "rows", "tablerows"):
    pair = _pair(way, f"years/{way}")
    for shape, look in (
        ("landscape", Look(landscape=True, size=7, padding="1px 2px", row_breaks="auto", family=SMALL)),
        ("portrait", Look(family=SMALL, size=5.5, padding="1px", indent="0")),
    ):
        name = f"{way}-{shape}"
        _add(
            f"years-pdf-{name}",
            pair,
            ".pdf",
            lambda path, pair=pair, look=look, way=way: to.print_pdf(two_years(*pair, look, way), path),
            to.CHROMIUM,
        )
        for flags in ((), ("-layout",)):
            kind = "".join(flags) or "-plain"
            _add(
                f"years-pdftotext{kind}-{name}",
                pair,
                ".txt",
                _as_text(f"years-pdf-{name}", flags),
                to.CHROMIUM,
                to.PDFTOTEXT,
            )

    def write_html(path: Path, pair: tuple[Made, Made] = pair, way: str = way) -> Path:
        path.write_text(two_years(*pair, Look(), way), "utf-8")
        return path

    _add(f"years-html-{way}", pair, ".html", write_html)
for by_block in (False, True):
    name = "blocks" if by_block else "cells"
    pair = _pair(name, f"years/docx-{name}")
    _add(
        f"years-docx-{name}",
        pair,
        ".docx",
        lambda path, pair=pair, by_block=by_block: write_two_years(*pair, path, by_block=by_block),
    )


def _written(body: str) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_text(body, "utf-8")
        return path

    return write


for name, two, suffix, body in pairs():
    _add(f"p-{name}", two, suffix, _written(body))
for name, report, suffix, body in variants():
    _add(f"v-{name}", (report,), suffix, _written(body))
