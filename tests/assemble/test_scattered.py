"""Tables whose own arithmetic fails: the publisher's errors are no reason to doubt numbers that stand in their rows."""

from giar_ml.assemble.scattered import read_scattered
from giar_ml.assemble.tables import READERS
from giar_ml.schema import epoch
from giar_ml.types import AlignedText, Cell

E2 = epoch("E2")
WRONG = {
    "granted_in_full": 4,
    "partially_granted": 9,
    "unavailable_not_held": 2,
    "not_processed_duplicate": 7,
    "results_total": 3,
}


def found(text: str) -> list[Cell]:
    page, where = AlignedText.identity(text), (0, len(text))
    read = READERS["3"][1](page, *where, E2, text)
    tables = {"2": [], "3": read, "4": []}
    return list({**tables, **read_scattered(page, where, E2, text, tables)}["3"])


def test_many_wrong_sums_of_the_publisher_do_not_make_an_intact_table_doubtful() -> None:
    wrong = {"granted_in_full": "4", "partially_granted": "9", "unavailable_not_held": "2", "results_total": "3"}
    rows = [
        f"{row.label}\t{wrong.get(row.key, '0')}\t0\t0\t{wrong.get(row.key, '1')}\t0\t0\t1" for row in E2.request_rows
    ]
    cells = found("\n".join(rows))
    assert {str(c.value) for c in cells if c.address.endswith("org_public_welfare")} == {"1", "4", "9", "2", "3"}
    assert not [cell.address for cell in cells if cell.abstained]


def test_the_same_numbers_without_labels_are_doubtful() -> None:
    rows = ["\t".join(str((k * 7 + i) % 5) for i in range(7)) for k, _ in enumerate(E2.request_rows)]
    assert all(cell.abstained for cell in found("\n".join(rows)) if cell.value is not None)
