"""What the batch functions need to know, frozen and picklable, built once per dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from redact.classify import Classifier
from redact.identity.listed import NO_NAMES, ListedNames
from redact.place import Locator, UnitTable, find_sinks
from redact.plan.treatments import Treatment, shows_role, treatments
from redact.policy.model import Policy
from redact.records.batch import Field
from redact.records.card import Card
from redact.records.source import Source
from redact.vocabulary import DERIVED_COLUMNS, NAME_ROLES, Kind, RoleGroup

QUASI_WORDS = ("age", "sex", "race")


@dataclass(frozen=True)
class Context:
    """One dataset's share of a plan: its card, the policy and everything derived from the two.

    `number` is the dataset's place in the plan. `content` are the fields whose own cells some tier publishes, `quasi`
    those published in bands and repaired for k, `names` those that hold people's names.
    """

    number: int
    policy: Policy
    card: Card
    fields: tuple[Field, ...]
    treatments: tuple[Treatment, ...]
    classifier: Classifier
    units: UnitTable
    locator: Locator
    key: bytes
    as_of: date
    listed: ListedNames = NO_NAMES

    @property
    def dataset(self) -> str:
        return self.card.dataset

    @property
    def reachable(self) -> tuple[Treatment, ...]:
        """The treatments a row of this kind of dataset can get."""
        return _reachable(self.treatments, self.policy, self.card.kind)

    def _shown(self, field: Field) -> bool:
        return any(shows_role(item, self.policy, field.role) for item in self.reachable)

    @property
    def quasi(self) -> tuple[Field, ...]:
        """The ages, sexes and races that some tier shows, and all ages and births beside them: they tell who is a
        child."""
        found = [field for field in self.fields if is_quasi(field)]
        if not any(self._shown(field) for field in found):
            return ()
        return tuple(field for field in found if field.role.endswith(("_age", "_dob")) or self._shown(field))

    @property
    def content(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if not is_quasi(field) and self._shown(field))

    @property
    def names(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.role in NAME_ROLES)

    @property
    def header(self) -> tuple[str, ...]:
        """The published columns: what redact makes, then the card's own in card order. The allow-list."""
        return published_columns(self.policy, self.card.kind, self.fields)

    @property
    def needed(self) -> frozenset[str]:
        """The columns that assess reads: without the names and numbers of people where rows have keys of their own."""
        officers = {field.name for field in self.content if field.role == "officer_name"}
        texts = {field.name for field in self.fields if field.group is RoleGroup.TEXT}
        people = {field.name for field in self.quasi}
        return frozenset(self.lasting) | officers | texts | people

    @property
    def lasting(self) -> tuple[str, ...]:
        """The columns by whose content a row without any key is met again: the same whatever the policy publishes."""
        keyed = any(field.role in self.policy.classify.linking.on for field in self.fields)
        people_or_text = (RoleGroup.PEOPLE, RoleGroup.TEXT)
        return tuple(
            field.name for field in self.fields if not (keyed and field.group in people_or_text and not _judged(field))
        )


def published_columns(policy: Policy, kind: Kind, fields: Sequence[Field]) -> tuple[str, ...]:
    """The columns that come out of a dataset of this kind: what redact makes, then those of its own that some tier
    shows, in card order. Says so from policy and card alone, so that people can sign it before there is a plan."""
    reachable = _reachable(treatments(policy), policy, kind)
    shown = (field.name for field in fields if any(shows_role(item, policy, field.role) for item in reachable))
    return (*DERIVED_COLUMNS, *shown)


def _reachable(every: Sequence[Treatment], policy: Policy, kind: Kind) -> tuple[Treatment, ...]:
    tiers = policy.tiers
    return tuple(item for item in every if not tiers[item.tier].kinds or kind.value in tiers[item.tier].kinds)


def _judged(field: Field) -> bool:
    """People columns that classification or bands look at: ages, sexes and races."""
    return field.role.rsplit("_", 1)[-1] in QUASI_WORDS


def is_quasi(field: Field) -> bool:
    """Whether a field is a quasi-identifier published in bands, somebody's age, sex or race, or a birth, which never is
    published but tells the age."""
    if field.group is not RoleGroup.PEOPLE or field.role.startswith("officer_"):
        return False
    return any(field.role.endswith(f"_{word}") for word in (*QUASI_WORDS, "dob"))


def contexts(
    policy: Policy,
    sources: Mapping[str, Source],
    units: UnitTable,
    *,
    key: bytes,
    as_of: date,
    listed: ListedNames = NO_NAMES,
    limit: int | None = None,
) -> tuple[Context, ...]:
    """A context per dataset, in the project's order; `listed` are the names of protected places, `limit` is how many
    rows are read.

    Reads the coordinates of all rows, for the default points among them. Raises Missing (16) for a code table that is
    not there, DataMismatch (11) where a file is damaged.
    """
    made = []
    for number, source in enumerate(sources.values()):
        made.append(
            Context(
                number=number,
                policy=policy,
                card=source.card,
                fields=source.fields,
                treatments=treatments(policy),
                classifier=Classifier.of(policy, source),
                units=units,
                locator=_locator(policy, source, units, limit),
                key=key,
                as_of=as_of,
                listed=listed,
            )
        )
    return tuple(made)


def _locator(policy: Policy, source: Source, units: UnitTable, limit: int | None) -> Locator:
    """The locator that knows the dataset's default points. Without layers points serve linking alone."""
    locator = Locator(units, source.card, source.fields)
    if units.bare and policy.classify.linking.within_m is None:
        return locator
    sinks = find_sinks(locator, partial(source.batches, limit=limit))
    return Locator(units, source.card, source.fields, sinks) if sinks.points or sinks.notes else locator
