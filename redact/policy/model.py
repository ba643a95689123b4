"""The policy as data: frozen, validated, and asked the three questions that the pipeline has.

Which tier is a record in (`tier_of`), what may be done with a column (`action`), and is this still the policy that
was agreed (`digest`). Attribute names are the keys of the file; `class` alone is `class_`. The models of its parts
are in `tiers` and `rules`, what must hold between them in `consistency`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr, ValidationError, ValidationInfo, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from redact.policy.afterwards import History, Releases, Removals
from redact.policy.agreeing import Notice, Signatures
from redact.policy.counts import Budget, CountedRecords, CountTable
from redact.policy.exceptions import Exemption
from redact.policy.gates import Gates
from redact.policy.rules import (
    AddedClass,
    Cite,
    Classify,
    Example,
    Expect,
    Identity,
    Linking,
    MinorsAndOld,
    Places,
    SensitivePlaces,
    Times,
    Uniqueness,
)
from redact.policy.said import Decides, Plain, Rule, Stricter
from redact.policy.tiers import CoverRule, PeopleRule, PlaceRule, Tier, TimeRule
from redact.policy.values import Action, Delay, DelayText, Name, Text
from redact.vocabulary import ROLES, OffenseGroup, RoleGroup, SensitiveClass, role_group

__all__ = [
    "AddedClass", "Budget", "Cite", "Classify", "CountTable", "CountedRecords", "CoverRule", "Delay", "Example",
    "Expect", "Gates", "History", "Identity", "Linking", "MinorsAndOld", "Notice", "PeopleRule", "PlaceRule", "Places",
    "Policy", "Releases", "Removals", "SensitivePlaces", "Signatures", "Tier", "TimeRule", "Times", "Uniqueness",
]  # fmt: skip

ALWAYS_REMOVED = frozenset({"relationship", "domestic_flag", "circumstance", "clearance"})
"""Offence roles that say what kind of event it was, or what became of it: read as evidence, never published."""

DIRECT_IDENTIFIERS = frozenset(
    role
    for role, group in ROLES.items()
    if group is RoleGroup.PEOPLE and not role.endswith(("_age", "_sex", "_race")) and not role.startswith("officer_")
)
"""People roles that name somebody outright: never published, whatever a policy says."""


class Policy(Rule):
    """What happens to which record, as its makers agreed."""

    policy: Annotated[Name, Plain("The name of the policy."), Stricter(None)]
    version: Annotated[int, Plain("The version. It goes up with each change."), Stricter(None), Field(ge=1)]
    title: Annotated[Text, Plain("What the policy is for, in one line."), Stricter(None)]
    review_by: Annotated[
        date | None,
        Plain("The day by which the policy must be read again by all who signed."),
        Stricter("lower"),
        Decides("advocate", "When shall we all sit down with this policy again?"),
    ] = None
    reviewed_by_counsel: Annotated[
        date | Literal["no"], Plain("The day on which a lawyer had read the policy, or no."), Stricter(None)
    ] = "no"
    legal_basis: Annotated[
        tuple[Cite, ...],
        Plain("The laws that the policy rests on."),
        Stricter(None),
        Decides("counsel", "Which laws of our state belong here? Has a lawyer read the policy?"),
    ] = ()
    agreement: Annotated[
        tuple[Signatures, ...],
        Plain("Who must sign the policy. Until they have, no true records come out."),
        Stricter("more items"),
        Decides("advocate", "Who must agree before records come out, and how many of you?"),
    ] = ()
    notice: Annotated[
        Notice | None,
        Plain("Who is told before records come out."),
        Stricter(None),
        Decides("advocate", "How many days do you need to look before records come out?"),
    ] = None
    releases: Annotated[Releases, Plain("How often records come out."), Stricter(None)]
    history: Annotated[
        History | None, Plain("What becomes of records that were public before the first release."), Stricter(None)
    ] = None
    keep_plans: Annotated[
        DelayText,
        Plain("How long the police keep the files from which a release was made. Then they are erased."),
        Stricter("lower"),
    ] = Delay(90)
    classify: Annotated[Classify, Plain("How the tool finds out what a record is about."), Stricter(None)]
    tiers: Annotated[
        tuple[Tier, ...],
        Plain("The groups of records. A record belongs to the first one that fits. The first shows the least."),
        Stricter(None),
        Field(min_length=1, max_length=60),
    ]
    exceptions: Annotated[
        tuple[Exemption, ...],
        Plain("Areas, or days of the year, in which a blurred group is told less exactly."),
        Stricter("more items"),
    ] = ()
    places: Annotated[Places, Plain("The areas that may be shown."), Stricter(None)]
    times: Annotated[Times, Plain("The ways a time may be told."), Stricter(None)]
    sensitive_places: Annotated[
        SensitivePlaces | None, Plain("How the data keeps shelters and the like secret."), Stricter(None)
    ] = None
    minors_and_old: Annotated[
        MinorsAndOld | None, Plain("What is done with rows about a child or an old person."), Stricter(None)
    ] = MinorsAndOld()
    identity: Annotated[Identity, Plain("How names are taken out."), Stricter(None)] = Identity()
    columns: Annotated[
        dict[Text, Action],
        Plain("What is done with each column. A column that is not listed is not shown."),
        Stricter("higher"),
        Decides("advocate", "Which columns may stay? Think of how a call began, if it ended as something else."),
    ]
    uniqueness: Annotated[
        tuple[Uniqueness, ...],
        Plain("How many rows must look alike in what is shown of people."),
        Stricter("more items"),
    ] = ()
    counts: Annotated[
        tuple[CountTable, ...], Plain("The tables of counts that come out beside the rows."), Stricter("fewer items")
    ] = ()
    budget: Annotated[Budget | None, Plain("How much all tables together may tell."), Stricter(None)] = None
    public_invariants: Annotated[
        tuple[Text, ...] | None,
        Plain("True numbers on the same events that are out already, as in a yearly report."),
        Stricter(None),
        Decides("counsel", "Which true numbers are out already, in reports, in the news, in court?"),
    ] = None
    gates: Annotated[Gates, Plain("Limits that each release must keep."), Stricter(None)] = Gates()
    removals: Annotated[Removals, Plain("How a record gets out of all that is still to come."), Stricter(None)] = (
        Removals()
    )
    examples: Annotated[
        tuple[Example, ...], Plain("Records made up to show what the policy does."), Stricter(None)
    ] = ()

    _origins: Mapping[str, tuple[str, ...]] = PrivateAttr(default_factory=dict)

    @property
    def origins(self) -> Mapping[str, tuple[str, ...]]:
        """Of a policy that extends others: the names of the policies that each rule comes from, by path as in
        `redact.policy.origins`. Empty for all others."""
        return self._origins

    def with_origins(self, origins: Mapping[str, tuple[str, ...]]) -> Self:
        """The same policy, with where its rules come from. Its digest does not change."""
        made = self.model_copy()
        made._origins = origins
        return made

    @model_validator(mode="after")
    def _hold_together(self, info: ValidationInfo) -> Self:
        from redact.policy.consistency import mistakes

        if info.context is not None and info.context.get("part"):
            return self  # what a file says that extends others, before the stricter of both is taken

        found = [
            InitErrorDetails(type=PydanticCustomError("inconsistent", "{what}", {"what": what}), loc=key, input=None)
            for key, what in mistakes(self)
        ]
        if found:
            raise ValidationError.from_exception_data("Policy", found)
        return self

    @cached_property
    def class_names(self) -> tuple[str, ...]:
        """All classes in a fixed order: the built-in ones, then the policy's own. Bit i of a class mask is the i-th."""
        return (*(each.value for each in SensitiveClass), *self.classify.classes)

    def tier_of(self, classes: Collection[str], kind: str, group: OffenseGroup) -> int:
        """The index of the first tier that a record belongs to. The last tier takes whatever is left."""
        asked = frozenset(classes)
        for index, tier in enumerate(self.tiers):
            if tier.matches(asked, kind, group.word):
                return index
        return len(self.tiers) - 1

    @property
    def street_floors(self) -> tuple[float, ...]:
        """How many homes tiers ask of street-level places, ascending: the unit table has stretches for each number."""
        asked = [tier.place for tier in self.tiers if tier.place is not None and tier.place.level == "block"]
        return tuple(sorted({float(place.min_households) for place in asked}))

    @property
    def doubt_tier(self) -> int:
        """The tier of doubt under `unknown_code: protect` and `may_evidence: protect`: the first published one that
        names classes."""
        for index, tier in enumerate(self.tiers):
            if tier.classes and tier.published:
                return index
        return 0

    def tier_index(self, name: str) -> int:
        """The place of a tier in the order of strictness, 0 the strictest; KeyError for a name that is none."""
        for index, tier in enumerate(self.tiers):
            if tier.tier == name:
                return index
        raise KeyError(name)

    def action(self, role: str) -> str:
        """What the column rules do with a role: its own line, else its group's, else "remove".

        Officer roles follow `identity.officers` alone: "by tier" if any tier keeps them. What identifies a person and
        what gives the class away is "remove" whatever the file says.
        """
        if role in ALWAYS_REMOVED or role in DIRECT_IDENTIFIERS:
            return "remove"
        if role.startswith("officer_"):
            return "by tier" if "keep" in self.identity.officers.values() else "remove"
        ending = role.rsplit("_", 1)[-1] if role_group(role) is RoleGroup.PEOPLE else role
        for word in (role, ending, role_group(role).value):
            if word in self.columns:
                return self.columns[word]
        return "remove"

    def canonical(self) -> str:
        """The resolved policy as JSON: line endings, comments, order of keys and omitted defaults do not change it."""
        content = self.model_dump(mode="json", by_alias=True)
        return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of `canonical()`."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()
