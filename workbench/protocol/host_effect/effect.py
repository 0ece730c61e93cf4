"""What the host does with an answer, as values (PROTOCOL.md section 8a). Knows no rule."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from workbench.protocol.host_effect.results import HostResult


class Effect(Enum):
    """What an answer comes to in the host."""

    USED = "used"
    """The host does what the answer says."""
    USED_IN_PART = "used_in_part"
    """The host does it, but for a part that it drops."""
    IGNORED = "ignored"
    """The host goes on as if nothing had been said."""
    FAILS_REQUEST = "fails_request"
    """The host fails the downstream request."""

    @property
    def sentence(self) -> str:
        """What this means in production, in one clause."""
        return _SENTENCES[self]


_SENTENCES = {
    Effect.USED: "the host does what the answer says",
    Effect.USED_IN_PART: "the host drops a part of the answer",
    Effect.IGNORED: "the host goes on as if nothing had been said",
    Effect.FAILS_REQUEST: "the host fails the downstream request",
}


class Rule(Enum):
    """The rules that an answer is held against after it was decoded. Each value is an id of PROTOCOL.md section 8a."""

    URL = "url"
    METHOD = "method"
    HEADER_NAME = "header_name"
    HEADER_VALUE = "header_value"
    BASE64 = "base64"
    CONTENT_LENGTH = "content_length"
    UPSTREAM_ID = "upstream_id"
    KEPT_TWICE = "kept_twice"
    KEPT_NOT_OFFERED = "kept_not_offered"
    KEPT_TOO_MANY = "kept_too_many"
    DECISION = "decision"
    NOT_NAMED = "not_named"
    REASONS_COUNT = "reasons_count"


@dataclass(frozen=True, slots=True)
class Reason:
    """One place of an answer at which a rule has something to say."""

    path: str
    """A JSON pointer into the answer: `/headers/0/name`. Of what the answer does not name: the list that should."""
    rule: Rule
    found: str
    """What stands there, in a few words. Never the content of a header value or a body: secrets may live in it."""

    def __str__(self) -> str:
        return f"{self.path or '/'}: {self.rule.value}, found {self.found}"

    def value(self) -> dict[str, str]:
        """Return the reason as a JSON value."""
        return {"path": self.path, "rule": self.rule.value, "found": self.found}


@dataclass(frozen=True, slots=True)
class AnswerEffect:
    """What the host does with the outcome of one dispatch."""

    effect: Effect
    reasons: tuple[Reason, ...] = ()
    """In the order in which the host applies its rules. Empty: no rule has anything to say, or the dispatch failed
    and the outcome itself says why."""
    result: HostResult | None = None
    """What goes on: the request to send, the candidates that are left, the body, the decision. None: nothing does."""

    def value(self) -> dict[str, Any]:
        """Return the effect as the object `{effect, reasons, result}` of every JSON report."""
        return {
            "effect": self.effect.value,
            "reasons": [reason.value() for reason in self.reasons],
            "result": None if self.result is None else self.result.value(),
        }


def pointer(*steps: str | int) -> str:
    """Return the JSON pointer of a place."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
