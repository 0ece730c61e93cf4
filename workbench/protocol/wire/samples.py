"""The dry-run samples: what self-checks send, and the first template of every payload (PROTOCOL.md section 7).

The lists in a request are empty; what could stand in them has samples of its own. Each call gives a fresh value, so
that it can be edited.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from workbench.protocol.profiles import Profile

NIL_UUID: Final = "00000000-0000-0000-0000-000000000000"


def header_sample() -> dict[str, Any]:
    """Return a HeaderWire without a value."""
    return {"name": "x-cc-lb-dry-run", "value_base64": ""}


def candidate_sample() -> dict[str, Any]:
    """Return a CandidateWire without observations."""
    return {
        "upstream_id": NIL_UUID,
        "name": "dry-run-upstream",
        "kind": "anthropic_api_key",
        "observed_rate_limits": [],
        "subscription_quotas": [],
        "observed_at_unix_secs": 0,
    }


def rate_limit_sample() -> dict[str, Any]:
    """Return a RateLimitObservationWire without numbers."""
    return {"kind": "requests", "window": "dry-run", "limit": None, "remaining": None, "reset": None}


def subscription_quota_sample() -> dict[str, Any]:
    """Return a SubscriptionQuotaCandidateSnapshotWire of which nothing is known."""
    unknown = (
        "utilization",
        "status",
        "resets_at_unix_secs",
        "surpassed_threshold",
        "representative_claim",
        "disabled_reason",
        "observed_at_unix_millis",
        "age_secs",
    )
    return {"window": "5h", "source": "missing", "data_state": "missing", **dict.fromkeys(unknown)}


def event_sample() -> dict[str, Any]:
    """Return an ObserveEventWire, `request_started`."""
    return {"kind": "request_started", "request_id": "dry-run-request", "downstream_user_agent": None}


def request_sample(function: str) -> dict[str, Any]:
    """Return the dry-run request of a wire function, without `_v`. Raises KeyError for another name."""
    return _REQUESTS[function]()


def response_sample(function: str, profile: Profile) -> dict[str, Any]:
    """Return the dry-run response of a wire function, without `_v`. Raises KeyError for another name."""
    if function == "filter" and profile is Profile.V0_3:
        reason = {"upstream_id": NIL_UUID, "kept": True, "reason": ""}
        return {"kept_upstream_ids": [NIL_UUID], "reason": "", "per_candidate_reasons": [reason]}
    return _RESPONSES[function]()


def _principal() -> dict[str, Any]:
    return {"id": "dry-run-principal", "kind": "api_key", "claims": {}}


def _upstream() -> dict[str, Any]:
    return {"kind": "anthropic_direct"}


def _request() -> dict[str, Any]:
    return {
        "request_id": "dry-run-request",
        "headers": [],
        "method": "POST",
        "path": "/v1/messages",
        "query": None,
        "body_base64": "",
    }


def _shaped() -> dict[str, Any]:
    return {
        "url": "https://api.anthropic.com/v1/messages",
        "method": "POST",
        "headers": [],
        "body_base64": "",
    }


def _unauthorized() -> dict[str, Any]:
    return {"status": 401, "body_base64": None, "category": "unauthorized"}


_REQUESTS: Final[dict[str, Callable[[], dict[str, Any]]]] = {
    "shape": lambda: {"request": _request(), "upstream": _upstream(), "principal": _principal()},
    "normalize_error": lambda: {"status": 500, "body_base64": ""},
    "build_signer": lambda: {"upstream": _upstream(), "factory_state": None},
    "sign": lambda: {"shaped": _shaped(), "signer_state": None},
    "on_unauthorized": lambda: {"error": _unauthorized(), "signer_state": None},
    "observe": lambda: {"events": []},
    "filter": lambda: {**_request(), "principal": _principal(), "candidates": []},
}

_RESPONSES: Final[dict[str, Callable[[], dict[str, Any]]]] = {
    "shape": _shaped,
    "normalize_error": lambda: {"body_base64": None},
    "build_signer": lambda: {"signer_state": None},
    "sign": lambda: {"url": None, "method": None, "headers": None, "body_base64": None},
    "on_unauthorized": lambda: {"decision": "fail", "signer_state": None},
    "observe": dict,
    "filter": lambda: {"results": [{"upstream_id": NIL_UUID, "decision": "accept", "reason": ""}]},
}
