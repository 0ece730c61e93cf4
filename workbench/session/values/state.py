"""Everything that can be shown, as one immutable value. A screen can be drawn from `SessionState` alone.

Values only: who changes them stands in `session.py`. All text that came from a plugin (names, messages, error
texts, log lines) is untrusted and stands here as it came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

from workbench.errors import WorkbenchError
from workbench.protocol.host_functions import HostSnapshot
from workbench.session.values.benchmark import BenchState
from workbench.session.values.build_error import BuildErrors
from workbench.session.values.conformance_report import ConformanceState
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.drift_report import DriftState
from workbench.session.values.fuzz_report import FuzzState
from workbench.session.values.generation import Generation
from workbench.session.values.lab import LabState
from workbench.session.values.loop_phase import LoopPhase as LoopPhase  # noqa: PLC0414 - is found here too
from workbench.session.values.matrix import Matrix
from workbench.session.values.replay_verdict import CallComparison
from workbench.session.values.settings import Settings
from workbench.session.values.side_by_side import SideBySide
from workbench.session.values.sweep_report import SweepState
from workbench.session.values.trace import TraceMessage
from workbench.trust import Requests

if TYPE_CHECKING:
    # The first frame waits for none of it.
    from workbench.session.values.journey_report import JourneyState


@dataclass(frozen=True, slots=True)
class LoopState:
    """The state of the loop, for the header."""

    phase: LoopPhase = LoopPhase.WATCHING
    detail: str = ""
    """What goes on, or why the newest build does not answer. May quote the plugin: untrusted text."""
    since: float = 0.0
    """Unix seconds."""
    following: str = ""
    """What will happen next by itself, in one clause. May hold the name of a file: untrusted text."""


@dataclass(frozen=True, slots=True)
class BuildState:
    """The build command and what it wrote."""

    command: str | None = None
    """What the shell runs; None: the plugin is built elsewhere."""
    number: int = 0
    """Grows with each build of this run; 0: there was none yet."""
    running: bool = False
    since: float = 0.0
    """When the build began, or ended; in unix seconds."""
    causes: tuple[str, ...] = ()
    """The sources that had changed; empty: it was asked for."""
    lines: tuple[str, ...] = ()
    """What it wrote, as far as it is kept: a terminal obeys nothing in it but colours and weights (SGR)."""
    sentence: str = ""
    """How it ended, in one clause (`failed with exit code 1 after 0.4 s`); empty: it runs, or there was none."""
    failed: bool = False
    """It neither passed nor was cancelled: the sources are ahead of what answers."""
    errors: BuildErrors | None = None
    """Why it failed, or, while it runs, why the one before did; None: it did not."""
    deferred: str = ""
    """Why the next one begins a little later by itself: the sources are ahead of what answers. Empty: none waits."""


@dataclass(frozen=True, slots=True)
class ProjectState:
    """How far the project file holds."""

    untrusted: Requests | None = None
    """What it asks for and nobody has trusted; None: nothing. Untrusted text."""
    refused: WorkbenchError | None = None
    """Why nothing of it holds; None: it was read, or there is none."""
    declined: bool = False
    """The person has said that it is not to be asked for again in this run."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that went wrong beside the loop, and does not stop it."""

    source: str
    """What it is about: `history`, `sources`, `payloads`. There is at most one note for each."""
    text: str


@dataclass(frozen=True, slots=True)
class SessionState:
    """Everything that can be shown. Replaced as a whole."""

    settings: Settings = field(default_factory=Settings)
    loop: LoopState = LoopState()
    newest: Generation | None = None
    """The newest build, good or not; None before the first."""
    serving: Generation | None = None
    """The build that answers dispatches: the newest good one, or the one that was gone back to; None when there is
    none yet."""
    gone_back: bool = False
    """True: `serving` answers because it was asked for, until a newer build passes or this is undone."""
    interrupted: bool = False
    """The long-lived instance was stopped in the middle of its code, and answers on: its globals and memory may be half
    changed. A reset builds a new one."""
    generations: tuple[Generation, ...] = ()
    """All complete loads of this run, the newest last; the oldest are dropped."""
    baseline: int | None = None
    """The generation that answers are compared with; None: with the one that answered before."""
    build: BuildState = BuildState()
    project: ProjectState = ProjectState()
    paused: bool = False
    """What changes is left alone: the sources where there is a build command, else the artifact."""
    running: str | None = None
    """The wire function that is being dispatched; None when none is."""
    last: DispatchRecord | None = None
    """The last dispatch."""
    previous: DispatchRecord | None = None
    """The dispatch of the same function and payload on the baseline, else on the generation that answered it before; to
    compare `last` with. None: there is none."""
    difference: CallComparison | None = None
    """What differs between `previous` and `last`; None: there is no previous one."""
    dispatched_ok: int = 0
    dispatched_fallback: int = 0
    error: WorkbenchError | None = None
    """What keeps the artifact from being read, or the engine from running; None when nothing does."""
    engine_versions: Mapping[str, str] = field(default_factory=dict)
    host: HostSnapshot | None = None
    """The host's state as the last dispatch, or a person, left it; None: it is not known."""
    snapshots: Mapping[str, HostSnapshot] = field(default_factory=dict)
    """The host's states that can be restored, by name, the oldest first."""
    host_start: str = ""
    """The one of them that each dispatch begins with; empty: dispatches find the host as it is."""
    host_undo: str = ""
    """What undoing would take back, in words; empty: nothing."""
    trace: tuple[TraceMessage, ...] = ()
    """What last crossed the border, in order."""
    history_revision: int = 0
    """Grows when an entry is added to the history or marked: rows that are shown should be asked for again."""
    matrix: Matrix | None = None
    """Dispatches of the history, repeated on generations; None: none were."""
    side_by_side: SideBySide | None = None
    """Two builds that a person compares; None: nobody does."""
    bench: BenchState | None = None
    """What a call costs, being measured or known; None: nobody asked."""
    fuzz: FuzzState | None = None
    journey: JourneyState | None = None
    """The last journey of a request; None: there was none."""
    """What came of payloads that nobody thought of; None: none were sent."""
    conformance: ConformanceState | None = None
    """What came of the conformance cases of a build; None: none have run."""
    drift: DriftState | None = None
    """What answers depend on beside their payload; None: nobody asked."""
    lab: LabState | None = None
    """The last offer that a person tried; None: none was."""
    sweep: SweepState | None = None
    """What came of the small changes of an offer; None: none were tried."""
    notes: tuple[Note, ...] = ()
    """What went wrong beside the loop."""


class StateFields(TypedDict, total=False):
    """Fields of `SessionState` that are replaced together: all but `loop`, which follows from the rest."""

    settings: Settings
    newest: Generation | None
    serving: Generation | None
    gone_back: bool
    interrupted: bool
    generations: tuple[Generation, ...]
    baseline: int | None
    build: BuildState
    project: ProjectState
    paused: bool
    running: str | None
    last: DispatchRecord | None
    previous: DispatchRecord | None
    difference: CallComparison | None
    dispatched_ok: int
    dispatched_fallback: int
    error: WorkbenchError | None
    engine_versions: Mapping[str, str]
    host: HostSnapshot | None
    snapshots: Mapping[str, HostSnapshot]
    host_start: str
    host_undo: str
    trace: tuple[TraceMessage, ...]
    history_revision: int
    matrix: Matrix | None
    side_by_side: SideBySide | None
    bench: BenchState | None
    fuzz: FuzzState | None
    journey: JourneyState | None
    conformance: ConformanceState | None
    drift: DriftState | None
    lab: LabState | None
    sweep: SweepState | None
    notes: tuple[Note, ...]
