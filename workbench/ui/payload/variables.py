"""A payload with variables as the editor shows it: what is wrong with what is sent, at its places in what was typed.

No widgets. A secret value stands in no text that comes from here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.protocol.json.scanner import path_of
from workbench.protocol.payload_text.secrets import Masker
from workbench.protocol.payload_text.variables import variable_uses
from workbench.session.payloads.expansion import Expansion, VariableProblem, expansion_of, problems_in
from workbench.ui.payload.payload_problems import Check, PayloadProblem

if TYPE_CHECKING:
    from workbench.errors.documents import VariableInvalid
    from workbench.session.values.variable_values import KnownVariables

Place = tuple[int, int]


def checked(check: Check, function: str, text: str, known: KnownVariables) -> Sequence[PayloadProblem]:
    """Return what is wrong with the variables of a payload, and with what is sent, in the order of the text.

    Args:
        check: Checks a text without variables.
        function: The wire function.
        text: The payload as it was typed.
        known: What its variables can become.
    """
    expansion = expansion_of(text, known)
    if not expansion.pieces:
        return check(function, text)
    typed, sent = _Lines(text), _Lines(expansion.text)
    masker = Masker(known.secrets({use.name for use in variable_uses(text) if use.name}))
    found = [_of_variable(one, typed) for one in _said(list(problems_in(text, "", known)), known)]
    for problem in check(function, expansion.text):
        moved = _moved(problem, expansion, sent, typed)
        if moved is not None:
            found.append(moved._replace(text=masker.text(moved.text), path=masker.text(moved.path)))
    return sorted(found, key=lambda one: one.start)


def _said(problems: list[VariableProblem], known: KnownVariables) -> list[tuple[VariableProblem, str]]:
    """Return problems with their words; while the environment file cannot be read, that is what is said, once."""
    if known.error is None:
        return [(one, _words(one.error)) for one in problems]
    unknown = [one for one in problems if one.use.name]
    rest = [(one, _words(one.error)) for one in problems if not one.use.name]
    return [(one, str(known.error)) for one in unknown[:1]] + rest


def _words(error: VariableInvalid) -> str:
    meant = f"; {error.nearest}?" if error.nearest else ""
    return f"expected {error.expected}, found {error.found}{meant}"


def _of_variable(said: tuple[VariableProblem, str], typed: _Lines) -> PayloadProblem:
    problem, words = said
    start, end = problem.use.span
    steps = problem.use.steps
    path = path_of(steps).removeprefix("$").removeprefix(".")
    return PayloadProblem(typed.place(start), typed.place(end), is_error=True, path=path, text=words, steps=steps)


def _moved(problem: PayloadProblem, expansion: Expansion, sent: _Lines, typed: _Lines) -> PayloadProblem | None:
    """Return a problem of what is sent at its place in what was typed; None: it is one of a variable without value."""
    start, end = sent.index(problem.start), sent.index(problem.end)
    piece = expansion.piece_at(start)
    if piece is None:
        return problem._replace(start=typed.place(expansion.typed_at(start)), end=typed.place(expansion.typed_at(end)))
    if piece.is_open:
        return None
    return problem._replace(start=typed.place(piece.typed[0]), end=typed.place(piece.typed[1]))


class _Lines:
    """Turns characters of a text into lines and columns, and back."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(at + 1 for at, sign in enumerate(text) if sign == "\n")]

    def place(self, index: int) -> Place:
        line = bisect_right(self._starts, index) - 1
        return line, index - self._starts[line]

    def index(self, place: Place) -> int:
        return self._starts[min(place[0], len(self._starts) - 1)] + place[1]
