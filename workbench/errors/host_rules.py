"""What to do about an answer that the host does not use, by the rule that it breaks (PROTOCOL.md section 8a)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MENDED_BY: Final[Mapping[str, str]] = {
    "url": (
        "Give an absolute URL, with scheme and host: https://api.anthropic.com/v1/messages. In Rust parse it with "
        "url::Url and return as_str()."
    ),
    "method": "Return POST, or the method of the request that came in, as it is.",
    "header_name": "Write the name alone, without the colon and without space around it.",
    "header_value": "Trim what you read from configuration or storage: a key often ends in a line feed.",
    "base64": (
        "In Rust encode with base64::engine::general_purpose::STANDARD; not URL_SAFE, not NO_PAD, no line breaks."
    ),
    "content_length": "Leave it out when you copy the headers of the request that came in.",
    "upstream_id": "Return the ids of the candidates as they came, not their names.",
    "kept_twice": "Give one entry for each candidate of the request.",
    "kept_not_offered": (
        "Choose from the candidates of this request: an earlier filter may have dropped some. Keep no list of your own."
    ),
    "kept_too_many": "Give one entry for each candidate of the request.",
    "decision": "Write accept or reject, in lower case.",
    "not_named": "Give one entry for each candidate, with a reason; the host's log then says why.",
    "reasons_count": "Give as many per_candidate_reasons as there are candidates.",
}
"""By the id of the rule."""
