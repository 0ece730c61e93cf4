"""The variables of one session's payloads: their values as they are now, the answers, and which secrets were sent.

What is kept or shown of a dispatch goes through `hide`: a secret value of the environment that was sent once in this
session may come back in any later answer, and has its name in its place everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from workbench.errors import OperatorError
from workbench.errors.documents import InvalidDocuments, VariableInvalid
from workbench.protocol.payload_text.secrets import Masker, Unmasker
from workbench.protocol.payload_text.variables import too_large, variables_of
from workbench.session.payloads.expansion import expansion_of, problems_in
from workbench.session.payloads.masking import masked, unmasked
from workbench.session.values.history import HistoryEntry
from workbench.session.values.variable_values import KnownVariables, SharedAnswers, VariableValues

_T = TypeVar("_T")
EDITOR = "payload"
"""Names the text in the editor where it has no file."""


@dataclass(frozen=True, slots=True)
class Sendable:
    """A payload that is sent."""

    text: str
    document: str | None = None
    """The text that it was made of; None: it had no variables."""
    name: str = ""
    """Under which it is saved; empty: it is not."""


class SessionVariables:
    """Resolves variables. `known` may be called from any thread; the rest belongs to the session's runner."""

    def __init__(self, read: Callable[[], VariableValues] | None) -> None:
        """Know nothing yet.

        Args:
            read: Reads the values, each time anew; raises an OperatorError. None: there are none.
        """
        self._read = read
        self._answers: dict[tuple[str, str], Any] = {}
        self._sent: dict[tuple[str, str], None] = {}
        """Names and values; a name may have had several."""
        self._look_beside: Callable[[], SharedAnswers] = SharedAnswers

    def look_beside(self, look: Callable[[], SharedAnswers]) -> None:
        """Take answers that are not of this session from another one, from now on.

        Args:
            look: Gives them as they are now; called from any thread.
        """
        self._look_beside = look

    def shared(self) -> SharedAnswers:
        """Return what another session may take. Any thread may call it."""
        return SharedAnswers(dict(self._answers), tuple(self._sent))

    def known(self) -> KnownVariables:
        """Return what variables can become now. A file that cannot be read gives its error, and no values."""
        try:
            values, error = self._values(), None
        except OperatorError as found:
            values, error = VariableValues(), found.detached()
        beside = self._look_beside()
        sent = tuple({**self._sent, **dict.fromkeys(beside.sent)})
        return KnownVariables(values, {**beside.answers, **self._answers}, error, sent)

    def resolved(self, text: str, name: str = "") -> Sendable:
        """Return what is sent for the text of a document.

        Args:
            text: The payload.
            name: Under which the document is saved; empty: it is not.

        Raises:
            InvalidDocuments: Variables without a value, or not written as variables can be, all of them; or they make
                it too large.
            FileUnreadable, FileDamaged, LineDamaged, ProjectPathOutside: The values cannot be read.
        """
        variables, _ = variables_of(text, "", {})
        beside = self._look_beside() if variables.responses else SharedAnswers()
        answers = {**beside.answers, **self._answers}
        if not variables.names and not variables.responses:
            # A doubled sign, or one that is written wrongly, needs no value.
            known = KnownVariables(answers=answers)
        else:
            known = KnownVariables(self._values(), answers)
        problems = tuple(one.error for one in problems_in(text, name or EDITOR, known))
        if problems:
            raise InvalidDocuments(problems)
        # What the other session sent may stand in its answers, and comes back in those to them.
        self._sent |= dict.fromkeys(beside.sent)
        self._sent |= dict.fromkeys(known.values.hidden(variables.names).items())
        expansion = expansion_of(text, known)
        if expansion.is_cut:
            raise InvalidDocuments((too_large(name or EDITOR),))
        sent = expansion.text
        return Sendable(sent, text if sent != text else None, name)

    def revealed(self, text: str, hidden: Iterable[str], document: str) -> Sendable:
        """Return a payload that was kept, with its secret values in the place of their names again.

        Args:
            text: As it was kept.
            hidden: The names that stand in it for values.
            document: Names it in errors.

        Raises:
            InvalidDocuments: One of them has no value any more.
            FileUnreadable, FileDamaged, LineDamaged, ProjectPathOutside: The values cannot be read.
        """
        names = tuple(hidden)
        return Sendable(Unmasker(self._hidden(names, document)).text(text), text) if names else Sendable(text)

    def revealed_entry(self, entry: HistoryEntry) -> HistoryEntry:
        """Return an entry as it was before its secret values were hidden, so that it can be compared; raises as above.

        What comes of it is to be hidden before anybody sees it.
        """
        return unmasked(entry, self._hidden(entry.hidden, f"#{entry.number}")) if entry.hidden else entry

    def _hidden(self, names: Sequence[str], document: str) -> Mapping[str, str]:
        """Return the secret values of some names, all of which have one."""
        values = self._values().hidden(names)
        missing = [name for name in names if name not in values]
        if missing:
            found = "none in the payload folder's .env or in an environment that was opened"
            raise InvalidDocuments(tuple(VariableInvalid(document, "", f"a value for {one}", found) for one in missing))
        self._sent |= dict.fromkeys(values.items())
        return values

    def keep_answer(self, function: str, name: str, response: Any) -> None:
        """Take note of a good answer, to a document of this name."""
        self._answers[function, ""] = response
        if name:
            self._answers[function, name] = response

    def hide(self, value: _T) -> _T:
        """Return a value with each secret that was sent in this session replaced by its name."""
        return masked(value, tuple(self._sent))

    def hidden_in(self, text: str) -> tuple[str, ...]:
        """Return the names of secrets that stand in a text, in base64 too."""
        found = {name for name, value in self._sent if Masker({name: value}).text(text) != text}
        return tuple(sorted(found))

    def _values(self) -> VariableValues:
        return VariableValues() if self._read is None else self._read()
