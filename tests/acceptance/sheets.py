"""Tables as plain grids of strings, the variations that clerks and converters make of them, and text renderers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from made_reports import Made

from training.synth.tables import Row

Grid = list[list[str]]
Tables = dict[str, Grid]
Render = Callable[[Grid], str]


def grid(rows: Sequence[Row], fill: bool = False) -> Grid:
    """Rows of the same length; what a span covers is empty, or with `fill` says the same again."""
    width = max(sum(slot.colspan for slot in row.slots) for row in rows)
    done = [["\0"] * width for _ in rows]
    for y, row in enumerate(rows):
        x = 0
        for slot in row.slots:
            while done[y][x] != "\0":
                x += 1
            for dy in range(slot.rowspan):
                for dx in range(slot.colspan):
                    own = fill or (dy == 0 and dx == 0)
                    done[y + dy][x + dx] = slot.before + slot.text + slot.unit if own else ""
            x += slot.colspan
    return [[cell.replace("\0", "") for cell in row] for row in done]


def tables(report: Made, fill: bool = False) -> Tables:
    return {key: grid(rows, fill) for key, rows in report.tables.items()}


def heads(table: Grid) -> int:
    """How many rows of headers the request table begins with."""
    return next(i for i, row in enumerate(table) if row[0].startswith("一、"))


def text(
    report: Made,
    printed: Mapping[str, str],
    *,
    order: str = "123456",
    headings: bool = True,
    apart: str = "\n\n",
    hashes: str = "",
    notes: Mapping[str, str] | None = None,
) -> str:
    """The report with its tables as printed text by section; `notes` stand between heading and table."""
    prose, notes = report.prose, notes or {}
    parts = [hashes.replace("##", "#") + prose["0"][0], *prose["0"][1:]]
    for key in order:
        if headings:
            parts.append(hashes + report.headings[key])
        parts += prose[key]
        parts += [notes[key]] if key in notes else []
        parts += [printed[key].strip("\n")] if key in printed else []
        parts += prose["3end"] if key == "3" else []
    return apart.join([*parts, *prose["end"]]) + "\n"


def tab(table: Grid) -> str:
    return "\n".join("\t".join(row) for row in table)


def tab_short(table: Grid) -> str:
    """Empty cells are lost."""
    return "\n".join("\t".join(cell for cell in row if cell) for row in table)


def cells(table: Grid) -> str:
    """One cell a line."""
    return "\n".join(cell for row in table for cell in row if cell)


def pipe(table: Grid) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in table]
    return "\n".join([lines[0], "|" + " --- |" * len(table[0]), *lines[1:]])


def pipe_short(table: Grid) -> str:
    """Cells that a span covers are missing, so rows have different lengths."""
    lines = ["| " + " | ".join(cell for cell in row if cell) + " |" for row in table]
    return "\n".join([lines[0], "|" + " --- |" * len(table[0]), *lines[1:]])


def pipe_bare(table: Grid) -> str:
    return "\n".join(" | ".join(row) for row in table)


def pipe_ragged(table: Grid) -> str:
    """Trailing empty cells, some rows without the last pipe."""
    return "\n".join("| " + " | ".join(row) + (" | |" if y % 3 else "") for y, row in enumerate(table))


def pipe_bold(table: Grid) -> str:
    return pipe([[f"**{cell}**" if cell and not cell[0].isdigit() else cell for cell in row] for row in table])


def pipe_breaks(table: Grid) -> str:
    """Line breaks inside cells as <br>."""
    return pipe(
        [
            [cell[:4] + "<br>" + cell[4:] if len(cell) > 6 and not cell[0].isdigit() else cell for cell in row]
            for row in table
        ]
    )


def pipe_torn(table: Grid) -> str:
    """Long labels go on in the next physical line, in the middle of the row."""
    lines = pipe(table).split("\n")
    out = []
    for line in lines:
        at = next(
            (
                i
                for i in range(12, len(line) - 12)
                if "\u4e00" <= line[i] <= "\u9fff" and "\u4e00" <= line[i - 1] <= "\u9fff"
            ),
            0,
        )
        out += [line[:at], line[at:]] if at and len(line) > 40 and "---" not in line else [line]
    return "\n".join(out)


def pipe_cut(table: Grid) -> str:
    """Every row is broken between two of its cells."""
    out = []
    for line in pipe(table).split("\n"):
        parts = line.split(" | ")
        half = max(1, len(parts) // 2)
        out += (
            [" | ".join(parts[:half]), "| " + " | ".join(parts[half:])]
            if len(parts) > 4 and "---" not in line
            else [line]
        )
    return "\n".join(out)


def pipe_blank_lines(table: Grid) -> str:
    """Blank lines every few rows, a new separator row after each."""
    lines = pipe(table).split("\n")
    out = []
    for number, line in enumerate(lines):
        out += ["", lines[1]] if number > 4 and number % 5 == 0 else []
        out.append(line)
    return "\n".join(out)


def pipe_lost_labels(table: Grid) -> str:
    """In every fourth row the label cells came out empty."""
    return pipe(
        [
            ["" if y % 4 == 2 and not cell.lstrip("+-")[:1].isdigit() else cell for cell in row] if y > 4 else row
            for y, row in enumerate(table)
        ]
    )


def grid_table(table: Grid) -> str:
    """Pandoc's grid tables, long cells over several lines."""
    width = 9
    rule = "+" + ("-" * (2 * width + 2) + "+") * len(table[0])
    out = [rule]
    for row in table:
        pieces = [_wrapped(cell, width) for cell in row]
        for y in range(max(map(len, pieces))):
            line = [p[y] if y < len(p) else "" for p in pieces]
            out.append("| " + " | ".join(cell + " " * (2 * width - _wide(cell)) for cell in line) + " |")
        out.append(rule)
    return "\n".join(out)


def _wrapped(cell: str, width: int) -> list[str]:
    if not any(c > "\u2e7f" for c in cell):
        return [cell]  # converters never break numbers
    return [cell[i : i + width] for i in range(0, len(cell), width)]


def simple_table(table: Grid) -> str:
    """Columns parted by white space, lined up."""
    sizes = [max(_wide(row[x]) for row in table) + 2 for x in range(len(table[0]))]
    return "\n".join(
        "".join(cell + " " * (size - _wide(cell)) for cell, size in zip(row, sizes, strict=True)).rstrip()
        for row in table
    )


def _wide(text: str) -> int:
    return sum(2 if c > "\u2e7f" else 1 for c in text)


def html(table: Grid) -> str:
    return (
        "<table>"
        + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in table)
        + "</table>"
    )


RENDERERS: dict[str, Render] = {
    render.__name__: render
    for render in (
        tab,
        tab_short,
        cells,
        pipe,
        pipe_short,
        pipe_bare,
        pipe_ragged,
        pipe_bold,
        pipe_breaks,
        pipe_torn,
        pipe_cut,
        pipe_blank_lines,
        pipe_lost_labels,
        grid_table,
        simple_table,
        html,
    )
}


# Variations of the request table (`t`), numbers in its last seven columns
def serial_numbers(t: Grid) -> Grid:
    top = heads(t)
    return [[("序号" if y == 0 else "") if y < top else str(y - top + 1), *row] for y, row in enumerate(t)]


def subtotal(t: Grid) -> Grid:
    """小计 of the organisations before 总计."""
    top = heads(t)
    out = []
    for y, row in enumerate(t):
        new = ("小计" if y == top - 1 else "") if y < top else str(sum(int(c or 0) for c in row[-6:-1]))
        out.append([*row[:-1], new, row[-1]])
    return out


def remarks(t: Grid) -> Grid:
    return [[*row, "备注" if y == 0 else ""] for y, row in enumerate(t)]


def remarks_filled(t: Grid) -> Grid:
    top = heads(t)
    return [
        [*row, "备注" if y == 0 else ("含网络申请" if y == top else "无" if y == top + 2 else "")]
        for y, row in enumerate(t)
    ]


def total_first(t: Grid) -> Grid:
    return [[*row[:-7], row[-1], *row[-7:-1]] for row in t]


def units(t: Grid) -> Grid:
    top = heads(t)
    return [
        [cell + "件" if y >= top and x >= len(row) - 7 and cell else cell for x, cell in enumerate(row)]
        for y, row in enumerate(t)
    ]


def full_width(t: Grid) -> Grid:
    wide = str.maketrans("0123456789+-", "０１２３４５６７８９＋－")
    return [
        [cell.translate(wide) if cell.lstrip("+-").replace(".", "").isdigit() else cell for cell in row] for row in t
    ]


def spaced(t: Grid) -> Grid:
    """No-break and wide spaces around numbers and inside labels."""
    return [
        [f"\u00a0{cell}\u3000" if cell.isdigit() else " ".join(cell) if 1 < len(cell) <= 4 else cell for cell in row]
        for row in t
    ]


def split_in_two(t: Grid, render: Render) -> str:
    """The table as two tables, each with the header rows."""
    top = heads(t)
    middle = top + 9
    return render(t[:middle]) + "\n\n续表\n\n" + render([*t[:top], *t[middle:]])


def transposed(t: Grid) -> Grid:
    """Applicants as rows, results as columns."""
    top = heads(t)
    labels = [[cell for cell in row[:-7] if cell][-1] for row in t[top:]]
    names = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    return [["申请人情况", *labels], *([names[k], *(row[-7 + k] for row in t[top:])] for k in range(7))]
