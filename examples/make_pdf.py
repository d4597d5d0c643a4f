"""Typesets 06-ruled-tables.pdf: A4, Songti by name (not embedded), ruled tables that break over pages, page numbers.

    python examples/make_pdf.py

The numbers of the tables come from expected.yaml, so that the file and the truth cannot drift apart.
"""

from __future__ import annotations

from pathlib import Path

import yaml
from grid import Grid, disclosure, requests, review
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

HERE = Path(__file__).parent
NAME = "06-ruled-tables.pdf"
FONT = "STSong-Light"
BODY = ParagraphStyle("body", fontName=FONT, fontSize=10.5, leading=18, firstLineIndent=21, wordWrap="CJK")
HEADING = ParagraphStyle("heading", parent=BODY, fontSize=12, leading=24, firstLineIndent=0)
TITLE = ParagraphStyle("title", parent=HEADING, fontSize=16, leading=32, alignment=1)
CELL = ParagraphStyle("cell", fontName=FONT, fontSize=8, leading=10, alignment=1, wordWrap="CJK")

BEFORE = [
    "霜桥市人民政府2024年政府信息公开工作年度报告",
    "一、总体情况",
    "2024年，霜桥市人民政府持续提高公开质量，公开工作与业务工作同部署、同检查。",
    "（一）主动公开情况。全市各级行政机关主动公开政府信息58420条，市政府门户网站公开21638条；公开市政府规章3件，新制发行政规范性文件41件；举行新闻发布会37场，市政府领导出席6次。",
    "（二）依申请公开情况。新收申请862件，上年结转47件，共答复851件，结转下年度58件。从渠道看，网络申请590件，占68.4%；信函申请233件，占27.0%；当面申请39件，占4.5%。",
    "（三）平台建设情况。市政府网站年访问量1.08亿次；政务微信关注人数126万，抖音发布短视频946条；开放数据集2150个。政府公报全年编发12期，免费赠阅3.2万册。",
    "（四）监督保障情况。举办业务培训班8期，培训1360人次；抽查政府网站72家，合格率98.6%。",
]
AFTER = [
    "五、存在的主要问题及改进情况",
    "部分县区主动公开的数据口径不一，历史文件的有效性标注还有遗漏。2025年将统一口径说明，完成历史文件清理。",
    "六、其他需要报告的事项",
    "全市收取信息处理费4120元，其中市本级2600元、各区县1520元，涉及申请31件。",
    "霜桥市人民政府办公室",
    "2025年1月27日",
]


def ruled(grid: Grid, widths: list[float]) -> Table:
    """The grid as a table with every line drawn; what a span covers holds nothing."""
    rows: list[list[object]] = [[""] * len(widths) for _ in grid]
    style: list[tuple[object, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, "black"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
    ]
    covered: set[tuple[int, int]] = set()
    for y, row in enumerate(grid):
        x = 0
        for box in row:
            while (y, x) in covered:
                x += 1
            rows[y][x] = Paragraph(box.text, CELL)
            covered.update((y + dy, x + dx) for dy in range(box.rowspan) for dx in range(box.colspan))
            style.append(("SPAN", (x, y), (x + box.colspan - 1, y + box.rowspan - 1)))
            x += box.colspan
    return Table(rows, colWidths=widths, style=style)


def page_number(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont(FONT, 9)
    canvas.drawCentredString(A4[0] / 2, 36, f"— {document.page} —")


def main() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    reports = yaml.safe_load((HERE / "expected.yaml").read_text("utf-8"))["reports"]
    (report,) = [r for r in reports if r["file"] == NAME]
    epoch, cells = report["epoch"], report["cells"]
    title, *prose = BEFORE
    story = [Paragraph(title, TITLE), *map(paragraph, prose)]
    for heading, table in (
        ("二、主动公开政府信息情况", ruled(disclosure(epoch, cells), [140.0, 105, 105, 105])),
        (
            "三、收到和处理政府信息公开申请情况",
            ruled(requests(epoch, cells), [42.0, 52, 116, 36, 36, 34, 36, 36, 34, 40]),
        ),
        ("四、政府信息公开行政复议、行政诉讼情况", ruled(review(epoch, cells), [30.5] * 15)),
    ):
        story += [paragraph(heading), table, Spacer(0, 12)]
    story += map(paragraph, AFTER)
    document = SimpleDocTemplate(str(HERE / NAME), pagesize=A4, title=title, invariant=1)
    document.build(story, onFirstPage=page_number, onLaterPages=page_number)


def paragraph(text: str) -> Paragraph:
    return Paragraph(text, HEADING if text[1:2] == "、" else BODY)


if __name__ == "__main__":
    main()
