"""How well noise is told from text: AUROC a family, and what each family does to the reading.

    python -m benchmarks.noise --n 60 --seed 1 --docs              # the table, also in docs/confidence.md
    python -m benchmarks.noise --show hijacked_name 3 --seed 1     # readings with and without the noise, side by side

Noise is put into written reports at known places. Every character is one case: noise or not; its score is that of the
surest span over it, 0 where there is none. AUROC is the chance that a character of the noise scores above one of the
report. `same`: cells, statistics and bodies that read the same with the noise and without; another body, not null, is
`body wrong`.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import giar_ml
from benchmarks.ladder import Job, make
from benchmarks.ladder_plot import DOCS, into
from giar_ml.export.record import Record
from giar_ml.normalize import normalize
from giar_ml.normalize.noise import families
from giar_ml.normalize.noise.mojibake import misread
from giar_ml.normalize.suspects import weighed
from giar_ml.read import read_bytes
from giar_ml.schema.noise import scores
from giar_ml.segment import outline
from giar_ml.types import Edit
from training.synth import Written
from training.synth.damage_script import RARE

LAYOUTS = ("tab", "flat", "spaces", "pipe", "lines")
HAN_PAIR = re.compile("(?<=[一-鿿])(?=[一-鿿])")

Put = tuple[int, int, str]  # what stands in [start, end) of the text becomes this


def injected(written: Written, rng: Random) -> list[Put]:
    """Rare characters in pairs and threes inside words."""
    spots = [m.start() for m in HAN_PAIR.finditer(written.text)]
    chosen = sorted(rng.sample(spots, min(len(spots), rng.randint(6, 20))))
    return [(at, at, "".join(rng.sample(RARE, rng.choice((2, 2, 3))))) for at in chosen]


def _by_family(name: str) -> Callable[[Written, Random], list[Put]]:
    """A family that only inserts characters, as its own `make` does."""
    family = next(f for f in families() if f.name == name)

    def put(written: Written, rng: Random) -> list[Put]:
        before, after, puts, i = written.text, family.make(written.text, rng), list[Put](), 0
        for at, char in enumerate(before):
            start = i
            while after[i] != char:
                i += 1
            if i > start:
                puts.append((at, at, after[start:i]))
            i += 1
        return puts

    return put


HEAD = (
    "首页 > 政府信息公开 > 年报",
    "您现在的位置：首页 > 信息公开 > 法定主动公开内容 > 政府信息公开年报",
    "字体：【大 中 小】 打印 关闭",
    "来源：本站 发布时间：2024-01-30 浏览次数：512",
    "索引号：014000335/2024-00017",
    "网站支持IPv6 无障碍 长者版",
    "分享到：微信 微博",
)
FOOT = (
    "【打印本页】【关闭窗口】",
    "版权所有：办公室 技术支持：信息中心",
    "某ICP备05002345号-1 公安备案 32010002000123号",
    "主办单位：人民政府办公室",
    "网站地图 | 关于我们 | 联系我们",
    "扫一扫在手机打开当前页",
)


def furniture(written: Written, rng: Random) -> list[Put]:
    """Lines of the page before, inside and after the report."""
    text = written.text
    breaks = [m.end() for m in re.finditer("\n\n", text)]
    middle = sorted(rng.sample(breaks, min(len(breaks), rng.randint(0, 3))))
    head = "".join(f"{line}\n" for line in rng.sample(HEAD, rng.randint(1, 4)))
    foot = "".join(f"\n{line}" for line in rng.sample(FOOT, rng.randint(1, 3)))
    pages = [(at, at, rng.choice(("- {} -\n", "第{}页\n", "{}/12\n")).format(k + 1)) for k, at in enumerate(middle)]
    return [(0, 0, head), *pages, (len(text), len(text), foot)]


TOPICS = (
    "召开安全生产会议",
    "开展义务植树活动",
    "发布高温天气提示",
    "举行新春座谈会",
    "调研重点项目建设",
    "公示入围名单",
)
PLACES = ("青禾", "松湖", "白石", "云岭", "东屏")


def _articles(rng: Random, heading: str) -> str:
    lines = [heading] if heading else []
    for topic in rng.sample(TOPICS, rng.randint(3, 6)):
        lines.append(f"{rng.choice(PLACES)}{topic} 2024-0{rng.randint(1, 9)}-{rng.randint(10, 28)}")
        if rng.random() < 0.4:
            people, ideas = rng.randint(20, 300), rng.randint(3, 90)
            lines.append(f"近日，{rng.choice(PLACES)}{topic}，共有{people}人参加，收到建议{ideas}条。")
    return "\n" + "\n".join(lines)


def neighbours(written: Written, rng: Random) -> list[Put]:
    """Other articles of the site after the report: titles with dates, with first sentences or without."""
    heading = rng.choice(("相关信息", "相关链接：", "相关阅读", "推荐阅读", "下一篇：关于印发工作方案的通知"))
    return [(len(written.text), len(written.text), _articles(rng, heading))]


def neighbours_unannounced(written: Written, rng: Random) -> list[Put]:
    """The same without a heading."""
    return [(len(written.text), len(written.text), _articles(rng, ""))]


# Kinds that the detector was not set with: other topics, other forms.
OTHER_TOPICS = (
    "森林防火宣传进校园",
    "三轮车驾驶员集中体检",
    "苹果喜获丰收果农笑开颜",
    "老旧小区加装电梯陆续竣工",
    "广场舞大赛圆满落幕",
    "寻找走失老人启事",
    "护士节慰问一线医护人员",
    "冬季征兵体检站开检",
    "水库除险加固进入尾声",
    "马拉松赛道封闭交通提示",
)
NEWS = (
    "清晨的{place}，果园里一派繁忙，{n}名村民正把苹果装箱，预计可销往外地{m}吨。",
    "{place}的李大爷高兴地说，电梯装好以后，上下楼方便多了，全楼{n}户都签了字。",
    "比赛吸引了来自各地的{n}支队伍，经过三天角逐，{place}代表队获得第一名。",
    "医护人员为{n}位老人测量血压，发放保健手册{m}份，受到大家欢迎。",
    "记者在现场看到，{n}台挖掘机正在作业，施工单位倒排工期，力争汛期前完工。",
)


def neighbours_dates_first(written: Written, rng: Random) -> list[Put]:
    """Titles behind their dates, month and day alone or whole."""
    style = rng.choice(("[{m:02}-{d:02}] {t}", "2024/{m}/{d} {t}", "({m:02}-{d:02}){t}", "· {t} [{m:02}/{d:02}]"))
    lines = [
        style.format(m=rng.randint(1, 12), d=rng.randint(1, 28), t=rng.choice(PLACES) + topic)
        for topic in rng.sample(OTHER_TOPICS, rng.randint(3, 7))
    ]
    return [(len(written.text), len(written.text), "\n" + "\n".join(lines))]


def neighbours_undated(written: Written, rng: Random) -> list[Put]:
    """Titles alone."""
    lines = [rng.choice(("", PLACES[0], PLACES[1])) + topic for topic in rng.sample(OTHER_TOPICS, rng.randint(3, 7))]
    return [(len(written.text), len(written.text), "\n" + "\n".join(lines))]


def neighbour_news(written: Written, rng: Random) -> list[Put]:
    """One whole article: its title and some paragraphs."""
    words = {"place": rng.choice(PLACES), "n": rng.randint(5, 90), "m": rng.randint(20, 400)}
    lines = [rng.choice(OTHER_TOPICS), *(s.format(**words) for s in rng.sample(NEWS, rng.randint(2, 4)))]
    return [(len(written.text), len(written.text), "\n" + "\n".join(lines))]


def neighbours_unsigned(written: Written, rng: Random) -> list[Put]:
    """Any of these kinds behind a report whose last lines, who signed and when, are cut off."""
    kind = rng.choice((neighbours_unannounced, neighbours_dates_first, neighbours_undated, neighbour_news))
    signed = re.search(r"\n[^\n]{2,40}\s+20\d\d年\d{1,2}月\d{1,2}日\s*$", written.text)
    start = signed.start() if signed else len(written.text)
    return [(start, len(written.text), kind(written, rng)[0][2])]


BRANDS = (
    "环球国际(中国)官方网站",
    "中国体育彩票",
    "新葡京博彩官网",
    "365bet(中国)",
    "365体育直播",
    "金沙娱乐app下载",
    "永利国际平台登录",
    "银河官网注册",
    "必赢体育官方入口",
    "九州娱乐手机版",
    "皇冠足球比分网",
    "万博manbetx网页版",
)


# Brands that no list of ours names: what counts for the mirrors of tomorrow.
UNSEEN = (
    "云顶集团官网",
    "太阳城娱乐app",
    "凯发k8官网",
    "米兰体育登录",
    "华体会官方网站",
    "伟德国际平台",
    "ag真人(中国)",
    "亚博手机版",
)


# Others of other makings, written down before the detector was and never used to set it.
HELD_OUT = (
    "尊龙凯时人生就是博",
    "龙8国际pt客户端",
    "w88优德中文版",
    "大发888手机客户端",
    "雷火电竞在线平台",
    "泛亚体育投注网址",
    "yabo亚搏登陆",
    "半岛综合体育app下载",
    "沙巴线上娱乐",
    "杏彩注册平台",
    "鼎盛彩票官方版",
    "pg电子模拟器在线",
    "欧博真人视讯平台",
    "彩神x8登录入口",
    "博狗首页",
)


def hijacked(written: Written, rng: Random) -> list[Put]:
    """A brand in place of the front of the body's name, as mirrors put it."""
    return _renamed(written, rng, rng.choice(BRANDS))


def hijacked_unseen(written: Written, rng: Random) -> list[Put]:
    """The same with brands that the detector was not made with."""
    return _renamed(written, rng, rng.choice(UNSEEN))


def hijacked_held_out(written: Written, rng: Random) -> list[Put]:
    """The same with brands of other makings."""
    return _renamed(written, rng, rng.choice(HELD_OUT))


def _renamed(written: Written, rng: Random, brand: str) -> list[Put]:
    name = written.facts.body
    front = name[: max(2, len(name) // 2)]
    found = [(m.start(), m.end(), brand) for m in re.finditer(re.escape(front), written.text)]
    return [put for put in found if rng.random() < 0.8] or found[:1]


WORDS = ("公开政府信", "领导", "举报", "民共和", "突发", "信访", "党", "人权", "示威", "公开")


def filtered(written: Written, rng: Random) -> list[Put]:
    """Words that a filter starred out."""
    found = [(m.start(), m.end(), "*" * rng.choice((2, 3, len(word))))
             for word in rng.sample(WORDS, 5) for m in re.finditer(word, written.text)]  # fmt: skip
    chosen = sorted(rng.sample(found, min(len(found), 12)))
    return [put for k, put in enumerate(chosen) if len(put[2]) > 1 and (k == 0 or put[0] >= chosen[k - 1][1])]


def mojibake(written: Written, rng: Random) -> list[Put]:
    """Lines of prose in the bytes of another encoding."""
    lines = [m for m in re.finditer(r"[^\n\t|]{8,}", written.text) if sum("一" <= c <= "鿿" for c in m.group()) > 7]
    chosen = sorted(rng.sample(lines, max(1, len(lines) // 6)), key=lambda m: m.start())
    return [(m.start(), m.end(), misread(m.group())) for m in chosen]


FAMILIES: dict[str, Callable[[Written, Random], list[Put]]] = {
    "injected_characters": injected,
    "dingbat": _by_family("dingbat"),
    "pinyin": _by_family("pinyin"),
    "question_mark": _by_family("question_mark"),
    "page_furniture": furniture,
    "neighbour_articles": neighbours,
    "neighbours_unannounced": neighbours_unannounced,
    "neighbours_dates_first": neighbours_dates_first,
    "neighbours_undated": neighbours_undated,
    "neighbour_news": neighbour_news,
    "neighbours_unsigned": neighbours_unsigned,
    "hijacked_name": hijacked,
    "hijacked_by_unseen": hijacked_unseen,
    "hijacked_held_out": hijacked_held_out,
    "word_filter": filtered,
    "mojibake": mojibake,
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A report without and with noise; `spans`: where the noise stands in `noisy`."""

    clean: str
    noisy: str
    spans: tuple[tuple[int, int], ...]
    suffix: str


def sample(family: str, index: int, seed: int) -> Sample:
    """One report, wholly determined by its arguments."""
    written, _ = make(Job("clean", index, seed, LAYOUTS))
    puts = FAMILIES[family](written, Random(f"{seed}/noise/{family}/{index}"))
    out, spans, done, length = list[str](), list[tuple[int, int]](), 0, 0
    for start, end, new in puts:
        out += (written.text[done:start], new)
        length += start - done + len(new)
        spans.append((length - len(new), length))
        done = end
    return Sample(written.text, "".join(out) + written.text[done:], tuple(spans), written.suffix)


def detect(text: str, suffix: str) -> list[Edit]:
    """Every span of noise that giar_ml sees in a text file, with its family and score."""
    document = read_bytes(text.encode(), f"report{suffix}")
    normalized = normalize(document.visible)
    plan = outline(normalized)
    taken = [edit for edit in normalized.edits if edit.family in scores()]
    return [*taken, *plan.furniture, *plan.doubtful, *weighed(normalized.text)]


def scored(text: str, suffix: str) -> list[float]:
    """The score of every character."""
    found = [0.0] * len(text)
    for edit in detect(text, suffix):
        for at in range(edit.start, min(edit.end, len(text))):
            found[at] = max(found[at], edit.score)
    return found


@dataclass(slots=True)
class Tally:
    """`noise`, `text`: characters by score; `hit`: of the noise, found with a score of at least one half."""

    noise: Counter[float] = field(default_factory=Counter)
    text: Counter[float] = field(default_factory=Counter)
    cells: int = 0
    cells_same: int = 0
    statistics: int = 0
    statistics_same: int = 0
    bodies: int = 0
    bodies_same: int = 0
    bodies_wrong: int = 0

    def auroc(self) -> float:
        """The chance that noise scores above text, a tie being one half."""
        below, won = 0, 0.0
        for score in sorted({*self.noise, *self.text}):
            won += self.noise[score] * (below + self.text[score] / 2)
            below += self.text[score]
        pairs = self.noise.total() * self.text.total()
        return won / pairs if pairs else 1.0

    def share(self, of: Counter[float]) -> float:
        """The share of characters that score one half or more."""
        return sum(k for score, k in of.items() if score >= 0.5) / max(1, of.total())


def _facts(record: Record) -> tuple[dict[str, object], Counter[tuple[object, ...]]]:
    cells: dict[str, object] = {c.address: c.value for c in record.cells}
    return cells, Counter((s.indicator, s.value, s.qualifier) for s in record.statistics)


def _read(text: str, suffix: str) -> Record:
    return giar_ml.load().read_bytes(text.encode(), f"report{suffix}")[0].record


def measure(family: str, *, n: int, seed: int) -> Tally:
    """Detect and read `n` reports of one family; reports without noise count as text too."""
    tally = Tally()
    for index in range(n):
        one = sample(family, index, seed)
        inside = bytearray(len(one.noisy))
        for start, end in one.spans:
            inside[start:end] = b"\1" * (end - start)
        for is_noise, score, char in zip(inside, scored(one.noisy, one.suffix), one.noisy, strict=True):
            if not char.isspace():
                (tally.noise if is_noise else tally.text)[score] += 1
        tally.text.update(s for s, c in zip(scored(one.clean, one.suffix), one.clean, strict=True) if not c.isspace())
        clean, noisy = _read(one.clean, one.suffix), _read(one.noisy, one.suffix)
        (cells, said), (noisy_cells, noisy_said) = _facts(clean), _facts(noisy)
        tally.bodies += 1
        tally.bodies_same += noisy.report.body == clean.report.body
        tally.bodies_wrong += noisy.report.body not in (clean.report.body, None)
        tally.cells += len(cells)
        tally.cells_same += sum(noisy_cells.get(a) == v for a, v in cells.items())
        tally.statistics += max(said.total(), noisy_said.total())
        tally.statistics_same += (said & noisy_said).total()
    return tally


COLUMNS = (
    *("family", "AUROC", "noise found", "text taken for noise", "cells same", "statistics same"),
    *("body same", "body wrong"),
)


def line(family: str, t: Tally) -> str:
    """One line of the table."""
    shares = (t.auroc(), t.share(t.noise), t.cells_same / max(1, t.cells), t.statistics_same / max(1, t.statistics))
    auroc, found, cells, statistics = (f"{share:.4f}" for share in shares)
    bodies = (f"{count / max(1, t.bodies):.2f}" for count in (t.bodies_same, t.bodies_wrong))
    return f"| {' | '.join((family, auroc, found, f'{t.share(t.text):.5f}', cells, statistics, *bodies))} |"


def show(family: str, index: int, seed: int) -> None:
    """Print the noise, what was seen of it, and both readings side by side where they differ."""
    one = sample(family, index, seed)
    print("put in:", [one.noisy[a:b] for a, b in one.spans][:40])
    for s in detect(one.noisy, one.suffix):
        if s.score >= 0.1:
            print(f"seen: {s.family} {s.score:.2f} {s.before[:60]!r}")
    clean, noisy = _read(one.clean, one.suffix), _read(one.noisy, one.suffix)
    print(f"{'without':>40} | with")
    for name in ("body", "year", "epoch", "title"):
        print(f"{name}: {getattr(clean.report, name)!s:>32} | {getattr(noisy.report, name)}")
    (cells, said), (noisy_cells, noisy_said) = _facts(clean), _facts(noisy)
    for address, value in cells.items():
        if noisy_cells.get(address) != value:
            print(f"{address}: {value!s:>20} | {noisy_cells.get(address)}")
    for fact in (said - noisy_said).keys() | (noisy_said - said).keys():
        print(f"{fact}: {said[fact]:>10} | {noisy_said[fact]}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every family and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.noise", description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=20, help="reports a family")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--families", nargs="+", choices=tuple(FAMILIES), default=tuple(FAMILIES))
    parser.add_argument("--docs", nargs="?", type=Path, const=DOCS, help="write the table into confidence.md there")
    parser.add_argument("--show", nargs=2, metavar=("FAMILY", "INDEX"), help="both readings of one report, no more")
    options = parser.parse_args(arguments)
    if options.show:
        show(options.show[0], int(options.show[1]), options.seed)
        return 0
    lines = ["| " + " | ".join(COLUMNS) + " |", "|---" * len(COLUMNS) + "|"]
    print("\n".join(lines))
    for family in options.families:
        lines.append(line(family, measure(family, n=options.n, seed=options.seed)))
        print(lines[-1], flush=True)
    if options.docs:
        page, setup = options.docs / "confidence.md", f"{options.n} reports a family, seed {options.seed}."
        page.write_text(into(page.read_text("utf-8"), "\n".join((setup, "", *lines)), "noise"), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
