"""Two years of one body side by side, as text, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest

import sheets
from made_reports import Made, made

Pair = tuple[Made, Made]


def pair(seed: str, profile: str = "county", first: int = 2023) -> Pair:
    body = made(seed).facts.body
    one, other = (made(f"{seed}/{n}", year=first + n, body=body, profile=profile) for n in (0, 1))
    return one, other


def pairs() -> Iterator[tuple[str, Pair, str, str]]:
    """Name, reports, suffix, text."""
    for gap in (3, 6, 12):
        for name, wide in (("wide", sheets._wide), ("count", len)):
            two = pair(f"columns/{gap}/{name}")
            yield f"columns-{name}-{gap}", two, ".txt", columns(two, gap, wide)
            two = pair(f"cells-columns/{gap}/{name}", "city")
            yield f"columns-cells-{name}-{gap}", two, ".txt", columns(two, gap, wide, sheets.cells)
    for profile in ("handful", "city"):
        two = pair(f"ragged/{profile}", profile)
        yield f"columns-ragged-{profile}", two, ".txt", ragged(two)
        two = pair(f"tabbed/{profile}", profile)
        yield f"tabs-{profile}", two, ".txt", rows(two, "\t")
        two = pair(f"piped/{profile}", profile)
        yield f"pipes-{profile}", two, ".md", rows(two, "|")
        two = pair(f"merged/{profile}", profile)
        yield f"merged-tab-{profile}", two, ".txt", merged(two, sheets.tab)
        yield f"merged-pipe-{profile}", two, ".md", merged(two, sheets.pipe)
        yield (
            f"merged-html-{profile}",
            two,
            ".html",
            "<html><body>"
            + "".join(
                line if line.startswith("<table") else f"<p>{line}</p>" for line in merged(two, sheets.html).split("\n")
            )
            + "</body></html>",
        )
        two = pair(f"bigcells/{profile}", profile)
        yield f"two-big-cells-md-{profile}", two, ".md", big_cells(two)
        two = pair(f"after/{profile}", profile)
        yield f"one-after-another-{profile}", two, ".txt", after(two)
        two = pair(f"alternating/{profile}", profile)
        yield f"alternating-blocks-{profile}", two, ".html", alternating(two)


def blocks(report: Made, render: Callable[[sheets.Grid], str]) -> list[list[str]]:
    """Blocks of lines: title, paragraphs, tables, in print order."""
    out: list[list[str]] = []
    tables = sheets.tables(report)
    for key, texts in report.prose.items():
        out += [[report.headings[key]]] if key in report.headings else []
        out += [[text] for text in texts]
        out += [render(tables[key]).split("\n")] if key in tables else []
    return out


def wrapped(line: str, width: int, wide: Callable[[str], int]) -> list[str]:
    """A paragraph as lines no wider than `width`."""
    out = [""]
    for c in line:
        if wide(out[-1] + c) > width:
            out.append("")
        out[-1] += c
    return out


def columns(two: Pair, gap: int, wide: Callable[[str], int], render: Callable[[sheets.Grid], str] | None = None) -> str:
    """Every line of the left report padded to the column where the right one begins."""
    width = 84 if wide is sheets._wide else 60
    render = render or (lambda table: "\n".join("  ".join(c for c in row if c) for row in table))
    sides = [
        [
            w
            for block in blocks(report, render)
            for line in block
            for w in (wrapped(line, width, wide) if line else [""])
        ]
        for report in two
    ]
    return "\n".join(a + " " * (width + gap - wide(a)) + b if b else a for a, b in zip_longest(*sides, fillvalue=""))


def ragged(two: Pair) -> str:
    """Cleaned text: the halves of a line parted by a few spaces, wherever the left one ends."""
    render = lambda table: "\n".join(" ".join(c for c in row if c) for row in table)  # noqa: E731
    sides = [
        [w for block in blocks(report, render) for line in block for w in wrapped(line, 40, len)] for report in two
    ]
    return "\n".join(f"{a}    {b}" if b else a for a, b in zip_longest(*sides, fillvalue=""))


def rows(two: Pair, border: str) -> str:
    """A table row a block or table row, both years' cells in it."""
    out = []
    for left, right in _paired(*(blocks(report, lambda t: "\n".join("\t".join(r) for r in t)) for report in two)):
        for a, b in zip_longest(left, right, fillvalue=""):
            ours, theirs = a.split("\t"), b.split("\t")
            size = max(len(ours), len(theirs))
            cells = [*ours, *[""] * (size - len(ours)), *theirs, *[""] * (size - len(theirs))]
            out.append("\t".join(cells) if border == "\t" else "| " + " | ".join(cells) + " |")
    return "\n".join(out)


def _paired(one: list[list[str]], other: list[list[str]]) -> Iterator[tuple[list[str], list[str]]]:
    """Blocks beside each other: headings and tables beside their like."""

    def key(block: list[str]) -> str:
        return block[0][:2] if block[0][1:2] == "、" and len(block) == 1 else ("table" if len(block) > 1 else "")

    while one or other:
        a, b = (one[0] if one else None), (other[0] if other else None)
        if a is not None and b is not None and (bool(key(a)) == bool(key(b))):
            yield one.pop(0), other.pop(0)
        elif a is not None and (b is None or not key(a)):
            yield one.pop(0), [""]
        else:
            yield [""], other.pop(0)


def merged(two: Pair, render: Callable[[sheets.Grid], str]) -> str:
    """One report that compares: shared labels, then the numbers of one year and those of the other."""
    left, right = two
    tables = [sheets.tables(report) for report in two]
    out = [f"{left.facts.body}{left.facts.year}年、{right.facts.year}年政府信息公开工作年度报告数据对照"]
    for key, numbers in (("2", 3), ("3", 7), ("4", 15)):
        a, b = tables[0][key], tables[1][key]
        grid = [[*row, *other[-numbers:]] for row, other in zip(a, b, strict=True)]
        labels = len(a[0]) - numbers
        years = [
            *[""] * labels,
            f"{left.facts.year}年",
            *[""] * (numbers - 1),
            f"{right.facts.year}年",
            *[""] * (numbers - 1),
        ]
        out += [left.headings[key], render([years, *grid])]
    return "\n".join(out)


def big_cells(two: Pair) -> str:
    """A Markdown table of two columns, a block a row, tables inside as HTML."""
    left, right = (blocks(report, sheets.html) for report in two)
    lines = ["| | |", "|---|---|"]
    lines += [f"| {'<br>'.join(a)} | {'<br>'.join(b)} |" for a, b in _paired(left, right)]
    return "\n".join(lines)


def after(two: Pair) -> str:
    return "\n\n\n".join(
        sheets.text(report, {k: sheets.tab(t) for k, t in sheets.tables(report).items()}) for report in two
    )


def alternating(two: Pair) -> str:
    """Blocks of a page in pairs: left, right, left, right, each pair in a row of boxes."""
    from paper import Look, two_years

    return two_years(*two, Look(), "rows")
