"""Text in `<pre>`: its line breaks and tabs are those of the page."""

from __future__ import annotations

from giar_ml.read import read_bytes


def visible(body: str) -> str:
    return read_bytes(f"<html><body>{body}</body></html>".encode(), "page.html").visible.text


def test_tabs_part_cells_and_empty_cells_stay() -> None:
    assert visible("<pre>规章\t0\t\t3\n\t1.属于国家秘密\t0</pre>") == "规章\t0\t\t3\n\t1.属于国家秘密\t0"


def test_offsets_of_such_cells_are_exact() -> None:
    read = read_bytes("<pre>规章\t12\t\t345</pre>".encode(), "page.html")
    at = read.visible.text.index("345")
    start, end = read.visible.raw(at, at + 3)
    assert read.source[start:end] == "345"


def test_tabs_elsewhere_are_white_space() -> None:
    assert visible("<p>规章\t0</p>") == "规章 0"
    assert visible("<table><tr><td><pre>规\t章</pre></td><td>0</td></tr></table>") == "规 章\t0"


def test_spaces_that_set_its_columns_stay() -> None:
    assert visible("<pre>规章        3\n  许可   5</pre>") == "规章        3\n  许可   5"
