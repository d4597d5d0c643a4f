"""Zip and tar archives: names that want to escape, links, archives in archives, bombs, members that are broken."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Iterator
from functools import partial

from benchmarks.faults import Fault, fault, report, word

NAMES = {
    "above": "../../escaped.txt",
    "absolute": "/tmp/escaped.txt",
    "windows": "C:\\escaped.txt",
    "backslashes": "..\\..\\escaped.txt",
    "mixed": "a/../../../escaped.txt",
    "dots": "./././a.txt",
    "long": "n" * 200 + ".txt",
    "deep": "d/" * 60 + "a.txt",
    "blank": " .txt",
    "breaks": "a\nb\r.txt",
    "control": "a\x01b\x1b[31m.txt",
    "markup": "<img src=x onerror=alert(1)>.txt",
    "right_to_left": "a\u202etxt.exe.txt",
    "chinese": "年度报告/甲.txt",
    "exclamation": "a!b!c.txt",
    "hash": "a#1.txt",
    "quote": "a'\"b.txt",
    "percent": "%2e%2e%2fa.txt",
    "device": "CON.txt",
}


def text() -> bytes:
    """A member that can be read."""
    return report().encode()


def zipped(members: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive; names may come twice."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            archive.writestr(info, data)
    return buffer.getvalue()


def tarred(members: list[tuple[str, bytes]], mode: str = "w", form: int = tarfile.GNU_FORMAT) -> bytes:
    """A tar archive."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, format=form) as archive:  # type: ignore[call-overload]
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def many(n: int) -> list[tuple[str, bytes]]:
    """Some members that can be read."""
    return [(f"{i}.txt", text()) for i in range(1 + n // 12)]


def special(kind: bytes, target: str, n: int) -> bytes:
    """Members that are no files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for i in range(n):
            info = tarfile.TarInfo(f"{i}.txt")
            info.type, info.linkname = kind, target
            archive.addfile(info)
    return buffer.getvalue()


def linked_zip(n: int) -> bytes:
    """Links, as zip archives made on Unix have them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for i in range(n):
            info = zipfile.ZipInfo(f"{i}.txt")
            info.create_system, info.external_attr = 3, 0o120777 << 16
            archive.writestr(info, "/etc/passwd")
    return buffer.getvalue()


def nested(depth: int) -> bytes:
    """An archive in an archive in an archive."""
    data = zipped([("a.txt", text())])
    for _ in range(depth):
        data = zipped([("inner.zip", data)])
    return data


def cut(data: bytes, share: float) -> bytes:
    """The first part."""
    return data[: int(len(data) * share)]


def patched(data: bytes, mark: bytes, place: int, value: bytes) -> bytes:
    """Bytes changed behind every mark."""
    changed, at = bytearray(data), data.find(mark)
    while at >= 0:
        changed[at + place : at + place + len(value)] = value
        at = data.find(mark, at + 4)
    return bytes(changed)


def overlapping(n: int) -> bytes:
    """Many names for the same bytes: `n` MB of zeros each."""
    packed = zipped([("a.txt", b" " * 2**20 * min(n, 30))])
    start, end = packed.index(b"PK\x01\x02"), packed.index(b"PK\x05\x06")
    entry, count = packed[start:end], 60
    tail = bytearray(packed[end:])
    tail[8:12] = count.to_bytes(2, "little") * 2
    tail[12:16] = (len(entry) * count).to_bytes(4, "little")
    return packed[:start] + entry * count + bytes(tail)


def header(name: str, size: int, kind: bytes = tarfile.REGTYPE) -> bytes:
    """One tar header, whatever it claims."""
    info = tarfile.TarInfo(name)
    info.type = kind
    block = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    block[124:136] = (
        b"%011o\0" % size
        if 0 <= size < 8**11
        else b"\x80" + (size % 256**11).to_bytes(11, "big")
        if size >= 0
        else b"\xff" * 11 + bytes([256 + size])
    )
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def zeros(megabytes: int, pack: str) -> bytes:
    """So many megabytes of nothing, in no time: whole members of a bzip2 file can be repeated."""
    if pack == "bz2":
        return bz2.compress(bytes(2**20 * 8)) * (megabytes // 8)
    return gzip.compress(bytes(2**20 * 8), mtime=0) * (megabytes // 8)


def hollow(head: bytes, pack: str, n: int) -> bytes:
    """A header that claims more than a terabyte, and gigabytes of zeros behind it."""
    packed = bz2.compress(head) if pack == "bz2" else gzip.compress(head, mtime=0)
    return packed + zeros(64 * n, pack)


def faults() -> Iterator[Fault]:
    """All kinds of this family."""
    for name, member in NAMES.items():
        hidden = name == "dots"
        yield fault(
            "zip",
            f"name_{name}",
            ".zip",
            "read",
            partial(lambda member, n: zipped([(member, text()), *many(n)]), member),
        )
        if not hidden:
            yield fault(
                "tar",
                f"name_{name}",
                ".tar",
                "read",
                partial(lambda member, n: tarred([(member, text()), *many(n)]), member),
            )
    for share in (0.1, 0.5, 0.9, 0.99):
        yield fault("zip", f"cut_{share}", ".zip", "malformed", lambda n, share=share: cut(zipped(many(n)), share))
        for mode, suffix in (("w", ".tar"), ("w:gz", ".tar.gz"), ("w:bz2", ".tar.bz2"), ("w:xz", ".tar.xz")):
            causes = "malformed read"
            yield fault(
                "tar",
                f"cut_{share}",
                suffix,
                causes,
                lambda n, share=share, mode=mode: cut(tarred(many(n), mode), share),
            )
    yield fault("zip", "empty", ".zip", "empty", lambda n: zipped([]))
    yield fault("zip", "nothing", ".zip", "empty", lambda n: b"")
    yield fault("zip", "folders_only", ".zip", "empty", lambda n: zipped([(f"{i}/", b"") for i in range(n)]))
    yield fault("zip", "no_zip", ".zip", "malformed", lambda n: text() * n)
    yield fault("zip", "in_zip", ".zip", "unsupported_format", lambda n: nested(1 + n // 12))
    yield fault("zip", "same_name_twice", ".zip", "read", lambda n: zipped([("a.txt", text())] * (2 + n // 12)))
    yield fault("zip", "links", ".zip", "skipped", linked_zip)
    yield fault(
        "zip",
        "encrypted",
        ".zip",
        "encrypted",
        lambda n: patched(patched(zipped(many(n)), b"PK\x03\x04", 6, b"\1"), b"PK\x01\x02", 8, b"\1"),
    )
    yield fault(
        "zip", "strongly_encrypted", ".zip", "encrypted", lambda n: patched(zipped(many(n)), b"PK\x01\x02", 8, b"\x41")
    )
    yield fault(
        "zip", "wrong_sum", ".zip", "malformed", lambda n: patched(zipped(many(n)), b"PK\x01\x02", 16, b"\1\2\3\4")
    )
    yield fault(
        "zip", "unknown_method", ".zip", "malformed", lambda n: patched(zipped(many(n)), b"PK\x01\x02", 10, b"\x63\0")
    )
    yield fault(
        "zip",
        "wrong_size",
        ".zip",
        "malformed read too_large",
        lambda n: patched(zipped(many(n)), b"PK\x01\x02", 24, b"\5\0\0\0"),
    )
    yield fault(
        "zip",
        "size_of_gigabytes",
        ".zip",
        "too_large",
        lambda n: patched(zipped(many(n)), b"PK\x01\x02", 24, b"\0\0\0\xf0"),
    )
    yield fault(
        "zip",
        "wrong_place",
        ".zip",
        "malformed",
        lambda n: patched(zipped(many(n)), b"PK\x01\x02", 42, b"\xff\xff\xff\x0f"),
    )
    yield fault("zip", "many_members", ".zip", "empty", lambda n: zipped([(f"{i}.txt", b"") for i in range(20 * n)]))
    yield fault("zip", "bomb", ".zip", "too_large", lambda n: zipped([("a.txt", b" " * 2**20 * (65 + n // 12))]))
    yield fault("zip", "overlapping", ".zip", "empty! too_large zip_bomb malformed", overlapping)
    yield fault("zip", "program_before", ".zip", "read", lambda n: b"MZ" * 500 * n + zipped(many(n)))
    yield fault("zip", "junk_behind", ".zip", "read malformed", lambda n: zipped(many(n)) + b"\0" * 60_000 * n)
    for name, method in (("bzip2", zipfile.ZIP_BZIP2), ("lzma", zipfile.ZIP_LZMA)):
        yield fault("zip", f"packed_by_{name}", ".zip", "read", lambda n, method=method: zipped(many(n), method))
    yield fault(
        "zip",
        "lzma_that_wants_gigabytes",
        ".zip",
        "read malformed",
        lambda n: patched(zipped(many(n), zipfile.ZIP_LZMA), b"\x09\x04\x05\x00", 5, b"\xff" * 4),
    )
    for name, kind in {"link": tarfile.SYMTYPE, "hard_link": tarfile.LNKTYPE}.items():
        yield fault("tar", name, ".tar", "skipped", partial(special, kind, "/etc/passwd"))
    for name, kind in {"device": tarfile.CHRTYPE, "block_device": tarfile.BLKTYPE, "pipe": tarfile.FIFOTYPE}.items():
        yield fault("tar", name, ".tar", "not_a_file", partial(special, kind, ""))
    yield fault("tar", "empty", ".tar", "empty", lambda n: tarred([]))
    yield fault("tar", "nothing", ".tar", "empty", lambda n: b"")
    yield fault("tar", "no_tar", ".tar", "malformed", lambda n: text() * n)
    yield fault("tar", "in_zip", ".zip", "binary read malformed", lambda n: zipped([("a.tar", tarred(many(n)))]))
    yield fault("tar", "zip_in_it", ".tar", "unsupported_format", lambda n: tarred([("a.zip", zipped(many(n)))]))
    yield fault("tar", "huge_member", ".tar", "too_large! malformed", lambda n: header("a.txt", 2**40) + bytes(512 * n))
    yield fault("tar", "negative_member", ".tar", "malformed empty", lambda n: header("a.txt", -5) + text() * n)
    yield fault(
        "tar",
        "long_name_of_gigabytes",
        ".tar",
        "malformed zip_bomb",
        lambda n: header("x", 2**33, tarfile.GNUTYPE_LONGNAME) + bytes(512 * n),
    )
    for pack, suffix in (("gz", ".tar.gz"), ("bz2", ".tar.bz2")):
        yield fault(
            "tar",
            "hollow_member",
            suffix,
            "too_large! zip_bomb malformed",
            partial(hollow, header("a.txt", 2**40), pack),
        )
        yield fault(
            "tar", "hollow_hidden_member", suffix, "zip_bomb malformed", partial(hollow, header(".a", 2**40), pack)
        )
        yield fault(
            "tar",
            "hollow_long_name",
            suffix,
            "malformed zip_bomb",
            partial(hollow, header("x", 2**40, tarfile.GNUTYPE_LONGNAME), pack),
        )
        yield fault(
            "tar",
            "hollow_settings",
            suffix,
            "malformed zip_bomb",
            partial(hollow, header("x", 2**40, tarfile.XHDTYPE), pack),
        )
    yield fault("tar", "zeros", ".tar.bz2", "empty", lambda n: zeros(64, "bz2"))
    yield fault("tar", "junk_behind", ".tar.gz", "read malformed", lambda n: tarred(many(n), "w:gz") + b"junk" * n)
    yield fault("tar", "wrong_name", ".tar.gz", "read", lambda n: tarred(many(n), "w:xz"))
    yield fault(
        "tar", "wrong_sum", ".tar", "malformed", lambda n: patched(tarred(many(n)), b"ustar", -109, b"0000000\0")
    )
    yield fault(
        "tar",
        "settings_broken",
        ".tar",
        "read malformed",
        lambda n: patched(tarred([("é" * 150, text())], "w", tarfile.PAX_FORMAT), b" path=", -3, b"9x9"),
    )
    yield fault(
        "tar",
        "xz_that_wants_gigabytes",
        ".tar.xz",
        "malformed",
        lambda n: lzma.compress(text())[:13] + b"\x28" * 40 * n,
    )
    yield fault("tar", "word_in_it", ".tar", "read", lambda n: tarred([("a.docx", word.sound(n))]))
