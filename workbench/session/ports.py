"""What the session and its screen need of the world: an engine, an artifact, a memory from run to run.

The implementations stand in `workbench.engine`, `workbench.loop.watch` and `workbench.store`; tests bring fakes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from workbench.errors import WorkbenchError
from workbench.errors.stack_frame import GuestTrace
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallFailure, CallOutcome, FuelMeasured, LogOrigin
from workbench.protocol.host_functions import HostSnapshot

if TYPE_CHECKING:
    # A check needs none of these when it runs.
    from workbench.session.values.build_error import BuildErrors
    from workbench.session.values.history import HistoryEntry, HistoryFilter, HistoryHits
    from workbench.session.values.host_view import Storage
    from workbench.session.values.path_completion import PathCompletion
    from workbench.session.values.recording import Recording
    from workbench.trust import Requests


@dataclass(frozen=True, slots=True)
class InstanceOpened:
    """A long-lived instance, or why there is none."""

    instance: int | None
    """What to call; None when `failure` says why."""
    failure: CallFailure | None
    compile_us: int
    instantiate_us: int


OutcomesListener = Callable[[Sequence[CallOutcome]], None]
"""Takes outcomes of calls."""


@dataclass(frozen=True, slots=True)
class CallsTimed:
    """How long one call took, again and again, on one instance."""

    in_series_ns: tuple[int, ...]
    """Nanoseconds of each call in a series, with all that belongs to it: limits, host functions, log, output."""
    bare_ns: tuple[int, ...]
    """Nanoseconds of as many bare calls of the engine on the same instance, in turns with the others."""
    failure: CallFailure | None
    """What ended the series early; None: nothing did."""


class Caller(Protocol):
    """Runs one call of a module after the other, each under a budget.

    All methods of an engine block, and are called from one thread, except `cancel`, which may be called from any.
    None of them raises for what a plugin does: that is in the outcome. They raise `EngineUnavailable` only.
    """

    def call_fresh(
        self, module: bytes, budget: Budget, export: str, payload: bytes, *, output_max_bytes: int
    ) -> CallOutcome:
        """Call one export on an instance of its own, which is dropped afterwards.

        The module is compiled once per budget and kept until `forget`.
        """

    def open(self, module: bytes, budget: Budget, *, plugin_name: str, config: Mapping[str, str]) -> InstanceOpened:
        """Build an instance that lives until `close`. Storage keys and counters are scoped by `plugin_name`."""

    def call(self, instance: int, export: str, payload: bytes, *, output_max_bytes: int) -> CallOutcome:
        """Call one export on a long-lived instance; the outcome has the pages of its memory too.

        When the child process has died since `open`, it is started again with a new instance of the same
        module, and the outcome says so (`CHILD_DIED` belongs to the call that it died in).
        """

    @property
    def close(self) -> Callable[[int], None]:
        """Drops a long-lived instance. Unknown numbers are ignored."""


class Batches(Protocol):
    """Makes many calls in one request, so that the border costs once."""

    def call_many(
        self,
        instance: int,
        calls: Sequence[tuple[str, bytes]],
        *,
        output_max_bytes: int,
        on_outcomes: OutcomesListener | None = None,
    ) -> tuple[CallOutcome, ...]:
        """Call one export after the other on a long-lived instance.

        Args:
            instance: What `open` gave.
            calls: Exports and payloads.
            output_max_bytes: Of each call.
            on_outcomes: Notified of outcomes while later calls run, in their order; not of all of them. It must not
                raise, and may ask the engine for `cancel` only.

        Returns:
            The outcomes, also those that `on_outcomes` was notified of. There are fewer than calls when the calls were
            cancelled or the child process died: the last outcome says so, and belongs to the call that it happened in.
            All other failures end their own call only, as with `call`.
        """

    def call_each_fresh(
        self,
        module: bytes,
        budget: Budget,
        calls: Sequence[tuple[str, bytes]],
        *,
        output_max_bytes: int,
        limit_ms: int,
        on_outcomes: OutcomesListener | None = None,
    ) -> tuple[CallOutcome, ...]:
        """Call one export after the other, each on an instance of its own, as `call_fresh` does.

        Args:
            module: Compiled once.
            budget: Of each call.
            calls: Exports and payloads.
            output_max_bytes: Of each call.
            limit_ms: After so much time no further call begins; at least one is made.
            on_outcomes: As with `call_many`.

        Returns:
            The outcomes. There are fewer than calls when the time was up, the calls were cancelled or the child process
            died: in both latter cases the last outcome says so, and belongs to the call that it happened in.
        """

    def time_calls(self, instance: int, export: str, payload: bytes, *, runs: int, output_max_bytes: int) -> CallsTimed:
        """Make one call so many times on a long-lived instance; the first failure ends it."""

    def measure_fuel(
        self,
        module: bytes,
        budget: Budget,
        export: str,
        payload: bytes,
        *,
        plugin_name: str,
        config: Mapping[str, str],
        output_max_bytes: int,
    ) -> FuelMeasured:
        """Find out how much fuel a call uses, on fresh instances: about 25 to 32 of them.

        Instances and the host's state are left alone. For idle times: it takes as many compiles; `cancel` ends it.
        """

    def find_stack(
        self, module: bytes, budget: Budget, export: str, payload: bytes, *, plugin_name: str, config: Mapping[str, str]
    ) -> GuestTrace | None:
        """Make a call that did not end once more, apart from all else; return where it is then, None: not known."""


class EngineControl(Protocol):
    """What runs the plugins, as a whole."""

    def versions(self) -> Mapping[str, str]:
        """Name and version of what runs the plugins: `extism`, `libextism`, `wasmtime` where known."""

    def forget(self, module: bytes) -> None:
        """Drop what was compiled of a module."""

    def cancel(self) -> None:
        """End the call that runs, if one does: its outcome's failure is `CANCELLED`."""

    def shutdown(self) -> None:
        """End the child process. The engine cannot be used afterwards."""


class Engine(Caller, Batches, EngineControl, Protocol):
    """All that an engine can do; whoever needs less takes one of the three."""


class ArtifactListener(Protocol):
    """Who is notified of the artifact. Called from the source's own thread."""

    def artifact_changing(self, path: str) -> None:
        """The artifact is being written. One of the other three follows."""

    def artifact_unchanged(self, path: str) -> None:
        """The artifact stands still again, and its bytes are those that were handed on last."""

    def artifact_read(self, path: str, module: bytes, *, forced: bool = False) -> None:
        """The artifact was read whole, and its bytes are new; `forced`: it was to be read again, new or not."""

    def artifact_noted(self, text: str) -> None:
        """Something about the watch that a person should know; empty: nothing any more."""

    def artifact_unreadable(self, error: WorkbenchError) -> None:
        """The artifact cannot be read. Watching goes on."""


class ArtifactSource(Protocol):
    """Reads the artifact when it changes."""

    def start(self, listener: ArtifactListener) -> None:
        """Read the artifact once, then watch it, until `stop`."""

    def reread(self) -> None:
        """Read the artifact now, even if its bytes are the same."""

    def stop(self) -> None:
        """End watching."""


class HostStatePort(Protocol):
    """The host's state that guests see through host functions. May be called from any thread."""

    def snapshot(self) -> HostSnapshot:
        """Return everything as it is now: storage, counters, log tail, clock and random source."""

    def restore(self, snapshot: HostSnapshot) -> None:
        """Become what a snapshot says; a guest that runs sees it at its next call."""


HostedEngineMaker = Callable[[], tuple[Engine, HostStatePort]]
"""Makes an engine, and gives its host. Ended by who asked for it."""


class HostPort(HostStatePort, Protocol):
    """The host's state, as a person changes it; a guest that runs sees it at its next call."""

    def put(self, plugin_name: str, key: str, value: bytes, *, quota_bytes: int | None = None) -> None:
        """Store a value for a plugin. Raises HostFunctionError when the quota is exceeded; None means no quota."""

    def delete(self, plugin_name: str, key: str) -> None:
        """Drop an entry of a plugin. An unknown one is ignored."""

    def clear_storage(self, plugin_name: str | None = None) -> None:
        """Drop all entries of one plugin, or of all for None."""

    def clear_counters(self) -> None:
        """Set every counter back to nothing."""

    def clear_logs(self) -> None:
        """Forget the log tail."""

    def sign_logs(self, origin: LogOrigin) -> None:
        """Say in which call the lines were written of which it is not known yet."""

    def freeze_clock(self, unix_ms: int, *, step_ms: int = 0) -> None:
        """Let the clock stand still, or go on by `step_ms` at each reading only."""

    def step_clock(self, by_ms: int) -> None:
        """Move the clock; a running one is frozen at the moment that this gives."""

    def run_clock(self) -> None:
        """Let the clock tell the real time."""

    def seed_random(self, seed: str | None) -> None:
        """Give the same bytes for the same seed, from the start; None goes back to secure random bytes."""


class History(Protocol):
    """Keeps dispatches, and finds them again. May be used from any thread; errors of the disk raise nothing."""

    error: WorkbenchError | None
    """What is wrong with the place where it is kept; None: nothing."""

    @property
    def is_indexed(self) -> bool:
        """Whether `search`, `entry` and `mark` answer at once: else the first of them reads the whole history."""

    def append(self, entry: HistoryEntry) -> HistoryEntry:
        """Keep an entry, and return it with its number."""

    def mark(self, number: int, *, marked: bool = True) -> None:
        """Mark an entry as wanted for a recording, or take the mark from it."""

    def entry(self, number: int) -> HistoryEntry | None:
        """Return an entry; None: there is none of this number. Raises LineDamaged."""

    def latest(self, count: int) -> tuple[HistoryEntry, ...]:
        """Return the newest entries, the newest first, at most `count`."""

    def search(
        self, wanted: HistoryFilter, *, rows_max: int = 1_000, newest: int | None = None, limit_s: float | None = None
    ) -> HistoryHits:
        """Return the entries that are wanted, the newest first.

        Args:
            wanted: Which entries.
            rows_max: How many rows are returned at most.
            newest: Later entries than that of this number are not looked at; None: all are.
            limit_s: After so many seconds the search ends, and says what is left. None: it goes through everything.
        """

    def close(self) -> None:
        """Write what waits in memory, and let go of the place."""


class RecordingStore(Protocol):
    """Where recordings are kept."""

    def load(self, path: str) -> Recording | None:
        """Return the recording that stands at a path; None: nothing does.

        Raises FileUnreadable, FileDamaged, FormatTooNew or LineDamaged when something else stands there.
        """

    def save(self, path: str, recording: Recording) -> None:
        """Write a recording, in place of what stands there. Raises PlaceUnwritable."""


class StorageStore(Protocol):
    """Where the storage of plugins is exported to and imported from."""

    def save(self, path: str, storage: Storage) -> None:
        """Write entries, in place of what stands there. Raises PlaceUnwritable."""

    def load(self, path: str) -> Storage:
        """Return the entries that stand there. Raises FileUnreadable, FileDamaged, PlaceUnwritable: no such path."""


class BuildListener(Protocol):
    """Who is notified of builds and sources. Called from threads of the builder."""

    def build_started(self, number: int, causes: tuple[str, ...]) -> None:
        """A build has begun; `causes` are the sources that had changed, none when it was asked for."""

    def build_printed(self, lines: tuple[str, ...]) -> None:
        """It wrote something; called a few times a second at most, with everything that is kept."""

    def build_finished(
        self, lines: tuple[str, ...], sentence: str, *, passed: bool | None, errors: BuildErrors | None = None
    ) -> None:
        """It is over; `passed` None: it was cancelled. `errors`: why it failed; None: it did not."""

    def build_deferred(self, reason: str) -> None:
        """Sources are ahead of the last build; the next one begins by itself, for this reason a little later."""

    def artifact_untouched(self, text: str) -> None:
        """A build has passed and left the artifact as it was, and what it wrote instead; empty: it wrote it."""

    def sources_noted(self, text: str) -> None:
        """Something about the sources that a person should know, as that not all are watched; empty: nothing more."""


CompletePath = Callable[[str, Sequence[str]], "PathCompletion"]
"""Completes what was typed of a path, to files whose names end in one of some ways, and to folders. Never raises."""


class ProjectFile(Protocol):
    """The project file, and the memory of what a person trusts in it."""

    @property
    def refused(self) -> WorkbenchError | None:
        """Why nothing of it holds; None: it was read."""

    @property
    def untrusted(self) -> Requests | None:
        """What it asks for and nobody has trusted; None: nothing."""

    @property
    def note(self) -> WorkbenchError | None:
        """Why nothing counts that was trusted before; None: there is nothing against it."""

    def remember(self, requests: Requests) -> WorkbenchError | None:
        """Trust what is asked for from now on; return why this cannot be remembered."""


class Builder(Protocol):
    """Builds the plugin when its sources change, or when asked to. Nothing here blocks, but `stop` for a moment."""

    command: str

    def start(self, listener: BuildListener) -> None:
        """Watch the sources from now on, until `stop`."""

    @property
    def is_held(self) -> bool:
        """Whether it watches and builds nothing, since nobody has trusted its command."""

    def release(self) -> None:
        """Begin what was held: a person trusts the command."""

    def build(self) -> None:
        """Build now. A build that runs is ended first."""

    def cancel(self) -> None:
        """End the build that runs."""

    def pause(self, *, paused: bool) -> None:
        """Leave alone what changes in the sources, or go on, with what has changed meanwhile."""

    def stop(self) -> None:
        """End watching and what runs."""
