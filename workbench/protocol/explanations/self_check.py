"""Explanations for layer L3 (PROTOCOL.md section 6)."""

from __future__ import annotations

from typing import Final

from workbench.protocol.explanations.explanation import Explanation

_L3: Final = "L3"

ENTRIES: Final = (
    Explanation(
        "EmptyRequest",
        "host",
        "The host asks about at least one function.",
        "A self-check of no function proves nothing.",
        "This is the host's own request: a plugin cannot cause it.",
        6,
    ),
    Explanation(
        "MissingSelfCheckExport",
        _L3,
        "The module exports cc_lb_self_check as a function without parameters, with one i32 result or none.",
        "Only the plugin itself can check its wire types.",
        'In Rust: #[no_mangle] pub extern "C" fn cc_lb_self_check() -> i32; or #[plugin_fn] of extism-pdk.',
        6,
    ),
    Explanation(
        "DecodeResponse",
        _L3,
        "The answer is a JSON object with exactly status, failures and completed_at; each failure has stage and "
        "message.",
        "Unknown and missing fields are rejected, so that both sides mean the same thing.",
        "Correct the place that the error names. status is success or failure; a stage is one of four words.",
        6,
    ),
    Explanation(
        "InvalidTimestamp",
        "L3 and L4",
        "Every time is in unix seconds, above 0.",
        "A time of 0 comes from a clock that was never read.",
        "There is no clock in the strict budget: answer with the request's initiated_at, or a constant above 0.",
        6,
    ),
    Explanation(
        "TooManyFunctions",
        _L3,
        "A request names at most 16 functions, and an answer has at most 16 failures.",
        "A host keeps the answer of every plugin.",
        "Report at most 16 failures; combine those that belong together.",
        6,
    ),
    Explanation(
        "SuccessWithFailures",
        _L3,
        "A status of success comes without failures.",
        "An answer that contradicts itself cannot be trusted.",
        "Derive the status from the list: success only when it is empty.",
        6,
    ),
    Explanation(
        "FailureWithoutFailures",
        _L3,
        "A status of failure comes with at least one failure.",
        "A failure without an explanation cannot be fixed.",
        "Add a failure that says what went wrong.",
        6,
    ),
    Explanation(
        "FailureStatus",
        _L3,
        "The status is success.",
        "The plugin itself says that something is wrong with its wire types.",
        "Fix what each message names. A production host shows none of them; it only says that the check failed. "
        "Often a type was changed, and its dry-run sample no longer fits.",
        6,
    ),
)
