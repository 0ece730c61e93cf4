"""A payload's variables in a session: what each becomes, and what is wrong with those that become nothing. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workbench.errors.documents import VariableInvalid
from workbench.protocol.payload_text.pointers import NothingThere, value_at
from workbench.protocol.payload_text.secrets import Masker
from workbench.protocol.payload_text.variables import (
    EXPANDED_MAX_CHARACTERS,
    STRING,
    ExpansionTooLarge,
    ResponseReference,
    VariableUse,
    may_have_variables,
    problem_of,
    replaced,
    variable_uses,
)
from workbench.session.values.variable_values import KnownVariables


@dataclass(frozen=True, slots=True)
class VariableProblem:
    """A variable that becomes nothing."""

    use: VariableUse
    error: VariableInvalid


@dataclass(frozen=True, slots=True)
class Piece:
    """A string with variables, in the text as it was typed and in the text as it is sent."""

    typed: tuple[int, int]
    sent: tuple[int, int]
    is_open: bool
    """True: it stays as it was typed, for it has a problem."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """A text with its variables replaced."""

    text: str
    pieces: tuple[Piece, ...] = ()
    """In the order of the text."""
    is_cut: bool = False
    """It would be too large: what is behind stays as it was typed."""

    def piece_at(self, at: int) -> Piece | None:
        """Return the piece that a character of the expanded text stands in; None: it stands outside of all."""
        return next((one for one in self.pieces if one.sent[0] <= at < one.sent[1]), None)

    def typed_at(self, at: int) -> int:
        """Return where a character of the expanded text stands in the text as it was typed."""
        moved = 0
        for one in self.pieces:
            if at < one.sent[0]:
                break
            if at < one.sent[1]:
                return one.typed[0]
            moved = one.typed[1] - one.sent[1]
        return at + moved


def problems_in(text: str, document: str, known: KnownVariables) -> Iterator[VariableProblem]:
    """Return what is wrong with the variables of a text, in its order.

    Args:
        text: The payload.
        document: Names it in the errors.
        known: What they can become.
    """
    values = known.values.known
    for use in variable_uses(text):
        error = problem_of(use, document, values)
        if error is None and use.response is not None:
            error = _answer_problem(use, use.response, document, known)
        if error is not None:
            yield VariableProblem(use, error)


def expansion_of(text: str, known: KnownVariables) -> Expansion:
    """Return a text with its variables replaced; a string with one that becomes nothing stays as it is."""
    if not may_have_variables(text):
        return Expansion(text)
    spans = {use.span for use in variable_uses(text)}
    open_ones = {one.use.span for one in problems_in(text, "", known)}
    parts: list[str] = []
    pieces: list[Piece] = []
    end = length = 0
    is_cut = False
    values = known.values.known
    for match in STRING.finditer(text):
        written = match.group()
        is_open, becomes = match.span() in open_ones, written
        if not is_open and not is_cut:
            try:
                becomes = replaced(text, match, values, lambda one: answered(one, known))
            except ExpansionTooLarge:
                is_cut = True
            is_cut = is_cut or length + len(becomes) > EXPANDED_MAX_CHARACTERS
        length += match.start() - end
        if match.span() in spans or becomes != written:
            pieces.append(Piece(match.span(), (length, length + len(becomes)), is_open))
        parts += (text[end : match.start()], becomes)
        length, end = length + len(becomes), match.end()
    return Expansion("".join([*parts, text[end:]]), tuple(pieces), is_cut)


def shown(text: str, known: KnownVariables) -> str:
    """Return what is sent for a text as it may be shown: secret values stay `${NAME}`, in base64 too."""
    used = {use.name for use in variable_uses(text) if use.name}
    return Masker(known.secrets(used)).text(expansion_of(text, known).text)


def answered(reference: ResponseReference, known: KnownVariables) -> Any:
    """Return what stands at a reference into the answers of a session.

    Raises:
        NothingThere: There is no such answer, or nothing stands there.
    """
    key = reference.function, reference.name
    if key not in known.answers:
        raise NothingThere
    return value_at(known.answers[key], reference.pointer)


def _answer_problem(
    use: VariableUse, reference: ResponseReference, document: str, known: KnownVariables
) -> VariableInvalid | None:
    try:
        answered(reference, known)
    except NothingThere:
        is_known = (reference.function, reference.name) in known.answers
        asked = f"{reference.function}, {reference.name}" if reference.name else reference.function
        found = "nothing there in the last good answer" if is_known else f"no good answer yet: dispatch {asked} first"
        pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in use.steps)
        return VariableInvalid(document, pointer, f"a value for {reference}", found)
    return None
