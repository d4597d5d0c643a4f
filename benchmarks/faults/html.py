"""Pages: torn markup, nesting without end, tables that claim a million columns, pages without a report."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from benchmarks.faults import Fault, fault, page, report

HEAD, TAIL = "<!doctype html><html><body>", "</body></html>"


def cut(share: float, n: int) -> bytes:
    """The first part of a page."""
    data = page(n).encode()
    return data[: int(len(data) * share)]


def cut_at(mark: str, n: int) -> bytes:
    """A page that ends right behind the last of these marks."""
    text = page(n)
    return text[: text.rindex(mark) + len(mark)].encode()


def nested(tag: str, closed: bool, n: int) -> bytes:
    """An element in itself, again and again, with a report in it."""
    end = f"</{tag.split()[0]}>" * 700 * n if closed else ""
    return f"{HEAD}{f'<{tag}>' * 700 * n}{report('html')}{end}{TAIL}".encode()


def tables_in_tables(n: int) -> bytes:
    """As page builders did it twenty years ago, and then some."""
    return f"{HEAD}{'<table><tr><td>1' * 250 * n}{'</td></tr></table>' * 250 * n}{TAIL}".encode()


def spanning(name: str, value: str, n: int) -> bytes:
    """Cells that claim more room than there is."""
    row = "<tr>" + f'<td {name}="{value}">1</td>' * 12 + "</tr>"
    return f"{HEAD}<p>2023年度报告</p><table>{row * 10 * n}</table>{TAIL}".encode()


def begun(opening: str, n: int) -> bytes:
    """A report, then something that never ends."""
    return f"{HEAD}{report('html')}{opening}{'a b=c ' * 400 * n}".encode()


def within(content: str, n: int) -> bytes:
    """A page that holds only this, many times."""
    return f"{HEAD}{content * 100 * n}{TAIL}".encode()


def around(content: str, n: int) -> bytes:
    """A report with this, many times, before it."""
    return f"{HEAD}{content * 200 * n}{report('html')}{TAIL}".encode()


EMPTY_PAGES = {
    "nothing": "<p></p>",
    "pictures": '<img src="a.png">',
    "scripts": "<script>document.write('年度报告')</script>",
    "frames": '<iframe src="a.html"></iframe>',
    "comments": "<!-- 年度报告 -->",
    "styles": "<style>p{}</style>",
    "breaks": "<br>&nbsp;",
    "inputs": '<input value="1">',
}
AROUND = {
    "entities": "&amp;amp;amp;amp;amp;lt;",
    "high_entities": "&#x110000;&#99999999;&#0;",
    "unknown_entities": "&nosuchthing;",
    "long_entities": "&" + "a" * 500 + ";",
    "titles": "<title>甲</title>",
    "cdata": "<![CDATA[ 1 ]]>",
    "instructions": "<?php 1 ?>",
    "hidden": '<div style="display:none">9</div>',
    "hidden_open": '<span hidden style="visibility: hidden">',
    "links": '<a href="javascript:alert(1)">甲</a>',
    "handlers": '<b onclick="x()">甲</b>',
    "svg": "<svg><text>1</text></svg>",
    "closings": "</p></div></table></td>",
    "templates": "<template><td>1</template>",
    "nul": "<p\0>\0</p\0>",
    "quotes": "<p a='\">",
    "declarations": "<!ELEMENT a>",
    "names": f"<{'x' * 400}>",
    "less": "< 5 <5 <-",
    "pre": "<pre>1\n",
    "select": "<select><option>1",
    "textarea": "<textarea><p>",
    "rows": "<tr><td>1<td>2",
    "forms": "<form><fieldset>",
    "upper": "<TABLE><TR><TD>1</TABLE>",
    "base": '<base href="http://a.example/">',
    "refresh": '<meta http-equiv="refresh" content="0;url=http://a.example/">',
}
ENDLESS = {
    "comment": "<!--",
    "script": "<script>",
    "style": "<style>",
    "tag": "<p ",
    "attribute": '<p a="',
    "textarea": "<textarea>",
    "cdata": "<![CDATA[",
    "instruction": "<?xml ",
    "title": "<title>",
    "select": "<select>",
    "declaration": "<!doctype ",
    "noscript": "<noscript>",
    "svg": "<svg>",
}


def faults() -> Iterator[Fault]:
    """All kinds of this family."""
    for share in (0.1, 0.3, 0.5, 0.7, 0.9, 0.99):
        yield fault("html", f"cut_{share}", ".html", "read empty", partial(cut, share))
    for name, mark in {
        "tag": "<td",
        "cell": "<td>",
        "slash": "</",
        "less": "<",
        "row": "<tr>",
        "table": "<table",
    }.items():
        yield fault("html", f"cut_in_{name}", ".html", "read", partial(cut_at, mark))
    for tag in ("div", "span", "b", "ul", "blockquote", 'div style="display:none"', "svg", "nav", "a", "pre"):
        for closed in (True, False):
            kind = tag.replace("display:none", "hidden").split('"')[0].split()[0] + ("_hidden" if "none" in tag else "")
            causes = "read empty" if tag == "svg" else "read"
            yield fault(
                "html", f"nested_{kind}_{'closed' if closed else 'open'}", ".html", causes, partial(nested, tag, closed)
            )
    yield fault("html", "tables_in_tables", ".html", "read", tables_in_tables)
    for name, value in (
        ("colspan", "999999999"),
        ("rowspan", "999999999"),
        ("colspan", "-1"),
        ("rowspan", "1e9"),
        ("colspan", "٣"),
    ):
        yield fault("html", f"{name}_{ord(value[0])}", ".html", "read", partial(spanning, name, value))
    for name, content in EMPTY_PAGES.items():
        yield fault("html", f"only_{name}", ".html", "empty", partial(within, content))
    for name, content in AROUND.items():
        yield fault("html", f"around_{name}", ".html", "read empty too_large binary", partial(around, content))
    for name, opening in ENDLESS.items():
        yield fault("html", f"endless_{name}", ".html", "read", partial(begun, opening))
    yield fault(
        "html", "huge_attribute", ".html", "read", lambda n: f'{HEAD}<p a="{"x" * 9000 * n}">1件</p>{TAIL}'.encode()
    )
    yield fault(
        "html",
        "inlined_picture",
        ".html",
        "read",
        lambda n: f'{HEAD}<img src="data:,{"A" * 9000 * n}">1件{TAIL}'.encode(),
    )
    yield fault(
        "html",
        "one_row",
        ".html",
        "read",
        lambda n: f"{HEAD}<table><tr>{'<td>1</td>' * 900 * n}</table>{TAIL}".encode(),
    )
    yield fault(
        "html",
        "one_column",
        ".html",
        "read",
        lambda n: f"{HEAD}<table>{'<tr><td>1</td></tr>' * 900 * n}</table>{TAIL}".encode(),
    )
    yield fault(
        "html",
        "tables_side_by_side",
        ".html",
        "read",
        lambda n: f"{HEAD}{'<table><td>1</td></table>' * 400 * n}{TAIL}".encode(),
    )
