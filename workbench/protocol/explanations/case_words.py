"""What each conformance case sends, and what it wants to know (PROTOCOL.md section 12)."""

from __future__ import annotations

from typing import Final

from workbench.protocol.explanations.word import Word

_DECODES: Final = "The answer can be decoded, and a host can use it."
_SUITE: Final = "It runs none of the cases; whoever releases a plugin does."
_OWN: Final = "The reference's suite has no such case: it is the workbench's."


def _case(name: str, what: str, why: str, rule: str = _DECODES, host: str = _SUITE) -> Word:
    return Word(name, what, rule, why, host, 12)


ENTRIES: Final = (
    _case(
        "conformance",
        "Calls that every plugin of a kind must answer, under the strict budget, in one session.",
        "A plugin meets empty, broken and large requests before its users do.",
        "Every case of the plugin's kind passes.",
    ),
    _case("dispatch:shape:basic", "shape with the body {}.", "It is the least that must work."),
    _case("dispatch:robustness:empty_body", "shape with an empty body.", "Requests without a body exist."),
    _case(
        "dispatch:robustness:malformed_json",
        "shape with the body {, which is no JSON.",
        "A client may send anything; a plugin that traps on it fails requests of others too.",
    ),
    _case(
        "dispatch:robustness:invalid_utf8",
        "shape with the bytes FF FE FD as body.",
        "A body is bytes, not text.",
    ),
    _case(
        "dispatch:robustness:large_body",
        "shape with a body of 64 KiB.",
        "It shows whether 10,000,000 fuel are enough: plain serde code needs most of that.",
    ),
    _case(
        "dispatch:robustness:unicode_preservation",
        "shape with a body of Hangul and an emoji.",
        "Bytes that pass through text may be changed on the way.",
    ),
    _case(
        "dispatch:robustness:empty_events",
        "observe without any event.",
        "A loop over nothing must not be an error.",
    ),
    _case(
        "dispatch:robustness:multi_event_batch",
        "observe with two events: request_started and authn_complete.",
        "Events come in batches.",
    ),
    _case(
        "dispatch:filter:empty_candidates",
        "filter without any candidate.",
        "A filter before this one may have rejected all.",
        "There are as many decisions as candidates: none.",
    ),
    _case(
        "dispatch:filter:candidate_count",
        "filter with one candidate.",
        "A candidate that no decision names is dropped.",
        "There are as many decisions as candidates: one.",
    ),
    _case(
        "dispatch:normalize_error",
        "normalize_error with the body of an upstream's error: JSON, text, empty, no UTF-8, other statuses.",
        "Upstreams and proxies in between write errors in every form.",
        host=_OWN,
    ),
    _case(
        "dispatch:observe",
        "observe with one event of each kind, and with the largest batch that a host makes.",
        "A kind of event that the plugin does not know would lose the whole batch.",
        host=_OWN,
    ),
    _case(
        "dispatch:build_signer",
        "build_signer with the state that an operator may have configured, and without one.",
        "A host sends null today; a plugin may refuse it, but not trap.",
        "It gives a state, or refuses with an error text.",
        _OWN,
    ),
    _case(
        "dispatch:sign",
        "sign with the state of build_signer: with headers, without, with a body, with one that is no text.",
        "Credentials must not change what they do not belong to.",
        host=_OWN,
    ),
    _case(
        "dispatch:on_unauthorized",
        "on_unauthorized after a 401 with and without a body, and after a 403.",
        "A state that was refreshed must be one that sign takes.",
        host=_OWN,
    ),
)


def case_name(case: str) -> str:
    """Return the name of the word for a case: its own, else that of its function, else of all cases."""
    own = {one.name for one in ENTRIES}
    parts = case.split(":")
    return next((name for name in (case, ":".join(parts[:2])) if name in own), "conformance")
