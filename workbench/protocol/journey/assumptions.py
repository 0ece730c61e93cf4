"""What PROTOCOL.md does not say of a host, and the journey takes for granted. Shown wherever it matters."""

from __future__ import annotations

from enum import Enum
from typing import Final


class Assumption(Enum):
    """One thing that is assumed of the host or the upstream."""

    STAND_IN = "stand_in"
    FIRST_CANDIDATE = "first_candidate"
    BUILT_NOW = "built_now"
    SHARED_INSTANCE = "shared_instance"
    READ_FORM = "read_form"
    SHAPED_AGAIN = "shaped_again"
    LAST_ERROR = "last_error"
    NO_OTHER_CANDIDATE = "no_other_candidate"
    FAILED_STATUS = "failed_status"
    CALLER_HEADERS = "caller_headers"
    UPSTREAM_MADE_UP = "upstream_made_up"
    EVENT_ORDER = "event_order"
    EVENT_CLOCK = "event_clock"
    HOOK_DROPPED = "hook_dropped"
    EVERY_OBSERVER = "every_observer"

    @property
    def sentence(self) -> str:
        """What is assumed."""
        return _SENTENCES[self]


_SENTENCES: Final = {
    Assumption.STAND_IN: "Where no plugin has the function, the workbench stands in, and the request goes on.",
    Assumption.FIRST_CANDIDATE: "Of the candidates that stay, the host takes the first one.",
    Assumption.BUILT_NOW: "The signer is built for this request; a host may keep one that it has built before.",
    Assumption.SHARED_INSTANCE: (
        "One instance serves shape and normalize_error, another one build_signer, sign and on_unauthorized."
    ),
    Assumption.READ_FORM: (
        "sign gets the request as the host has read it: the URL normalised, header names in lower case."
    ),
    Assumption.SHAPED_AGAIN: "The further attempt signs the shaped request again, not the one that was signed before.",
    Assumption.LAST_ERROR: "Every error that goes to the caller passes normalize_error, a last 401 too.",
    Assumption.NO_OTHER_CANDIDATE: "After an error other than a 401 the host tries no other candidate.",
    Assumption.FAILED_STATUS: (
        "A request that the host fails gives the caller a 502, one without a candidate a 503, each with a JSON error."
    ),
    Assumption.CALLER_HEADERS: (
        "The upstream's content type goes to the caller, beside a rewritten body too; its other headers are not shown."
    ),
    Assumption.UPSTREAM_MADE_UP: "No upstream is asked: its answer was chosen by hand and is made up.",
    Assumption.EVENT_ORDER: (
        "request_started and authn_complete come before filter, upstream_chosen behind it, request_finished last; "
        "error comes before that when the host fails the request or the stream breaks."
    ),
    Assumption.EVENT_CLOCK: (
        "The hook was quiet before; calls take no time, the upstream 400 ms to its first frame and 60 ms to each "
        "further one."
    ),
    Assumption.HOOK_DROPPED: (
        "The hook is dropped behind the request, so that what it holds goes out; in a running host it waits for the "
        "next event."
    ),
    Assumption.EVERY_OBSERVER: "Of several observers each hears every event, in batches of its own.",
}
