"""Is a text file in the encoding its card states? Checked for the whole file before a row is used.

A wrong guess is silent with most encodings and turns names into noise that no matcher finds,
so a file that does not fit is refused as a whole, with the line and the encoding that would fit.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from redact.errors import DataMismatch, Where
from redact.records.opening import blocks, empty_file, has_bom, is_utf8, unpacked

_UTF16_NULS = 0.2
"""Share of zero bytes from which a file is taken for UTF-16: Latin text in UTF-16 has about half."""


def check_encoding(path: Path, encoding: str) -> bool:
    """Raises DataMismatch unless every byte of `path` fits `encoding`. True if there are NUL characters in it."""
    utf8 = is_utf8(encoding)
    decoder = codecs.getincrementaldecoder("utf-8" if utf8 else encoding)("strict")
    rival = codecs.getincrementaldecoder("utf-8")("strict")
    rival_fits, plain, nul, size = not utf8, True, False, 0
    with unpacked(path) as file:
        for block in blocks(file, path):
            if size == 0:
                _check_mark(path, block, encoding, utf8)
            size += len(block)
            if block.isascii() and utf8 and not decoder.getstate()[0]:
                nul = nul or b"\0" in block
                continue
            plain = plain and block.isascii()
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError:
                raise _misfit(path, encoding) from None
            nul = nul or "\0" in text
            if rival_fits:
                try:
                    rival.decode(block)
                except UnicodeDecodeError:
                    rival_fits = False
    try:
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        raise _misfit(path, encoding) from None
    if size == 0:
        raise empty_file(path)
    if rival_fits and not plain and not codecs.lookup(encoding).name.startswith("utf-"):
        raise DataMismatch(
            f"the card says the file is in {encoding}, but it is in UTF-8",
            where=Where(path),
            fix="Set read.encoding: utf-8 in the card.",
        )
    return nul


def _check_mark(path: Path, block: bytes, encoding: str, utf8: bool) -> None:
    """A byte order mark that contradicts the card decides."""
    mark = has_bom(block)
    if mark is not None and codecs.lookup(encoding).name.removesuffix("-sig").removesuffix("-le") != mark:
        raise _says(path, encoding, mark)
    if mark is None and utf8 and block.count(b"\0") > _UTF16_NULS * len(block):
        raise _says(path, encoding, "utf-16-le" if block[1:2] == b"\0" else "utf-16-be")


def _says(path: Path, encoding: str, fits: str) -> DataMismatch:
    return DataMismatch(
        f"the card says the file is in {encoding}, but it is in {fits.upper()}",
        where=Where(path),
        fix=f"Set read.encoding: {fits} in the card.",
    )


def _misfit(path: Path, encoding: str) -> DataMismatch:
    """What is wrong, by lines: the first one, how many, and which encoding fits the file as a whole."""
    first, bad, multibyte, windows = 0, 0, 0, True
    for number, line in enumerate(physical_lines(path), 1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8" if is_utf8(encoding) else encoding)
            multibyte += 1
            continue
        except UnicodeDecodeError:
            bad += 1
            first = first or number
        try:
            line.decode("cp1252")
        except UnicodeDecodeError:
            windows = False
    lines = "1 line has" if bad == 1 else f"{bad} lines have"
    what = f"the file is not in the encoding its card states ({encoding}): {lines} bytes that do not belong to it"
    if multibyte and is_utf8(encoding):
        fix = "The other lines are UTF-8: correct these in the source system, or export the whole file as UTF-8."
    elif windows and is_utf8(encoding):
        fix = "Windows encoding fits all of them: set read.encoding: cp1252 in the card."
    else:
        fix = "Export the file again as UTF-8, or state its encoding in the card as read.encoding."
    return DataMismatch(what, where=Where(path, line=first or None), fix=fix)


def physical_lines(path: Path) -> Iterator[bytes]:
    """Lines as an editor counts them, without their ends; LF, CR LF, or CR alone where there is no LF."""
    rest, end = b"", b""
    with unpacked(path) as file:
        for block in blocks(file, path):
            end = end or (b"\n" if b"\n" in block or b"\r" not in block else b"\r")
            pieces = (rest + block).split(end)
            rest = pieces.pop()
            yield from pieces
    if rest:
        yield rest
