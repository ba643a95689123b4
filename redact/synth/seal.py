"""Whether a folder still is what `make_city` wrote: only a synthetic city may be published without anybody's signature.

This keeps accidents out (a real export copied into a demo's folder, a file edited afterwards). It is no proof against
somebody who writes a false `city.json` on purpose.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

CITY_FILE: Final = "city.json"
SEALED: Final = ("exports", "exports_corrections", "layers", "cards")
"""The folders in which every file is listed, and nothing else may lie."""
_SEALED_FILES: Final = ("jurisdiction.yaml",)


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every sealed file by its path within the folder, in the order of the paths."""
    names = [name for name in _SEALED_FILES if (folder / name).is_file()]
    for part in SEALED:
        names += [path.relative_to(folder).as_posix() for path in (folder / part).rglob("*") if not path.is_dir()]
    return {name: _digest(folder / name) for name in sorted(names)}


def is_synthetic(folder: Path | str) -> bool:
    """Whether `folder` holds an unchanged synthetic city.

    True only when `city.json` lists exactly the files that lie in the folders of exports, layers and cards, none of
    them is a link to elsewhere, and each has the listed digest.
    """
    return bool(_listed(Path(folder)))


def all_synthetic(folder: Path | str, used: Iterable[Path | str]) -> bool:
    """Whether every file of `used` belongs to the unchanged synthetic city in `folder`; False when `used` is empty."""
    root = Path(folder)
    listed = _listed(root)
    inside = {(root / name).resolve() for name in listed}
    wanted = [Path(path).resolve() for path in used]
    return bool(listed) and bool(wanted) and all(path in inside for path in wanted)


def _listed(folder: Path) -> dict[str, str]:
    """The sealed files of a city that is as it was written; nothing for any other folder."""
    content = _read(folder / CITY_FILE)
    expected = content.get("sha256")
    if content.get("synthetic") is not True or not isinstance(expected, dict) or not expected:
        return {}
    paths = [folder / part for part in SEALED] + [folder / name for name in expected if isinstance(name, str)]
    if any(path.is_symlink() for path in paths):
        return {}
    try:
        found = digests(folder)
    except OSError:
        return {}
    return found if found == expected else {}


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
