"""A search for the least loss of detail that keeps rules such as k-anonymity. It proposes; policies decide.

    from redact.risk.measures.search import KAnonymity, Search, explain, hierarchy

    age = hierarchy("age", [(year, f"{year // 10 * 10}-{year // 10 * 10 + 9}", "any") for year in range(18, 90)])
    search = Search([age], [age.code(rows["age"])], [KAnonymity(5)], left_out=0.02)
    best = search.best()
    print(explain(search, best).said())

Publishing what a search proposes for one table says something about that table. A proposal becomes part of a policy,
which is signed before it is applied to the next table; it never changes a release by itself.
"""

from __future__ import annotations

from redact.risk.measures.search.explain import Change, Proposal, explain
from redact.risk.measures.search.find import Best, Search, Verdict
from redact.risk.measures.search.hierarchy import Hierarchy, hierarchy
from redact.risk.measures.search.losses import ClassSize, Discernibility, DomainShare, Entropy, Loss
from redact.risk.measures.search.rules import (
    AverageRisk,
    ClassRule,
    Closeness,
    Diversity,
    KAnonymity,
    KMap,
    Likeness,
    Presence,
    ReleaseRule,
)

__all__ = [
    "AverageRisk",
    "Best",
    "Change",
    "ClassRule",
    "ClassSize",
    "Closeness",
    "Discernibility",
    "Diversity",
    "DomainShare",
    "Entropy",
    "Hierarchy",
    "KAnonymity",
    "KMap",
    "Likeness",
    "Loss",
    "Presence",
    "Proposal",
    "ReleaseRule",
    "Search",
    "Verdict",
    "explain",
    "hierarchy",
]
