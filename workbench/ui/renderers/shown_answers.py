"""Which answer is shown beside which payload: an answer belongs to the text that was sent. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from workbench.session.values.dispatch_record import DispatchRecord
    from workbench.session.values.replay_verdict import CallComparison
    from workbench.session.values.state import SessionState
    from workbench.ui.renderers.answers import AnswerDifference

ANSWERS_MAX: Final = 32
"""So many answers of a run can be shown again without sending; the newest."""


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A dispatch, and how its answer differs from the one before."""

    last: DispatchRecord
    before: DispatchRecord | None
    comparison: CallComparison | None
    difference: AnswerDifference | None


@dataclass(frozen=True, slots=True)
class Beside:
    """The document in the editor."""

    function: str = ""
    text: str = ""
    sent: str | None = None
    """Its text as it was last sent; None: it was not."""
    number: int = 0
    """Tells it from all others."""
    title_of: Callable[[str, str], str | None] = lambda function, text: None
    """Gives the name of the document that was sent with this text to a function; None: none was."""


class ShownAnswers:
    """The answers of a run, and which of them is shown."""

    def __init__(self) -> None:
        """Have none."""
        self._answers: dict[tuple[str, str], ShownAnswer] = {}
        """By function and payload, the newest last."""
        self._key: tuple[str, str] | None = None
        self.beside = Beside()

    @property
    def shown(self) -> ShownAnswer | None:
        """The answer that is shown; None: there is none to what stands beside it."""
        return None if self._key is None else self._answers.get(self._key)

    def last_of(self, function: str) -> ShownAnswer | None:
        """Return the newest answer to a function; None: there is none."""
        return next((one for key, one in reversed(self._answers.items()) if key[0] == function), None)

    def take(self, state: SessionState, difference: AnswerDifference | None, *, is_new: bool) -> None:
        """Take over the last dispatch of a state; a new one is shown, whatever stands beside it."""
        last = state.last
        if last is None:
            return
        key = last.outcome.function, last.typed
        self._answers.pop(key, None)
        self._answers[key] = ShownAnswer(last, state.previous, state.difference, difference)
        while len(self._answers) > ANSWERS_MAX:
            del self._answers[next(iter(self._answers))]
        if is_new:
            self._key = key

    def stand_beside(self, beside: Beside) -> bool:
        """Take note of what stands beside; another document brings its own answer. Return whether it is another."""
        was, self.beside = self.beside, beside
        if (was.number, was.function) == (beside.number, beside.function):
            return False
        if beside.sent is not None:
            self._key = beside.function, beside.sent
            return True
        last = self.last_of(beside.function)
        of_nobody = last is not None and beside.title_of(beside.function, last.last.typed) is None
        self._key = (beside.function, last.last.typed) if last is not None and of_nobody else None
        return True

    def whose(self) -> str:
        """Say whose answer is shown where it is not that of the text beside it; empty: it is."""
        shown, beside = self.shown, self.beside
        if shown is None or not beside.function:
            return ""
        function, payload = shown.last.outcome.function, shown.last.typed
        if function == beside.function and payload == beside.text:
            return ""
        title = beside.title_of(function, payload)
        if function != beside.function:
            return f"answers {function}, {title}" if title else f"answers {function}"
        if beside.sent in (None, payload):
            return "payload edited since"
        return f"answers {title}" if title else "answers another payload"
