"""Marked sentences (`marked/*.txt`) as JSON lines: `python -m training.gold.convert` rewrites `training/gold/*.jsonl`.

A marked file holds groups: a header `## body_id | body_kind | region | year | level`, then one sentence a line, its
spans in brackets: `[N:36条|disclosed.total]` COUNT, `[K:…]` CATEGORY, `[D:…]` DATE, `[A:…]` AGENCY, `[O:…|key]` NIL.
Other lines that begin with `#` are comments. A sentence's id is its body_id and its number within the body. In a
sentence `␤` stands for a line break and `␣` for a space, so that both can be seen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LABELS = {"N": "COUNT", "K": "CATEGORY", "D": "DATE", "A": "AGENCY", "O": "NIL"}
_MARK = re.compile(r"\[([A-Z]):([^\[\]|]+)(?:\|([^\[\]|]+))?\]")
_FIELDS = ("body_id", "body_kind", "region", "year", "level")


def parse(marked: str) -> tuple[str, list[tuple[int, int, str]], dict[str, str]]:
    """One marked sentence as plain text, spans (half-open offsets into it) and indicators by span start.

    Raises ValueError where a bracket is no mark.
    """
    parts: list[str] = []
    spans: list[tuple[int, int, str]] = []
    indicators: dict[str, str] = {}
    place = length = 0
    for match in _MARK.finditer(marked):
        before, words = marked[place : match.start()], match[2]
        parts += [before, words]
        start = length + len(before)
        length = start + len(words)
        spans.append((start, length, LABELS[match[1]]))
        if match[3]:
            indicators[str(start)] = match[3]
        place = match.end()
    text = "".join([*parts, marked[place:]]).replace("␤", "\n").replace("␣", " ")
    if "[" in text or "]" in text or "|" in text:
        raise ValueError(f"a bracket that is no mark: {marked}")
    return text, spans, indicators


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The sentences of one marked file, in order."""
    head: dict[str, Any] = {}
    numbers: dict[str, int] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            head = dict(zip(_FIELDS, (field.strip() for field in line[3:].split("|")), strict=True))
            head["year"] = int(head["year"])
        elif line.strip() and not line.startswith("#"):
            text, spans, indicators = parse(line.rstrip("\n"))
            body = head["body_id"]
            numbers[body] = numbers.get(body, 0) + 1
            yield {
                "id": f"{body}-{numbers[body]:02d}",
                "text": text,
                **{key: head[key] for key in ("body_kind", "body_id", "region", "year", "level")},
                "spans": spans,
                "indicators": indicators,
            }


def main() -> None:
    """Writes one JSON-lines file beside every marked file."""
    for path in sorted((HERE / "marked").glob("*.txt")):
        lines = [json.dumps(sentence, ensure_ascii=False) for sentence in read(path)]
        (HERE / f"{path.stem}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
