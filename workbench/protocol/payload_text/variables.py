"""Variables in the text of a saved payload: `${NAME}`, and parts of answers, `${response:FUNCTION/NAME:POINTER}`.

Without `/NAME` the last answer of the function is meant. They stand inside JSON strings, the keys of objects among
them; `$${` is a literal `${`. A string that is exactly one `${response:…}` becomes the value itself, of any type. All
else of the text stays byte for byte. Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from workbench.errors.documents import VariableInvalid
from workbench.naming import nearest
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.json import parsing
from workbench.protocol.payload_text.pointers import pointer_fault

OPENING: Final = "${"
NAME_FORM: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_PART: Final = re.compile(r"\$\$\{|\$\{(?P<within>[^}]*)(?P<closed>\})?")
_RESPONSE: Final = re.compile(r"response:(?P<function>[^/:]*)(?:/(?P<name>[^:]*))?:(?P<pointer>.*)", re.DOTALL)
STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
"""A string of a text that is JSON."""
_OPENED: Final = re.compile(r"\$\{(?:(?P<name>[^}]*)\})?")
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]', re.DOTALL)
_SPACE_AND_COLON: Final = re.compile(r"[ \t\r\n]*:")
_FORMS: Final = "${NAME}, ${response:FUNCTION:POINTER} or $${ for the text ${"
_WORD: Final = "response:"
EXPANDED_MAX_CHARACTERS: Final = 64 * 1024 * 1024
"""Of a text with its variables replaced: a few thousand uses of one value would else take all memory."""


class ExpansionTooLarge(Exception):
    """A text would have more than `EXPANDED_MAX_CHARACTERS` with its variables replaced."""


@dataclass(frozen=True, slots=True)
class ResponseReference:
    """A part of the answer to another saved payload."""

    function: str
    """One of the seven."""
    name: str
    """Of the saved payload; empty: the last of the function that was answered well."""
    pointer: str
    """JSON pointer into the answer."""

    def __str__(self) -> str:
        name = f"/{self.name}" if self.name else ""
        return f"${{{_WORD}{self.function}{name}:{self.pointer}}}"


@dataclass(frozen=True, slots=True)
class VariableUse:
    """One variable, where it stands."""

    steps: tuple[str | int, ...]
    """The path of the string that it stands in."""
    span: tuple[int, int]
    """Where that string begins in the text, and where it ends, with its quotes."""
    name: str = ""
    response: ResponseReference | None = None
    fault: tuple[str, str] | None = None
    """Expected and found, when it is not written as a variable can be."""


@dataclass(frozen=True, slots=True)
class Variables:
    """What a payload needs before it can be sent."""

    names: frozenset[str] = frozenset()
    responses: tuple[ResponseReference, ...] = ()
    """In the order of the text, each once."""


NO_VARIABLES: Final = Variables()


def variables_of(text: str, document: str, known: Mapping[str, str]) -> tuple[Variables, tuple[VariableInvalid, ...]]:
    """Return the variables of a text, and the problems: what is not defined, or not written as a variable can be.

    A text that is no JSON has none: it goes out as it stands, and the dispatch names the stage.

    Args:
        text: The payload.
        document: Names it in the problems.
        known: Values by name.
    """
    uses = list(variable_uses(text))
    problems = tuple(problem for use in uses if (problem := problem_of(use, document, known)) is not None)
    responses = dict.fromkeys(use.response for use in uses if use.response is not None)
    return Variables(frozenset(use.name for use in uses if use.name), tuple(responses)), problems


def expand(text: str, known: Mapping[str, str], answered: Callable[[ResponseReference], Any]) -> str:
    """Return the text with its variables replaced. All of them must be good: `variables_of` had no problem.

    Args:
        text: The payload.
        known: Values by name.
        answered: Returns what stands at a reference; whatever it raises ends the expansion.

    Raises:
        ExpansionTooLarge: It would be too large.
    """
    if not may_have_variables(text):
        return text
    size = 0

    def counted(match: re.Match[str]) -> str:
        nonlocal size
        becomes = replaced(text, match, known, answered)
        size += len(becomes)
        if size > EXPANDED_MAX_CHARACTERS:
            raise ExpansionTooLarge
        return becomes

    return STRING.sub(counted, text)


def too_large(document: str) -> VariableInvalid:
    """Return the error of a payload that would be too large."""
    expected = f"at most {EXPANDED_MAX_CHARACTERS:,} characters with all variables replaced"
    return VariableInvalid(document, "", expected, "more")


def replaced(
    text: str, match: re.Match[str], known: Mapping[str, str], answered: Callable[[ResponseReference], Any]
) -> str:
    """Return what a JSON string of a text becomes, by a match of `STRING`; one without variables stays as it is.

    Raises:
        KeyError: A name is not known.
        ExpansionTooLarge: It would be too large.
    """
    written = match.group()
    content = _content(written)
    if OPENING not in content:
        return written
    exact = _exact_response(content)
    is_key = _SPACE_AND_COLON.match(text, match.end()) is not None
    if exact is not None and not is_key:
        return json.dumps(answered(exact), ensure_ascii=False, separators=(",", ":"))
    if sum(len(_piece(part, known)) for part in _PART.finditer(content)) > EXPANDED_MAX_CHARACTERS:
        raise ExpansionTooLarge
    return json.dumps(_PART.sub(lambda part: _piece(part, known), content), ensure_ascii=False)


def _piece(part: re.Match[str], known: Mapping[str, str]) -> str:
    return OPENING if part["within"] is None else known[part["within"]]


def literal(text: str, variables: Collection[str]) -> str:
    """Return the payload that is sent as a text stands, but for variables of some names, which stay variables.

    Args:
        text: What was sent.
        variables: Names of those that stand in it in the place of values that nobody keeps.
    """
    if not may_have_variables(text):
        return text

    def kept(match: re.Match[str]) -> str:
        written = match.group()
        content = _content(written)
        if OPENING not in content:
            return written
        return json.dumps(_OPENED.sub(lambda one: _as_literal(one, variables), content), ensure_ascii=False)

    return STRING.sub(kept, text)


def _as_literal(one: re.Match[str], variables: Collection[str]) -> str:
    return one.group() if one["name"] in variables else "$" + one.group()


def may_have_variables(text: str) -> bool:
    """Say whether a text is JSON that may hold a variable; a dollar or a brace may be written as an escape."""
    if OPENING not in text and "\\u" not in text:
        return False
    try:
        parsing.parse(text)
    except parsing.JsonTextError:
        return False
    return True


def variable_uses(text: str) -> Iterator[VariableUse]:
    """Return every variable of a text, in its order; a text that is no JSON has none."""
    if not may_have_variables(text):
        return
    for steps, match, content, is_key in _strings(text):
        if OPENING not in content:
            continue
        exact = None if is_key else _exact_response(content)
        if exact is not None:
            yield VariableUse(steps, match.span(), response=exact)
            continue
        for part in _PART.finditer(content):
            if part["within"] is not None:
                yield _use(steps, match.span(), part)


def _use(steps: tuple[str | int, ...], span: tuple[int, int], part: re.Match[str]) -> VariableUse:
    within = part["within"]
    if part["closed"] is None:
        return VariableUse(
            steps, span, fault=(f"a closing }} behind {OPENING}, or $${{ for the text {OPENING}", "none")
        )
    if NAME_FORM.fullmatch(within):
        return VariableUse(steps, span, name=within)
    if not within.startswith(_WORD):
        return VariableUse(steps, span, fault=(_FORMS, _shown(part.group())))
    fault = _response_fault(within)
    whole = f"a string that is {_shown(part.group())} and nothing else"
    return VariableUse(steps, span, fault=fault or (whole, "more text"))


def _exact_response(content: str) -> ResponseReference | None:
    """Return the reference that is the whole of a string; None: it is something else, or not a good one."""
    if not content.startswith(OPENING + _WORD) or content.find("}") != len(content) - 1:
        return None
    within = content[len(OPENING) : -1]
    if _response_fault(within) is not None:
        return None
    match = _RESPONSE.fullmatch(within)
    assert match is not None, "it has no fault"
    return ResponseReference(match["function"], match["name"] or "", match["pointer"])


def _response_fault(within: str) -> tuple[str, str] | None:
    match = _RESPONSE.fullmatch(within)
    if match is None or match["name"] == "":
        return "response:FUNCTION:POINTER or response:FUNCTION/NAME:POINTER", _shown(within)
    if match["function"] not in WIRE_FUNCTIONS:
        meant = nearest(match["function"], WIRE_FUNCTIONS)
        question = f"; did you mean {meant!r}?" if meant else ""
        return f"one of {', '.join(WIRE_FUNCTIONS)}", _shown(match["function"]) + question
    fault = pointer_fault(match["pointer"])
    return None if fault is None else ("a JSON pointer", fault)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:80] + "…")


def problem_of(use: VariableUse, document: str, known: Mapping[str, str]) -> VariableInvalid | None:
    """Return why a variable cannot be replaced; None: it can, or it is an answer, of which nothing is known here."""
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in use.steps)
    if use.fault is not None:
        return VariableInvalid(document, pointer, *use.fault)
    if use.name and use.name not in known:
        found = "none in the payload folder's .env, under [variables], or in an environment that was opened"
        return VariableInvalid(document, pointer, f"a value for {use.name}", found, nearest(use.name, known))
    return None


def _content(written: str) -> str:
    """Return what a JSON string says. It was read before, so that it is one."""
    value: str = json.loads(written, strict=False)
    return value


def _strings(text: str) -> Iterator[tuple[tuple[str | int, ...], re.Match[str], str, bool]]:
    """Return every string of a JSON text: its steps, where it stands, its content, and whether it is a key."""
    steps: list[str | int] = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token == "{":
            steps.append("")
        elif token == "[":
            steps.append(0)
        elif token in "}]":
            steps.pop()
        elif token == ",":
            last = steps[-1]
            steps[-1] = last + 1 if isinstance(last, int) else ""
        elif token != ":":
            content = _content(token)
            is_key = (
                bool(steps) and isinstance(steps[-1], str) and _SPACE_AND_COLON.match(text, match.end()) is not None
            )
            if is_key:
                steps[-1] = content
            yield tuple(steps), match, content, is_key
