"""What goes on in the host after an answer, function by function (PROTOCOL.md section 8a). Values only."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Protocol


class HostResult(Protocol):
    """What goes on in the host."""

    def value(self) -> dict[str, Any]:
        """Return it as a JSON value."""


@dataclass(frozen=True, slots=True)
class SentHeader:
    """One header of a request to send."""

    name: str
    """In lower case, as the host keeps it."""
    content: bytes | None
    """None: the payload's own value is no base64, so nobody knows what a host would hold here."""

    def value(self) -> dict[str, Any]:
        """Return the header as a JSON value."""
        return {"name": self.name, **bytes_value("value", self.content)}


@dataclass(frozen=True, slots=True)
class UpstreamRequest:
    """The request that the host sends upstream: the result of `shape` and `sign`."""

    url: str
    """As the host writes it again."""
    method: str
    headers: tuple[SentHeader, ...]
    body: bytes | None
    """None: `sign` kept the payload's own body, which is no base64."""

    def value(self) -> dict[str, Any]:
        """Return the request as a JSON value."""
        headers = [header.value() for header in self.headers]
        return {"url": self.url, "method": self.method, "headers": headers, **bytes_value("body", self.body)}


@dataclass(frozen=True, slots=True)
class DroppedCandidate:
    """A candidate that does not go on."""

    upstream_id: str
    why: str
    """The plugin's own reason where it gave one, so untrusted text."""

    def value(self) -> dict[str, str]:
        """Return it as a JSON value."""
        return {"upstream_id": self.upstream_id, "why": self.why}


@dataclass(frozen=True, slots=True)
class KeptCandidates:
    """The candidates that go on: the result of `filter`."""

    kept_upstream_ids: tuple[str, ...]
    """In the order in which the candidates were offered, whatever order the answer has."""
    dropped: tuple[DroppedCandidate, ...] = ()
    """In the same order."""

    def value(self) -> dict[str, Any]:
        """Return the candidates as a JSON value."""
        return {"kept_upstream_ids": list(self.kept_upstream_ids), "dropped": [one.value() for one in self.dropped]}


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """The body of an upstream's error as the caller of the proxy gets it: the result of `normalize_error`."""

    body: bytes | None
    """None: the body stays as it was, and the payload's own is no base64."""
    is_changed: bool

    def value(self) -> dict[str, Any]:
        """Return the body as a JSON value."""
        return {**bytes_value("body", self.body), "changed": self.is_changed}


@dataclass(frozen=True, slots=True)
class RetryDecision:
    """What the host does about a 401: the result of `on_unauthorized`."""

    decision: str | None
    """The plugin's own word; None: it was not heard, and the host goes on as for `fail`."""
    is_retried: bool
    """True: one further attempt is made, with the new state."""
    signer_state: Any = None
    """The state of that attempt, as a JSON value; None without one."""

    def value(self) -> dict[str, Any]:
        """Return the decision as a JSON value."""
        return {"decision": self.decision, "retried": self.is_retried, "signer_state": self.signer_state}


@dataclass(frozen=True, slots=True)
class SignerState:
    """The state that the host keeps for `sign`: the result of `build_signer`."""

    signer_state: Any
    """Any JSON value, opaque to the host."""

    def value(self) -> dict[str, Any]:
        """Return the state as a JSON value."""
        return {"signer_state": self.signer_state}


def bytes_value(name: str, content: bytes | None) -> dict[str, str | None]:
    """Return bytes under two names: as text where they are UTF-8, else null, and as base64."""
    if content is None:
        return {name: None, f"{name}_base64": None}
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = None
    return {name: text, f"{name}_base64": base64.b64encode(content).decode()}
