"""What differs between an expectation and what came of a dispatch. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from workbench.protocol.payload_text.expectation import Expectation
from workbench.protocol.payload_text.pointers import NothingThere, is_ignored, value_at
from workbench.session.compare.json_diff import compare
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.json_difference import JsonChange, JsonDifference


def differences_from(expectation: Expectation, record: DispatchRecord) -> tuple[JsonDifference, ...]:
    """Return what is other than expected: outcome and stage first, then the effect, then the answer."""
    outcome = record.outcome
    found = "ok" if outcome.ok else "fallback"
    if expectation.outcome != found:
        stage = "" if outcome.stage is None else f" at {outcome.stage.value}"
        return (JsonDifference("/@outcome", JsonChange.CHANGED, expectation.outcome, found + stage),)
    return tuple(_beside(expectation, record)) + tuple(_within(expectation, outcome.response))


def _beside(expectation: Expectation, record: DispatchRecord) -> Iterator[JsonDifference]:
    stage = record.outcome.stage.value if record.outcome.stage is not None else None
    if expectation.stage is not None and expectation.stage != stage:
        yield JsonDifference("/@stage", JsonChange.CHANGED, expectation.stage, stage)
    effect = record.effect.effect.value if record.effect is not None else None
    if expectation.effect is not None and expectation.effect != effect:
        yield JsonDifference("/@effect", JsonChange.CHANGED, expectation.effect, effect)


def _within(expectation: Expectation, response: Any) -> Iterator[JsonDifference]:
    for pointer, expected in expectation.response.items():
        try:
            found = value_at(response, pointer)
        except NothingThere:
            differences: tuple[JsonDifference, ...] = (JsonDifference("", JsonChange.REMOVED, before=expected),)
        else:
            differences = compare(expected, found).differences
        for one in differences:
            whole = replace(one, pointer=pointer + one.pointer)
            if not is_ignored(whole.pointer, expectation.ignore):
                yield whole
