"""Everything that the screen requests of saved payloads, each as a value. One thread does all of it, in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from workbench.ui.bridge.request import Request, Turn

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.session.values.saved_payload import FileVersion, SavedHits, SavedName, SavedPayload, SaveResult
    from workbench.session.values.variable_values import KnownVariables, SharedAnswers
    from workbench.ui.bridge.session_port import SessionLike


class VariablesRequested(Request["KnownVariables"]):
    """Find out what variables of payloads stand for now."""

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> KnownVariables:
        """Look."""
        return session.variables.known()


class AnswersBesideRequested(Request["Callable[[], SharedAnswers]"]):
    """Let variables of payloads take answers of another session, too. The result gives the answers of this one."""

    look: Callable[[], SharedAnswers]
    """Gives them as they are when it is called."""

    def run(self, session: SessionLike) -> Callable[[], SharedAnswers]:
        """Let them."""
        session.variables.look_beside(self.look)
        return session.variables.shared


class PayloadSearchRequested(Request["SavedHits | None"]):
    """Search the saved payloads. The result is None when the search was overtaken by another one before its turn."""

    text: str
    rows_max: int
    is_current: Callable[[], bool]

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> SavedHits | None:
        """Search."""
        return session.saved.search(self.text, rows_max=self.rows_max) if self.is_current() else None


class PayloadReadRequested(Request["SavedPayload"]):
    """Read a saved payload."""

    at: SavedName

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> SavedPayload:
        """Read it."""
        return session.saved.read(self.at)


class PayloadSaveRequested(Request["SaveResult"]):
    """Save a text, unless somebody else wrote there."""

    at: SavedName
    text: str
    seen: FileVersion | None
    """What the file held last; None: it is new."""
    in_place: bool = False
    """The person was asked."""

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> SaveResult:
        """Save it."""
        return session.saved.save(self.at, self.text, self.seen, in_place=self.in_place)


class ExpectationSaveRequested(Request["Path"]):
    """Save what is expected of a payload; the result is where."""

    at: SavedName
    content: bytes

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> Path:
        """Save it."""
        return session.saved.save_expectation(self.at, self.content)


class PayloadVersionsRequested(Request["dict[SavedName, FileVersion]"]):
    """Find out what the files of payloads hold now."""

    wanted: Sequence[SavedName]

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> dict[SavedName, FileVersion]:
        """Look."""
        return session.saved.versions(self.wanted)


class PayloadRenameRequested(Request["SavedName"]):
    """Give a saved payload another name."""

    at: SavedName
    name: str

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> SavedName:
        """Rename it."""
        return session.saved.rename(self.at, self.name)


class PayloadDuplicateRequested(Request["SavedName"]):
    """Copy a saved payload under another name."""

    at: SavedName
    name: str

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> SavedName:
        """Copy it."""
        return session.saved.duplicate(self.at, self.name)


class PayloadDeleteRequested(Request["SavedName"]):
    """Delete a saved payload; it can be put back."""

    at: SavedName

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> SavedName:
        """Delete it."""
        session.saved.delete(self.at)
        return self.at


class PayloadPutBackRequested(Request["SavedName | None"]):
    """Put back what was deleted last; the result is None when nothing was."""

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> SavedName | None:
        """Put it back."""
        return session.saved.put_back()
