"""The objects of `explain`."""

from __future__ import annotations

import dataclasses
from typing import Any

from workbench.protocol.explanations.explain import EXPLANATIONS, WORDS, Explanation, MessageField, Word, explain
from workbench.protocol.explanations.messages import field_names, fields_of
from workbench.protocol.wire.messages import TYPES_BY_NAME


def explanation_json(name: str) -> dict[str, Any]:
    """Return what a name means; that of a message has its `fields`.

    Raises:
        NameUnknown: Nothing is explained under it.
    """
    fields = fields_of(name) if name in TYPES_BY_NAME else []
    return _value(explain(name)) | ({"fields": [_value(one) for one in fields]} if fields else {})


def names_json() -> dict[str, Any]:
    """Return all names that are explained."""
    return {"kinds": sorted(EXPLANATIONS), "words": sorted(WORDS), "fields": field_names()}


def _value(explanation: Explanation | Word | MessageField) -> dict[str, Any]:
    value = dataclasses.asdict(explanation)
    if isinstance(explanation, MessageField):
        value |= {key: found for key, found in value.pop("field").items() if key != "path"}
    return value
