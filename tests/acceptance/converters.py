"""Programs that turn documents into other documents; tests that want one skip where it is not installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
PDFTOTEXT = shutil.which("pdftotext")
PANDOC = shutil.which("pandoc")


def print_pdf(html: str, to: Path, *, furniture: bool = False) -> Path:
    """Print markup by a browser; `furniture` adds its own date, title, address and page number."""
    page = to.with_suffix(".print.html")
    page.write_text(html, "utf-8")
    flags = [] if furniture else ["--no-pdf-header-footer"]
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", *flags]
    subprocess.run([*command, f"--print-to-pdf={to}", page.as_uri()], check=True, capture_output=True, timeout=120)
    return to


def office(source: Path, kind: str, to: Path) -> Path:
    """Convert a document by LibreOffice to `kind` (pdf, docx, html, txt), written to the folder `to`."""
    profile = f"-env:UserInstallation=file://{to.resolve()}/profile"
    command = [OFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(to), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return to / f"{source.stem}.{kind.split(':')[0]}"


def text_of_pdf(source: Path, to: Path, *flags: str) -> Path:
    """The text of a PDF by poppler's pdftotext."""
    subprocess.run([PDFTOTEXT, *flags, str(source), str(to)], check=True, capture_output=True, timeout=60)
    return to


def pandoc(source: Path, to: Path, kind: str, *flags: str) -> Path:
    """Convert by pandoc to the format `kind`."""
    command = [PANDOC, str(source), "-t", kind, *flags, "-o", str(to)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return to
