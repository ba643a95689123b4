"""Loading a policy: strict YAML in, a checked and whole `Policy` out, or every mistake with its place.

Parsing and checking only, no data, no pipeline: worked examples are rehearsed by `preview`, `publish` and
`redact policy check`.
"""

from __future__ import annotations

from pathlib import Path

from redact.errors import Missing, PolicyInvalid, Where
from redact.policy.extending import resolve
from redact.policy.gates import missing_files
from redact.policy.model import Policy
from redact.policy.yaml import Document, load_document, parse_document, together
from redact.shipped import shipped


def load_policy(path: Path | str) -> Policy:
    """The policy in a file, or, for a word without a dot that is no file here, the one that comes with redact.

    Raises PolicyInvalid (10) with `file:line:column` for each mistake, Missing (16) where there is no such file.
    """
    path = Path(path)
    if not path.exists():
        if not path.suffix and path.name == str(path):
            return policy_by_name(path.name)
        raise Missing("there is no such policy file", where=Where(path), fix=f"What comes with redact: {_shelf()}")
    return _with_files(load_document(path, PolicyInvalid))


def policy_by_name(name: str) -> Policy:
    """A policy that comes with redact, e.g. "baseline". Missing (16) for a name that does not."""
    if name not in shipped_policies():
        raise Missing(f"no policy named '{name}' comes with redact", fix=f"There are: {_shelf()}")
    return resolve(load_document(shipped(f"{name}.yaml"), PolicyInvalid))


def parse_policy(text: str, path: Path | str = "policy.yaml") -> Policy:
    """The policy in a text; `path` is only named in errors."""
    return resolve(parse_document(text, path, PolicyInvalid))


def _with_files(document: Document) -> Policy:
    """The policy of a file; the scenario files that it names must lie beside it."""
    policy = resolve(document)
    wrong = [
        PolicyInvalid(f"{'.'.join(map(str, key))}: {what}", where=document.where(key))
        for key, what in missing_files(policy, document.path.parent)
    ]
    if wrong:
        raise together(wrong, PolicyInvalid)
    return policy


def shipped_policies() -> tuple[str, ...]:
    """Names of the policies that come with redact, sorted."""
    return tuple(sorted(path.stem for path in shipped().glob("*.yaml")))


def _shelf() -> str:
    return ", ".join(shipped_policies())
