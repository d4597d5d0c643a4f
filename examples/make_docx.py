"""Writes 10-merged-cells.docx: a Word report whose tables have merged cells, as the official template has them.

    python examples/make_docx.py

The numbers of the tables come from expected.yaml, so that the file and the truth cannot drift apart.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import yaml
from grid import Grid, disclosure, requests, review

HERE = Path(__file__).parent
NAME = "10-merged-cells.docx"

BEFORE = [
    "鹭屿县卫生健康局2021年政府信息公开工作年度报告",
    "一、总体情况",
    "2021年，鹭屿县卫生健康局主动公开政府信息512条，其中疫情防控信息188条，医疗卫生机构信息46条。",
    "全年收到政府信息公开申请7件，无上年结转，均在法定时限内办结。未发生因政府信息公开引起的行政复议和行政诉讼。",
    "局微信公众号发布信息693条，阅读量41.5万次；办理县长信箱转办件64件，接听咨询电话约5200人次；公开双随机抽查结果35条。",
]
AFTER = [
    "五、存在的主要问题及改进情况",
    "健康科普类信息形式单一。2022年将请一线医护人员出镜讲解。",
    "六、其他需要报告的事项",
    "无其他需要报告的事项。",
]


def merged(document: Any, grid: Grid, columns: int) -> None:
    """Add the grid as a table; spans become merged cells."""
    table = document.add_table(len(grid), columns, style="Table Grid")
    cells = [list(row.cells) for row in table.rows]
    covered: set[tuple[int, int]] = set()
    for y, row in enumerate(grid):
        x = 0
        for box in row:
            while (y, x) in covered:
                x += 1
            cell = cells[y][x]
            if box.rowspan * box.colspan > 1:
                cell = cell.merge(cells[y + box.rowspan - 1][x + box.colspan - 1])
            cell.text = box.text
            covered.update((y + dy, x + dx) for dy in range(box.rowspan) for dx in range(box.colspan))
            x += box.colspan


def main() -> None:
    reports = yaml.safe_load((HERE / "expected.yaml").read_text("utf-8"))["reports"]
    (report,) = [r for r in reports if r["file"] == NAME]
    epoch, cells = report["epoch"], report["cells"]
    document = docx.Document()
    document.core_properties.created = document.core_properties.modified = datetime(2022, 1, 17, tzinfo=UTC)
    title, *prose = BEFORE
    document.add_heading(title, level=1)
    for text in prose:
        document.add_paragraph(text)
    for heading, grid, columns in (
        ("二、主动公开政府信息情况", disclosure(epoch, cells), 4),
        ("三、收到和处理政府信息公开申请情况", requests(epoch, cells), 10),
        ("四、政府信息公开行政复议、行政诉讼情况", review(epoch, cells), 15),
    ):
        document.add_paragraph(heading)
        merged(document, grid, columns)
    for text in AFTER:
        document.add_paragraph(text)
    document.save(str(HERE / NAME))


if __name__ == "__main__":
    main()
