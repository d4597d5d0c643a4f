"""The generated pages say what the code says."""

import json
from pathlib import Path

from giar_ml import schema
from giar_ml.export import docs

ROOT = Path(__file__).parents[2]
ADVICE = "run python -m giar_ml.export.docs"


def test_the_published_json_schema_is_the_generated_one() -> None:
    assert (ROOT / "docs/record.schema.json").read_text("utf-8") == docs.schema_text(), ADVICE
    assert json.loads(docs.schema_text())["properties"]["cells"]


def test_the_schema_page_is_the_generated_one() -> None:
    assert (ROOT / "docs/schema.md").read_text("utf-8") == docs.markdown(), ADVICE


def test_every_address_of_every_form_is_on_the_page() -> None:
    page = docs.markdown()
    for name in schema.EPOCHS:
        for address in schema.epoch(name).addresses(extensions=True):
            key = address.split(".")[1] if address.startswith("requests.") else address
            assert f"`{key}`" in page, address


def test_every_field_has_a_meaning_or_a_type_of_its_own() -> None:
    for line in docs.markdown().splitlines():
        if line.startswith("| `") and "Cell" in line:
            assert line.count("|") >= 4
