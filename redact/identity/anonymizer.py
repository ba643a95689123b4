"""Presidio's anonymizer for spans that the resolver made sorted and disjoint: nothing to merge, copy or search for."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import EngineResult, OperatorConfig, OperatorResult, PIIEntity, RecognizerResult
from presidio_anonymizer.operators import Operator, OperatorType


class SpanAnonymizer(AnonymizerEngine):
    """Does as the base class, which builds a new text and several log messages for every span.

    The results handed over must be made for this call; `items` come in reading order.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        kinds = self.operators_factory.get_anonymizers()
        self._operators: dict[str, Operator] = {name: kind() for name, kind in kinds.items()}

    @staticmethod
    def _copy_recognizer_results(analyzer_results: list[RecognizerResult]) -> list[RecognizerResult]:
        return list(analyzer_results)

    def _remove_conflicts_and_get_text_manipulation_data(
        self, analyzer_results: list[RecognizerResult], conflict_resolution: Any
    ) -> list[RecognizerResult]:
        if all(left.end <= right.start for left, right in pairwise(analyzer_results)):
            return analyzer_results
        resolved: list[RecognizerResult] = super()._remove_conflicts_and_get_text_manipulation_data(
            analyzer_results, conflict_resolution
        )
        return resolved

    def _operate(
        self,
        text: str,
        pii_entities: list[PIIEntity],
        operators_metadata: dict[str, OperatorConfig],
        operator_type: OperatorType,
        **operator_kwargs: Any,
    ) -> EngineResult:
        if any(left.end > right.start for left, right in pairwise(pii_entities)) or (
            pii_entities and pii_entities[-1].end > len(text)
        ):
            return super()._operate(text, pii_entities, operators_metadata, operator_type, **operator_kwargs)
        parts: list[str] = []
        items: list[OperatorResult] = []
        last = length = 0
        for entity in pii_entities:
            config = operators_metadata.get(entity.entity_type) or operators_metadata["DEFAULT"]
            operator = self._operators[config.operator_name]
            params = {**config.params, "entity_type": entity.entity_type}
            operator.validate(params=params)
            written = operator.operate(params=params, text=text[entity.start : entity.end])
            length += entity.start - last
            items.append(
                OperatorResult(length, length + len(written), entity.entity_type, written, config.operator_name)
            )
            parts += (text[last : entity.start], written)
            last = entity.end
            length += len(written)
        return EngineResult("".join([*parts, text[last:]]), items)
