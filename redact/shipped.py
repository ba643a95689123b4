"""Where the files that come with the package lie: policies, dataset cards, the schema.

In a checkout they are the top-level folder `policies/`, so that an advocate finds them without
knowing Python; a wheel carries the same folder as `redact/_policies`. Nobody else needs to know which.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

from redact.errors import Missing

IN_WHEEL: Final = "_policies"
IN_CHECKOUT: Final = "policies"


def shipped(*parts: str) -> Path:
    """The shipped file or folder at `parts`, e.g. `shipped("cards", "chicago.yaml")`.

    Raises Missing (16) where it is not there: a damaged installation, or a name that nothing ships.
    """
    package = Path(str(files("redact")))
    folder = package / IN_WHEEL
    if not folder.is_dir():
        folder = package.parent / IN_CHECKOUT
    path = folder.joinpath(*parts)
    if not path.exists():
        raise Missing(
            f"'{'/'.join(parts)}' does not come with this installation of redact",
            fix="See what does with: redact doctor",
        )
    return path
