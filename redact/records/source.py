"""A source: one dataset's files, checked against its card, streamed as batches of text columns."""

from __future__ import annotations

import glob
import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from redact.errors import DataMismatch, Where
from redact.records.batch import Batch, Field
from redact.records.card import Card
from redact.records.guess import card_for
from redact.records.headers import check_header
from redact.records.readers import open_reader
from redact.records.reading import Chunk, Reader, resized, text_table

BATCH_ROWS = 65_536
"""Rows in a batch: large enough that column operations dominate, about 10 MB of text."""


@dataclass(frozen=True, slots=True)
class Source:
    """One dataset: its card and the files that hold it, one after the other.

    `digest` is the SHA-256 over the files' SHA-256 in the order given; `notes` are sentences for the report
    (columns that the card does not list, hidden sheets, lines left out).
    """

    card: Card
    files: tuple[Path, ...]
    digest: str
    notes: tuple[str, ...]
    readers: tuple[Reader, ...]
    stamps: tuple[tuple[int, int], ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.card.fields

    def batches(
        self, fields: Collection[str] | None = None, size: int = BATCH_ROWS, limit: int | None = None
    ) -> Iterator[Batch]:
        """The rows in order, `size` at a time (the last batch may be shorter), at most `limit` in all.

        Only the named fields are decoded and in the table, in card order; all for None. Row numbers run on
        over the files. Raises DataMismatch when a file changed since it was opened or turns out damaged.
        """
        named = {field.name for field in self.fields}
        if fields is not None and (unknown := set(fields) - named):
            raise KeyError(f"no such field: {', '.join(sorted(unknown))}")
        picked = [field for field in self.fields if fields is None or field.name in fields]
        first = 0
        for chunk in resized(self._chunks(picked), size):
            if limit is not None and first + len(chunk) > limit:
                chunk = chunk.slice(0, limit - first)
            if len(chunk):
                table = chunk.table.rename_columns([field.name for field in picked])
                yield Batch(self.card.dataset, first, table, chunk.faults)
            first += len(chunk)
            if limit is not None and first >= limit:
                return

    def _chunks(self, picked: Sequence[Field]) -> Iterator[Chunk]:
        for reader, stamp in zip(self.readers, self.stamps, strict=True):
            positions = {title: position for position, title in enumerate(reader.titles)}
            _check_unchanged(reader.path, stamp)
            for chunk in reader.chunks([positions[field.title] for field in picked]):
                yield chunk if picked else Chunk(text_table([], len(chunk)), chunk.faults)
            _check_unchanged(reader.path, stamp)


def open_source(files: Sequence[Path], card: Card | None = None) -> Source:
    """Opens a dataset and checks that every file of it is readable and has the columns its card lists.

    A name with * or ? in it stands for the files it matches, sorted. Without a card the first file's headers
    must be role names (`card_for`). Raises DataMismatch (11): nothing matches, empty, a folder, locked,
    undecodable, no header, columns missing or twice, the same file twice.
    """
    paths = tuple(path for name in files for path in expanded(Path(name)))
    if not paths:
        raise DataMismatch("no file was named", fix="Name at least one file to read.")
    card = card if card is not None else card_for(paths[0])
    readers, notes = [], []
    for path in paths:
        reader = open_reader(path, card.read)
        check_header(reader, card, partial(_titles_in_row, path, card))
        readers.append(reader)
        notes += [f"{path.name}: {note}" for note in (*reader.notes, *_unlisted(reader, card))]
    if card.read.ignore_after is not None:
        notes.append(f"the first row that begins with '{card.read.ignore_after}' and all below it are not read")
    twice = [sha for sha, times in Counter(reader.sha256 for reader in readers).items() if times > 1]
    if twice:
        names = [reader.path.name for reader in readers if reader.sha256 == twice[0]]
        raise DataMismatch(
            f"the same records are given twice: {' and '.join(names)} have the same content",
            where=Where(paths[0].parent),
            fix="Name each export once.",
        )
    seen = hashlib.sha256("".join(f"{reader.sha256}\n" for reader in readers).encode())
    card = _with_systems(card, readers)
    stamps = tuple(_stamp(path) for path in paths)
    return Source(card, paths, seen.hexdigest(), tuple(dict.fromkeys(notes)), tuple(readers), stamps)


def _with_systems(card: Card, readers: Sequence[Reader]) -> Card:
    """The card with the coordinate systems that the files themselves state; a contradiction stops."""
    systems = dict(card.crs)
    for reader in readers:
        for title, stated in reader.crs.items():
            if title not in card.columns:
                continue
            if systems.setdefault(title, stated) != stated:
                raise DataMismatch(
                    f"its geometry is in {stated}, but the card or another file of the dataset says {systems[title]}",
                    where=Where(reader.path, name=title),
                    fix="Correct crs in the card, or export all files in the same coordinate system.",
                )
    return card if systems == dict(card.crs) else replace(card, crs=systems)


def expanded(path: Path) -> tuple[Path, ...]:
    """The files a name with * ? or [ ] stands for, sorted; the path itself where it has none or exists.

    Excel's lock files (`~$...`) never match. DataMismatch where nothing matches.
    """
    if not glob.has_magic(str(path)) or path.exists():
        return (path,)
    names = glob.glob(str(path), recursive=True)  # noqa: PTH207 - the pattern may begin anywhere
    found = sorted(Path(name) for name in names if not Path(name).name.startswith("~$"))
    if not found:
        raise DataMismatch("no file matches this name", where=Where(path), fix="Check the folder and the pattern.")
    return tuple(found)


def _unlisted(reader: Reader, card: Card) -> tuple[str, ...]:
    """The columns the card does not list: never read, never published, but said."""
    left = [title or "(no title)" for title in reader.titles if title not in card.columns]
    if not left:
        return ()
    columns = "1 column is" if len(left) == 1 else f"{len(left)} columns are"
    return (f"{columns} not in the card and will be neither read nor published: {', '.join(left)}",)


def _titles_in_row(path: Path, card: Card, row: int) -> Sequence[str]:
    return open_reader(path, replace(card.read, first_row=row)).titles


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size


def _check_unchanged(path: Path, stamp: tuple[int, int]) -> None:
    """The digest taken at opening must be that of the rows read."""
    if not path.exists() or _stamp(path) != stamp:
        raise DataMismatch(
            "the file was changed or removed while it was read", where=Where(path), fix="Wait for the export to finish."
        )
