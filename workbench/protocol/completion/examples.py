"""Values that fields have in practice, offered where no rule names them (PROTOCOL.md sections 7 and 8a)."""

from __future__ import annotations

from typing import Final

_METHODS: Final = (("POST", "messages are sent by it"), ("GET", "models are listed by it"), ("DELETE", ""))
_HEADERS: Final = (
    ("content-type", "how the body is written"),
    ("accept", "what the client takes"),
    ("user-agent", "the client's own name"),
    ("anthropic-version", "the version of Anthropic's API"),
    ("anthropic-beta", "beta features, by name"),
    ("x-request-id", "the client's name for the request"),
    ("x-api-key", "set by a signer; removed by the host before a plugin sees the request"),
    ("authorization", "set by a signer; removed by the host before a plugin sees the request"),
)

EXAMPLES: Final[dict[tuple[str, str], tuple[tuple[str | int, str], ...]]] = {
    ("HeaderWire", "name"): _HEADERS,
    ("", "method"): _METHODS,
    ("", "path"): (("/v1/messages", "a message"), ("/v1/messages/count_tokens", ""), ("/v1/models", "")),
    ("", "url"): (("https://api.anthropic.com/v1/messages", "Anthropic's own API"),),
    ("", "upstream_base_url"): (("https://api.anthropic.com", "Anthropic's own API"),),
    ("", "status"): (
        (200, "ok"),
        (400, "the request is wrong"),
        (401, "the credentials do not hold"),
        (429, "too many requests"),
        (500, "the upstream failed"),
        (529, "the upstream is overloaded"),
    ),
    ("CandidateWire", "kind"): (("anthropic_api_key", "an API key"),),
    ("RateLimitObservationWire", "kind"): (("requests", ""),),
    ("SubscriptionQuotaCandidateSnapshotWire", "window"): (("5h", "five hours"),),
    ("SubscriptionQuotaCandidateSnapshotWire", "source"): (("missing", "not known"),),
    ("SubscriptionQuotaCandidateSnapshotWire", "data_state"): (
        ("fresh", "just observed"),
        ("stale", "observed a while ago"),
        ("missing", "never observed"),
    ),
}
"""By the type that has the field, and its name; without a type: wherever a field has this name."""
