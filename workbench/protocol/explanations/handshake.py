"""Explanations for layer L2: the offer, the call, the accept (PROTOCOL.md section 4)."""

from __future__ import annotations

from typing import Final

from workbench.protocol.explanations.explanation import Explanation

_L2: Final = "L2"
_BOTH: Final = "L2 and L3"
_HOST: Final = "host"

ENTRIES: Final = (
    Explanation(
        "FunctionCountExceeded",
        _HOST,
        "The offer names at most 32 functions.",
        "A host checks its own offer before it touches the plugin.",
        "Offer fewer functions.",
        4,
    ),
    Explanation(
        "FunctionVersionCountExceeded",
        _HOST,
        "The offer gives each function at most 16 versions.",
        "A host checks its own offer before it touches the plugin.",
        "Offer fewer versions of that function.",
        4,
    ),
    Explanation(
        "VersionOutOfRange",
        _HOST,
        "Every version in the offer is from 1 to 65,535.",
        "Version 0 means nothing, and larger ones do not exist.",
        "Correct the version in the offer.",
        4,
    ),
    Explanation(
        "CapabilityCountExceeded",
        _HOST,
        "The offer names at most 32 capabilities.",
        "A host checks its own offer before it touches the plugin.",
        "Offer fewer capabilities.",
        4,
    ),
    Explanation(
        "Instantiate",
        _BOTH,
        "An instance can be built under the strict budget: 200 ms, 10,000,000 fuel, no WASI, no host functions.",
        "A plugin that the host does not know yet gets as little as possible.",
        "Look at the imports: one of WASI or of extism:host/user is enough to fail, even if nobody calls it. "
        "--imports trap shows whether the import or a call fails. A start function or _initialize that takes "
        "too long fails here as well.",
        3,
    ),
    Explanation(
        "MissingHandshakeExport",
        _L2,
        "The module exports cc_lb_handshake as a function without parameters, with one i32 result or none.",
        "A host enters the plugin through it.",
        'In Rust: #[no_mangle] pub extern "C" fn cc_lb_handshake() -> i32, in a crate with '
        'crate-type = ["cdylib"]; or #[plugin_fn] of extism-pdk.',
        4,
    ),
    Explanation(
        "Timeout",
        _L2,
        "The handshake answers within 200 ms and 10,000,000 fuel.",
        "A host negotiates with every plugin at its start; one that hangs would hold up all others.",
        "Move work out of the handshake. A plugin's own error text that holds timeout, timed out, deadline or fuel "
        "counts as a time-out too: choose other words.",
        4,
    ),
    Explanation(
        "Call",
        _BOTH,
        "The call returns 0, sets no error, and its output is UTF-8.",
        "Anything else means that the plugin could not answer.",
        "Read the cause beside the reason: a trap names itself, an error text is the plugin's own. In Rust a panic is "
        "a trap; return Err with a text instead, and look for unwrap, expect and indexing.",
        4,
    ),
    Explanation(
        "OutputTooLarge",
        _BOTH,
        "The answer has at most 32,768 bytes in the handshake and 8,192 in the self-check.",
        "A host keeps both answers in memory, for every plugin.",
        "Answer with the required fields only; shorten the messages of failures.",
        1,
    ),
    Explanation(
        "DecodeAccept",
        _L2,
        "The answer is a JSON object with exactly the six fields of an accept.",
        "Unknown and missing fields are rejected, so that both sides mean the same thing.",
        "Correct the place that the error names. Versions are written as integers; the function lists are arrays "
        "of strings. With serde: derive Serialize on the accept, and skip no field.",
        4,
    ),
    Explanation(
        "HandshakeSchemaVersionMismatch",
        _L2,
        "handshake_schema_version equals the offer's, which is 1.",
        "Under another schema, the other fields would mean something else.",
        "Answer with the offer's own handshake_schema_version.",
        4,
    ),
    Explanation(
        "ChosenForUnknownFunction",
        _L2,
        "Every function in chosen_versions stands in plugin_supported and in the offer.",
        "Two sides cannot agree on a version of something that only one of them knows.",
        "Build chosen_versions from the intersection: loop over the offer's functions, and leave out what the plugin "
        "does not support.",
        4,
    ),
    Explanation(
        "ChosenVersionNotOffered",
        _L2,
        "Every chosen version is one that the host offers.",
        "The host would not understand messages of any other version.",
        "Choose offered.iter().filter(|v| supported.contains(v)).max(), and leave the function out when that is None.",
        4,
    ),
    Explanation(
        "DowngradeAttempt",
        _L2,
        "The chosen version is the highest that both sides speak.",
        "An older version may have a defect that a newer one has fixed.",
        "Choose the maximum of the intersection, not the first or the lowest.",
        4,
    ),
    Explanation(
        "RequiredCapabilityUnavailable",
        _L2,
        "Every required capability is among the host's, spelled the same.",
        "A plugin that lacks what it needs would fail later, in the middle of a request.",
        "Offer it with --capability NAME, or correct the spelling: upper and lower case differ here. A well-made "
        "plugin "
        "returns an error of its own when a capability is missing.",
        4,
    ),
    Explanation(
        "ImplementedFunctionCountExceeded",
        _L2,
        "implemented_functions has at most 16 entries.",
        "There are only seven wire functions, so a longer list is a mistake.",
        "List the wire functions that the module exports, and nothing else.",
        4,
    ),
    Explanation(
        "ImplementedUnknownFunction",
        _L2,
        "Every implemented function stands in the offer.",
        "A host cannot use a function that it does not know.",
        "Correct the spelling, or list only functions that the offer names.",
        4,
    ),
    Explanation(
        "SupportedUnknownFunction",
        _L2,
        "Every function in plugin_supported stands in the offer.",
        "A host cannot use a function that it does not know.",
        "Correct the spelling, or leave out functions that the offer does not name.",
        4,
    ),
    Explanation(
        "SupportedVersionOutOfRange",
        _L2,
        "Every version in plugin_supported is from 1 to 65,535.",
        "Version 0 means nothing, and larger ones do not exist.",
        "Start counting at 1.",
        4,
    ),
    Explanation(
        "ChosenFunctionNotImplemented",
        _L2,
        "Every function in chosen_versions stands in implemented_functions.",
        "The host will call every function that was chosen.",
        "Add the function to implemented_functions, or leave it out of chosen_versions.",
        4,
    ),
    Explanation(
        "ChosenVersionNotSupported",
        _L2,
        "Every chosen version stands in the plugin's own list of supported ones.",
        "An accept that contradicts itself cannot be trusted.",
        "Compute chosen_versions from plugin_supported instead of writing both by hand.",
        4,
    ),
    Explanation(
        "DeclaredFunctionMissing",
        _L2,
        "Every implemented function is exported, without parameters, with one i32 result or none.",
        "Otherwise every dispatch of it would fail.",
        "Export it under exactly that name, or take it out of implemented_functions. A Cargo feature that is off, or "
        "link-time optimisation without #[no_mangle], removes exports.",
        4,
    ),
    Explanation(
        "UndeclaredExport",
        _L2,
        "Every wire function that the module exports stands in implemented_functions.",
        "An accept must name everything that the plugin can do.",
        "Add it to implemented_functions, or do not export it.",
        4,
    ),
)
