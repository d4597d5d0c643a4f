"""Dates as reports print them, whole and damaged; document numbers, telephones and other digits that count nothing."""

from __future__ import annotations

from random import Random

HAN = "〇一二三四五六七八九"


def year(rng: Random, words: dict[str, str]) -> str:
    """The year of the report, in one of its forms."""
    y = words["year"]
    return rng.choices(
        (f"{y}年", f"{y}年度", y, "".join(HAN[int(d)] for d in y) + "年", f"{y} 年"), (70, 14, 3, 2, 2)
    )[0]


def other_year(rng: Random, words: dict[str, str]) -> str:
    """The year before, mostly."""
    y = int(words["year"]) - rng.choice((1, 1, 1, 1, 2, -1))
    return rng.choices((f"{y}年", f"{y}年度", f"{y}年底"), (80, 15, 5))[0]


def month(rng: Random, words: dict[str, str]) -> str:
    """A month or a period of the year, without preposition."""
    y, m = words["year"], rng.randint(1, 12)
    return rng.choice((
        f"{y}年{m}月", f"{m}月", f"{m}月份", f"{m}月底", f"{y}年{m}月份", f"{y}年{m}月{rng.randint(1, 28)}日", f"{m}月{rng.randint(1, 28)}日", f"{y}年上半年",
        f"{y}年下半年", f"{y}年第{rng.choice('一二三四')}季度", f"{y}年底", f"{y}年末", f"{y}年初", f"1至{max(2, m)}月", f"1-{max(2, m)}月", f"{y}年1-{max(2, m)}月",
        f"{int(y) - 1}-{y}年", f"{int(y) - 2}—{y}年", f"{y}年1至{max(2, m)}月",
    ))  # fmt: skip


def day(rng: Random, words: dict[str, str]) -> str:
    """A full date."""
    y, m, d = words["year"], rng.randint(1, 12), rng.randint(1, 28)
    return rng.choices(
        (f"{y}年{m}月{d}日", f"{y}年12月31日", f"{y}年12月底", f"{y}-{m:02}-{d:02}", f"{y}.{m}.{d}", f"{y}年底", f"{y}年末"),
        (40, 25, 8, 3, 3, 16, 6),
    )[0]


def damaged(rng: Random, words: dict[str, str]) -> str:
    """A date that lost characters."""
    y, m, d = words["year"], rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice((
        f"{y}{m}月{d}日", f"{y}{m}{d}日", f"{m}{d}日", f"{y}年{m}{d}日", f"{y}{m}月", f"{y}1月1日", f"{y}12月31日", f"{y}年1231日", f"{y}11日", f"{y}年12月31",
        f"{y}{m:02}{d:02}", f"{y[2:]}年{m}月",
    ))  # fmt: skip


def period(rng: Random, words: dict[str, str], damage: bool) -> tuple[str, str, str, str]:
    """from, end, link, end: 自, 2020年1月1日, 起至, 2020年12月31日."""
    y = words["year"]
    first = f"{y}1月1日" if damage else rng.choice((f"{y}年1月1日", f"{y}年1月1日", f"{y}年1月", f"{y}.1.1"))
    last = f"{y}12月31日" if damage and rng.random() < 0.6 else rng.choice((f"{y}年12月31日", "12月31日", "12月31日", f"{y}年12月"))
    return rng.choice(("自", "从", "为", "是", "")), first, rng.choice(("起至", "至", "到", "起,至"[:1] + "至", "—", "-")), last


def document_number(rng: Random) -> str:
    """国办发〔2019〕24号, brackets lost now and then."""
    head = rng.choice((
        "国办发", "国办函", "国办公开办函", "国发", "{}政办发", "{}政发", "{}府办发", "{}府办", "{}政办函", "{}政公开办", "{}办发", "{}政务公开办发", "{}府办函", "{}政办",
    )).format(rng.choice("鲁苏浙闽粤湘鄂川黔滇陕甘青晋冀豫皖赣桂琼吉辽黑蒙宁新藏京津沪渝") + rng.choice(("", "", *"青清安平兴临江云龙石")))  # fmt: skip
    y, n = rng.randint(2008, 2025), rng.randint(1, 240)
    return head + rng.choices(
        (f"〔{y}〕{n}号", f"[{y}]{n}号", f"({y}){n}号", f"〔{y}{n}号", f"{y}〕{n}号", f"字〔{y}〕第{n}号", f"发{y}〔{n}〕号"), (70, 8, 6, 3, 3, 2, 1)
    )[0]


def phone(rng: Random) -> str:
    """A telephone number, several forms."""
    area, line = rng.choice((f"0{rng.randint(310, 999)}", f"0{rng.choice((10, 20, 21, 22, 23, 24, 25, 27, 28, 29))}")), rng.randint(2_000_000, 88_999_999)
    return rng.choice((f"{area}-{line}", f"{area}-{line}", f"{area}—{line}", str(line), f"({area}){line}", f"1{rng.randint(3, 9)}{rng.randint(10**8, 10**9 - 1)}"))


def site(rng: Random) -> str:
    """A web address."""
    letters = "".join(rng.choice("abcdefghjklmnpqstwxyz") for _ in range(rng.randint(2, 6)))
    return rng.choice(("http://www.{}.gov.cn", "https://www.{}.gov.cn/", "www.{}.gov.cn", "http://{}.gov.cn/zwgk/", "http://xxgk.{}.gov.cn")).format(letters)
