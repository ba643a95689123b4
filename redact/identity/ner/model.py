"""Finding and loading the model that a policy names: the shipped one, a folder, or an installed spaCy pipeline.

Everything is checked before spaCy sees the name, because Presidio and spaCy answer an unknown one by trying to download
it (research, section 4), and nothing leaves this machine.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from redact.errors import Missing

if TYPE_CHECKING:
    from spacy.language import Language

SHIPPED: Final = "redact-police-ner"
"""The name of the model that comes with the package."""

CONFIG: Final = "config.cfg"
_FIX: Final = (
    f"Write `model: {SHIPPED}` under `identity:` for the one that comes with redact, or the folder or the name of an "
    "installed spaCy pipeline that finds persons."
)


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model as it lies on the disk. `digest` is of all its files: the same digest reads the same names."""

    name: str
    folder: Path
    digest: str


def find_model(name: str) -> ModelFile:
    """The model of that name. Raises Missing (16) where there is none; nothing is loaded, and nothing fetched."""
    folder = _folder_of(name)
    if folder is None or not (folder / CONFIG).is_file():
        raise Missing(f"there is no narrative model '{name}'", fix=_FIX)
    return ModelFile(name, folder, _digest(folder))


def load_pipeline(model: ModelFile) -> Language:
    """The spaCy pipeline of a model that was found, with what is not needed for names left out.

    Raises Missing (16) where it cannot be read or finds no persons.
    """
    import spacy

    import redact.identity.ner.language  # noqa: F401 - registers the language of our models

    try:
        nlp = spacy.load(model.folder, exclude=["tagger", "parser", "lemmatizer", "attribute_ruler", "morphologizer"])
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it cannot be used
        raise Missing(f"the narrative model '{model.name}' cannot be read", fix=_FIX) from None
    if not PERSON_LABELS & {label for name in nlp.pipe_names for label in nlp.pipe_labels.get(name, ())}:
        raise Missing(f"the narrative model '{model.name}' does not find persons", fix=_FIX)
    return nlp


PERSON_LABELS: Final = frozenset(("PERSON", "PER"))
"""What pipelines call a person."""


def _folder_of(name: str) -> Path | None:
    if name == SHIPPED:
        return Path(str(files("redact.identity").joinpath("models", SHIPPED)))
    path = Path(name).expanduser()
    if path.is_dir():
        return path
    if not name.isidentifier():
        return None
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    home = Path(next(iter(spec.submodule_search_locations)))
    return next((config.parent for config in sorted(home.glob(f"*/{CONFIG}"))), None)


@lru_cache(maxsize=8)
def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file() and "__pycache__" not in each.parts):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
