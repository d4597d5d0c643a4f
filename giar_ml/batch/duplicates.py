"""Which records of a finished output are one report: exact copies, mirrors, revisions, contradictions, copied numbers.

Records are read once. Each leaves its facts and a dozen keys in a scratch database on disk; records that share a key
are candidates, candidates that hold are joined, and each group is settled on its own. In memory stay eight bytes a
record and a line of the list for each of the group at hand. Everything is done in an order of the records themselves
(those with a name, the best read, the earliest published, then by path), so the order of the input does not matter.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import zlib
from array import array
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, cast

from giar_ml.batch.likeness import ORDER, Facts, Kind, Likeness, compare, facts, keys
from giar_ml.errors import SetupError

WINDOW = 8  # neighbours under a key that are compared with a record: keeps a crowded key linear
LEADERS = 200  # different versions of a group that a record is compared with; so many more of its body and year


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a group: a line of the list; `listing.COLUMNS` says what each field means."""

    path: str
    part: int
    body: str | None
    year: int | None
    group_id: str
    kind: Kind
    of_path: str | None
    of_part: int | None
    shared: int | None
    conflicts: int | None
    similarity: float | None
    sha256: str | None


def duplicates(records: Iterable[dict[str, Any]], scratch: Path | None = None) -> Iterator[Row]:
    """The rows of every group with more than one record, groups in a fixed order.

    `scratch`: the folder for the database, about a kilobyte a record; None for the system's.
    """
    with TemporaryDirectory(prefix="giar-ml-", dir=scratch) as folder, closing(_Index(Path(folder))) as index:
        index.fill(facts(record) for record in records)
        yield from index.rows()


def read(output: Path) -> Iterator[dict[str, Any]]:
    """The records of an output as JSON: a data set's folder, or a file of JSON Lines, also `.gz`.

    Raises `SetupError` where it is neither, or a line is no record.
    """
    places = sorted((output / "records").glob("part-*.jsonl.gz")) if output.is_dir() else [output]
    if not places:
        raise SetupError(f"{output} is no finished data set: it has no records/part-*.jsonl.gz")
    for place in places:
        try:
            with cast("IO[bytes]", gzip.open(place) if place.suffix == ".gz" else place.open("rb")) as file:
                for number, line in enumerate(file, 1):
                    if line.strip():
                        yield _record(line, f"{place}:{number}")
        except (OSError, EOFError, zlib.error) as error:
            raise SetupError(f"{place} cannot be read: {error}") from error


def _record(line: bytes, where: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
        facts(record)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SetupError(f"{where} is not a record: {error!r}") from error
    return cast("dict[str, Any]", record)


class _Index:
    """The scratch database. `n` counts the records in the order that everything is decided by, from 0."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "index.sqlite", isolation_level=None)
        self._db.executescript(
            """PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;
            CREATE TABLE found (named INTEGER, size INTEGER, published TEXT, path TEXT, part INTEGER, data BLOB);
            CREATE TABLE record (n INTEGER PRIMARY KEY, data BLOB);
            CREATE TABLE key (hash INTEGER, proof INTEGER, n INTEGER);
            CREATE TABLE member (root INTEGER, n INTEGER);"""
        )
        place = str(folder).replace("'", "''")
        self._db.execute(f"PRAGMA temp_store_directory = '{place}'")  # of all connections of this process
        self._parents = array("q")

    def close(self) -> None:
        self._db.execute("PRAGMA temp_store_directory = ''")
        self._db.close()

    # -- filling --------------------------------------------------------------------------------------------------

    def fill(self, found: Iterable[Facts]) -> None:
        """Take in all records, and number them."""
        rows = ((f.claim is not None, len(f.values), f.published or "9", f.path, f.part, _packed(f)) for f in found)
        self._insert("INSERT INTO found VALUES (?, ?, ?, ?, ?, ?)", rows)
        ordered = self._db.execute("SELECT data FROM found ORDER BY named DESC, size DESC, published, path, part, data")
        self._db.execute("BEGIN")
        for n, (data,) in enumerate(ordered):
            self._parents.append(n)
            self._db.execute("INSERT INTO record VALUES (?, ?)", (n, data))
            made = ((key, proof, n) for key, proof in keys(_unpacked(data)))
            self._db.executemany("INSERT INTO key VALUES (?, ?, ?)", made)
        self._db.execute("DROP TABLE found")
        self._db.execute("COMMIT")

    def _insert(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        self._db.execute("BEGIN")
        self._db.executemany(statement, rows)
        self._db.execute("COMMIT")

    # -- joining --------------------------------------------------------------------------------------------------

    def rows(self) -> Iterator[Row]:
        """Join what belongs together, then settle one group of candidates after the other."""
        found = self._db.execute("SELECT hash, proof, n FROM key ORDER BY hash, proof, n")
        for (_, proof), bucket in groupby(found, key=itemgetter(0, 1)):
            self._join((n for _, _, n in bucket), proven=bool(proof))
        linked = ((self._root(n), n) for n in range(len(self._parents)) if self._root(n) != n)
        self._insert("INSERT INTO member VALUES (?, ?)", linked)
        members = self._db.execute("SELECT root, n FROM member ORDER BY root, n")
        for root, group in groupby(members, key=itemgetter(0)):
            yield from _settled(self._facts(n) for n in (root, *(n for _, n in group)))

    def _join(self, bucket: Iterator[int], *, proven: bool) -> None:
        """Records under one key: all of one report where the key proves it, else those whose numbers do."""
        first = next(bucket)
        if proven:
            for n in bucket:
                self._union(first, n)
            return
        near: deque[tuple[int, Facts]] = deque(maxlen=WINDOW)
        following = next(bucket, None)
        while following is not None:
            if not near:
                near.append((first, self._facts(first)))
            mine = self._facts(following)
            for n, other in near:
                if self._root(n) != self._root(following) and compare(other, mine):
                    self._union(n, following)
            near.append((following, mine))
            following = next(bucket, None)

    def _root(self, n: int) -> int:
        parents = self._parents
        while parents[n] != n:
            parents[n] = n = parents[parents[n]]
        return n

    def _union(self, a: int, b: int) -> None:
        a, b = self._root(a), self._root(b)
        self._parents[max(a, b)] = min(a, b)

    def _facts(self, n: int) -> Facts:
        (data,) = self._db.execute("SELECT data FROM record WHERE n = ?", (n,)).fetchone()
        return _unpacked(data)


def _packed(found: Facts) -> bytes:
    values = dict(sorted(found.values.items()))
    head = [found.path, found.part, found.sha256, found.body, found.year, found.claim, found.published, values]
    return zlib.compress(json.dumps(head).encode(), 1)


def _unpacked(data: bytes) -> Facts:
    return Facts(*json.loads(zlib.decompress(data)))


# -- one group of candidates --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Leader:
    """A version that others are compared with, and the group it stands in."""

    facts: Facts
    group: str


class _Leaders:
    """The versions that a record is compared with: the first of all, and the first of its own body and year."""

    def __init__(self) -> None:
        self._first: list[_Leader] = []
        self._later: dict[str, list[_Leader]] = {}  # by claim: many others must not keep a report from its own

    def near(self, member: Facts) -> list[_Leader]:
        """Those to compare this record with."""
        return self._first + self._later.get(member.claim or "", [])

    def add(self, leader: _Leader) -> None:
        """Have others compared with this one, if there is room."""
        claim = leader.facts.claim
        if len(self._first) < LEADERS:
            self._first.append(leader)
        elif claim and len(self._later.setdefault(claim, [])) < LEADERS:
            self._later[claim].append(leader)


def _settled(members: Iterable[Facts]) -> list[Row]:
    """Each record's place: with the earlier one that it is closest to. Records that stay alone are left out."""
    leaders = _Leaders()
    exact: dict[tuple[str, int], _Leader] = {}
    rows: list[Row] = []
    for member in members:
        twin = exact.get((member.sha256, member.part)) if member.sha256 else None
        likeness, leader = (
            (Likeness("exact", len(member.values), 0, 1.0), twin) if twin else _closest(member, leaders.near(member))
        )
        group = leader.group if leader and likeness and likeness.kind != "copied" else _name(member)
        if likeness is None or likeness.kind not in ("exact", "mirror"):
            leaders.add(_Leader(member, group))
        if member.sha256:
            exact.setdefault((member.sha256, member.part), _Leader(replace(member, values={}), group))
        rows.append(_row(member, group, likeness, leader))
    named = Counter(row.group_id for row in rows)
    sources = {(row.of_path, row.of_part) for row in rows}
    kept = (r for r in rows if named[r.group_id] > 1 or r.kind == "copied" or (r.path, r.part) in sources)
    places = {group: place for place, group in enumerate(named)}
    return sorted(kept, key=lambda row: places[row.group_id])


def _closest(member: Facts, leaders: Iterable[_Leader]) -> tuple[Likeness | None, _Leader | None]:
    best: tuple[tuple[int, int], Likeness, _Leader] | None = None
    for leader in leaders:
        if likeness := compare(leader.facts, member):
            rank = (-ORDER.index(likeness.kind), likeness.shared - likeness.conflicts)
            if best is None or rank > best[0]:
                best = rank, likeness, leader
    return (best[1], best[2]) if best else (None, None)


def _name(found: Facts) -> str:
    return blake2b(f"{found.path}#{found.part}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _row(member: Facts, group: str, likeness: Likeness | None, leader: _Leader | None) -> Row:
    about = (member.path, member.part, member.body, member.year, group)
    if likeness is None or leader is None:
        return Row(*about, "first", None, None, None, None, None, member.sha256)
    of, found = leader.facts, likeness
    return Row(
        *about, found.kind, of.path, of.part, found.shared, found.conflicts, found.similarity, member.sha256
    )  # fmt: skip
