"""The terminal view shows what the record knows, in both languages, and never takes a report's words for markup."""

from __future__ import annotations

import io
from decimal import Decimal

from rich.console import Console

from giar_ml.export import terminal
from giar_ml.export.record import Convention, Message, Noise, Record
from tests.export.made import made_record


def shown(record: Record, recovery: dict[str, tuple[str, Decimal | None, Decimal | None]] | None = None) -> str:
    console = Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: SIM115, PTH123
    terminal.show(console, [(record, recovery)])
    return console.export_text()


def test_findings_tell_whose_they_are_and_repairs_are_ranked() -> None:
    record = made_record()[0]
    other = record.repairs[0].model_copy(update={"unique": False, "cost": 1.25, "cause": "lost_digit"})
    lines = shown(record.model_copy(update={"repairs": (other, other)})).splitlines()
    assert any("S3-ROW/partially_granted  2 vs 0  原件如此 printed so by the issuer" in line for line in lines)
    ranked = [line for line in lines if "0 → 2" in line]
    assert [line.strip()[0] for line in ranked] == ["1", "2"]
    assert all("cost 1.25 · 漏了一位数字 a digit lost" in line for line in ranked)
    alone = next(line for line in shown(record).splitlines() if "0 → 2" in line)
    assert "唯一最小 the only smallest" in alone


def test_conventions_and_noise_are_told_in_one_line_each() -> None:
    said = Message(zh="", en="")
    convention = Convention(
        table="requests", printed="blank", means="not_zero", cells=7, zero=0, other=6, confidence=0.1, message=said
    )
    noise = tuple(
        Noise(start=i, end=i + 1, family=family, before="[red]官网\n[/]", after="", score=0.8)
        for i, family in enumerate(("hijacked_name", "hijacked_name", "page_number"))
    )
    text = shown(made_record()[0].model_copy(update={"conventions": (convention,), "noise": noise}))
    assert "∅ 申请表 7 格空白 left empty: 不是 0 not 0" in text
    assert "2 × 冒充名称的品牌 a brand in the place of a name  仅提示 pointed at  0.80  [red]官网 [/]" in text
    assert "1 × 页码 page numbers  已剔除 taken out" in text


def test_a_cell_without_a_number_shows_what_it_can_be() -> None:
    record = made_record()[0]
    text = shown(record, {"disclosure.regulations_in_force": ("bounded", Decimal(2), None)})
    assert "- ≥2" in text
    assert "0 determined · 1 bounded · 0 free (cells without a number)" in text
    assert "bounded" not in shown(record)


def test_what_a_page_wrote_does_not_steer_the_terminal() -> None:
    record = made_record()[0]
    title = "年报\x1b]0;x\x07\x9b2J"
    hostile = record.model_copy(update={"report": record.report.model_copy(update={"title": title, "body": title})})
    console = Console(width=100, file=io.StringIO(), color_system=None)
    terminal.show(console, [(hostile, None)])
    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert "年报]0;x2J" in said
    assert not any(c in said for c in "\x1b\x07\x9b")
