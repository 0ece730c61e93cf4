"""The cases for router, shape, dialect and observability plugins (PROTOCOL.md section 12).

Those for signers stand in `signers`.
"""

from __future__ import annotations

from typing import Any, Final

from workbench.errors.conformance import UnexpectedResponse
from workbench.protocol.conformance.case import Answer, Case, body, fixed, quoted
from workbench.protocol.host_effect.observe_batch import BATCH_EVENTS, batches_of
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.bytes64 import decoded_base64
from workbench.protocol.wire.samples import candidate_sample, request_sample

LARGE_BODY_BYTES: Final = 64 * 1024
_ROBUSTNESS: Final = "dispatch:robustness:"
_DECISIONS_IN_USE: Final = ("accept", "reject")
_EVENTS: Final[tuple[dict[str, Any], ...]] = (
    {"kind": "request_started", "request_id": "dry-run-request", "downstream_user_agent": None},
    {"kind": "authn_complete", "principal_id": "dry-run-principal", "principal_kind": "api_key"},
    {"kind": "upstream_chosen", "upstream": {"kind": "anthropic_direct"}},
    {"kind": "chunk", "batch_index": 0, "event_count": 1, "total_bytes": 64},
    {
        "kind": "request_finished",
        "status": 200,
        "input_tokens": 1,
        "output_tokens": 1,
        "cache_creation_input_tokens": None,
        "cache_read_input_tokens": None,
        "duration_ms": 1,
    },
    {"kind": "error", "code": "dry_run", "message": "dry run", "source": "upstream"},
)
"""Each variant of an event, in the order of a request's life."""


def router_cases(profile: Profile) -> tuple[Case, ...]:
    """Return the cases for `filter`: as many decisions as candidates."""
    return tuple(
        Case(
            f"dispatch:filter:{name}",
            "filter",
            fixed(request_sample("filter") | {"candidates": candidates}),
            lambda answer: _decisions(answer, profile),
            is_of_reference=True,
        )
        for name, candidates in (("empty_candidates", []), ("candidate_count", [candidate_sample()]))
    )


def _decisions(answer: Answer, profile: Profile) -> str:
    wanted = len(answer.payload["candidates"])
    field = "results" if profile is Profile.V0_1 else "per_candidate_reasons"
    decisions = answer.response[field]
    if len(decisions) != wanted:
        raise UnexpectedResponse(answer.case, f"$.{field}", _count(wanted, "decision"), str(len(decisions)))
    said = [_count(len(decisions), "decision")]
    if profile is Profile.V0_1:
        odd = [one["decision"] for one in decisions if one["decision"] not in _DECISIONS_IN_USE]
        said += [f"{quoted(word)} is not a decision in use" for word in odd]
    else:
        said.append(f"{len(answer.response['kept_upstream_ids'])} kept")
    known = {one["upstream_id"] for one in answer.payload["candidates"]}
    strange = [one["upstream_id"] for one in decisions if one["upstream_id"] not in known]
    said += [f"{quoted(upstream_id)} is no candidate" for upstream_id in strange]
    return "; ".join(said)


def shape_cases() -> tuple[Case, ...]:
    """Return the cases for `shape`: any body gives a response that can be decoded."""
    bodies = {
        "dispatch:shape:basic": body("{}"),
        _ROBUSTNESS + "empty_body": "",
        _ROBUSTNESS + "malformed_json": body("{"),
        _ROBUSTNESS + "invalid_utf8": body(b"\xff\xfe\xfd"),
        _ROBUSTNESS + "large_body": body("x" * LARGE_BODY_BYTES),
        _ROBUSTNESS + "unicode_preservation": body("안녕하세요, 플러그인 👋"),
    }
    return tuple(
        Case(name, "shape", fixed(_shape_request(content)), _shaped, is_of_reference=True)
        for name, content in bodies.items()
    )


def _shape_request(body_base64: str) -> dict[str, Any]:
    request = request_sample("shape")
    return request | {"request": request["request"] | {"body_base64": body_base64}}


def _shaped(answer: Answer) -> str:
    response = answer.response
    sent = decoded_base64(answer.payload["request"]["body_base64"])
    received = decoded_base64(response["body_base64"])
    if received is None:
        shape = "a body that is not base64"
    elif received == sent:
        shape = "the body as it was"
    else:
        shape = f"a body of {len(received):,} bytes"
    return f"{quoted(response['method'])} with {_count(len(response['headers']), 'header')} and {shape}"


def normalize_error_cases() -> tuple[Case, ...]:
    """Return the cases for `normalize_error`: any error of an upstream gives a body, or null for unchanged."""
    as_json = body('{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}')
    errors: dict[str, tuple[int, str]] = {
        "json_body": (500, as_json),
        "text_body": (500, body("upstream connect error")),
        "empty_body": (500, ""),
        "invalid_utf8": (500, body(b"\xff\xfe\xfd")),
        "status_400": (400, as_json),
        "status_529": (529, as_json),
    }
    return tuple(
        Case(
            f"dispatch:normalize_error:{name}",
            "normalize_error",
            fixed({"status": status, "body_base64": content}),
            _normalized,
        )
        for name, (status, content) in errors.items()
    )


def _normalized(answer: Answer) -> str:
    if answer.response["body_base64"] is None:
        return "null: the body stays as it is"
    rewritten = decoded_base64(answer.response["body_base64"])
    return "a body that is not base64" if rewritten is None else f"a body of {len(rewritten):,} bytes"


def observability_cases() -> tuple[Case, ...]:
    """Return the cases for `observe`: batches of none, two and as many as a host sends, and each event alone."""
    started, authenticated = _EVENTS[:2]
    batches = {
        _ROBUSTNESS + "empty_events": [],
        _ROBUSTNESS + "multi_event_batch": [started, authenticated],
        **{f"dispatch:observe:{event['kind']}": [event] for event in _EVENTS},
        "dispatch:observe:full_batch": _full_batch(),
    }
    return tuple(
        Case(name, "observe", fixed({"events": batch}), _observed, is_of_reference=name.startswith(_ROBUSTNESS))
        for name, batch in batches.items()
    )


def _full_batch() -> list[dict[str, Any]]:
    """Return the largest batch that a host makes of a burst of chunks (PROTOCOL.md section 8a)."""
    chunk = next(event for event in _EVENTS if event["kind"] == "chunk")
    burst = [(0, chunk | {"batch_index": index}) for index in range(BATCH_EVENTS + 1)]
    return batches_of(burst)[0]


def _observed(answer: Answer) -> str:
    return f"{_count(len(answer.payload['events']), 'event')} taken"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
