"""Which template a report follows: decided by the labels of its tables, by the year only where it has none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from giar_ml import schema
from giar_ml.assemble.official import bare
from giar_ml.types import Epoch, Passage

EPOCHS: tuple[Epoch, ...] = ("E1a", "E1b", "E2", "E3")
SHORTEST = 5  # characters that must be left of a marker that lost its end or beginning
# One row or three under (六): tells E2 from E3 where only section 三 is printed.
_OTHER = ("逾期不补正", "逾期未按收费通知", "按收费通知要求缴纳")
_MORE: dict[Epoch, tuple[str, ...]] = {"E2": ("本年增/", "本年增减", "采购项目数"), "E3": ("本年收费金额",)}
_REQUESTS = ("本年新收政府信息公开申请", "结转下年度继续办理", "危及三安全一稳定", "本机关不掌握相关政府信息")


@cache
def _markers() -> tuple[tuple[Epoch, tuple[tuple[str, ...], ...]], ...]:
    """Each epoch's markers, every marker with the forms that damage may leave of it."""
    return tuple(
        (name, tuple(_forms(bare(m)) for m in (*schema.epoch(name).markers, *_MORE.get(name, ())))) for name in EPOCHS
    )


def _forms(marker: str) -> tuple[str, ...]:
    """The marker whole, without its last and without its first character."""
    cut = [marker[:-1], marker[1:]] if len(marker) > SHORTEST else []
    return (marker, *cut)


@dataclass(frozen=True, slots=True)
class TableText:
    """What labels are looked for in: a word is in it if the report prints it more often than its prose does."""

    whole: str
    prose: str

    @classmethod
    def of(cls, text: str, passages: Iterable[Passage]) -> TableText:
        """From the clean text of a report and its prose."""
        return cls(_quoteless(text), "\n".join(_quoteless(passage.text.text) for passage in passages))

    def __contains__(self, word: str) -> bool:
        return word in self.whole and self.whole.count(word) > self.prose.count(word)


def _quoteless(text: str) -> str:
    return bare(text).replace('"', "")


def by_labels(labels: TableText) -> Epoch | None:
    """The epoch whose markers stand in `labels` None where there are none."""
    counts = {
        name: sum(1 for forms in markers if any(form in labels for form in forms)) for name, markers in _markers()
    }
    if any(word in labels for word in _OTHER):
        counts["E3"] += 1
    best: Epoch = max(EPOCHS[::-1], key=lambda name: (counts[name], -EPOCHS.index(name)))
    if counts["E2"] and counts["E3"] and best in ("E2", "E3"):  # a block of the other form: most blocks decide
        forms: tuple[Epoch, ...] = ("E2", "E3")
        once = {name: counts[name] - max(0, _heads(name, labels) - 1) for name in forms}
        best = best if once["E2"] == once["E3"] else max(once, key=once.__getitem__)
    return best if counts[best] else None


def _heads(name: Epoch, labels: TableText) -> int:
    """How many of the column heads of the first block are there."""
    block = schema.epoch(name).disclosure[0]
    return sum(1 for column in block.columns if any(form in labels for form in _forms(bare(column.label))))


def has_requests(labels: TableText) -> bool:
    """Whether the request table of E2 and E3 is there."""
    return sum(1 for word in _REQUESTS if word in labels) >= 2


def by_year(year: int | None, labels: TableText) -> Epoch | None:
    """The epoch that was in force; a request table cannot be older than E2, even if it says so of itself."""
    if has_requests(labels):
        return "E3" if year is not None and year >= 2021 else "E2"
    if year is None:
        return None
    for name in EPOCHS:
        low, high = schema.epoch(name).fiscal_years
        if low <= year and (high is None or year <= high):
            return name
    return None


def fits(epoch: Epoch, year: int) -> bool:
    """Whether a report of that year can follow the template: real reports are up to one year off its range."""
    low, high = schema.epoch(epoch).fiscal_years
    return low - 1 <= year and (high is None or year <= high + 1)
