"""Everything a scraper leaves: the same documents under stable names, whatever they are packed in."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from giar_ml.batch import archives, opened
from giar_ml.batch.items import Item
from giar_ml.batch.sources import container, count, items, listed
from giar_ml.errors import SetupError
from giar_ml.inputs import expand
from giar_ml.read import Limits

LIMITS = Limits()


def read(*paths: object, limits: Limits = LIMITS, column: str | None = None) -> list[Item]:
    return list(items(expand(listed(map(str, paths))), limits, column))


def ids(found: list[Item], base: Path) -> list[str]:
    return [item.id.replace(f"{base}/", "") for item in found]


def cause(item: Item) -> str | None:
    return item.failure[0] if item.failure else None


def tar(path: Path, members: dict[str, bytes], mode: str = "w") -> Path:
    with tarfile.open(path, mode) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_folders_files_and_lists(tmp_path) -> None:
    for name in ("a/1.txt", "a/2.html", "b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "list.txt").write_text(f"{tmp_path}/b.txt\r\n\n{tmp_path}/a\n{tmp_path}/gone.txt\n")
    found = read(f"@{tmp_path}/list.txt")
    assert ids(found, tmp_path) == ["b.txt", "a/1.txt", "a/2.html", "gone.txt"]
    assert [item.data for item in found] == [b"b.txt", b"a/1.txt", b"a/2.html", None]
    with pytest.raises(SetupError, match="nowhere"):
        read("@nowhere.txt")


@pytest.mark.parametrize(
    ("name", "mode"), [("x.tar", "w"), ("x.tar.gz", "w:gz"), ("x.tgz", "w:gz"), ("x.tar.xz", "w:xz")]
)
def test_members_of_tar_archives(tmp_path, name, mode) -> None:
    path = tar(
        tmp_path / name, {"b/2.txt": b"two", "a.txt": b"one", ".hidden": b"x", "../../out.txt": b"escaped?"}, mode
    )
    found = read(path)
    assert ids(found, tmp_path) == [f"{name}!b/2.txt", f"{name}!a.txt", f"{name}!../../out.txt"]
    assert [item.data for item in found] == [b"two", b"one", b"escaped?"]
    assert sorted(p.name for p in tmp_path.iterdir()) == [name], "nothing is written anywhere"


def test_members_of_zip_archives_with_names_of_chinese_windows(tmp_path) -> None:
    path = zipped(tmp_path / "x.zip", {"年报/甲.txt": b"one", "b.txt": b"two", "__MACOSX/b.txt": b"x", "c/": b""})
    assert ids(read(path), tmp_path) == ["x.zip!年报/甲.txt", "x.zip!b.txt"]
    info = zipfile.ZipInfo("甲.txt".encode("gb18030").decode("cp437"))
    assert archives._zip_name(info) == "甲.txt"


def test_links_and_devices_in_an_archive_are_accounted_for(tmp_path) -> None:
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("device", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    link, device = read(tmp_path / "x.tar")
    assert (link.skip, link.data) == ("link", None)
    assert cause(device) == "not_a_file"


def test_a_damaged_archive_gives_what_comes_before_the_damage_and_says_so(tmp_path) -> None:
    whole = tar(tmp_path / "x.tar", {f"{i}.txt": b"%d" % i * 700 for i in range(6)}).read_bytes()
    (tmp_path / "cut.tar").write_bytes(whole[:4000])
    found = read(tmp_path / "cut.tar")
    assert ids(found, tmp_path)[:2] == ["cut.tar!0.txt", "cut.tar!1.txt"]
    assert cause(found[-1]) == "malformed"
    (tmp_path / "hit.tar").write_bytes(whole[:3072] + b"\xff" * 512 + whole[3584:])
    assert [cause(item) for item in read(tmp_path / "hit.tar")] == [None, None, "malformed"]
    for name in ("no.zip", "no.tar", "no.tar.gz"):
        (tmp_path / name).write_bytes(b"no archive at all" * 50)
        assert [cause(item) for item in read(tmp_path / name)] == ["malformed"]


def test_one_damaged_member_of_a_zip_is_one_failure(tmp_path) -> None:
    path = zipped(tmp_path / "x.zip", {"a.txt": b"a" * 500, "b.txt": bytes(range(256)) * 4, "c.txt": b"c"})
    data = bytearray(path.read_bytes())
    data[data.index(b"b.txt") + 20] ^= 0xFF
    path.write_bytes(data)
    assert [cause(item) for item in read(path)] == [None, "malformed", None]


def test_what_is_too_large_or_encrypted_in_an_archive_is_not_read(tmp_path) -> None:
    small = replace(LIMITS, max_bytes=1000)
    for path in (
        zipped(tmp_path / "x.zip", {"a": b"a" * 2000, "b": b"b"}),
        tar(tmp_path / "x.tar", {"a": b"a" * 2000, "b": b"b"}),
    ):
        assert [cause(item) for item in read(path, limits=small)] == ["too_large", None]
    path = tmp_path / "x.zip"
    data = bytearray(path.read_bytes())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert cause(read(path)[-1]) == "encrypted"


def test_an_archive_that_inflates_out_of_proportion_is_given_up(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(opened, "SPARE_BYTES", 100_000)
    members = {f"{i}.txt": b" " * 500_000 for i in range(50)}
    for path in (zipped(tmp_path / "x.zip", members), tar(tmp_path / "x.tar.gz", members, "w:gz")):
        found = read(path)
        assert cause(found[-1]) == "zip_bomb"
        assert len(found) < 50


@pytest.mark.parametrize("name", ["p.jsonl", "p.jsonl.gz", "p.ndjson"])
def test_lines_of_json(tmp_path, name) -> None:
    lines = [
        '{"text": "甲"}',
        "",
        '{"url": "x", "html": "<p>乙</p>"}',
        "{broken",
        '{"url": "x"}',
        "[1]",
        '{"text": "丙"}',
    ]
    data = "\n".join(lines).encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    found = read(tmp_path / name)
    assert ids(found, tmp_path) == [f"{name}#{n}" for n in (1, 3, 4, 5, 6, 7)]
    assert [cause(item) for item in found] == [None, None, "malformed", "no_text_column", "no_text_column", None]
    assert found[1].data == "<p>乙</p>".encode()
    assert [cause(item) for item in read(tmp_path / name, column="url")][:2] == ["no_text_column", None]


def test_a_line_that_is_too_long_is_one_failure(tmp_path) -> None:
    (tmp_path / "p.jsonl").write_text(json.dumps({"text": "x" * 9000}) + '\n{"text": "y"}\n')
    found = read(tmp_path / "p.jsonl", limits=replace(LIMITS, max_bytes=1000))
    assert [(item.id[-2:], cause(item)) for item in found] == [("#1", "too_large"), ("#2", None)]


def test_rows_of_parquet_and_of_data_sets_saved_to_disk(tmp_path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    table = pa.table({"url": ["u"] * 150, "html": [f"<p>{i}</p>" for i in range(149)] + [None]})
    pq.write_table(table, tmp_path / "p.parquet")
    found = read(tmp_path / "p.parquet")
    assert (len(found), found[99].data, cause(found[-1])) == (150, b"<p>99</p>", "no_text_column")
    assert found[99].id.endswith("p.parquet#100")
    saved = tmp_path / "saved/train"
    saved.mkdir(parents=True)
    for name in ("state.json", "dataset_info.json"):
        (saved / name).write_text("{}")
    with (
        pa.OSFile(str(saved / "data-00000-of-00001.arrow"), "wb") as file,
        pa.ipc.new_stream(file, table.schema) as out,
    ):
        out.write_table(table)
    found = read(tmp_path / "saved")
    assert (len(found), found[99].data) == (150, b"<p>99</p>")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 no")
    assert [cause(item) for item in read(tmp_path / "bad.parquet")] == ["malformed"]


def warc(path: Path, answers: list[tuple[str, str, str, bytes]]) -> list[int]:
    """Write responses (address, status line, header lines, body); where each ends."""
    ends = []
    with path.open("wb") as file:
        for url, status, headers, body in answers:
            http = f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body
            head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
            head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            record = head.encode() + http + b"\r\n\r\n"
            file.write(gzip.compress(record) if path.suffix == ".gz" else record)
            ends.append(file.tell())
    return ends


@pytest.mark.parametrize("name", ["c.warc", "c.warc.gz"])
def test_responses_of_a_warc(tmp_path, name) -> None:
    html, packed = "Content-Type: text/html", gzip.compress(b"<p>two</p>" * 9000)
    chunked = b"5;x=1\r\n<p>ch\r\nA\r\nunked</p>!\r\n0\r\n\r\n"
    warc(tmp_path / name, [
        ("https://a.example/1.html", "200 OK", html, "<p>甲</p>".encode()),
        ("https://a.example/no", "404 Not Found", html, b"no"),
        ("https://a.example/x.png", "200 OK", "Content-Type: image/png", b"\x89PNG"),
        ("https://a.example/2.html", "200 OK", f"{html}\r\nContent-Encoding: gzip", packed),
        ("https://a.example/3.html", "200 OK", f"{html}\r\nTransfer-Encoding: chunked", chunked),
        ("https://a.example/4.html", "200 OK", f"{html}\r\nTransfer-Encoding: chunked", b"<p>joined already</p>"),
        ("https://a.example/5.html", "200 OK", f"{html}\r\nContent-Encoding: br", b"??"),
    ])  # fmt: skip
    found = read(tmp_path / name)
    assert ids(found, tmp_path)[:2] == [f"{name}#1!https://a.example/1.html", f"{name}#2!https://a.example/no"]
    assert [item.skip for item in found[:4]] == [None, "http_status_404", "not_a_document", None]
    assert found[3].data == b"<p>two</p>" * 9000
    assert [item.data for item in found[4:6]] == [b"<p>chunked</p>!", b"<p>joined already</p>"]
    assert cause(found[6]) == "malformed"
    assert cause(read(tmp_path / name, limits=replace(LIMITS, max_bytes=5000))[3]) == "too_large"


def test_an_answer_that_is_compressed_and_damaged_is_not_taken_for_one_that_is_not_compressed(tmp_path) -> None:
    head, packed = "Content-Type: text/html\r\nContent-Encoding: gzip", gzip.compress(b"<p>two</p>" * 99)
    for body, causes in (
        (packed[:-9], ["malformed"]),
        (packed[:-9] * 3, ["malformed"]),
        (packed[:12] + b"\xff" * 40, ["malformed"]),
        (b"<p>never was</p>", [None]),
    ):
        warc(tmp_path / "c.warc", [("https://a.example/1", "200 OK", head, body)])
        assert [cause(item) for item in read(tmp_path / "c.warc")] == causes


@pytest.mark.parametrize("name", ["c.warc", "c.warc.gz"])
def test_a_warc_that_is_cut_off_anywhere_says_so(tmp_path, name) -> None:
    path = tmp_path / name
    ends = warc(
        path, [(f"https://a.example/{i}", "200 OK", "Content-Type: text/html", b"<p>text</p>") for i in range(3)]
    )
    data = path.read_bytes()
    for cut in range(1, len(data), 3):
        path.write_bytes(data[:cut])
        found = read(path)
        whole = sum(end - (4 if name == "c.warc" else 0) <= cut for end in ends)
        assert sum(item.data is not None for item in found) >= whole
        done = cut in ends or (name == "c.warc" and any(end - 4 <= cut <= end for end in ends))
        assert done or cause(found[-1]) == "malformed", cut
    path.write_bytes(b"no warc at all")
    assert [cause(item) for item in read(path)] == ["malformed"]


def test_documents_are_told_from_containers_by_name() -> None:
    assert [container(n) for n in ("a.docx", "a.ZIP", "a.tar.GZ", "a.gz", "a.json", "a.jsonl", "a.warc.gz")] == [
        None, "archives", "archives", None, None, "rows", "warc",
    ]  # fmt: skip
    assert count(["a.txt", "b.txt"]) == 2
    assert count(["a.txt", "b.zip"]) is None


def test_what_must_not_be_opened_is_left_to_the_reader(tmp_path) -> None:
    (tmp_path / "big.txt").write_bytes(b"x" * 2000)
    (item,) = read(tmp_path / "big.txt", limits=replace(LIMITS, max_bytes=1000))
    assert (item.data, item.failure, item.sha256) == (None, None, None)


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.jsonl", "x.warc", "x.parquet"])
def test_a_container_without_documents_is_one_failure_and_not_nothing(tmp_path, name) -> None:
    (tmp_path / name).touch()
    (item,) = read(tmp_path / name)
    assert item.data == b""
    empty = {"x.zip": zipped, "x.tar": tar}.get(name)
    if empty:
        assert [cause(item) for item in read(empty(tmp_path / name, {}))] == ["empty"]


def test_what_stands_between_members_counts_as_inflated_too(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(opened, "SPARE_BYTES", 100_000)
    hidden = tar(tmp_path / "x.tar.gz", {".hidden": bytes(9_000_000), "a.txt": b"a"}, "w:gz")
    assert [cause(item) for item in read(hidden)] == ["zip_bomb"]
    (tmp_path / "x.jsonl.gz").write_bytes(gzip.compress(b"\n" * 9_000_000))
    (tmp_path / "x.warc.gz").write_bytes(gzip.compress(b"\r\n" * 9_000_000))
    assert [cause(read(tmp_path / name)[-1]) for name in ("x.jsonl.gz", "x.warc.gz")] == ["zip_bomb"] * 2


def test_a_name_that_is_gigabytes_long_is_not_read(tmp_path) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 2**33 - 1
    (tmp_path / "x.tar").write_bytes(info.tobuf(tarfile.GNU_FORMAT) + bytes(5000))
    assert [cause(item) for item in read(tmp_path / "x.tar")] == ["malformed"]


def test_links_in_a_zip_archive_are_not_documents(tmp_path) -> None:
    link = zipfile.ZipInfo("a.txt")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert [(item.skip, item.data) for item in read(tmp_path / "x.zip")] == [("link", None)]


def test_values_without_end_in_a_line_are_not_made(tmp_path) -> None:
    (tmp_path / "x.jsonl").write_bytes(b"[" + b"[]," * 2_000_000 + b"1]")
    assert [cause(item) for item in read(tmp_path / "x.jsonl")] == ["too_complex"]


def test_a_damaged_extra_field_of_a_zip_is_told(tmp_path) -> None:
    data = zipped(tmp_path / "x.zip", {"a.txt": b"a"}).read_bytes()
    at = data.index(b"PK\x01\x02")
    extra = b"\x01\x00\x08\x00" + b"\xff" * 2  # claims eight bytes, has two
    broken = (
        data[: at + 30] + (len(extra)).to_bytes(2, "little") + data[at + 32 : at + 46 + 5] + extra + data[at + 46 + 5 :]
    )
    (tmp_path / "x.zip").write_bytes(broken)
    assert len(read(tmp_path / "x.zip")) == 1
