"""Sends many changed requests to a build, function by function, and shrinks the first failure of each kind.

Starts no engine, and ends none. Never raises for what a plugin does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from workbench.errors.operator import SettingInvalid
from workbench.protocol.calls import FailureKind
from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.fuzzing.payloads import FuzzPlan, base_of, default_bases, fuzz_requests, place_named
from workbench.protocol.fuzzing.shrinking import shrunk
from workbench.protocol.json.parsing import JsonValue, Steps
from workbench.protocol.layers import Layer
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.messages import request_type
from workbench.session.dispatch.dispatch_steps import prepare_on
from workbench.session.fuzz.sending import Sender, Sent, Target
from workbench.session.load.load_steps import load_generation
from workbench.session.ports import Engine, HostStatePort
from workbench.session.values.fuzz_report import (
    Ending,
    EndingCount,
    FunctionFuzz,
    FuzzFailure,
    FuzzReport,
    FuzzRequest,
    FuzzStep,
)
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.settings import Settings

FAILURES_MAX: Final = 20
"""Kinds of failure of one function, after which no more requests are sent to it."""
LIMITS_MAX: Final = 5
"""Calls that ran into a limit of time, after which no more are sent: each takes as long as the limit is."""
LOST_MAX: Final = 500
"""Instances that trapped, after which no more requests are sent: each takes as long as building the next one."""
TRIES_MAX: Final = 1_500
LIMITED_TRIES_MAX: Final = 20
"""Of a call that runs into a limit of time: each takes as long as the limit is."""
_WORDS_MAX: Final = 2_000
_WORD: Final = re.compile(rb"[A-Za-z0-9][A-Za-z0-9_./:+-]{2,47}")
_DATA_SECTION: Final = 11
CANCELLED: Final = "it was cancelled"
_TIMED: Final = frozenset({FailureKind.TIMEOUT, FailureKind.FUEL, FailureKind.OVERSTAYED})
_ENDED: Final = frozenset({FailureKind.CANCELLED})

Progress = Callable[[FuzzStep], bool]
"""Gets how far it is, often; returns whether to go on."""


def _go_on(_step: FuzzStep) -> bool:
    return True


def fuzz_build(
    engine: Engine,
    host: HostStatePort,
    artifact: Artifact,
    settings: Settings,
    request: FuzzRequest,
    *,
    clock: Callable[[], float],
    on_progress: Progress = _go_on,
) -> FuzzReport:
    """Load a build as far as a dispatch needs it, and send requests.

    Args:
        engine: Runs it.
        host: The engine's host; it is left as it was found.
        artifact: The build.
        settings: What it is loaded and called under.
        request: What to send.
        clock: Gives unix seconds.
        on_progress: Asked after each batch, and while a failure is shrunk.

    Raises:
        SettingInvalid: The base is no request of the function, or the pointer leads nowhere in any base.
        EngineUnavailable: It could not be run.
        InternalError: Our own code failed in the engine's process.
    """
    generation = load_generation(engine, artifact, settings, clock, until=Layer.HANDSHAKE)
    kept = host.snapshot()
    try:
        target = Target(engine, host, generation, settings)
        functions = request.functions or _negotiated(generation)
        fuzzed = [_fuzz_function(target, request, function, on_progress) for function in functions]
    finally:
        host.restore(kept)
    return FuzzReport(generation, request.seed, tuple(fuzzed))


def _negotiated(generation: Generation) -> list[str]:
    negotiation = generation.negotiation
    return [name for name in WIRE_FUNCTIONS if negotiation and negotiation.version_of(name) is not None]


def _fuzz_function(target: Target, request: FuzzRequest, function: str, on_progress: Progress) -> FunctionFuzz:
    prepared = prepare_on(target.generation, function, "{}")
    if isinstance(prepared, DispatchOutcome):
        return FunctionFuzz(function, 0, error=prepared.error)
    plan = _plan(target, request, function)
    sender = Sender(target, function)
    try:
        return _Run(sender, request, plan, on_progress).over(fuzz_requests(plan))
    finally:
        sender.close()


def _plan(target: Target, request: FuzzRequest, function: str) -> FuzzPlan:
    bases = list(default_bases(function))
    if request.base is not None:
        base = base_of(function, request.base)
        if base is None:
            raise SettingInvalid("input-file", request.base[:80], f"a request of {function}", "option")
        bases.insert(0, base)
    fixed = _given(target, request, function)
    bases = [{**base, **{name: value for name, value in fixed.items() if base[name] is None}} for base in bases]
    within: Steps = ()
    if request.pointer:
        found = [steps for base in bases if (steps := place_named(function, base, request.pointer))]
        if not found:
            raise SettingInvalid("field", request.pointer, f"a JSON pointer into a request of {function}", "option")
        within = found[0]
    return FuzzPlan(function, request.seed, tuple(bases), _words(target.generation), within)


def _given(target: Target, request: FuzzRequest, function: str) -> dict[str, JsonValue]:
    """Return what the person or the plugin itself gives for a request: its settings, or the state that it made."""
    settings = {"factory_state": request.factory_state}
    if function == "build_signer":
        return settings
    if function not in {"sign", "on_unauthorized"} or "build_signer" not in _negotiated(target.generation):
        return {}
    outcome = Sender(target, "build_signer").send_alone(default_bases("build_signer")[0] | settings).outcome
    return {"signer_state": outcome.response["signer_state"]} if outcome.ok else {}


def _words(generation: Generation) -> tuple[str, ...]:
    """Return strings of the module's data: what the plugin compares with, it often reads."""
    module = generation.artifact.module
    found: dict[str, None] = {}
    for section in generation.module_map.sections:
        if section.id == _DATA_SECTION:
            for match in _WORD.finditer(module, section.offset, section.offset + section.size):
                found[match[0].decode()] = None
                if len(found) >= _WORDS_MAX:
                    return tuple(found)
    return tuple(found)


class _Run:
    """The requests of one function, and what is known of them so far."""

    def __init__(self, sender: Sender, request: FuzzRequest, plan: FuzzPlan, on_progress: Progress) -> None:
        self._sender = sender
        self._request = request
        self._function = plan.function
        self._unchanged = len(plan.bases)
        self._on_progress = on_progress
        self._counts: Counter[Ending] = Counter()
        self._first: dict[Ending, int] = {}
        self._failed: dict[Ending, tuple[int, JsonValue]] = {}
        self._limits = 0
        self._sent = 0
        self._wall_us = 0
        self._ended_early: str | None = None

    def over(self, values: Iterator[JsonValue]) -> FunctionFuzz:
        """Send them, then shrink what failed."""
        waiting: list[JsonValue] = []
        while self._sent < self._request.runs and self._ended_early is None:
            wanted = min(self._sender.batch, self._request.runs - self._sent)
            waiting += islice(values, max(0, wanted - len(waiting)))
            if not waiting:
                self._ended_early = "no part of the request may be changed"
                break
            made = self._sender.send_many(waiting[:wanted], self._take)
            if not made:
                self._ended_early = "the calls were ended"
                break
            del waiting[:made]
            if self._sender.lost >= LOST_MAX and self._ended_early is None:
                self._ended_early = f"{LOST_MAX:,} calls left an instance that cannot be used again"
            self._goes_on()
        failures = tuple(self._shrunk(ending, *found) for ending, found in self._failed.items())
        counts = tuple(EndingCount(one, count, self._first[one]) for one, count in self._counts.most_common())
        return FunctionFuzz(
            self._function, self._sent, counts, failures, ended_early=self._ended_early, wall_us=self._wall_us
        )

    def _goes_on(self) -> bool:
        if not self._on_progress(FuzzStep(self._function, self._sent, self._request.runs)):
            self._ended_early = CANCELLED
        return self._ended_early != CANCELLED

    def _take(self, sent: Sent) -> None:
        self._sent += 1
        call = sent.outcome.call
        self._wall_us += call.wall_us if call is not None else 0
        if sent.failure in _ENDED:
            self._ended_early = CANCELLED
            return
        ending = sent.ending
        self._counts[ending] += 1
        self._first.setdefault(ending, self._sent)
        if self._is_failure(ending):
            self._failed.setdefault(ending, (self._sent, sent.value))
        self._limits += sent.failure in _TIMED
        if self._limits >= LIMITS_MAX:
            self._ended_early = f"{LIMITS_MAX} calls ran into a limit of time or fuel"
        elif len(self._failed) >= FAILURES_MAX:
            self._ended_early = f"{FAILURES_MAX} kinds of failure were found"

    def _is_failure(self, ending: Ending) -> bool:
        if ending.is_refusal:
            # What it refuses of a usual request too, no change has brought about.
            return not self._request.allows_refusals and self._first[ending] > self._unchanged
        return not ending.is_used

    def _shrunk(self, ending: Ending, number: int, value: JsonValue) -> FuzzFailure:
        payload = compact(value)
        alone = self._sender.send_alone(value)
        if alone.ending != ending:
            return FuzzFailure(ending, number, payload, payload, 1, is_smallest=False, needs_earlier=True)
        last = alone

        def fails(candidate: JsonValue) -> bool:
            nonlocal last
            if not self._goes_on():
                return False
            sent = self._sender.send_alone(candidate)
            if sent.ending != ending:
                return False
            last = sent
            return True

        tries_max = 0 if not self._goes_on() else LIMITED_TRIES_MAX if alone.failure in _TIMED else TRIES_MAX
        found = shrunk(request_type(self._function), value, fails, tries_max=tries_max)
        return FuzzFailure(
            ending,
            number,
            payload,
            compact(found.value),
            found.tries + 1,
            is_smallest=found.is_smallest,
            error=last.outcome.error,
        )
