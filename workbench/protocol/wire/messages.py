"""Every message of the protocol, written down once (PROTOCOL.md sections 2, 4, 6, 7, 10 and 11).

Decoding, writing, completion, samples, mutation and schema all follow from these tables. Owns no rule of decoding.
"""

from __future__ import annotations

from typing import Final

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.types import (
    BOOL,
    BYTES64,
    F32,
    F64,
    I64,
    JSON,
    STR,
    U8,
    U16,
    U32,
    U64,
    UUID,
    ArrayOf,
    Field,
    KeyOrder,
    ListOf,
    MapOf,
    Presence,
    SetOf,
    StringEnum,
    Struct,
    TaggedUnion,
    WireType,
)

_NULLABLE = Presence.NULLABLE
_OMITTABLE = Presence.OMITTABLE

# Layers L1 to L4.

IDENTITY: Final = Struct(
    "PluginIdentity",
    (
        Field("magic", ArrayOf(U8, 8), doc="CC 1B 70 10 00 01 00 00, as numbers"),
        Field("abi_envelope", U32, doc="the version of the envelope; 1"),
        Field(
            "plugin_name", STR, doc="lower-case letter first, then letters, digits, _ or -; at most 64 bytes"
        ),
        Field("plugin_version", STR, doc="at most 32 bytes"),
    ),
    "what the custom section says of the plugin",
    KeyOrder.DECLARED,
)

OFFER: Final = Struct(
    "HandshakeOffer",
    (
        Field("handshake_schema_version", U32, doc="1"),
        Field("envelope_version", U32, doc="1"),
        Field(
            "function_versions", MapOf(ListOf(U32)), doc="the versions of each function that the host speaks"
        ),
        Field("host_capabilities", SetOf(STR), doc="what the host can do for the plugin"),
    ),
    "what the host says in the handshake",
    KeyOrder.DECLARED,
)

ACCEPT: Final = Struct(
    "HandshakeAccept",
    (
        Field("handshake_schema_version", U32, doc="must equal the offer's"),
        Field("envelope_version", U32, doc="not compared"),
        Field(
            "chosen_versions", MapOf(U32), doc="for each function the highest version that both sides speak"
        ),
        Field(
            "plugin_supported", MapOf(ListOf(U32)), doc="the versions of each function that the plugin speaks"
        ),
        Field("implemented_functions", SetOf(STR), doc="the wire functions that the module exports"),
        Field("required_capabilities", SetOf(STR), doc="what the host must be able to do"),
    ),
    "what the plugin answers in the handshake",
    KeyOrder.DECLARED,
)

SELF_CHECK_REQUEST: Final = Struct(
    "SelfCheckRequest",
    (
        Field("functions_to_test", ListOf(STR), doc="1 to 16 wire functions"),
        Field("initiated_at", I64, doc="unix seconds, above 0"),
    ),
    "what the host asks in the self-check",
    KeyOrder.DECLARED,
)

SELF_CHECK_STAGE: Final = StringEnum(
    "SelfCheckStage",
    ("request_preparation", "wire_function_test", "capability_verification", "response_validation"),
    "where in the self-check a failure arose",
)

SELF_CHECK_STATUS: Final = StringEnum(
    "SelfCheckStatus", ("success", "failure"), "what the plugin says of itself"
)

SELF_CHECK_FAILURE: Final = Struct(
    "SelfCheckFailure",
    (
        Field("stage", SELF_CHECK_STAGE, doc="where it arose"),
        Field("message", STR, doc="what went wrong, in the plugin's words"),
    ),
    "one thing that the plugin found wrong in itself",
    KeyOrder.DECLARED,
)

SELF_CHECK_RESPONSE: Final = Struct(
    "SelfCheckResponse",
    (
        Field("status", SELF_CHECK_STATUS, doc="failure if and only if failures are listed"),
        Field("failures", ListOf(SELF_CHECK_FAILURE), doc="at most 16"),
        Field("completed_at", I64, doc="unix seconds, above 0"),
    ),
    "what the plugin answers in the self-check",
    KeyOrder.DECLARED,
)

AUGMENTED_METADATA: Final = Struct(
    "AugmentedMetadata",
    (
        Field("identity", IDENTITY, doc="what the custom section says"),
        Field("negotiated_functions", MapOf(U32), doc="the chosen version of each function"),
        Field("negotiated_capabilities", SetOf(STR), doc="what the plugin requires of the host"),
        Field("handshake_completed_at", I64, doc="unix seconds, above 0"),
        Field("self_check_passed", BOOL),
        Field("self_check_completed_at", I64, doc="unix seconds, above 0"),
        Field("expires_at", I64, doc="unix seconds; 7 days after the handshake"),
    ),
    "what the registry keeps of a plugin that passed",
    KeyOrder.DECLARED,
)

# The named parts of section 7.

PRINCIPAL_KINDS: Final = (
    "api_key",
    "oauth_subject",
    "internal_key",
    "workload_identity",
    "subscription_bearer",
)

HEADER: Final = Struct(
    "HeaderWire",
    (Field("name", STR, doc="the header's name"), Field("value_base64", BYTES64, doc="its value's bytes")),
    "one HTTP header",
)

PRINCIPAL: Final = Struct(
    "Principal",
    (
        Field("id", STR, doc="who asks"),
        Field("kind", STR, doc="how they proved it", words_in_use=PRINCIPAL_KINDS),
        Field("claims", MapOf(JSON), doc="what else is known of them"),
    ),
    "who made the downstream request",
)

REQUEST: Final = Struct(
    "RequestWire",
    (
        Field("request_id", STR, doc="the host's name for the request"),
        Field("headers", ListOf(HEADER), doc="in the order received"),
        Field("method", STR, doc="the HTTP method"),
        Field("path", STR, doc="the path, without the query"),
        Field("query", STR, _NULLABLE, doc="the query, without the question mark"),
        Field("body_base64", BYTES64, doc="the body's bytes"),
    ),
    "the downstream request",
)

UPSTREAM: Final = TaggedUnion(
    "UpstreamWire",
    (Struct("anthropic_direct", (), "Anthropic's own API"),),
    doc="where the request will go",
)

SHAPED_REQUEST: Final = Struct(
    "ShapedRequestWire",
    (
        Field("url", STR, doc="where to send the request"),
        Field("method", STR, doc="the HTTP method"),
        Field("headers", ListOf(HEADER), doc="all headers to send"),
        Field("body_base64", BYTES64, doc="the body's bytes"),
    ),
    "the upstream request, before it is signed",
)

ERROR_CATEGORY: Final = StringEnum(
    "UpstreamErrorCategory", ("unauthorized", "retryable", "failed"), "what the host makes of the error"
)

UPSTREAM_ERROR: Final = Struct(
    "UpstreamErrorWire",
    (
        Field("status", U16, doc="the HTTP status"),
        Field("body_base64", BYTES64, _NULLABLE, doc="the body's bytes"),
        Field("category", ERROR_CATEGORY, doc="what the host makes of it"),
    ),
    "an error that the upstream returned",
)

RATE_LIMIT: Final = Struct(
    "RateLimitObservationWire",
    (
        Field("kind", STR, doc="what is limited"),
        Field("window", STR, doc="the span that the limit holds for"),
        Field("limit", U64, _NULLABLE, doc="how many in a window"),
        Field("remaining", U64, _NULLABLE, doc="how many are left"),
        Field("reset", STR, _NULLABLE, doc="when the window ends, in the upstream's words"),
    ),
    "a rate limit that an upstream told of",
)

SUBSCRIPTION_QUOTA: Final = Struct(
    "SubscriptionQuotaCandidateSnapshotWire",
    (
        Field("window", STR, doc="the span that the quota holds for"),
        Field("source", STR, doc="where the numbers come from"),
        Field("data_state", STR, doc="how good the numbers are"),
        Field("utilization", F64, _NULLABLE, doc="the share used up"),
        Field("status", STR, _NULLABLE, doc="the upstream's verdict"),
        Field("resets_at_unix_secs", U64, _NULLABLE, doc="when the window ends"),
        Field("surpassed_threshold", BOOL, _NULLABLE, doc="whether a warning threshold was passed"),
        Field("representative_claim", STR, _NULLABLE, doc="the claim that the numbers stand for"),
        Field("disabled_reason", STR, _NULLABLE, doc="why the subscription can not be used"),
        Field("observed_at_unix_millis", U64, _NULLABLE, doc="when the numbers were seen"),
        Field("age_secs", U64, _NULLABLE, doc="how old the numbers are"),
    ),
    "what is known of a candidate's subscription quota",
)

CACHE_SCORE: Final = Struct(
    "CacheScoreWire",
    (
        Field("predicted_cache_read_tokens", U32),
        Field("predicted_cache_creation_tokens_5m", U32),
        Field("predicted_cache_creation_tokens_1h", U32),
        Field("predicted_uncached_input_tokens", U32),
        Field("predicted_expires_at_unix_secs", U64, _OMITTABLE, doc="when the cache entry ends"),
        Field("matched_breakpoint_index", U32, _OMITTABLE, doc="the cache breakpoint that matched"),
        Field("confidence", F32, doc="how sure the prediction is"),
        Field("ambiguity_reason", STR, _OMITTABLE, doc="why it is not surer"),
    ),
    "what the host expects of a candidate's prompt cache",
)

CANDIDATE: Final = Struct(
    "CandidateWire",
    (
        Field("upstream_id", STR, doc="the upstream's id, a uuid"),
        Field("name", STR, doc="the upstream's name"),
        Field("kind", STR, doc="the upstream's kind"),
        Field("observed_rate_limits", ListOf(RATE_LIMIT), doc="what the upstream told of its limits"),
        Field("subscription_quotas", ListOf(SUBSCRIPTION_QUOTA), doc="what is known of its quotas"),
        Field("observed_at_unix_secs", U64, doc="when all this was seen"),
        Field(
            "cache_score",
            CACHE_SCORE,
            _OMITTABLE,
            doc="what its prompt cache is worth; of the second wire line",
        ),
    ),
    "an upstream that the request could go to",
)

OBSERVE_EVENT: Final = TaggedUnion(
    "ObserveEventWire",
    (
        Struct(
            "request_started",
            (
                Field("request_id", STR, doc="the host's name for the request"),
                Field("downstream_user_agent", STR, _NULLABLE, doc="the client's own name"),
            ),
            "a downstream request came in",
        ),
        Struct(
            "authn_complete",
            (
                Field("principal_id", STR, doc="who asks"),
                Field("principal_kind", STR, doc="how they proved it", words_in_use=PRINCIPAL_KINDS),
            ),
            "the host knows who asks",
        ),
        Struct(
            "upstream_chosen",
            (Field("upstream", UPSTREAM, doc="where the request goes"),),
            "the host chose an upstream",
        ),
        Struct(
            "chunk",
            (
                Field("batch_index", U64, doc="which batch of the stream"),
                Field("event_count", U64, doc="events in it"),
                Field("total_bytes", U64, doc="bytes in it"),
            ),
            "a part of a streamed answer passed",
        ),
        Struct(
            "request_finished",
            (
                Field("status", U16, doc="the HTTP status"),
                Field("input_tokens", U64, _NULLABLE),
                Field("output_tokens", U64, _NULLABLE),
                Field("cache_creation_input_tokens", U64, _NULLABLE),
                Field("cache_read_input_tokens", U64, _NULLABLE),
                Field("duration_ms", U64, doc="milliseconds from start to end"),
            ),
            "the answer is complete",
        ),
        Struct(
            "error",
            (
                Field("code", STR, doc="the error's name"),
                Field("message", STR, doc="what went wrong"),
                Field("source", STR, doc="who failed"),
            ),
            "the request failed",
        ),
    ),
    doc="one step in the life of a request",
)

FILTER_RESULT: Final = Struct(
    "FilterResultWire",
    (
        Field("upstream_id", STR, doc="the candidate's id"),
        Field("decision", STR, doc="keep it or not", words_in_use=("accept", "reject")),
        Field("reason", STR, doc="why"),
    ),
    "what the plugin decided for one candidate (profile 0.1)",
)

CANDIDATE_REASON: Final = Struct(
    "CandidateReasonWire",
    (
        Field("upstream_id", UUID, doc="the candidate's id"),
        Field("kept", BOOL, doc="whether it stays"),
        Field("reason", STR, doc="why"),
    ),
    "why the plugin kept or rejected one candidate (profile 0.3)",
)

# The messages of the wire functions.

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
    "the upstream refused the credentials",
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
