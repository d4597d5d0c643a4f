"""Invented names of bodies: places made of parts that sound right, at every level that writes reports."""

from __future__ import annotations

from random import Random
from typing import Literal

Level = Literal["province", "city", "county", "town", "street", "department"]

FIRST = "澜霁栖梧棠岚苍墨泠砚蓼樾沅岑霖鹭薇瀚泓屿"
SECOND = "川陵溪泽原渡岭湖林源汀峪浦坪桥水"
OFFICES = (
    "教育局", "财政局", "民政局", "司法局", "水务局", "审计局", "统计局", "交通运输局", "农业农村局", "自然资源局",
    "生态环境局", "市场监督管理局", "应急管理局", "人力资源和社会保障局", "住房和城乡建设局", "文化和旅游局",
    "卫生健康委员会", "发展和改革委员会", "城市管理局", "医疗保障局", "税务局", "气象局",
)  # fmt: skip


def place(rng: Random) -> str:
    """An invented place name of two characters."""
    return rng.choice(FIRST) + rng.choice(SECOND)


def random_body(rng: Random, level: Level) -> str:
    """The full official name of an invented body of this level."""
    name, above = place(rng), place(rng)
    match level:
        case "province":
            return f"{name}省人民政府"
        case "city":
            return rng.choice((f"{name}市人民政府", f"{name}市人民政府办公室"))
        case "county":
            kind = rng.choice(("县", "区", "市", "自治县"))
            return f"{name}{kind}人民政府{rng.choice(('', '办公室'))}"
        case "town":
            return f"{rng.choice((above + '县', ''))}{name}{rng.choice('镇乡')}人民政府"
        case "street":
            return f"{above}市{place(rng)}区{name}街道办事处" if rng.random() < 0.4 else f"{above}区{name}街道办事处"
        case "department":
            return f"{name}{rng.choice('市县区')}{rng.choice(OFFICES)}"
