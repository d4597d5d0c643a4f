"""Tables in their printed form, with what a place adds."""

from giar_ml import schema
from giar_ml.export.grid import tables
from giar_ml.export.labels import label, labels, reason


def addresses(found) -> list[str]:
    return [a for table in found for row in table.rows for a in row.addresses]


def test_every_address_of_a_form_stands_in_exactly_one_place() -> None:
    for name in schema.EPOCHS:
        known = schema.epoch(name).addresses(extensions=True)
        assert sorted(addresses(tables(name, known))) == sorted(known)


def test_a_row_that_a_place_adds_stands_before_the_total() -> None:
    known = (*schema.epoch("E3").addresses(), "requests.other_processing_total.total", "requests.local_row.total")
    (requests,) = [t for t in tables("E3", known) if t.section == "requests"]
    names = [row.label.zh for row in requests.rows]
    assert names.index("（六）其他处理") < names.index("总计")
    assert "local_row" in names


def test_an_unknown_address_is_shown_and_not_lost() -> None:
    for epoch in ("E3", None):
        assert "disclosure.surprise" in addresses(tables(epoch, ("disclosure.surprise",)))


def test_a_section_that_the_record_does_not_have_is_left_out() -> None:
    assert {t.section for t in tables("E2", ("review.review_total",))} == {"review"}


def test_every_address_has_a_label_in_both_languages() -> None:
    for name in schema.EPOCHS:
        found = labels(name)
        assert set(found) == set(schema.epoch(name).addresses(extensions=True))
        assert all(one.zh and one.en and one.en.isascii() is not None for one in found.values())
        assert len({one.zh for a, one in found.items() if not a.startswith("annex")}) == len(
            [a for a in found if not a.startswith("annex")]
        )


def test_a_label_for_what_the_form_does_not_know() -> None:
    assert label("requests.other_processing_total.total", "E3").zh == "（六）其他处理·总计"
    assert label("disclosure.new_thing", None).en == "New thing"


def test_a_reason_is_told_in_words_and_an_unknown_one_as_it_is() -> None:
    assert "没有找到" in reason("table_not_found")
    assert reason("something else") == "something else"
