"""Protected places as a plan needs them: the names to mask, and whether the decoys are as many as the policy asks."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from redact.identity.listed import NO_NAMES, ListedNames

if TYPE_CHECKING:
    from redact.place import Jurisdiction
    from redact.policy.model import Policy


def protected_names(jurisdiction: Jurisdiction, policy: Policy) -> ListedNames:
    """The names of the places that the jurisdiction's keeper of the list protects; none where there is no such file.

    Raises DataMismatch (11) where the file is damaged or has fewer decoys than the policy asks for.
    """
    if jurisdiction.sensitive_places is None:
        return NO_NAMES
    from redact.place.sensitive.merges import read_merges

    merges = read_merges(jurisdiction.file(jurisdiction.sensitive_places.file))
    if policy.sensitive_places is not None:
        merges.check_decoys(policy.sensitive_places.decoys)
    names = merges.names
    return ListedNames(names.key, frozenset(names.first), frozenset(names.whole))


def protected_digest(jurisdiction: Jurisdiction) -> str:
    """The digest of what the file of joined blocks says, '' where there is none: under another, a plan is stale.

    Raises Missing (16) and DataMismatch (11) as reading it does.
    """
    if jurisdiction.sensitive_places is None:
        return ""
    from redact.place.sensitive.merges import read_merges

    merges = read_merges(jurisdiction.file(jurisdiction.sensitive_places.file))
    return hashlib.sha256(repr((merges.pairs, merges.names)).encode()).hexdigest()
