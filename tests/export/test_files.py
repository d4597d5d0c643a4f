"""Files are whole or not there, and their names tell records apart."""

import pytest

from giar_ml.errors import SetupError
from giar_ml.export.files import Names, fit, replacing, write_text


def test_an_error_leaves_the_old_file_and_no_rubbish(tmp_path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    with pytest.raises(ValueError, match="broken"), replacing(path) as file:  # noqa: PT012
        file.write("new")
        raise ValueError("broken")
    assert [p.name for p in tmp_path.iterdir()] == ["out.jsonl"]
    assert path.read_text() == "old"


def test_ctrl_c_keeps_what_was_done_beside_the_old_file(tmp_path) -> None:
    path = tmp_path / "out.jsonl"
    with pytest.raises(KeyboardInterrupt), replacing(path, keep_partial=True) as file:  # noqa: PT012
        file.write("one\n")
        raise KeyboardInterrupt
    assert (tmp_path / "out.jsonl.partial").read_text() == "one\n"
    assert not path.exists()


def test_line_ends_of_a_source_are_kept(tmp_path) -> None:
    write_text(tmp_path / "a" / "x.txt", "一\r\n二\r三\n")
    assert (tmp_path / "a" / "x.txt").read_bytes().decode() == "一\r\n二\r三\n"


def test_a_folder_that_is_a_file_is_a_set_up_error(tmp_path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(SetupError, match="cannot be written"):
        write_text(tmp_path / "a" / "x.txt", "")


def test_equal_stems_get_names_of_their_own_in_a_fixed_order() -> None:
    names = Names()
    assert names.name("a/报告.txt", 1, "aaaaaaaaaaaa") == "报告.1"
    assert names.name("a/报告.txt", 2, "aaaaaaaaaaaa") == "报告.2"
    assert names.name("b/报告.pdf", 1, "bbbbbbbbbbbb") == "报告-bbbbbbbb.1"
    assert names.name("a/报告.txt", 1, "aaaaaaaaaaaa") == "报告.1"
    assert names.name("c/报告.pdf", 1, "bbbbbbbbbbbb") == "报告-2.1"
    assert names.name("d/x.txt", 1, None) == "x.1"


@pytest.mark.parametrize(("stem", "fitting"), [("a/b:c\n", "a_b_c_"), ("..", "report"), ("长" * 300, "长" * 53)])
def test_a_stem_fits_every_file_system(stem: str, fitting: str) -> None:
    assert fit(stem) == fitting
