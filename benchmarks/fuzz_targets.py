"""What may never happen, whatever the bytes: one function an entry of the line, for every way of making bytes.

A target takes bytes and returns nothing. It lets the documented errors pass and raises on all else: another exception,
a record that its own schema refuses, an offset out of range, a `raw` that is not the slice of the source that it
claims to be, more processor time than `SECONDS`. The property tests and the coverage-guided runs call the same ones.
"""

from __future__ import annotations

import io
import os
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, partial
from html.parser import HTMLParser
from pathlib import Path

from giar_ml.assemble.tables import read_tables
from giar_ml.batch import sources
from giar_ml.batch.items import Item
from giar_ml.errors import ReadError
from giar_ml.export.html import html
from giar_ml.export.record import Record, from_json, to_json
from giar_ml.normalize import normalize
from giar_ml.pipeline import Reader, Reading
from giar_ml.read import Limits, read_bytes
from giar_ml.read.causes import CAUSES
from giar_ml.segment import outline, split
from giar_ml.types import AlignedText, Document, Epoch, NormalizedText

Target = Callable[[bytes], None]

SECONDS = 10.0  # of processor time for one input; inputs here have some thousand bytes
LIMITS = Limits(seconds=8.0)
EPOCHS: tuple[Epoch | None, ...] = ("E1a", "E1b", "E2", "E3", None)
READERS = ("txt", "md", "html", "pdf", "docx")
LINE_SUFFIXES = ("txt", "md", "html")
ROW_CAUSES = {"no_text_column", "crash"}  # causes that only containers know, beside those of the readers
FORBIDDEN = {"img", "iframe", "object", "embed", "link", "base", "form", "svg", "math", "video", "audio"}
CONTENT_TYPES = "[Content_Types].xml"
SCRATCH = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else Path(tempfile.gettempdir())  # noqa: S108


class Broken(AssertionError):
    """A promise that does not hold."""


def promise(holds: bool, *facts: object) -> None:
    """Raises `Broken` unless `holds`; an `assert` that no option of Python takes out."""
    if not holds:
        raise Broken(*facts)


def reading(suffix: str, data: bytes) -> None:
    """One reader. `docx` and `pdf` take whole files, and else the part that matters, put into a sound file."""
    data = FRAMES[suffix](data) if suffix in FRAMES else data
    try:
        document = read_bytes(data, f"fuzz.{suffix}", limits=LIMITS)
    except ReadError as error:
        check_error(error.cause, error.message)
    else:
        check_document(document)
        for part in split(document):
            check_document(part)


def container(suffix: str, data: bytes) -> None:
    """One kind of file that holds documents: every item can be used, and its name leads nowhere."""
    path = SCRATCH / f"giar-fuzz-{os.getpid()}{suffix}"
    path.write_bytes(data)
    try:
        for item in sources.items([str(path)], LIMITS):
            check_item(item, str(path))
    finally:
        path.unlink()


def normalizing(data: bytes) -> None:
    """All noise families; every clean character knows its place."""
    text = decoded(data)
    found = normalize(AlignedText.identity(text))
    check_aligned(found.text, len(text))
    for edit in found.edits:
        promise(0 <= edit.start <= edit.end <= len(text), edit)


def segmenting(data: bytes) -> None:
    """Sections in print order and in range, passages within the text."""
    text = decoded(data)
    found = outline(NormalizedText(AlignedText.identity(text)))
    for section in found.sections:
        promise(0 <= section.start <= section.body <= section.end <= len(text), section)
    promise([s.start for s in found.sections] == sorted(s.start for s in found.sections), found.sections)
    for passage in found.passages:
        check_aligned(passage.text, len(text))


def tables(data: bytes) -> None:
    """The tables of a text; its first byte tells the epoch."""
    text = decoded(data[1:])
    epoch = EPOCHS[data[0] % len(EPOCHS)] if data else None
    plain = NormalizedText(AlignedText.identity(text))
    cells = read_tables(plain, outline(plain), epoch, text)
    promise(len({cell.address for cell in cells}) == len(cells), "an address twice")
    for cell in cells:
        promise((cell.value is None) or cell.origin == "read", cell)
        promise(0.0 <= cell.confidence <= 1.0, cell)
        check_place(cell.start, cell.end, cell.raw, text)


def line(data: bytes) -> None:
    """The whole line, bytes to record; the first byte tells the suffix of a text."""
    suffix = LINE_SUFFIXES[data[0] % len(LINE_SUFFIXES)] if data else "txt"
    for found in reader().read_bytes(data[1:], f"fuzz.{suffix}"):
        check_reading(found)


def view(data: bytes) -> None:
    """The HTML view of a record: see `giar_ml.export.html`."""
    for found in reader().read_bytes(data, "fuzz.txt"):
        check_page(html(found.record, found.source))


@cache
def reader() -> Reader:
    """The reader of the whole line."""
    return Reader()


# -- what is promised ------------------------------------------------------------------------------------------------


def check_error(cause: str, message: str) -> None:
    """The cause is a documented one, the message says something in both languages and nothing of Python."""
    promise(cause in CAUSES, "unknown cause", cause, message)
    promise("{" not in message.replace("{path}", ""), message)


def check_item(item: Item, path: str) -> None:
    """Bytes, a failure or a reason to skip, exactly one; no bytes over the limit; a name that can be written."""
    told = [item.data is not None, item.failure is not None, item.skip is not None]
    promise(sum(told) == 1, told, item.id)
    promise(item.data is None or len(item.data) <= LIMITS.max_bytes, "too many bytes", item.id)
    promise(item.id.startswith(path), "a name that does not begin with its file", item.id)
    promise(item.failure is None or item.failure[0] in CAUSES or item.failure[0] in ROW_CAUSES, item.failure)
    item.id.encode("utf-8")


def check_document(document: Document) -> None:
    """Places in range and in order, boxes too; text that can be hashed and written."""
    check_aligned(document.visible, len(document.source))
    promise(all(0 <= box.start <= box.end <= len(document.source) for box in document.boxes), "box out of range")


def check_aligned(text: AlignedText, characters: int) -> None:
    """Every character has a place in the source."""
    promise(len(text.text) == len(text.starts) == len(text.ends), "unequal lengths")
    for start, end in zip(text.starts, text.ends, strict=True):
        if not 0 <= start <= end <= characters:
            raise Broken("offset out of range", start, end, characters)


def check_place(start: int | None, end: int | None, raw: str | None, source: str) -> None:
    """The slice of the source is what was read."""
    promise((start is None) == (end is None), "half a place")
    if start is not None and end is not None:
        promise(0 <= start <= end <= len(source), "offset out of range", start, end)
        promise(source[start:end] == raw, "raw is not the slice", source[start:end], raw)


def check_reading(found: Reading) -> Record:
    """A record that survives its own schema, with every number where it says; no internal error."""
    record = found.record
    promise(record.status != "failed" or (record.error is not None and record.error.cause in CAUSES), record.error)
    promise(from_json(to_json(record)) == record, "the record changes on its way through JSON")
    for place in (*record.cells, *record.statistics):
        check_place(place.start, place.end, place.raw, found.source)
        promise(0.0 <= place.confidence <= 1.0, place)
    for noise in record.noise:
        promise(0 <= noise.start <= noise.end <= len(found.source), noise)
    return record


class _Seen(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes.update((name, value or "") for name, value in attrs)


def check_page(page: str) -> None:
    """Nothing of the document became markup: elements and attributes are those of the views, and nothing is loaded."""
    seen = _Seen()
    seen.feed(page)
    promise(seen.tags["script"] <= 1, "a script that is not ours")
    promise(not seen.tags.keys() & FORBIDDEN, seen.tags.keys() & FORBIDDEN)
    for name, value in seen.attributes:
        promise(not name.startswith("on") and name not in {"src", "srcdoc", "action", "style"}, name, value)
        promise(name != "href" or not value.lower().strip().startswith(("javascript:", "data:", "http", "//")), value)


# -- sound files around the part that matters ------------------------------------------------------------------------


def docx_of(data: bytes) -> bytes:
    """A Word file whose main part is `data`; a whole container stays as it is."""
    if data.startswith(b"PK"):
        return data
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(CONTENT_TYPES, "<Types/>")
        file.writestr("word/document.xml", data)
    return buffer.getvalue()


def pdf_of(data: bytes) -> bytes:
    """A PDF of one page whose content stream is `data`; a whole file stays as it is."""
    if b"%PDF-" in data[:1024]:
        return data
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(data), data),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    return pdf_file(parts)


def pdf_file(parts: tuple[bytes, ...]) -> bytes:
    """Objects 1, 2, ... as a PDF with its table of places; object 1 is the catalogue."""
    out, places = bytearray(b"%PDF-1.4\n"), list[int]()
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)
    return bytes(out)


FRAMES: dict[str, Callable[[bytes], bytes]] = {"docx": docx_of, "pdf": pdf_of}


def decoded(data: bytes) -> str:
    """Text of any bytes, what is no UTF-8 replaced."""
    return data.decode("utf-8", "replace")


def timed(target: Target, seconds: float = SECONDS) -> Target:
    """The target, with a bound on the processor time of one input."""

    def run(data: bytes) -> None:
        began = time.process_time()
        target(data)
        took = time.process_time() - began
        promise(took < seconds, f"{took:.1f} s for {len(data)} bytes")

    return run


def targets() -> Iterator[tuple[str, Target]]:
    """Name and function of every target."""
    for suffix in READERS:
        yield suffix, partial(reading, suffix)
    for name, suffix in CONTAINERS.items():
        yield name, partial(container, suffix)
    yield from {"normalize": normalizing, "segment": segmenting, "tables": tables, "line": line, "view": view}.items()


CONTAINERS = {"zip": ".zip", "tar": ".tar.gz", "warc": ".warc", "jsonl": ".jsonl", "parquet": ".parquet"}
TARGETS: dict[str, Target] = {name: timed(target) for name, target in targets()}
