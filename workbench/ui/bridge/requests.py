"""Everything that the screen requests of a session but changes of the host, each as a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from workbench.ui.bridge.request import Request, Turn

if TYPE_CHECKING:
    from workbench.errors import WorkbenchError
    from workbench.session.values.history import HistoryEntry, HistoryFilter, HistoryHits, HistoryPeek
    from workbench.session.values.recording import SavedRecording
    from workbench.session.values.settings import Settings
    from workbench.trust import Requests
    from workbench.ui.bridge.session_port import SessionLike

# ---- dispatching --------------------------------------------------------------------------------------------------


class DispatchRequested(Request["WorkbenchError | None"]):
    """Send a payload to the plugin. The result is why it was not sent: its variables have no value; None: it was."""

    function: str
    payload: str
    fresh: bool = False
    """True: to an instance of its own."""
    name: str = ""
    """Under which the payload is saved; empty: it is not."""

    def run(self, session: SessionLike) -> WorkbenchError | None:
        """Send it."""
        from workbench.errors import OperatorError  # noqa: PLC0415 - the first frame waits for none of it

        try:
            session.dispatch(self.function, self.payload, fresh=self.fresh, name=self.name)
        except OperatorError as error:
            return error.detached()
        return None


class CallCancelRequested(Request[None]):
    """End the running call."""

    TURN: ClassVar[Turn] = Turn.AT_ONCE

    def run(self, session: SessionLike) -> None:
        """End it."""
        session.cancel()


class InstanceResetRequested(Request[None]):
    """Replace the long-lived instance by a new one."""

    def run(self, session: SessionLike) -> None:
        """Replace it."""
        session.reset()


class FuelMeasureRequested(Request[None]):
    """Measure the fuel of L2, L3 and the last dispatch, also of slow calls."""

    def run(self, session: SessionLike) -> None:
        """Measure it."""
        session.fuel.ask()


# ---- settings and builds ------------------------------------------------------------------------------------------


class SettingsRequested(Request[None]):
    """Use other settings; the session loads the plugin again where a verdict depends on them."""

    settings: Settings

    def run(self, session: SessionLike) -> None:
        """Take them over."""
        session.reconfigure(self.settings)


class BuildRequested(Request[None]):
    """Run the build command."""

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> None:
        """Run it."""
        session.builds.now()


class BuildCancelRequested(Request[None]):
    """Stop the running build command."""

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> None:
        """Stop it."""
        session.builds.cancel()


class ProjectTrustRequested(Request[None]):
    """Trust what a project file asks for: a person has seen it."""

    requests: Requests

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> None:
        """Remember it, and let it begin."""
        session.project.trust(self.requests)


class ProjectDeclineRequested(Request[None]):
    """Ask no more in this run whether the project file is trusted."""

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> None:
        """Ask no more."""
        session.project.decline()


class PauseRequested(Request[None]):
    """Ignore changed files, or go on with them."""

    paused: bool

    def run(self, session: SessionLike) -> None:
        """Pause or go on."""
        session.pause(self.paused)


class AnswerSwitchRequested(Request[bool]):
    """Let another build answer. The result is False when it cannot."""

    generation: int | None
    """None: the newest good one."""

    def run(self, session: SessionLike) -> bool:
        """Switch to it."""
        return session.answer_with(self.generation)


class BaselineRequested(Request[None]):
    """Compare answers with those of a build."""

    generation: int | None
    """None: the one that answered before."""

    def run(self, session: SessionLike) -> None:
        """Pin it."""
        session.pin(self.generation)


# ---- comparing two builds -----------------------------------------------------------------------------------------


class ComparisonRequested(Request[None]):
    """Begin to compare two builds of this run."""

    old: int
    new: int

    def run(self, session: SessionLike) -> None:
        """Begin."""
        session.comparator.begin(self.old, self.new)


class FileComparisonRequested(Request[None]):
    """Begin to compare a build of this run with the plugin in a file."""

    path: str
    new: int

    def run(self, session: SessionLike) -> None:
        """Begin."""
        session.comparator.begin_with_file(self.path, self.new)


class ComparisonStepRequested(Request[bool]):
    """Do the next piece of the comparison. The result is True when more is to be done."""

    def run(self, session: SessionLike) -> bool:
        """Do it."""
        return session.comparator.go_on()


class ComparisonCancelRequested(Request[None]):
    """Stop the running piece of the comparison."""

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> None:
        """Stop it."""
        session.comparator.cancel()


class ComparisonEndRequested(Request[None]):
    """Drop the comparison."""

    def run(self, session: SessionLike) -> None:
        """Drop it."""
        session.comparator.end()


# ---- history and replay -------------------------------------------------------------------------------------------


class HistorySearchRequested(Request["HistoryHits | None"]):
    """Search the history. The result is None when the search was overtaken by another one before its turn."""

    wanted: HistoryFilter
    rows_max: int
    newest: int | None
    """Where to go on; None: at the newest entry."""
    limit_s: float
    is_current: Callable[[], bool]

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> HistoryHits | None:
        """Search."""
        if not self.is_current():
            return None
        return session.history.search(self.wanted, rows_max=self.rows_max, newest=self.newest, limit_s=self.limit_s)


class HistoryEntryRequested(Request["HistoryEntry | None"]):
    """Read one entry in full. The result is None when it is gone."""

    number: int

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> HistoryEntry | None:
        """Read it."""
        return session.history.entry(self.number)


class HistoryPeeksRequested(Request["dict[int, HistoryPeek]"]):
    """Find out what lists show of entries. The result is empty when the search was overtaken before its turn."""

    numbers: Sequence[int]
    is_current: Callable[[], bool]

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> dict[int, HistoryPeek]:
        """Look."""
        return session.history.peeks(self.numbers) if self.is_current() else {}


class HistoryMarkRequested(Request[None]):
    """Mark an entry, or take its mark away."""

    number: int
    marked: bool

    def run(self, session: SessionLike) -> None:
        """Mark it."""
        session.history.mark(self.number, marked=self.marked)


class RecordingRequested(Request["SavedRecording"]):
    """Save entries as a recording."""

    path: str
    numbers: Sequence[int] | None
    """None: the marked ones."""

    def run(self, session: SessionLike) -> SavedRecording:
        """Save them."""
        return session.history.save_recording(self.path, self.numbers)


class EntryReplayRequested(Request[None]):
    """Send an entry again; the new entry is linked to it."""

    number: int

    def run(self, session: SessionLike) -> None:
        """Send it."""
        session.replay.entry(self.number)


class MarkedEntriesRequested(Request["Sequence[int]"]):
    """Find the marked entries of a plugin."""

    plugin: str

    def run(self, session: SessionLike) -> Sequence[int]:
        """Find them."""
        return session.history.marked(self.plugin)


class LatestEntriesRequested(Request["Sequence[int]"]):
    """Find the latest entries of a plugin."""

    plugin: str
    rows_max: int

    def run(self, session: SessionLike) -> Sequence[int]:
        """Find them."""
        return session.history.of_plugin(self.plugin, rows_max=self.rows_max)


class ReplayRequested(Request[bool]):
    """Replay entries on one build. The result is False when it was cancelled."""

    numbers: Sequence[int]
    generation: int

    def run(self, session: SessionLike) -> bool:
        """Replay them."""
        return session.replay.matrix(self.numbers, [self.generation])


class ReplayCancelRequested(Request[None]):
    """Stop the replay; what is known stays."""

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> None:
        """Stop it."""
        session.replay.cancel()


class NoteRequested(Request[None]):
    """Say that something beside the loop went wrong; an empty text takes back what was said of its source."""

    source: str
    text: str

    def run(self, session: SessionLike) -> None:
        """Do it."""
        session.note(self.source, self.text)
