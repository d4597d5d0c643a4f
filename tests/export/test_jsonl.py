"""JSON Lines: what is written is read again; what is no record is named with its line."""

import io

import pytest

from giar_ml.errors import SetupError
from giar_ml.export import jsonl
from giar_ml.export.record import failed, to_json
from tests.export.made import made_record


def test_what_is_written_is_read_again_in_order(tmp_path) -> None:
    records = [made_record("E2")[0], failed("x.doc", "unsupported", "no"), made_record("E3")[0]]
    file = io.StringIO()
    assert list(jsonl.write(records, file)) == records
    path = tmp_path / "r.jsonl"
    path.write_text("\ufeff" + file.getvalue() + "\n\n", "utf-8")
    assert list(jsonl.read(path)) == records


def test_records_are_written_one_by_one() -> None:
    file = io.StringIO()
    stream = jsonl.write((made_record(e)[0] for e in ("E2", "E3")), file)
    next(stream)
    assert file.getvalue().count("\n") == 1


@pytest.mark.parametrize("line", ["{", "[]", "3", '{"schema_version": "1.0.0"}', '{"a": NaN}'])
def test_a_line_that_is_no_record_is_named(tmp_path, line: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(to_json(made_record()[0]) + "\n" + line + "\n", "utf-8")
    with pytest.raises(SetupError, match=r"r\.jsonl:2 is not a record"):
        list(jsonl.read(path))


def test_a_missing_file_is_a_set_up_error(tmp_path) -> None:
    with pytest.raises(SetupError, match="cannot be read"):
        list(jsonl.read(tmp_path / "none.jsonl"))
