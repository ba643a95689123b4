"""The manifests: Data Package, DCAT-US, and the statement of what was released under which policy.

They are public. No source file is named, no digest of a source stands in them, and gates say what they require and
that they passed, not what they measured.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redact.bundle.count_manifests import table_resource, table_statement
from redact.bundle.facts import Facts, Resource, listed, plain

Json = dict[str, Any]

MEDIA = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".geojson": "application/geo+json",
    ".html": "text/html",
    ".json": "application/json",
}

_EVERY = {"day": "R/P1D", "week": "R/P1W", "month": "R/P1M", "quarter": "R/P3M", "year": "R/P1Y"}
"""How often releases come out, as ISO 8601 repeating intervals."""

DIALECT: Json = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True}

RIGHTS = (
    "Published after redaction. Records of some events are withheld or show less; together with them others that are "
    "none of these. A missing, coarse or empty cell does not tell what an event was. See protection.html."
)


def sha256_of(path: Path) -> str:
    """The SHA-256 (hex) of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class File:
    """A file of a bundle: its path in it, digest and size."""

    name: str
    sha256: str
    bytes: int

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix


def files_of(folder: Path) -> tuple[File, ...]:
    """Every file of a bundle, sorted by path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(File(path.relative_to(folder).as_posix(), sha256_of(path), path.stat().st_size) for path in paths)


def dump(content: Json) -> str:
    """JSON as a bundle has it."""
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def data_package(facts: Facts, files: Sequence[File]) -> Json:
    """A Data Package (version 2) of some files."""
    resources = []
    for file in files:
        item: Json = {
            "name": file.name.replace("/", "-").replace(".", "-").lower(),
            "path": file.name,
            "scheme": "file",
            "format": file.suffix.lstrip("."),
            "mediatype": MEDIA[file.suffix],
            "bytes": file.bytes,
            "hash": f"sha256:{file.sha256}",
        }
        if file.suffix in (".csv", ".geojson", ".html"):
            item["encoding"] = "utf-8"
        dataset = next((each for each in facts.resources if file.name == f"data/{each.name}.csv"), None)
        if dataset is not None:
            item |= {"type": "table", "title": f"{plain(dataset.name)} (one row per record)", "schema": schema(dataset)}
            item["dialect"] = DIALECT
        elif said := table_resource(facts, file.name):
            item |= said | {"dialect": DIALECT}
        resources.append(item)
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"police-records-{facts.release.lower()}",
        "id": facts.release,
        "title": _marked(facts, facts.title),
        "description": description(facts),
        "version": facts.release,
        "created": f"{facts.as_of}T00:00:00Z",
        "contributors": [{"title": facts.publisher, "roles": ["publisher"]}] if facts.publisher else [],
        "keywords": keywords(facts),
        "redact": facts.stamp(),
        "resources": resources,
    }


def schema(dataset: Resource) -> Json:
    """The table schema of a dataset's files: every column is text."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [
            {"name": name, "type": "string", "description": dataset.meaning(name)}
            | ({"title": dataset.titles[name]} if name in dataset.titles else {})
            for name in dataset.header
        ],
        "fieldsMatch": ["exact"],
        "missingValues": [""],
    }


def dcat_us(facts: Facts, files: Sequence[File]) -> Json:
    """A dataset as DCAT-US has it (3.0, with the names that 1.1 knows), to be pasted into a city's catalog."""
    first, last = facts.span
    dataset: Json = {
        "@type": "dcat:Dataset",
        "identifier": facts.release,
        "title": _marked(facts, facts.title),
        "description": description(facts),
        "keyword": keywords(facts),
        "modified": facts.as_of,
        "publisher": {"@type": "org:Organization", "name": facts.publisher or "not named"},
        "contactPoint": {"@type": "vcard:Contact", "fn": facts.publisher or "not named"},
        "accessLevel": "public",
        "rights": RIGHTS,
        "accrualPeriodicity": _EVERY[facts.policy.releases.every],
        "describedBy": "dictionary.html",
        "describedByType": "text/html",
        "conformsTo": "https://datapackage.org/profiles/2.0/datapackage.json",
        "distribution": [
            {
                "@type": "dcat:Distribution",
                "title": file.name,
                "downloadURL": file.name,
                "mediaType": MEDIA[file.suffix],
                "format": file.suffix.lstrip(".").upper(),
                "byteSize": file.bytes,
                "checksum": {"@type": "spdx:Checksum", "algorithm": "sha256", "checksumValue": file.sha256},
            }
            for file in files
            if file.name.startswith(("data/", "tables/")) or file.name == "places.geojson"
        ],
    }
    if first:
        dataset["temporal"] = f"{first}/{last}"
    return {
        "@context": "https://resources.data.gov/resources/dcat-us3/context.jsonld",
        "@type": "dcat:Catalog",
        "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
        "dataset": [dataset],
    }


def statement(facts: Facts, files: Sequence[File]) -> Json:
    """An in-toto statement: these files were made under this policy and passed these gates."""
    policy = facts.policy
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": file.name, "digest": {"sha256": file.sha256}} for file in files],
        "predicateType": "urn:redact:release:v1",
        "predicate": facts.stamp()
        | {
            "publisher": facts.publisher,
            "policy": {
                "name": policy.policy,
                "version": policy.version,
                "title": policy.title,
                "digest": {"sha256": policy.digest},
                "review_by": policy.review_by.isoformat() if policy.review_by else None,
            },
            "agreed_by": [
                {"role": role, "organisation": organisation, "signed": how}
                for role, organisation, how in (facts.agreed.by if facts.agreed is not None else ())
            ],
            "receipt": facts.agreed.words if facts.agreed is not None else None,
            "places": {
                "mask": facts.units_digest,
                "levels": list(facts.ladder),
                "households_counted": facts.has_households,
            },
            "gates": [
                {"name": gate.name, "passed": gate.passed, "required": gate.required} for gate in facts.gates
            ],
            "ledger": {"entries": facts.ledger.number, "head": facts.ledger.digest} if facts.ledger else None,
            "tables": [table_statement(facts, info) for info in facts.tables],
            "not_written": [
                f"data/{item.name}.geojson: too many rows to be useful; draw data/{item.name}.csv by place_id"
                for item in facts.resources
                if not item.geojson
            ],
            "does_not_promise": list(LIMITS),
        },
    }


LIMITS = (
    "that somebody who already knows of an event cannot recognize it",
    "that somebody inside the department cannot leak",
    "that automatic redaction of text is complete, where text is published at all",
    "that the tables hide that an event happened, where a row of it is published: they hide of what kind it was",
)
"""What a release does not promise, said wherever it matters."""


def description(facts: Facts) -> str:
    """What a portal says about the data."""
    names = listed([plain(item.name) for item in facts.resources])
    first, last = facts.span
    about = f" from {first} to {last}" if first else ""
    counted = " Tables with protected counts are beside them." if facts.tables else ""
    return (
        f"Records ({names}){about}, one row per record, after redaction under the policy '{facts.policy.policy}', "
        f"version {facts.policy.version}. Places and times are told as exactly as the safety of victims allows; "
        f"protection.html says how.{counted}"
    )


def keywords(facts: Facts) -> list[str]:
    """Words by which a portal finds the data."""
    return ["police", "public safety", *(plain(item.kind) for item in facts.resources), "redacted"]


def _marked(facts: Facts, title: str) -> str:
    return f"{title} ({facts.mark})" if facts.mark else title
