"""Typical requests: what a running host really sends, as templates beside the dry-run samples (PROTOCOL.md section 8a).

No header that a host removes, no factory state, no base URL; times and numbers that fit each other. Each call gives a
fresh value, so that it can be edited.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any, Final

_REQUEST_ID: Final = "req_core_42"
_NOW_SECS: Final = 1_764_374_400
_BODY: Final = {
    "model": "claude-sonnet-4-5",
    "max_tokens": 1_024,
    "stream": True,
    "messages": [{"role": "user", "content": "Hello"}],
}
_OVERLOADED: Final = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
_UNAUTHORIZED: Final = {"type": "error", "error": {"type": "authentication_error", "message": "invalid x-api-key"}}
_UPSTREAM_IDS: Final = ("3f2504e0-4f89-41d3-9a0c-0305e82c3301", "9b2d7c52-6a55-4a0f-8a35-2f7a2a1d4c10")


def typical_request(function: str) -> dict[str, Any]:
    """Return a request of a wire function as a running host sends it, without `_v`.

    Raises:
        KeyError: No function has this name.
    """
    return _REQUESTS[function]()


def _shape() -> dict[str, Any]:
    return {"request": _request(), "upstream": _upstream(), "principal": _principal()}


def _normalize_error() -> dict[str, Any]:
    return {"status": 529, "body_base64": _json64(_OVERLOADED)}


def _build_signer() -> dict[str, Any]:
    return {"upstream": _upstream(), "factory_state": None}


def _sign() -> dict[str, Any]:
    shaped = {
        "url": "https://api.anthropic.com/v1/messages",
        "method": "POST",
        "headers": _headers(),
        "body_base64": _json64(_BODY),
    }
    return {"shaped": shaped, "signer_state": None}


def _on_unauthorized() -> dict[str, Any]:
    error = {"status": 401, "body_base64": _json64(_UNAUTHORIZED), "category": "unauthorized"}
    return {"error": error, "signer_state": None}


def _observe() -> dict[str, Any]:
    finished = {
        "kind": "request_finished",
        "status": 200,
        "input_tokens": 12,
        "output_tokens": 34,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "duration_ms": 1_280,
    }
    return {
        "events": [
            {"kind": "request_started", "request_id": _REQUEST_ID, "downstream_user_agent": "claude-cli/2.0.0"},
            {"kind": "authn_complete", "principal_id": "team-a", "principal_kind": "api_key"},
            {"kind": "upstream_chosen", "upstream": _upstream()},
            {"kind": "chunk", "batch_index": 0, "event_count": 1, "total_bytes": 312},
            finished,
        ]
    }


def _filter() -> dict[str, Any]:
    candidates = [
        _candidate(_UPSTREAM_IDS[0], "subscription-a", "anthropic_oauth", utilization=0.42, remaining=3_900),
        _candidate(_UPSTREAM_IDS[1], "key-b", "anthropic_api_key", utilization=None, remaining=50),
    ]
    return {**_request(), "principal": _principal(), "candidates": candidates}


def _candidate(upstream_id: str, name: str, kind: str, *, utilization: float | None, remaining: int) -> dict[str, Any]:
    limits = {
        "kind": "requests",
        "window": "1m",
        "limit": 4_000,
        "remaining": remaining,
        "reset": "2025-11-29T00:01:00Z",
    }
    return {
        "upstream_id": upstream_id,
        "name": name,
        "kind": kind,
        "observed_rate_limits": [limits],
        "subscription_quotas": [] if utilization is None else [_quota(utilization)],
        "observed_at_unix_secs": _NOW_SECS,
    }


def _quota(utilization: float) -> dict[str, Any]:
    return {
        "window": "5h",
        "source": "headers",
        "data_state": "fresh",
        "utilization": utilization,
        "status": "allowed",
        "resets_at_unix_secs": _NOW_SECS + 9_000,
        "surpassed_threshold": False,
        "representative_claim": "five_hour",
        "disabled_reason": None,
        "observed_at_unix_millis": (_NOW_SECS - 3) * 1_000,
        "age_secs": 3,
    }


def _request() -> dict[str, Any]:
    return {
        "request_id": _REQUEST_ID,
        "headers": _headers(),
        "method": "POST",
        "path": "/v1/messages",
        "query": None,
        "body_base64": _json64(_BODY),
    }


def _headers() -> list[dict[str, str]]:
    values = {
        "accept": "application/json",
        "anthropic-version": "2023-06-01",
        "content-type": "application/json",
        "user-agent": "claude-cli/2.0.0",
    }
    return [{"name": name, "value_base64": _base64(value.encode())} for name, value in values.items()]


def _principal() -> dict[str, Any]:
    return {"id": "team-a", "kind": "api_key", "claims": {}}


def _upstream() -> dict[str, Any]:
    return {"kind": "anthropic_direct"}


def _json64(value: Any) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


_REQUESTS: Final[dict[str, Callable[[], dict[str, Any]]]] = {
    "shape": _shape,
    "normalize_error": _normalize_error,
    "build_signer": _build_signer,
    "sign": _sign,
    "on_unauthorized": _on_unauthorized,
    "observe": _observe,
    "filter": _filter,
}
