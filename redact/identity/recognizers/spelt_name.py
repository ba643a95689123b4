"""Names spelt letter by letter: `M-O-H-A-M-U-D`, `X I O N G`."""

from __future__ import annotations

from redact.identity.recognizers.base import Gate, PatternFinder, Rule, compiled
from redact.identity.spans import Entity, Layer


class SpeltNameFinder(PatternFinder):
    """Five letters and more, one at a time with the same sign between them."""

    entities = (Entity.PERSON,)
    layer = Layer.CUE
    rules = (
        Rule(
            "spelt letter by letter",
            Entity.PERSON,
            compiled(
                r"(?<![\w.\-])[A-Z](?P<sign>[\-.]|\s|-\s|\.\s|,\s)(?:[A-Z](?P=sign)){3,20}[A-Z](?!\w)", cased=True
            ),
            Gate(),
        ),
    )
