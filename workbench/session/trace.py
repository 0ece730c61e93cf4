"""What crosses the border in the layers, conformance cases and calls of a build. Starts no engine, and ends none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from workbench.protocol.redaction.redactor import Redactor
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.samples import request_sample
from workbench.session.call_tracer import CallTracer
from workbench.session.dispatch.conformance_run import run_conformance
from workbench.session.dispatch.dispatch_steps import dispatch_apart
from workbench.session.load.load_steps import load_generation
from workbench.session.ports import Caller
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.settings import Settings
from workbench.session.values.trace import Direction, TraceMessage
from workbench.session.values.trace_report import TraceReport

HEAD_MAX_BYTES: Final = 262_144
"""How much of the beginning of each message is kept."""


def trace_build(
    engine: Caller,
    artifact: Artifact,
    settings: Settings,
    asked: tuple[str, str] | None = None,
    *,
    clock: Callable[[], float],
) -> TraceReport:
    """Load a build, and call it, and take note of what crosses the border.

    Args:
        engine: Runs it.
        artifact: The build.
        settings: What it is loaded and called under.
        asked: Function and payload of the one call; None: the conformance cases, then the dry-run sample of each
            function that was negotiated.
        clock: Gives unix seconds.

    Raises:
        EngineUnavailable: It could not be run.
        InternalError: Our own code failed in the engine's process.
    """
    tracer = CallTracer(engine, clock, head_max_bytes=HEAD_MAX_BYTES)
    tracer.generation = 1
    generation = load_generation(tracer, artifact, settings, clock)
    negotiation = generation.negotiation
    wanted: Sequence[tuple[str, str]] = [] if asked is None else [asked]
    if asked is None and generation.is_good and negotiation is not None:
        run_conformance(
            tracer,
            artifact.module,
            negotiation,
            settings.profile,
            settings.strict_budget,
            plugin_name=generation.plugin_name,
        )
        wanted = [(name, compact(request_sample(name))) for name in _functions(generation)]
    records = tuple(
        dispatch_apart(tracer, generation, settings, function, payload, clock=clock) for function, payload in wanted
    )
    return TraceReport(settings, generation, tracer.messages(), records, asked is not None)


def _functions(generation: Generation) -> list[str]:
    """Return the wire functions that were negotiated, in their own order."""
    from workbench.protocol.functions import WIRE_FUNCTIONS  # noqa: PLC0415 - for a call that is named it is not needed

    accept = generation.negotiation.accept if generation.negotiation is not None else None
    return [name for name in WIRE_FUNCTIONS if accept is not None and name in accept.chosen_versions]


def without_secrets(messages: Sequence[TraceMessage]) -> tuple[tuple[TraceMessage, ...], Redactor]:
    """Return messages without what the rules name as a secret, and what found it: for what is made to be shared."""
    redactor = Redactor()
    # At first only to learn all secrets: what one message names as one stands in another, too.
    for one in messages:
        _redacted(one, redactor)
    redactor.know_all()
    return tuple(_redacted(one, redactor) for one in messages), redactor


def _redacted(one: TraceMessage, redactor: Redactor) -> TraceMessage:
    place = f"/{one.number}"
    text = one.head.decode("utf-8", "replace")
    call = one.host_call
    # What is no payload is said in words: arguments, and why a call failed.
    if one.direction is Direction.TO_HOST or one.outcome not in ("", "ok"):
        changed = redactor.words(text, place)
    else:
        changed = redactor.payload(text, place)
    if call is not None:
        call = replace(
            call,
            arguments=tuple(redactor.json_or_words(argument, place) for argument in call.arguments),
            result=None if call.result is None else redactor.json_or_words(call.result, place),
            error=None if call.error is None else redactor.words(call.error, place),
        )
    # Bytes that are no text stay as they are.
    return replace(one, head=one.head if changed == text else changed.encode("utf-8", "replace"), host_call=call)
