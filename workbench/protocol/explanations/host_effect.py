"""Explanations for what the host does with an answer, and for what an author is warned of (PROTOCOL.md section 8a)."""

from __future__ import annotations

from typing import Final

from workbench.errors.host_rules import MENDED_BY
from workbench.protocol.explanations.explanation import Explanation, Section

_EFFECT: Final = "host effect"
_WARNING: Final = "warning"
_8A: Final[Section] = "8a"

ENTRIES: Final = (
    Explanation(
        "used",
        _EFFECT,
        "The host does what the answer says.",
        "An answer that decodes can still be useless to the host; this one is not.",
        "Nothing: this is what you want. Any reasons beside it name candidates that the host silently rejects.",
        _8A,
    ),
    Explanation(
        "used_in_part",
        _EFFECT,
        "The host does what the answer says, except for a part that it drops.",
        "The host sets a request's length itself, and cuts reasons that do not fit the candidates.",
        "Leave out the part that the reason names.",
        _8A,
    ),
    Explanation(
        "ignored",
        _EFFECT,
        "The host goes on as if the plugin had said nothing.",
        "An answer that contradicts itself must not decide where a request goes. In production, nothing reports it.",
        "Correct the place that the reason names. After a failed dispatch the outcome itself says why.",
        _8A,
    ),
    Explanation(
        "fails_request",
        _EFFECT,
        "The host fails the downstream request.",
        "There is no request that the host could send.",
        "Correct the place that the reason names. After a failed dispatch the outcome itself says why.",
        _8A,
    ),
    Explanation(
        "HostEffect",
        _EFFECT,
        "The host can use an answer that decodes.",
        "The reference's suite only decodes the answer, so it passes there, and is useless in production.",
        "Read the reasons: each names a rule and a place in the answer. With --reference, only the suite's own "
        "verdict counts.",
        _8A,
    ),
    Explanation(
        "url",
        _EFFECT,
        "url is an absolute URL, as the Rust crate url parses it.",
        "The host sends the request there, and has no base URL to complete it with.",
        MENDED_BY["url"],
        _8A,
    ),
    Explanation(
        "method",
        _EFFECT,
        "method is an HTTP method: letters, digits and some signs, at least one. Upper and lower case are different "
        "methods.",
        "It stands in the first line of the request.",
        MENDED_BY["method"],
        _8A,
    ),
    Explanation(
        "header_name",
        _EFFECT,
        "A header's name is a token of 1 to 65,535 bytes: letters, digits and signs, no space and no colon.",
        "Anything else would end the header, or begin another one.",
        MENDED_BY["header_name"],
        _8A,
    ),
    Explanation(
        "header_value",
        _EFFECT,
        "A header's value holds no control characters but the tab, once it is decoded from base64.",
        "A line end in it would begin another header.",
        MENDED_BY["header_value"],
        _8A,
    ),
    Explanation(
        "base64",
        _EFFECT,
        "Bodies and header values are standard base64 with padding, without white space, unused bits zero.",
        "They may hold any bytes, and JSON strings cannot.",
        MENDED_BY["base64"],
        _8A,
    ),
    Explanation(
        "content_length",
        _EFFECT,
        "The headers that shape returns hold no content-length.",
        "The host sets it from the body; another one would contradict it.",
        MENDED_BY["content_length"],
        _8A,
    ),
    Explanation(
        "upstream_id",
        _EFFECT,
        "Each upstream_id of an answer of filter is a UUID, of rejected candidates too.",
        "The host reads all ids before it looks at any decision.",
        MENDED_BY["upstream_id"],
        _8A,
    ),
    Explanation(
        "kept_twice",
        _EFFECT,
        "No candidate is kept twice.",
        "An answer that repeats itself is ignored as a whole, and all candidates stay.",
        MENDED_BY["kept_twice"],
        _8A,
    ),
    Explanation(
        "kept_not_offered",
        _EFFECT,
        "Only candidates of the request are kept.",
        "An answer that names others is ignored as a whole, and all candidates stay.",
        MENDED_BY["kept_not_offered"],
        _8A,
    ),
    Explanation(
        "kept_too_many",
        _EFFECT,
        "No more candidates are kept than were offered.",
        "Such an answer is ignored as a whole, and all candidates stay.",
        MENDED_BY["kept_too_many"],
        _8A,
    ),
    Explanation(
        "decision",
        _EFFECT,
        "Only the exact word accept keeps a candidate.",
        "Any other word rejects it, and nothing is reported. Even Accept rejects it.",
        MENDED_BY["decision"],
        _8A,
    ),
    Explanation(
        "not_named",
        _EFFECT,
        "A candidate that no entry names is dropped.",
        "What is not kept is rejected.",
        MENDED_BY["not_named"],
        _8A,
    ),
    Explanation(
        "reasons_count",
        _EFFECT,
        "per_candidate_reasons has an entry for every candidate, or none at all.",
        "The host cuts the entries that are too many, and logs an error.",
        MENDED_BY["reasons_count"],
        _8A,
    ),
    Explanation(
        "bad_base64",
        _WARNING,
        "A base64 field holds standard base64 with padding.",
        "The decoder takes any string, so nothing fails until somebody needs the bytes.",
        "Encode the bytes again: standard letters, padding, no white space.",
        7,
    ),
    Explanation(
        "never_sent",
        _WARNING,
        "A payload holds only what a host would send.",
        "A plugin that relies on anything else fails in production.",
        "Leave the part out. A host removes host, authorization and x-api-key, and sends null as factory_state.",
        _8A,
    ),
    Explanation(
        "wide_count",
        _WARNING,
        "The counts of a chunk are at most 4,294,967,295.",
        "The protocol allows more, but a guest built from the crates reads them as 32-bit numbers.",
        "Use a smaller number. A plugin that reads u64 takes any.",
        _8A,
    ),
    Explanation(
        "wrong_type",
        _WARNING,
        "A payload is of the wire type of its function.",
        "A host never sends anything else, and a guest built from the crates rejects it. One that answers all the same "
        "reads less than it was sent.",
        "Correct the part. `workbench schema` shows the type, and the editor of the screen completes it.",
        8,
    ),
)
