"""A plugin that stays open: checked, called, replayed and run until it is closed."""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from workbench.compose import artifact_at, start_engine
from workbench.errors.identity import IdentityError
from workbench.errors.operator import NameUnknown, PluginClosed
from workbench.library.options import FilePath, Opening, PluginOptions, opening_of, replay_rules, texts_of
from workbench.library.outcomes import CheckOutcome, Outcome, ReplayOutcome, RunOutcome
from workbench.library.payload_text import Payload, payload_text
from workbench.library.plugin_session import PluginSession
from workbench.naming import nearest
from workbench.payload_plan import planned_run
from workbench.protocol.conformance import Kind
from workbench.protocol.hosting.injected_faults import NO_FAULTS, parse_plan
from workbench.protocol.identity import read_identity
from workbench.session.call import call_build, negotiated_build
from workbench.session.check import check_build
from workbench.session.host.frozen_host import frozen_host
from workbench.session.load.serving import Serving
from workbench.session.replay.replay_build import replay_build, replay_settings
from workbench.session.run.run import run_payloads
from workbench.session.values.call_report import CallRequest
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.run_report import RunReport
from workbench.session.values.settings import Settings
from workbench.store.recordings import recorded_calls

T = TypeVar("T")


class OpenPlugin:
    """One build of a plugin, with a process that runs it and a host of its own.

    Any thread may use it; what several ask for at once is done one after the other. `close` may be called at any time
    and any number of times: what is under way then, and all that is asked for later, raises PluginClosed.

    Every method that asks the plugin for something raises EngineUnavailable when nothing can be run on this machine,
    and InternalError when our own code failed in the process that runs plugins. None raises for what a plugin does: a
    plugin that is rejected, hangs, or ends its process is an outcome.
    """

    def __init__(self, path: FilePath, options: PluginOptions) -> None:
        self.path = os.fspath(path)
        """As it was given."""
        self._opening: Opening = opening_of(self.path, options)
        self._artifact = artifact_at(self.path)
        self._turn = threading.Lock()
        self._closed = False
        self._settings = self._opening.settings
        self._negotiated: dict[frozenset[str], Generation] = {}
        self._engine = start_engine(self._opening.resolved)
        # A plugin that nobody closes is ended with its last reference, or with the interpreter.
        self._end = weakref.finalize(self, self._engine.shutdown)
        self.name = _name_of(self._artifact)
        """The name in the plugin's identity; empty when it has none that can be read. Untrusted text."""
        self.notes = self._opening.notes
        """What the command line would say beside its report: limits that an untrusted project file raises in vain, what
        a host ignores in the file of an offer. Untrusted text."""
        self._engine.host.restore(self._opening.host_of(self.name))

    # ---- what it says ----------------------------------------------------------------------------------------------

    def check(
        self, *, kind: str | None = None, factory_state: Any = None, fuel: bool = False, reference: bool = False
    ) -> CheckOutcome:
        """Say what a host would say of the build: layers L1 to L4, static checks, conformance cases.

        Args:
            kind: `shape`, `dialect`, `signer`, `observability` or `router`; None: whatever the plugin is.
            factory_state: What a signer is built with, as a JSON value; None: a signer may refuse its cases.
            fuel: Also measure the fuel that L2 and L3 use.
            reference: Only what the reference's suite looks at counts.

        Raises:
            NameUnknown: There is no such kind.
        """
        kinds = [one.value for one in Kind]
        if kind is not None and kind not in kinds:
            raise NameUnknown("conformance kind", kind, nearest(kind, kinds))

        def checked() -> CheckOutcome:
            report = check_build(
                self._engine,
                self._artifact,
                replace(self._settings, faults=NO_FAULTS),
                clock=time.time,
                kind=None if kind is None else Kind(kind),
                factory_state=factory_state,
                measure_fuel=fuel,
                judged_by_reference=reference,
            )
            return CheckOutcome(report, self._opening.resolved["budgets"].value)

        return self._keeping_host(checked)

    def call(self, function: str, payload: Payload = None, *, fuel: bool = False) -> Outcome:
        """Dispatch once, on an instance of its own; the host is left as the plugin leaves it.

        Args:
            function: One of the seven wire functions.
            payload: The request; None: the dry-run sample of the function.
            fuel: Also measure the fuel that the call uses.

        Raises:
            NameUnknown: There is no such function.
            TypeError, ValueError: The payload holds what JSON has not.
        """
        text = payload_text(function, payload)

        def called() -> Outcome:
            request = CallRequest(function, text, measure_fuel=fuel)
            report = call_build(
                self._engine,
                self._engine.host,
                self._artifact,
                self._settings,
                request,
                clock=time.time,
                negotiated=self._generation(self._settings),
            )
            return Outcome(report)

        return self.ask(called)

    def session(self) -> PluginSession:
        """Return calls on one long-lived instance, which keeps its globals from call to call as in a serving host.

        Close it, or use it as a context manager.
        """
        settings = replace(self._settings, faults=NO_FAULTS)
        serving = Serving(self._engine, self.ask(lambda: self._generation(settings)), settings)
        return PluginSession(self.path, serving, lambda: self._settings, self)

    def replay(
        self, recording: FilePath, *, ignore: Iterable[str] = (), tolerances: Mapping[str, float] | None = None
    ) -> ReplayOutcome:
        """Make the calls of a recording again, with its host and its settings; ours is left as it was.

        Args:
            recording: The path of the file.
            ignore: JSON pointers where differences do not count.
            tolerances: How far two numbers may be apart, by JSON pointer.

        Raises:
            FileUnreadable, FileDamaged, FormatTooNew, LineDamaged: The recording cannot be replayed.
            SettingInvalid: A pointer is none.
        """
        path = os.fspath(recording)
        rules = replay_rules(texts_of(ignore), tolerances or {})
        calls = recorded_calls(Path(path))
        opening = self._opening
        settings = replay_settings(calls, opening.settings, opening.resolved.given)

        def replayed() -> ReplayOutcome:
            engine = self._engine
            report = replay_build(engine, engine.host, self._artifact, calls, settings, clock=time.time, rules=rules)
            return ReplayOutcome(report, path)

        return self._keeping_host(replayed)

    def run(self, *payloads: FilePath) -> RunOutcome:
        """Send saved payloads and judge what is expected of each; the host is left as it was.

        Args:
            payloads: Files, folders or patterns, as `workbench run` takes them; none: those of the project.

        Raises:
            FileDamaged, FileUnreadable, DocumentUnknown: A path leads to no payload.
            InvalidDocuments, DocumentsInCircle: They cannot be sent as they are.
        """
        resolved = self._opening.resolved
        plan = planned_run([os.fspath(one) for one in payloads], resolved)

        def ran() -> RunOutcome:
            cases = run_payloads(
                self._engine,
                self._engine.host,
                self._artifact,
                self._settings,
                plan,
                clock=time.time,
                given=resolved.given,
            )
            return RunOutcome(RunReport(tuple(cases)), self._artifact, self._settings)

        return self._keeping_host(ran)

    # ---- its host --------------------------------------------------------------------------------------------------

    @property
    def storage(self) -> Mapping[str, bytes]:
        """What the host has stored for the plugin, by key."""
        return dict(self._engine.host.snapshot().storage.get(self.name, {}))

    @property
    def metrics(self) -> Mapping[str, int]:
        """The plugin's counters, by name."""
        return dict(self._engine.host.snapshot().counters.get(self.name, {}))

    def freeze(self, *, clock: int | None = None, seed: str | None = None) -> None:
        """Let the host's clock stand and its random source give the same each time; None leaves one as it is.

        Raises:
            SettingInvalid: The clock (milliseconds since 1970) cannot be set so.
        """
        frozen = frozen_host(clock, seed)

        def freeze() -> None:
            host = self._engine.host
            now = host.snapshot()
            host.restore(
                replace(
                    now,
                    clock=now.clock if clock is None else frozen.clock,
                    random=now.random if seed is None else frozen.random,
                )
            )

        self.ask(freeze)

    def inject(self, *faults: str) -> None:
        """Inject faults into the host for the calls that follow, in the words of `call --fault`; none: clear them.

        Raises:
            FaultUnknown: A text names no fault; those that were injected stay.
        """
        plan = parse_plan(faults)

        def inject() -> None:
            self._settings = replace(self._settings, faults=plan)

        self.ask(inject)

    def reset(self) -> None:
        """Let the host, and the faults that are injected into it, be as when the plugin was opened."""

        def reset() -> None:
            self._settings = self._opening.settings
            self._engine.host.restore(self._opening.host_of(self.name))

        self.ask(reset)

    # ---- its end ---------------------------------------------------------------------------------------------------

    def cancel(self) -> None:
        """End the call that runs, if one does: its outcome says that it was cancelled. Any thread may call it."""
        self._engine.cancel()

    def close(self) -> None:
        """End the process that runs the plugin. Any thread may call it, and again."""
        self._closed = True
        self._end()

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._closed

    def __enter__(self) -> Self:
        if self._closed:
            raise PluginClosed(self.path)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<plugin {self.path!r}{', closed' if self._closed else ''}>"

    # ---- within ----------------------------------------------------------------------------------------------------

    def ask(self, work: Callable[[], T]) -> T:
        """Return what some work with the plugin gives, which one thread may do at a time. Raises PluginClosed."""
        with self._turn:
            if self._closed:
                raise PluginClosed(self.path)
            try:
                answer = work()
            except Exception:
                if self._closed:
                    raise PluginClosed(self.path) from None
                raise
            except BaseException:
                # What the process still says to it would be taken for the answer to the next request.
                self.close()
                raise
            if self._closed:
                raise PluginClosed(self.path)
            return answer

    def _keeping_host(self, work: Callable[[], T]) -> T:
        """Do as `ask`, and let the host be afterwards as it was."""

        def kept() -> T:
            host = self._engine.host
            before = host.snapshot()
            try:
                return work()
            finally:
                host.restore(before)

        return self.ask(kept)

    def _generation(self, settings: Settings) -> Generation:
        """Return the build as far as a dispatch needs it; negotiated again where capabilities were withdrawn."""
        withdrawn = frozenset(settings.faults.withdrawn)
        if withdrawn not in self._negotiated:
            self._negotiated[withdrawn] = negotiated_build(self._engine, self._artifact, settings, clock=time.time)
        return self._negotiated[withdrawn]


def _name_of(artifact: Artifact) -> str:
    try:
        return read_identity(artifact.module).plugin_name
    except IdentityError:
        return ""
