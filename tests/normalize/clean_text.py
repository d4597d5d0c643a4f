"""Clean text for the property tests: written by us, in the canonical form of `giar_ml.normalize`."""

from __future__ import annotations

from hypothesis import strategies as st

SENTENCES = [
    "2021年，某某县主动公开政府信息1,234条，比上年增长4.5%。",
    "全年共收到依申请公开信件36件，其中网上申请30件、邮寄申请6件；均已答复。",
    "制定行政规范性文件2件，公布市长热线“12345”办理结果。",
    "(一)健全制度。一是加强组织领导；二是落实保密审查。",
    "办公室围绕重点领域开展政策解读，举办新闻发布会3场。",
    "依据某政办发〔2020〕15号文件，召开培训会两次，参训人员近300余人次。",
    "统计期限自二〇二一年一月一日起，联系电话：0100-5550123。",
    "政务公开栏目更新8期，点击量为3.5万次。",
]
LINES = [
    "一、总体情况",
    "二、主动公开情况",
    "(二)不予公开",
    "3.补正后仍不明确",
    "",
    "0",
    "-12",
    "+7",
    "1,808",
    "12 0 3 15",
    "2021年3月15日",
]
ROWS = [
    "规章\t0\t0\t0",
    "\t1.属于国家秘密\t0\t\t3",
    "行政许可\t120\t+3\t4567",
    "其他\t0\t0\t0\t0",
    "政府集中采购\t5\t120.50万元",
]

lines = st.sampled_from([*SENTENCES, *LINES, *ROWS])
texts = st.lists(lines, min_size=1, max_size=8).map("\n".join)
seeds = st.integers(0, 2**16)
