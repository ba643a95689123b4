"""Opening a source file: friendly errors, its digest, gz, and its text as a stream of UTF-8 bytes."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, BinaryIO, cast

from redact.errors import DataMismatch, Where
from redact.policy.wording import did_you_mean

BLOCK = 4 << 20
"""Bytes read at a time. Larger than any plausible record, small beside the memory promise."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def opened(path: Path) -> BinaryIO:
    """The file's bytes as they lie on disk; DataMismatch says in words why it cannot be opened."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise DataMismatch("there is no such file", where=Where(path), fix="Check the name and the folder.") from None
    except IsADirectoryError:
        raise _directory(path) from None
    except PermissionError:
        if path.is_dir():
            raise _directory(path) from None
        raise DataMismatch(
            "the file may not be read: another program (Excel?) has it open, or it belongs to somebody else",
            where=Where(path),
            fix="Close it in the other program, or copy it, and try again.",
        ) from None
    except OSError:
        raise DataMismatch("the file cannot be opened", where=Where(path), fix="Copy it to this disk first.") from None


def _directory(path: Path) -> DataMismatch:
    fix = 'Name the files in it, for example "FOLDER/*.csv".'
    return DataMismatch("this is a folder, not a file", where=Where(path), fix=fix)


def empty_file(path: Path) -> DataMismatch:
    """The error for a file with nothing in it."""
    return DataMismatch("the file is empty", where=Where(path), fix="Export it again; nothing was read.")


def chosen_sheet(
    path: Path, named: str | None, there: Sequence[str], plain: Sequence[str], *, word: str, many: str
) -> str:
    """The sheet (or layer) of a file that the card names, of all that are `there`; else the only `plain` one.

    `word` is what the file's parts are called, `many` says, with a place for the number, that there is not just one.
    """
    if named is not None and named not in there:
        near = did_you_mean(named, there)
        fix = "Correct read.sheet in the card."
        raise DataMismatch(f"there is no {word} '{named}'.{near}", where=Where(path), fix=fix)
    if named is not None:
        return named
    if len(plain) != 1:
        names = ", ".join(f"'{name}'" for name in plain)
        raise DataMismatch(
            f"{many.format(len(plain))} ({names}), and the card does not say which one to read",
            where=Where(path),
            fix=f"Set read.sheet in the card to the {word}'s name.",
        )
    return plain[0]


def digest(path: Path) -> str:
    """SHA-256 (hex) of the file as it lies on disk, read in blocks."""
    seen = hashlib.sha256()
    with opened(path) as file:
        while block := file.read(BLOCK):
            seen.update(block)
    return seen.hexdigest()


def unpacked(path: Path) -> BinaryIO:
    """The file's bytes, gz undone (by the file's first bytes, not by its name)."""
    file = opened(path)
    magic = file.read(4)
    file.seek(0)
    if magic[:2] == b"\x1f\x8b":
        file.close()
        return cast(BinaryIO, gzip.open(path, "rb"))
    if magic == b"PK\x03\x04":
        file.close()
        raise DataMismatch("the file is a zip archive", where=Where(path), fix="Unpack it and name the file inside.")
    return file


def blocks(file: IO[bytes], path: Path, size: int = BLOCK) -> Iterator[bytes]:
    """The rest of `file` in blocks; a gz file that ends too early is a DataMismatch."""
    try:
        while block := file.read(size):
            yield block
    except (EOFError, gzip.BadGzipFile):
        raise DataMismatch(
            "the gz file is damaged or ends too early", where=Where(path), fix="Copy or download it again."
        ) from None


def has_bom(start: bytes) -> str | None:
    """The encoding a byte order mark at the file's start states, if any."""
    return next((encoding for mark, encoding in _BOMS if start.startswith(mark)), None)


def is_utf8(encoding: str) -> bool:
    """Whether an encoding's name means UTF-8 (or its subset ASCII)."""
    return codecs.lookup(encoding).name in ("utf-8", "utf-8-sig", "ascii")


class Utf8Text(io.RawIOBase):
    """A text file of any encoding as a stream of UTF-8 bytes, without its byte order mark.

    The encoding was checked when the file was opened; a file that changed since fails here.
    `skip` bytes (of the UTF-8 stream) are left out at the start and `tail` is added at the end.
    """

    def __init__(self, path: Path, encoding: str, skip: int = 0, tail: bytes = b"") -> None:
        self._file = unpacked(path)
        self._path = path
        self._blocks = blocks(self._file, path)
        self._decoder = None if is_utf8(encoding) else codecs.getincrementaldecoder(encoding)("strict")
        self._skip = skip
        self._tail: bytes | None = tail
        self._first = True
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()

    def _next(self) -> bytes | None:
        block = next(self._blocks, None)
        if block is None:
            if self._tail is None:
                return None
            block, self._tail = self._tail, None
            return (self._decoder.decode(b"", True).encode() if self._decoder is not None else b"") + block
        if self._decoder is not None:
            block = self._decoder.decode(block).encode()
        if self._first and block:
            self._first = False
            block = block.removeprefix(codecs.BOM_UTF8)
        if self._skip:
            cut = min(self._skip, len(block))
            self._skip -= cut
            block = block[cut:]
        return block

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, all of them for -1; b"" only at the end."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(BLOCK), b""))
        while not self._left:
            block = self._next()
            if block is None:
                return b""
            self._left = memoryview(block)
        piece = bytes(self._left[:size])
        self._left = self._left[size:]
        return piece

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        piece = self.read(len(view))
        view[: len(piece)] = piece
        return len(piece)
