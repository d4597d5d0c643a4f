"""Which template a report follows: decided by the labels of its tables, by the year only where it has none."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from giar_ml import schema
from giar_ml.assemble.official import bare
from giar_ml.types import Epoch, Passage

EPOCHS: tuple[Epoch, ...] = ("E1a", "E1b", "E2", "E3")
SHORTEST = 5  # characters that must be left of a marker that lost its end or beginning
_NOT_SOURCE = "，。；：、()（）/-"
# One row or three under (六): tells E2 from E3 where only section 三 is printed.
_OTHER = ("逾期不补正", "逾期未按收费通知", "按收费通知要求缴纳")
_REQUESTS = ("本年新收政府信息公开申请", "结转下年度继续办理", "危及三安全一稳定", "本机关不掌握相关政府信息")


@cache
def _markers() -> tuple[tuple[Epoch, tuple[tuple[str, ...], ...]], ...]:
    """Each epoch's markers, every marker with the forms that damage may leave of it."""
    return tuple((name, tuple(_forms(bare(m)) for m in schema.epoch(name).markers)) for name in EPOCHS)


def _forms(marker: str) -> tuple[str, ...]:
    """The marker whole, without its last and without its first character."""
    cut = [marker[:-1], marker[1:]] if len(marker) > SHORTEST else []
    return (marker, *cut)


def table_text(text: str, passages: Iterable[Passage]) -> str:
    """The bare text of a report without its prose: what labels are looked for in."""
    squeezed = bare(text).replace('"', "")
    for passage in passages:
        squeezed = squeezed.replace(bare(passage.text.text).replace('"', ""), "\n")
    return squeezed


def by_labels(labels: str) -> Epoch | None:
    """The epoch whose markers stand in `labels` (see `table_text`), None where there are none."""
    counts = {
        name: sum(1 for forms in markers if any(form in labels for form in forms)) for name, markers in _markers()
    }
    if any(word in labels for word in _OTHER):
        counts["E3"] += 1
    best = max(EPOCHS[::-1], key=lambda name: (counts[name], -EPOCHS.index(name)))
    return best if counts[best] else None


def has_requests(labels: str) -> bool:
    """Whether the request table of E2 and E3 is there."""
    return sum(1 for word in _REQUESTS if word in labels) >= 2


def by_year(year: int | None, labels: str) -> Epoch | None:
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
    """Whether a report of that year can follow the template: one year off the official range is seen in real reports."""
    low, high = schema.epoch(epoch).fiscal_years
    return low - 1 <= year and (high is None or year <= high + 1)
