"""Reports made by hand for the tests of the exports: our own sentences, our own numbers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from giar_ml import schema
from giar_ml.export import record as r
from giar_ml.types import (
    AlignedText,
    Cell,
    Change,
    Document,
    Edit,
    Epoch,
    Finding,
    Message,
    Repair,
    Report,
    Statistic,
)

PROVENANCE = r.Provenance(
    model="lexicon-1", model_hash="0" * 8, rules_hash="1" * 8, configuration_hash="2" * 8, package_version="0.1.0"
)
NUMBERS = {
    "E3": {
        "disclosure.regulations_made": "0", "disclosure.regulations_repealed": "0",
        "disclosure.regulations_in_force": "-", "disclosure.normative_docs_made": "3",
        "disclosure.normative_docs_repealed": "1", "disclosure.normative_docs_in_force": "19",
        "disclosure.licensing_decisions": "1204", "disclosure.penalty_decisions": "86",
        "disclosure.coercion_decisions": "2", "disclosure.admin_fees_amount_wan": "104.50",
        "requests.new_received.natural_person": "6", "requests.new_received.total": "6",
        "requests.carried_in.natural_person": "1", "requests.carried_in.total": "1",
        "requests.granted_in_full.natural_person": "4", "requests.granted_in_full.total": "4",
        "requests.partially_granted.natural_person": "2", "requests.partially_granted.total": "0",
        "requests.results_total.natural_person": "6", "requests.results_total.total": "6",
        "requests.carried_out.natural_person": "1", "requests.carried_out.total": "1",
        "review.review_upheld": "1", "review.review_total": "1",
    },
    "E2": {"disclosure.procurement_amount": "27759.17695", "disclosure.licensing_item_change": "+35"},
}  # fmt: skip
PROSE = (
    "云岭县水务局2023年政府信息公开工作年度报告\n一、总体情况\n"
    "本年我局在门户网站发布各类信息128条，其中政策解读12篇。未收到行政诉讼案件。\n"
)


@dataclass(frozen=True)
class Reading:
    """As the pipeline gives it."""

    record: r.Record
    source: str


def number(text: str) -> Decimal | None:
    return None if text in {"-", ""} else Decimal(text)


def made_text(epoch: Epoch = "E3") -> tuple[str, tuple[Cell, ...]]:
    """A source and its cells: what is not in `NUMBERS` is printed as 0."""
    source, cells = PROSE, []
    template = schema.epoch(epoch)
    last = ""
    for address in template.addresses():
        row = address.rsplit(".", 1)[0] if address.startswith("requests") else address
        source += "\t" if row == last else f"\n{row}\t"
        last = row
        raw = NUMBERS[epoch].get(address, "0")
        value = number(raw)
        start, end = len(source), len(source) + len(raw)
        source += raw
        odd = address == "requests.carried_in.org_other"
        cells.append(
            Cell(
                address, value, "read" if value is not None else "blank", raw, start, end,
                reason=None if value is not None else "a dash stands there", unit="件",
                confidence=0.62 if odd else 0.998, abstained=odd,
            )
        )  # fmt: skip
    return source + "\n五、存在的主要问题及改进情况\n人手不足，明年改进。\n", tuple(cells)


def made_statistics(source: str) -> tuple[Statistic, ...]:
    def one(indicator: str, value: int, raw: str, unit: str, **more: object) -> Statistic:
        start = source.index(raw)
        return Statistic(indicator, Decimal(value), more.pop("qualifier", "exact"), unit, raw, start,
                         start + len(raw), confidence=0.9, **more)  # type: ignore[arg-type]  # fmt: skip

    return (
        one("disclosed.website", 128, "128条", "条", channel="网站"),
        one("interpretation.articles", 12, "12篇", "篇", part_of=0),
        one("litigation.total", 0, "未收到", "件", qualifier="stated_absence"),
    )


def made_report(epoch: Epoch = "E3") -> tuple[Report, Document]:
    source, cells = made_text(epoch)
    year = {"E3": 2023, "E2": 2020}.get(epoch, 2015)
    report = Report(
        epoch, year, "云岭县水务局", "云岭县水务局2023年政府信息公开工作年度报告", "2024-01-18", "云岭县", 0.99,
        cells, made_statistics(source), ("made by hand",),
    )  # fmt: skip
    digest = sha256(source.encode()).hexdigest()
    return report, Document("made/云岭.txt", "txt", "utf-8", digest, source, AlignedText.identity(source))


def made_findings() -> tuple[Finding, ...]:
    row = tuple(f"requests.partially_granted.{c.key}" for c in schema.epoch("E3").request_columns)
    return (
        Finding("S3-BAL/total", "holds", "error", Decimal(7), Decimal(7), Decimal(0), ("requests.new_received.total",)),
        Finding(
            "S3-ROW/partially_granted", "violated", "error", Decimal(2), Decimal(0), Decimal(2), row,
            Message("“部分公开”一行各列之和为 2，总计印作 0。", "The columns add up to 2, the total prints 0."),
            "issuer",
        ),
        Finding("S2-E3-INFORCE/regulations", "unknown", "warning", None, Decimal(0), None,
                ("disclosure.regulations_in_force",)),
    )  # fmt: skip


def made_repairs() -> tuple[Repair, ...]:
    change = Change("requests.partially_granted.total", Decimal(0), Decimal(2))
    return (
        Repair((change,), ("S3-ROW/partially_granted",), 1.0, True, "total left at zero",
               Message("把总计改为 2 即可。", "Setting the total to 2 mends it.")),
    )  # fmt: skip


def made_record(epoch: Epoch = "E3") -> tuple[r.Record, str]:
    """A record and the source its offsets count in."""
    report, document = made_report(epoch)
    noise = (Edit(0, 1, "云", "", "page_furniture"),)
    findings, repairs = (made_findings(), made_repairs()) if epoch == "E3" else ((), ())
    record = r.from_report(
        report, document, findings=findings, repairs=repairs, noise=noise, provenance=PROVENANCE, status="ok"
    )
    return record, document.source
