"""As which classes an event is counted, where protection asks for more classes than a number should.

Many words show violence at home and not by whom: a domestic flag, "family disturbance", "abuse". Such a record is
protected as all that it may be. Counted as all, it would be in two numbers, and one of them would mostly count
something else. So what one piece of evidence shows as one of several is settled by whatever else the event shows, then
by what hints at one of them (the victim's age), and else by what is the more frequent: a partner rather than a
relative, a child rather than an elder.

The more frequent is a partner: of nonfatal violence among people who live or lived together, or are related, partners
did 15 in 21 parts (US Bureau of Justice Statistics, Nonfatal Domestic Violence 2003-2012, NCJ 244697).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from redact.classify.assessed import Combination
from redact.vocabulary import SensitiveClass, Strength

Masks = NDArray[np.uint32]

_ONE_OF = (
    (SensitiveClass.INTIMATE_PARTNER_VIOLENCE, SensitiveClass.FAMILY_VIOLENCE),
    (SensitiveClass.CHILD_ABUSE, SensitiveClass.ELDER_ABUSE),
)
"""Classes that one rule can name together because it does not know which; of each pair the more frequent first."""


def one_of_several(combinations: Sequence[Combination], names: Sequence[str]) -> tuple[Masks, Masks]:
    """Per combination of evidence two masks over `names`: the classes that are shown only together with another, and
    those of a pair that are left open (`MAY`) without the other, which hints at one of them."""
    found = np.array([_open(combination, names) for combination in combinations], dtype=np.uint32).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def counted(shown: Masks, open_: Masks, hinted: Masks, names: Sequence[str]) -> Masks:
    """The classes that each event is counted as: of `shown`, those of `open_` only where nothing tells them apart.

    `open_` are the classes that no record of the event shows otherwise than as one of several, `hinted` those that some
    record hints at.
    """
    home, care = (_pair(pair, names) for pair in _ONE_OF)
    told = (shown & ~open_ & (home | care)) != 0
    at_home = ~told & ((open_ & home) != 0)
    in_care = ~told & ~at_home & ((open_ & care) != 0)
    counts = shown & ~open_
    for pair, undecided in zip(_ONE_OF, (at_home, in_care), strict=True):
        often, seldom = (_mask([name], names) for name in pair)
        chosen = np.where((hinted & (often | seldom)) == seldom, seldom, often)
        counts = np.where(undecided, counts | chosen, counts)
    return counts.astype(np.uint32)


def _open(combination: Combination, names: Sequence[str]) -> tuple[int, int]:
    together = alone = hinted = 0
    pairs = [_pair(pair, names) for pair in _ONE_OF]
    for piece in combination:
        classes = int(_mask(piece.rule.classes, names))
        both = sum(int(pair) for pair in pairs if classes & pair == pair)
        if piece.rule.strength is Strength.MAY:
            hinted |= classes & ~both
        elif not piece.rule.for_safety:
            together |= both
            alone |= classes & ~both
    return together & ~alone, hinted


def _pair(classes: Sequence[str], names: Sequence[str]) -> np.uint32:
    """A pair's mask; nothing where a policy knows only one of the two."""
    return _mask(classes, names) if set(names).issuperset(classes) else np.uint32(0)


def _mask(classes: Sequence[str], names: Sequence[str]) -> np.uint32:
    return np.uint32(sum(1 << names.index(name) for name in set(classes) if name in names))
