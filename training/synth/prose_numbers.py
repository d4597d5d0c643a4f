"""How clerks print a number: plain, rounded with 余 and 近, in 万, with separators, in characters, without its unit.

Every style that `count_text` can print is read by `giar_ml.assemble.numbers.read_number`.
"""

from __future__ import annotations

from functools import cache
from random import Random

HAN = "零一二三四五六七八九"
LEFT = ("近", "近", "约", "约", "超过", "超", "逾", "突破", "大约", "将近", "不少于", "不低于", "至少", "接近")
RIGHT = ("以上", "以上", "左右", "上下", "及以上")
# sizes: lowest and highest value of a body's usual counts
SIZES = {
    "plain": (3, 9000), "one": (1, 6), "few": (1, 30), "mid": (2, 400), "big": (20, 9999), "bulk": (100, 60000),
    "vast": (800, 4_000_000), "rate": (0, 100), "share": (0, 100), "money": (100, 500_000), "zero": (0, 0),
}  # fmt: skip


@cache
def units_of(spec: str) -> tuple[tuple[str, ...], str]:
    """`条*6|件;big` -> the units, each as often as it weighs, and the size. Half a spec takes what is usual."""
    names, _, size = spec.partition(";")
    units = list[str]()
    for name in names.split("|"):
        unit, _, weight = name.strip().partition("*")
        units += [unit] * int(weight or 1)
    return tuple(units), size.strip() or "mid"


def value(rng: Random, size: str) -> int:
    """A whole number of this size, small ones more often."""
    low, high = SIZES[size]
    return min(high, int(low * (high / low) ** rng.random()))


def han(n: int) -> str:
    """1 to 9999 in Chinese numerals."""
    text, zero = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // power % 10
        if digit:
            text += ("零" if zero and text else "") + HAN[digit] + name
            zero = False
        else:
            zero = True
    return text.removeprefix("一") if 10 <= n < 20 else text


def rate(rng: Random) -> str:
    """A percentage, mostly a high one."""
    draw = rng.random()
    if draw < 0.3:
        number = "100%"
    elif draw < 0.62:
        number = f"{rng.uniform(60, 99.99):.{rng.choice((1, 1, 2, 2, 0))}f}%"
    elif draw < 0.93:
        return share(rng)
    else:
        number = rng.choice(("百分之百", "百分百", f"百分之{han(rng.randint(61, 99))}", f"百分之{rng.randint(70, 99)}"))
    draw = rng.random()
    if draw < 0.08 and number[:3] != "100" and number[-1] == "%":
        return number + rng.choice(RIGHT[:3])
    return rng.choice(("超过", "不低于", "近", "约")) + number if draw < 0.14 and number[0].isdigit() else number


def share(rng: Random) -> str:
    """A percentage of any size."""
    return f"{100 * rng.random() ** 1.4:.{rng.choice((1, 1, 2, 2, 0))}f}%"


def money(rng: Random, unit: str) -> str:
    """An amount in 元, 万元 or 亿元."""
    if unit == "元":
        whole = value(rng, "money")
        return f"{whole:,}元" if rng.random() < 0.1 else f"{whole / rng.choice((1, 1, 1, 100)):g}元"
    number = f"{rng.uniform(1, 3000):.{rng.choice((0, 1, 2, 2, 4))}f}"
    return number + rng.choice(("", "", "", "余")) + unit


def count_text(rng: Random, units: str, size: str) -> str:
    """A printed quantity of one of these units (`unit` empty: none is printed)."""
    if size == "rate":
        return rate(rng)
    if size == "money":
        return money(rng, units)
    if size == "share":
        return share(rng)
    if size == "zero":
        return "0" + units
    n = value(rng, size)
    if units[:1] in "万亿" and len(units) > 1:  # 万次, 亿人次: the unit multiplies
        return _in_ten_thousands(rng, n if n > 9000 else n * 100 + 9000, units[1:])
    if size == "plain":
        return f"{n}{units}"
    if size in ("mid", "big") and rng.random() < 0.01:
        return f"{rng.randint(1995, 2030)}{units or '条'}"  # looks like a year
    draw = rng.random()
    if draw < 0.025 and size in ("one", "few", "mid"):
        return ("0" if draw < 0.022 else "零") + units
    return _styled(rng, n, units)


def _styled(rng: Random, n: int, unit: str) -> str:
    draw = rng.random()
    if unit == "万":
        return _in_ten_thousands(rng, n if n > 9000 else n * 100 + 9000, "")
    if n >= 10_000 and draw < 0.72:
        return _in_ten_thousands(rng, n, unit)
    if n < 100 and unit and draw < (0.16 if n < 11 else 0.03):
        return _characters(rng, n, unit)
    if n >= 10 and draw < 0.24:
        return _rounded(rng, n, unit)
    if n >= 1000 and draw < 0.34:
        return f"{n:,}{unit}"
    if draw > 0.988 and unit:
        return f"{n}{unit}{rng.choice(RIGHT)}"
    if draw > 0.98:
        return f"{n} {unit}" if unit else str(n)
    if draw > 0.976:
        return str(n).translate(_WIDE) + unit
    return f"{rng.choice(LEFT[:9])}{n}{unit}" if draw > 0.95 else f"{n}{unit}"


_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def _characters(rng: Random, n: int, unit: str) -> str:
    """三次, 十余场, 两期, 一名, 二十多人次."""
    if unit in ("万人", "万", "%"):
        return f"{n}{unit}"
    if n == 2 and rng.random() < 0.8:
        return "两" + unit
    if n % 10 == 0 and n > 9:
        return han(n) + rng.choice("余多") + unit
    if n == 1 and unit not in ("名", "期", "场", "份", "篇", "例", "宗", "封", "起", "件", "条", "次"):
        return "1" + unit
    return han(n) + unit


def _rounded(rng: Random, n: int, unit: str) -> str:
    draw = rng.random()
    step = 10 ** max(1, len(str(n)) - rng.choice((1, 2, 2)))
    tidy = max(step, n // step * step)
    if draw < 0.06 and unit:
        return rng.choice(("近百", "上百", "百余", "千余", "近千", "上千", "万余", "百多", "近万")) + unit
    if draw < 0.6:
        left = rng.choice(LEFT[:5]) if rng.random() < 0.12 else ""
        return f"{left}{tidy}{rng.choice('余余余多')}{unit}"
    if draw < 0.7:
        return f"{n}{rng.choice('余多')}{unit}"
    if draw < 0.95:
        return f"{rng.choice(LEFT[:14])}{rng.choice(('', '', '', '', ' '))}{tidy}{unit}"
    return f"{tidy}{unit}{rng.choice(('以上', '左右', '余'))}" if unit and unit != "万" else f"{tidy}余"


def _in_ten_thousands(rng: Random, n: int, unit: str) -> str:
    power, name = (100_000_000, "亿") if n >= 90_000_000 else (10_000, "万")
    digits = rng.choice((0, 1, 1, 2, 2, 3)) if n < 1_000_000 else rng.choice((0, 1, 2))
    number = f"{n / power:.{digits}f}"
    mark = rng.choice(("余", "余", "多")) if rng.random() < 0.22 and "." not in number else ""
    left = rng.choice(LEFT[:14]) if rng.random() < 0.2 else ""
    return f"{left}{number}{name}{mark}{unit}"
