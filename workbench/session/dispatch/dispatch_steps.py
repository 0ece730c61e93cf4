"""One dispatch: the stages before the call, the call, the stages after it. Never raises for what happens in them.

Owns what becomes of a failure of our own code (`panic`). Which instance is called is the caller's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from workbench.errors.base import PluginError
from workbench.errors.dispatch import DispatchError
from workbench.errors.handshake import OfferError
from workbench.errors.machine import WorkbenchLimit
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.calls import CallOutcome
from workbench.protocol.dispatch import DispatchOutcome, Prepared, Stage, judge, prepare
from workbench.protocol.layers import Layer
from workbench.protocol.profiles import Profile
from workbench.session.error_place import place_of
from workbench.session.load.instances import call_apart
from workbench.session.ports import Caller
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings

Call = Callable[[Prepared], CallOutcome]
"""Sends a prepared request to an instance; may raise EngineUnavailable."""

_VERDICT_LAYERS: Final = frozenset({Layer.IDENTITY, Layer.HANDSHAKE, Layer.SELF_CHECK})
"""A host serves no plugin that failed in one of these."""


def dispatch_apart(
    engine: Caller,
    generation: Generation,
    settings: Settings,
    function: str,
    payload: str,
    *,
    clock: Callable[[], float],
) -> DispatchRecord:
    """Call once on an instance of its own.

    Raises:
        EngineUnavailable: The call could not be run.
    """
    outcome = dispatch_on(
        generation,
        function,
        payload,
        settings.profile,
        lambda prepared: call_apart(engine, generation, settings, prepared),
    )
    return with_effect(DispatchRecord(1, generation.number, payload, outcome, clock(), fresh=True), settings.profile)


def with_effect(record: DispatchRecord, profile: Profile) -> DispatchRecord:
    """Return a record with what a host does with its outcome, and what else to know of payload and answer."""
    from workbench.protocol.host_effect.of_dispatch import (  # noqa: PLC0415 - the first frame waits for none of it
        effect_of_dispatch,
        warnings_of_dispatch,
    )

    outcome, payload = record.outcome, record.payload
    return replace(
        record,
        effect=effect_of_dispatch(outcome, profile, payload),
        warnings=warnings_of_dispatch(outcome, profile, payload),
    )


def with_wrong_types(record: DispatchRecord) -> DispatchRecord:
    """Return a record that also warns of a payload that is not of its wire type, where nothing else says so."""
    if record.outcome.stage is Stage.REQUEST_ENVELOPE:
        return record
    from workbench.protocol.host_effect.warnings import wrong_types  # noqa: PLC0415 - as above

    found = wrong_types(record.outcome.function, record.payload)
    return replace(record, warnings=(*found, *record.warnings)) if found else record


def dispatch_on(generation: Generation, function: str, payload: str, profile: Profile, call: Call) -> DispatchOutcome:
    """Pass the stages of one dispatch on a generation; one that failed a layer is never called.

    Raises:
        EngineUnavailable: As `call` raises it.
    """
    prepared = prepare_on(generation, function, payload)
    if isinstance(prepared, DispatchOutcome):
        return prepared
    try:
        outcome = call(prepared)
    except EngineUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - `panic` is a stage of the protocol: our own failure is an outcome too
        return panicked(function, error)
    return judge_on(prepared, outcome, profile)


def prepare_on(generation: Generation, function: str, payload: str) -> Prepared | DispatchOutcome:
    """Pass the stages before the call; return what is to be sent, or the outcome that ends the dispatch."""
    return prepare_all_on(generation, [(function, payload, None)])[0]


def prepare_all_on(
    generation: Generation, payloads: Iterable[tuple[str, str, str | None]]
) -> list[Prepared | DispatchOutcome]:
    """Do as `prepare_on` with each function, its payload, and what `bare_request` made of that, if it did."""
    failed = generation.failed_layer
    if failed is not None and failed.layer in _VERDICT_LAYERS:
        return [unanswered(function, generation) for function, _, _ in payloads]
    return [_prepared(generation, function, payload, bare) for function, payload, bare in payloads]


def _prepared(generation: Generation, function: str, payload: str, bare: str | None) -> Prepared | DispatchOutcome:
    try:
        return prepare(generation.negotiation, function, payload, bare)
    except Exception as error:  # noqa: BLE001 - as above
        return panicked(function, error)


def judge_on(prepared: Prepared, outcome: CallOutcome, profile: Profile) -> DispatchOutcome:
    """Pass the stages after the call."""
    try:
        return judge(prepared, outcome, profile)
    except Exception as error:  # noqa: BLE001 - as above
        return panicked(prepared.function, error)


def unanswered(function: str, newest: Generation | None) -> DispatchOutcome:
    """Return the outcome when no build may answer: nothing was negotiated, for the reason of the failed layer."""
    failed = newest.failed_layer if newest else None
    error = failed.error if failed else None
    if not isinstance(error, PluginError | WorkbenchLimit | OfferError):
        found = f"none: {error}" if error else "none: no build was negotiated with"
        error = DispatchError(Stage.VERSION_LOOKUP.value, function, "", "a negotiated version", found)
    return DispatchOutcome(function, None, None, error=error, stage=Stage.VERSION_LOOKUP)


def panicked(function: str, error: Exception) -> DispatchOutcome:
    """Return the outcome of a dispatch in which our own code failed.

    Names the error's class and its place, never its text: that may quote a payload.
    """
    fault = DispatchError(
        Stage.PANIC.value,
        function,
        "",
        "the workbench to run without an error of its own",
        type(error).__name__,
        place_of(error),
    )
    return DispatchOutcome(function, None, None, error=fault, stage=Stage.PANIC)
