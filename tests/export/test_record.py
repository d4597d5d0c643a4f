"""The public record: exact numbers, stable JSON, a schema that tells the truth."""

import json
from decimal import Decimal

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from giar_ml.export import record as r
from giar_ml.types import AlignedText, Cell, Document, Edit, Report
from tests.export.made import made_record, made_report


def test_a_record_is_one_line_of_json_that_the_schema_accepts() -> None:
    for epoch in ("E2", "E3"):
        record, _ = made_record(epoch)
        line = r.to_json(record)
        assert "\n" not in line
        assert "云岭县水务局" in line
        jsonschema.validate(json.loads(line), r.json_schema(), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    "made", [r.failed("a.doc", "unsupported", "no"), r.skipped("b.txt", "duplicate", duplicate_of="a.txt")]
)
def test_a_record_without_report_is_valid_too(made: r.Record) -> None:
    data = json.loads(r.to_json(made))
    jsonschema.validate(data, r.json_schema(), cls=jsonschema.Draft202012Validator)
    assert data["cells"] == []
    assert data["report"]["year"] is None
    assert r.from_json(r.to_json(made)) == made


def test_reading_a_record_again_gives_the_same_report() -> None:
    report, document = made_report()
    record = r.from_report(report, document)
    again = r.to_report(r.from_json(r.to_json(record)))
    assert again == report


@pytest.mark.parametrize(
    ("printed", "written"),
    [("0", "0"), ("-403", "-403"), ("+39", "39"), ("27759.17695", '"27759.17695"'), ("2926258.34", '"2926258.34"'),
     ("104.50", '"104.50"'), ("1E+3", "1000"), ("12345678901234567890", '"12345678901234567890"')],
)  # fmt: skip
def test_numbers_are_written_exactly_as_printed(printed: str, written: str) -> None:
    document = Document("a.txt", "txt", "utf-8", "0", printed, AlignedText.identity(printed))
    report = Report("E2", 2020, None, cells=(Cell("disclosure.x", Decimal(printed), "read", printed, 0, len(printed)),))
    line = r.to_json(r.from_report(report, document))
    assert f'"value":{written},' in line
    assert r.to_report(r.from_json(line)).cells[0].value == Decimal(printed)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4) | st.integers().map(Decimal))
def test_every_decimal_survives_json(value: Decimal) -> None:
    number = TypeAdapter(r.Number)
    assert number.validate_json(number.dump_json(value)) == value


@pytest.mark.parametrize("value", [True, "1e5", "12,5", "", float("nan"), float("inf"), "１２"])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(r.Number).validate_python(value)


def test_a_number_that_a_person_typed_is_read_exactly() -> None:
    record, _ = made_record()
    line = r.to_json(record).replace('"value":"104.50"', '"value":27759.17695')
    assert r.to_report(r.from_json(line)).values()["disclosure.admin_fees_amount_wan"] == Decimal("27759.17695")


def test_an_unknown_key_is_an_error() -> None:
    data = json.loads(r.to_json(made_record()[0]))
    data["cells"][0]["valeu"] = 3
    with pytest.raises(ValidationError, match="valeu"):
        r.from_json(json.dumps(data))


def test_half_of_a_character_pair_never_breaks_the_output() -> None:
    source = "5\udc80件"
    document = Document("bad\udcb1.txt", "pdf", None, "0", source, AlignedText.identity(source))
    cell = Cell("annex.x", Decimal(5), "read", source, 0, 3, reason="\udc80")
    report = Report(None, None, "某\ud800局", cells=(cell,))
    line = r.to_json(r.from_report(report, document))
    line.encode("utf-8")
    assert json.loads(line)["cells"][0]["raw"] == "5\ufffd件"


def test_null_stays_visible_and_what_is_not_there_is_left_out() -> None:
    record, _ = made_record()
    cell = next(c for c in json.loads(r.to_json(record))["cells"] if c["raw"] == "-")
    assert cell["value"] is None
    assert cell["origin"] == "blank"
    assert "box" not in cell


def test_a_new_verdict_leaves_the_facts_as_they_are() -> None:
    record, _ = made_record()
    again = r.checked(record, (), ())
    assert again.findings == again.repairs == ()
    assert again.cells == record.cells


def test_long_noise_is_cut_but_keeps_its_offsets() -> None:
    report, document = made_report()
    record = r.from_report(report, document, noise=[Edit(3, 9003, "x" * 9000, "", "navigation")])
    assert (record.noise[0].start, record.noise[0].end, len(record.noise[0].before)) == (3, 9003, r.NOISE_TEXT)
