"""The named parts that the wire functions' messages are made of (PROTOCOL.md sections 7 and 11).

Owns no rule of decoding.
"""

from __future__ import annotations

from typing import Final

from workbench.protocol.wire.types import (
    BOOL,
    BYTES64,
    F32,
    F64,
    JSON,
    STR,
    U16,
    U32,
    U64,
    UUID,
    Field,
    ListOf,
    MapOf,
    Presence,
    StringEnum,
    Struct,
    TaggedUnion,
)

_NULLABLE = Presence.NULLABLE
_OMITTABLE = Presence.OMITTABLE

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
    "a rate limit that an upstream reported",
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
        Field("disabled_reason", STR, _NULLABLE, doc="why the subscription cannot be used"),
        Field("observed_at_unix_millis", U64, _NULLABLE, doc="when the numbers were seen"),
        Field("age_secs", U64, _NULLABLE, doc="how old the numbers are"),
    ),
    "what is known of a candidate's subscription quota",
)

CACHE_SCORE: Final = Struct(
    "CacheScoreWire",
    (
        Field("predicted_cache_read_tokens", U32, doc="input tokens expected to be read from the cache"),
        Field("predicted_cache_creation_tokens_5m", U32, doc="input tokens expected to be cached for 5 minutes"),
        Field("predicted_cache_creation_tokens_1h", U32, doc="input tokens expected to be cached for an hour"),
        Field("predicted_uncached_input_tokens", U32, doc="input tokens expected not to touch the cache"),
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
        Field("observed_rate_limits", ListOf(RATE_LIMIT), doc="the limits that the upstream reported"),
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
                Field("batch_index", U64, doc="which batch of the stream", guest_maximum=U32.maximum),
                Field("event_count", U64, doc="events in it", guest_maximum=U32.maximum),
                Field("total_bytes", U64, doc="bytes in it", guest_maximum=U32.maximum),
            ),
            "a part of a streamed answer passed",
        ),
        Struct(
            "request_finished",
            (
                Field("status", U16, doc="the HTTP status"),
                Field("input_tokens", U64, _NULLABLE, doc="tokens of the prompt that were not cached"),
                Field("output_tokens", U64, _NULLABLE, doc="tokens of the answer"),
                Field("cache_creation_input_tokens", U64, _NULLABLE, doc="tokens of the prompt written to the cache"),
                Field("cache_read_input_tokens", U64, _NULLABLE, doc="tokens of the prompt read from the cache"),
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
