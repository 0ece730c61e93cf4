"""One conformance case, as a value: what is sent, and what the response is held against. Knows no suite."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.errors.base import PluginError
from workbench.errors.machine import WorkbenchLimit
from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.host_effect.effect import AnswerEffect, Effect

if TYPE_CHECKING:
    from workbench.protocol.host_effect.warnings import PayloadWarning


Earlier = Mapping[str, DispatchOutcome]
"""The outcomes of the session so far, by the name of the case."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a case sends."""

    payload: Any
    """The request as a JSON value, without `_v`."""
    may_reject: bool = False
    """True: an error text of the plugin's own is a fair answer to this payload. A trap never is."""
    remark: str = ""
    """Why the payload is as it is, when an earlier case decided that; empty otherwise."""


@dataclass(frozen=True, slots=True)
class Unneeded:
    """An earlier outcome leaves nothing to send; the case passes."""

    detail: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A response that could be decoded, beside what was sent."""

    case: str
    payload: Any
    response: Any


@dataclass(frozen=True, slots=True)
class Case:
    """One dispatch, and what must come of it. It always must give a response that can be decoded."""

    layer: str
    """The name in the report: `dispatch:shape:basic`."""
    function: str
    attempt: Callable[[Earlier], Attempt | Unneeded]
    judge: Callable[[Answer], str]
    """Returns one sentence about the response. Raises UnexpectedResponse when it cannot be the answer."""
    is_of_reference: bool = False
    """True: the reference's suite has this case too (PROTOCOL.md section 12)."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of a case: one entry of the report."""

    layer: str
    passed: bool
    """The reference's own verdict: whether the answer could be decoded and fits the payload."""
    detail: str
    """One sentence. After a fallback its cause; may quote the plugin, so it is untrusted text."""
    error: PluginError | WorkbenchLimit | None = None
    """Why it did not pass, or why the host cannot use what passed; None: neither."""
    wall_us: int = 0
    """Microseconds of the call; 0 when nothing was called."""
    effect: AnswerEffect | None = None
    """What a host does with the answer; None: there is none that could be decoded."""
    warnings: tuple[PayloadWarning, ...] = ()
    """What else the author should know of the answer: base64 that is none."""
    is_of_reference: bool = False
    """True: the reference's suite has this case too."""
    function: str = ""
    """What was called; empty: nothing was."""
    payload: str | None = None
    """What was sent, as JSON text without `_v`; None: nothing was."""

    @property
    def is_usable(self) -> bool | None:
        """Whether a host uses the answer, in part at least; None: there is none that could be decoded."""
        return None if self.effect is None else self.effect.effect in (Effect.USED, Effect.USED_IN_PART)


def fixed(payload: Any) -> Callable[[Earlier], Attempt]:
    """Return the attempt of a payload that depends on nothing."""
    return lambda _: Attempt(payload)


def body(content: str | bytes) -> str:
    """Return the content of a body as the wire carries it: base64."""
    return base64.b64encode(content.encode() if isinstance(content, str) else content).decode()


def quoted(text: str, limit: int = 60) -> str:
    """Return a plugin's word for a sentence, cut to a readable length."""
    return repr(text if len(text) <= limit else text[:limit] + "…")
