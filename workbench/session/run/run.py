"""Sends saved payloads to a build, one after the other, and judges what is expected of each.

Each is sent to an instance of its own and finds the host as it was at the start of the run; one that needs answers
finds it as the last of those left it. So no verdict depends on which others are sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

from workbench.errors import WorkbenchError
from workbench.errors.documents import VariableInvalid
from workbench.protocol.host_functions import HostSnapshot
from workbench.protocol.layers import Layer
from workbench.protocol.payload_text.expectation import Expectation
from workbench.protocol.payload_text.pointers import NothingThere, value_at
from workbench.protocol.payload_text.variables import ExpansionTooLarge, ResponseReference, expand, too_large
from workbench.session.dispatch.dispatch_steps import dispatch_apart, with_wrong_types
from workbench.session.load.load_steps import load_generation
from workbench.session.payloads.masking import masked
from workbench.session.ports import Engine, HostStatePort
from workbench.session.run.judge import differences_from
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.run_report import RunCase, RunDocument, RunPlan
from workbench.session.values.saved_payload import SavedName
from workbench.session.values.settings import Settings


def run_payloads(
    engine: Engine,
    host: HostStatePort,
    artifact: Artifact,
    settings: Settings,
    plan: RunPlan,
    *,
    clock: Callable[[], float],
    given: Sequence[str] = (),
) -> Iterator[RunCase]:
    """Send each payload of a plan, and give what came of it as soon as it is known.

    Args:
        engine: Runs the build.
        host: The engine's host.
        artifact: The build.
        settings: What it is loaded and called under.
        plan: What to send, in which order.
        clock: Gives unix seconds.
        given: Names of settings that the person gave: they win over those of an expectation.

    Raises:
        EngineUnavailable: It could not be run.
        InternalError: Our own code failed in the engine's process.
    """
    running = _Run(engine, host, artifact, settings, plan, clock, frozenset(given))
    for document in plan.documents:
        yield running.case(document)


def text_of_last(
    engine: Engine,
    host: HostStatePort,
    artifact: Artifact,
    settings: Settings,
    plan: RunPlan,
    *,
    clock: Callable[[], float],
) -> str:
    """Return the text to send for the last payload of a plan. What it needs the answers of is sent for it.

    The host is left as the last of those left it. Arguments are as in `run_payloads`.

    Raises:
        VariableInvalid: A part of an answer that it needs is not there.
        EngineUnavailable, InternalError: As `run_payloads` does.
    """
    running = _Run(engine, host, artifact, settings, plan, clock, frozenset())
    *before, last = plan.documents
    for document in before:
        running.case(document)
    try:
        text = running.text_of(last)
    except _Unanswered as unanswered:
        raise unanswered.error from None
    running.restore_for(last)
    return text


@dataclass(frozen=True, slots=True)
class _Sent:
    record: DispatchRecord
    after: HostSnapshot


class _Unanswered(Exception):
    """A payload needs a part of an answer that is not there, or would be too large."""

    def __init__(self, error: VariableInvalid) -> None:
        self.error = error


class _Run:
    def __init__(
        self,
        engine: Engine,
        host: HostStatePort,
        artifact: Artifact,
        settings: Settings,
        plan: RunPlan,
        clock: Callable[[], float],
        given: frozenset[str],
    ) -> None:
        self._engine = engine
        self._host = host
        self._artifact = artifact
        self._settings = settings
        self._plan = plan
        self._clock = clock
        self._given = given
        self._at_start = host.snapshot()
        self._sent: dict[PurePath, _Sent] = {}
        self._loaded: dict[tuple[Any, ...], Generation] = {}
        self._needed = {one for needed in plan.needed.values() for one in needed}

    def case(self, document: RunDocument) -> RunCase:
        if document.error is not None:
            return RunCase(document, None, error=document.error)
        path = _path(document)
        try:
            text = self.text_of(document)
        except _Unanswered as unanswered:
            return RunCase(document, None, error=unanswered.error)
        settings = self._settings_of(document.expectation)
        generation = self._generation(settings)
        self.restore_for(document)
        record = dispatch_apart(self._engine, generation, settings, document.at.function, text, clock=self._clock)
        if path in self._needed:
            self._sent[path] = _Sent(record, self._host.snapshot())
        record = masked(with_wrong_types(record), self._plan.secrets)
        # An expectation that was saved of an answer has names in the place of secret values, too.
        expected = masked(document.expectation.response, self._plan.secrets)
        differences = differences_from(replace(document.expectation, response=expected), record)
        error: WorkbenchError | None = record.outcome.error
        return RunCase(document, record, differences, error)

    def text_of(self, document: RunDocument) -> str:
        """Return what is to be sent. Raises _Unanswered."""
        needed = self._plan.needed.get(_path(document), ())
        try:
            return expand(document.saved.text, self._plan.values, lambda one: self._answer(document, one, needed))
        except ExpansionTooLarge:
            raise _Unanswered(too_large(document.saved.path)) from None

    def restore_for(self, document: RunDocument) -> None:
        """Let the host be as the last payload left it whose answer this one needs; else as at the start."""
        needed = self._plan.needed.get(_path(document), ())
        sent_before = [self._sent[one] for one in needed if one in self._sent]
        self._host.restore(sent_before[-1].after if sent_before else self._at_start)

    def _answer(self, document: RunDocument, reference: ResponseReference, needed: tuple[PurePath, ...]) -> Any:
        """Return what stands at a reference. Raises _Unanswered."""
        for path in reversed(needed):
            at = SavedName(path.parent.name, path.name.removesuffix(".json"))
            if at.function != reference.function or (reference.name and at.name != reference.name):
                continue
            sent = self._sent.get(path)
            if sent is not None and sent.record.outcome.ok:
                try:
                    return value_at(sent.record.outcome.response, reference.pointer)
                except NothingThere:
                    found = f"nothing there in the answer to {at}"
                    raise _Unanswered(self._invalid(document, reference, found)) from None
        raise _Unanswered(self._invalid(document, reference, "no answer that is ok"))

    def _invalid(self, document: RunDocument, reference: ResponseReference, found: str) -> VariableInvalid:
        return VariableInvalid(document.saved.path, "", f"a value for {reference}", found)

    def _settings_of(self, expectation: Expectation) -> Settings:
        settings = self._settings
        if expectation.profile is not None and "profile" not in self._given:
            settings = replace(settings, profile=expectation.profile)
        if expectation.capabilities is not None and "capabilities" not in self._given:
            settings = replace(settings, capabilities=frozenset(expectation.capabilities))
        return settings

    def _generation(self, settings: Settings) -> Generation:
        key = (settings.profile, settings.capabilities)
        if key not in self._loaded:
            self._loaded[key] = load_generation(
                self._engine, self._artifact, settings, self._clock, until=Layer.HANDSHAKE
            )
        return self._loaded[key]


def _path(document: RunDocument) -> PurePath:
    return Path(document.saved.path).absolute()
