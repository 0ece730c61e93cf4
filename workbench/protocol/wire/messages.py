"""The messages of the wire functions, and every type by name (PROTOCOL.md sections 7 and 11).

Decoding, writing, completion, samples, mutation and schema all follow from these tables and those of `layers` and
`parts`. Owns no rule of decoding.
"""

from __future__ import annotations

from typing import Final

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.layer_messages import (
    ACCEPT,
    AUGMENTED_METADATA,
    IDENTITY,
    OFFER,
    SELF_CHECK_FAILURE,
    SELF_CHECK_REQUEST,
    SELF_CHECK_RESPONSE,
)
from workbench.protocol.wire.parts import (
    CACHE_SCORE,
    CANDIDATE,
    CANDIDATE_REASON,
    FILTER_RESULT,
    HEADER,
    OBSERVE_EVENT,
    PRINCIPAL,
    RATE_LIMIT,
    REQUEST,
    SHAPED_REQUEST,
    SUBSCRIPTION_QUOTA,
    UPSTREAM,
    UPSTREAM_ERROR,
)
from workbench.protocol.wire.types import (
    BYTES64,
    JSON,
    STR,
    U16,
    UUID,
    Field,
    ListOf,
    Presence,
    Struct,
    WireType,
)

_NULLABLE = Presence.NULLABLE
_OMITTABLE = Presence.OMITTABLE

_FILTER_REQUEST = Struct(
    "FilterRequest",
    (
        *REQUEST.fields,
        Field("principal", PRINCIPAL, doc="who asks"),
        Field("candidates", ListOf(CANDIDATE), doc="the upstreams to choose among"),
    ),
    "which upstreams may serve this request?",
)

_FILTER_RESPONSE_V0_1 = Struct(
    "FilterResponse",
    (Field("results", ListOf(FILTER_RESULT), doc="one per candidate"),),
    "accept or reject, each",
)

_FILTER_RESPONSE_V0_3 = Struct(
    "FilterResponse",
    (
        Field("kept_upstream_ids", ListOf(UUID), doc="the candidates that stay"),
        Field("reason", STR, doc="why these"),
        Field("per_candidate_reasons", ListOf(CANDIDATE_REASON), doc="why, each"),
    ),
    "the candidates that stay",
)

_SHAPE_REQUEST = Struct(
    "ShapeRequest",
    (
        Field("request", REQUEST, doc="the downstream request"),
        Field("upstream", UPSTREAM, doc="where it will go"),
        Field("principal", PRINCIPAL, doc="who asks"),
        Field("upstream_base_url", STR, _OMITTABLE, doc="the upstream's URL; of the second wire line"),
    ),
    "what shall be sent upstream for this request?",
)

_SHAPE_RESPONSE = Struct("ShapeResponse", SHAPED_REQUEST.fields, "what to send upstream")

_NORMALIZE_ERROR_REQUEST = Struct(
    "NormalizeErrorRequest",
    (
        Field("status", U16, doc="the HTTP status"),
        Field("body_base64", BYTES64, doc="the upstream's body"),
    ),
    "how shall this upstream error read downstream?",
)

_NORMALIZE_ERROR_RESPONSE = Struct(
    "NormalizeErrorResponse",
    (Field("body_base64", BYTES64, _NULLABLE, doc="the body to return; null means unchanged"),),
    "the error's body, or nothing",
)

_BUILD_SIGNER_REQUEST = Struct(
    "BuildSignerRequest",
    (
        Field("upstream", UPSTREAM, doc="where requests will go"),
        Field("factory_state", JSON, doc="the operator's settings for the signer"),
    ),
    "build a signer for this upstream",
)

_SIGNER_STATE = Field("signer_state", JSON, doc="the plugin's own state, opaque to the host")

_BUILD_SIGNER_RESPONSE = Struct("BuildSignerResponse", (_SIGNER_STATE,), "the signer's first state")

_SIGN_REQUEST = Struct(
    "SignRequest",
    (Field("shaped", SHAPED_REQUEST, doc="the request to sign"), _SIGNER_STATE),
    "apply the credentials to this request",
)

_SIGN_RESPONSE = Struct(
    "SignResponse",
    (
        Field("url", STR, _NULLABLE, doc="null means unchanged"),
        Field("method", STR, _NULLABLE, doc="null means unchanged"),
        Field("headers", ListOf(HEADER), _NULLABLE, doc="null means unchanged; else all headers"),
        Field("body_base64", BYTES64, _NULLABLE, doc="null means unchanged"),
    ),
    "what signing changed",
)

_ON_UNAUTHORIZED_REQUEST = Struct(
    "OnUnauthorizedRequest",
    (Field("error", UPSTREAM_ERROR, doc="the upstream's answer"), _SIGNER_STATE),
    "the upstream rejected the credentials",
)

_ON_UNAUTHORIZED_RESPONSE = Struct(
    "OnUnauthorizedResponse",
    (
        Field("decision", STR, doc="refresh retries with the new state", words_in_use=("refresh", "fail")),
        _SIGNER_STATE,
    ),
    "try again or give up",
)

_OBSERVE_REQUEST = Struct(
    "ObserveRequest",
    (Field("events", ListOf(OBSERVE_EVENT), doc="in the order they happened"),),
    "what happened",
)

_OBSERVE_RESPONSE = Struct("ObserveResponse", (), "nothing")

_REQUESTS: Final = {
    "shape": _SHAPE_REQUEST,
    "normalize_error": _NORMALIZE_ERROR_REQUEST,
    "build_signer": _BUILD_SIGNER_REQUEST,
    "sign": _SIGN_REQUEST,
    "on_unauthorized": _ON_UNAUTHORIZED_REQUEST,
    "observe": _OBSERVE_REQUEST,
    "filter": _FILTER_REQUEST,
}

_RESPONSES: Final = {
    "shape": _SHAPE_RESPONSE,
    "normalize_error": _NORMALIZE_ERROR_RESPONSE,
    "build_signer": _BUILD_SIGNER_RESPONSE,
    "sign": _SIGN_RESPONSE,
    "on_unauthorized": _ON_UNAUTHORIZED_RESPONSE,
    "observe": _OBSERVE_RESPONSE,
    "filter": _FILTER_RESPONSE_V0_1,
}


def request_type(function: str) -> Struct:
    """Return what the host sends to a wire function, without `_v`. Raises KeyError for another name."""
    return _REQUESTS[function]


def response_type(function: str, profile: Profile) -> Struct:
    """Return what a wire function answers, without `_v`. Raises KeyError for another name.

    Only `filter` answers otherwise in profile 0.3 (PROTOCOL.md section 11).
    """
    if function == "filter" and profile is Profile.V0_3:
        return _FILTER_RESPONSE_V0_3
    return _RESPONSES[function]


TYPES_BY_NAME: Final[dict[str, WireType]] = {
    "identity": IDENTITY,
    "offer": OFFER,
    "accept": ACCEPT,
    "self_check_request": SELF_CHECK_REQUEST,
    "self_check_failure": SELF_CHECK_FAILURE,
    "self_check_response": SELF_CHECK_RESPONSE,
    "augmented_metadata": AUGMENTED_METADATA,
    "header": HEADER,
    "principal": PRINCIPAL,
    "request": REQUEST,
    "upstream": UPSTREAM,
    "shaped_request": SHAPED_REQUEST,
    "upstream_error": UPSTREAM_ERROR,
    "rate_limit": RATE_LIMIT,
    "subscription_quota": SUBSCRIPTION_QUOTA,
    "candidate": CANDIDATE,
    "cache_score": CACHE_SCORE,
    "observe_event": OBSERVE_EVENT,
    "filter_result": FILTER_RESULT,
    "candidate_reason": CANDIDATE_REASON,
    "json": JSON,
    **{f"{name}_request": request_type(name) for name in WIRE_FUNCTIONS},
    **{f"{name}_response": response_type(name, Profile.V0_1) for name in WIRE_FUNCTIONS},
    "filter_response:0.1": _FILTER_RESPONSE_V0_1,
    "filter_response:0.3": _FILTER_RESPONSE_V0_3,
}
"""By the names that `decode` takes on the command line. `filter_response` is the one of profile 0.1."""
