"""Explanations for what the host does with an answer, and for what an author is warned of (PROTOCOL.md section 8a)."""

from __future__ import annotations

from typing import Final

from workbench.protocol.explanations.explanation import Explanation, Section

_EFFECT: Final = "host effect"
_WARNING: Final = "warning"
_8A: Final[Section] = "8a"

ENTRIES: Final = (
    Explanation(
        "used",
        _EFFECT,
        "The host does what the answer says.",
        "An answer that decodes can still be of no use: this one is.",
        "Nothing: this is what you want. Reasons beside it name what was rejected silently.",
        _8A,
    ),
    Explanation(
        "used_in_part",
        _EFFECT,
        "The host does what the answer says, but for a part that it drops.",
        "The host sets a request's length itself, and cuts reasons that do not fit the candidates.",
        "Leave out the part that the reason names.",
        _8A,
    ),
    Explanation(
        "ignored",
        _EFFECT,
        "The host goes on as if the plugin had said nothing.",
        "An answer that contradicts itself must not decide where a request goes. Nothing tells you so in production.",
        "Mend the place that the reason names. After a failed dispatch the outcome itself says why.",
        _8A,
    ),
    Explanation(
        "fails_request",
        _EFFECT,
        "The host fails the downstream request.",
        "Without a request that can be sent, or with a wrong signature, there is nothing to send.",
        "Mend the place that the reason names. After a failed dispatch the outcome itself says why.",
        _8A,
    ),
    Explanation(
        "HostEffect",
        _EFFECT,
        "An answer that decodes is also used by the host.",
        "The reference's suite stops at the decoding, so such an answer passes there and fails every request later.",
        "Read the reasons: each names a rule and a place in the answer. With --reference the suite judges alone.",
        _8A,
    ),
    Explanation(
        "url",
        _EFFECT,
        "url is an absolute URL, as the Rust crate url parses it.",
        "The host sends the request there, and has no base to complete it with.",
        "Write the scheme and the host: https://api.anthropic.com/v1/messages. In Rust parse it with url::Url and "
        "return as_str().",
        _8A,
    ),
    Explanation(
        "method",
        _EFFECT,
        "method is an HTTP method: letters, digits and some signs, at least one. Small letters count as others.",
        "It stands in the first line of the request.",
        "Return POST, or the method of the request that came in, as it is.",
        _8A,
    ),
    Explanation(
        "header_name",
        _EFFECT,
        "A header's name is a token of 1 to 65,535 bytes: letters, digits and signs, no space and no colon.",
        "Anything else would end the header, or begin another one.",
        "Write the name alone, without the colon and without space around it.",
        _8A,
    ),
    Explanation(
        "header_value",
        _EFFECT,
        "A header's value holds no control characters but the tab, once it is decoded from base64.",
        "A line end in it would begin another header.",
        "Trim what you read from configuration or storage: a key often ends in a line feed.",
        _8A,
    ),
    Explanation(
        "base64",
        _EFFECT,
        "Bodies and header values are standard base64 with padding, without white space, unused bits zero.",
        "They may hold any bytes, and JSON strings cannot.",
        "In Rust encode with base64::engine::general_purpose::STANDARD; not URL_SAFE, not NO_PAD, no line breaks.",
        _8A,
    ),
    Explanation(
        "content_length",
        _EFFECT,
        "The headers that shape returns hold no content-length.",
        "The host sets it from the body; another one would contradict it.",
        "Leave it out when you copy the headers of the request that came in.",
        _8A,
    ),
    Explanation(
        "upstream_id",
        _EFFECT,
        "Each upstream_id of an answer of filter is a UUID, of rejected candidates too.",
        "The host reads all of them before it looks at a single decision.",
        "Return the ids of the candidates as they came, not their names.",
        _8A,
    ),
    Explanation(
        "kept_twice",
        _EFFECT,
        "No candidate is kept twice.",
        "An answer that repeats itself is ignored as a whole, and all candidates go on.",
        "Give one entry for each candidate of the request.",
        _8A,
    ),
    Explanation(
        "kept_not_offered",
        _EFFECT,
        "Only candidates of the request are kept.",
        "An answer that names others is ignored as a whole, and all candidates go on.",
        "Choose from the candidates of this request: an earlier filter may have dropped some; keep no own list.",
        _8A,
    ),
    Explanation(
        "kept_too_many",
        _EFFECT,
        "No more candidates are kept than were offered.",
        "Such an answer is ignored as a whole, and all candidates go on.",
        "Give one entry for each candidate of the request.",
        _8A,
    ),
    Explanation(
        "decision",
        _EFFECT,
        "A candidate is kept by the exact word accept.",
        "Any other word rejects, and nobody is told: Accept rejects too.",
        "Write accept or reject, in small letters.",
        _8A,
    ),
    Explanation(
        "not_named",
        _EFFECT,
        "A candidate that no entry names is dropped.",
        "What is not kept is rejected.",
        "Give one entry for each candidate, with the reason; then the host's log says why.",
        _8A,
    ),
    Explanation(
        "reasons_count",
        _EFFECT,
        "Reasons for single candidates are given for all of them, or for none.",
        "The host cuts what is too much, and notes it as an error of its own.",
        "Give as many per_candidate_reasons as there are candidates.",
        _8A,
    ),
    Explanation(
        "bad_base64",
        _WARNING,
        "What should hold base64 holds standard base64 with padding.",
        "To the decoder it is a string like any other, so that nothing fails until somebody needs the bytes.",
        "Encode the bytes again: standard letters, padding, no white space.",
        7,
    ),
    Explanation(
        "never_sent",
        _WARNING,
        "A payload holds what a host would send.",
        "A plugin that works only with more than that fails in production.",
        "Leave the part out. A host removes host, authorization and x-api-key, and sends null as factory_state.",
        _8A,
    ),
    Explanation(
        "wide_count",
        _WARNING,
        "The counts of a chunk are at most 4,294,967,295.",
        "The protocol takes more, but in a guest that is built from the crates they are as wide as its words.",
        "Try a smaller number; a plugin that reads u64 itself takes both.",
        _8A,
    ),
)
