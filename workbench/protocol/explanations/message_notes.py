"""Why each field of the layers' messages is there, what a host does with it, and which errors speak of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class FieldNote:
    """What the wire table does not say of one field."""

    why: str
    """What the protocol has it for; empty: the word of the message says it."""
    host: str
    """What a host does with it; empty: as above."""
    rules: tuple[str, ...] = ()
    """Names of `EXPLANATIONS` that judge it."""


_KEPT: Final = "Of null it keeps what the request had."

NOTES: Final[dict[tuple[str, str], FieldNote]] = {
    ("PluginIdentity", "magic"): FieldNote(
        "It sets a plugin of this protocol line apart from others that use the section's name.",
        "It compares the eight bytes.",
        ("MagicMismatch",),
    ),
    ("PluginIdentity", "abi_envelope"): FieldNote(
        "Another envelope would be announced here.",
        "It reads the number and compares it with nothing; conformance wants 1.",
        ("IdentityFieldsWellFormed",),
    ),
    ("PluginIdentity", "plugin_name"): FieldNote(
        "Records, storage keys and labels of metrics carry it.",
        "It files the plugin under it, and puts it before every storage key.",
        ("PluginNameEmpty", "PluginNameInvalid", "PluginNameMismatch"),
    ),
    ("PluginIdentity", "plugin_version"): FieldNote(
        "Two builds of one plugin can be told apart.",
        "It keeps it in the record, and orders nothing by it.",
        ("PluginVersionEmpty", "PluginVersionTooLong"),
    ),
    ("HandshakeOffer", "handshake_schema_version"): FieldNote(
        "The form of the handshake itself may change.", "It sends 1.", ("HandshakeSchemaVersionMismatch",)
    ),
    ("HandshakeOffer", "envelope_version"): FieldNote("The form of the envelope may change.", "It sends 1."),
    ("HandshakeOffer", "function_versions"): FieldNote(
        "The plugin sees which functions and versions the host knows.",
        "It sends the seven wire functions, each with version 1.",
        ("FunctionCountExceeded", "FunctionVersionCountExceeded", "VersionOutOfRange"),
    ),
    ("HandshakeOffer", "host_capabilities"): FieldNote(
        "A plugin can say at once that it cannot work with this host.",
        "It sends the names that its operator has given.",
        ("CapabilityCountExceeded",),
    ),
    ("HandshakeAccept", "handshake_schema_version"): FieldNote(
        "Both sides must mean the same form.",
        "It rejects another number than it has sent.",
        ("HandshakeSchemaVersionMismatch",),
    ),
    ("HandshakeAccept", "envelope_version"): FieldNote(
        "It answers the offer's field.", "It reads it, and compares it with nothing."
    ),
    ("HandshakeAccept", "chosen_versions"): FieldNote(
        "Each function is called in a form that both sides know.",
        "It calls only what stands here, at this version.",
        ("ChosenForUnknownFunction", "ChosenVersionNotOffered", "DowngradeAttempt", "ChosenVersionNotSupported"),
    ),
    ("HandshakeAccept", "plugin_supported"): FieldNote(
        "The host can see whether the plugin chose the best that both know.",
        "It compares it with the offer and with chosen_versions.",
        ("SupportedUnknownFunction", "SupportedVersionOutOfRange"),
    ),
    ("HandshakeAccept", "implemented_functions"): FieldNote(
        "What a module exports and what it means to be called for must agree.",
        "It compares it with the exports, and finds the plugin's slots by it.",
        ("ImplementedUnknownFunction", "DeclaredFunctionMissing", "UndeclaredExport"),
    ),
    ("HandshakeAccept", "required_capabilities"): FieldNote(
        "A plugin that cannot work with this host is not used.",
        "It rejects the plugin when one is missing, letter by letter.",
        ("RequiredCapabilityUnavailable",),
    ),
    ("SelfCheckRequest", "functions_to_test"): FieldNote(
        "The plugin checks what it will be called for.",
        "It sends the functions that its profile says.",
        ("EmptyRequest", "TooManyFunctions"),
    ),
    ("SelfCheckRequest", "initiated_at"): FieldNote(
        "A guest has no clock in the strict budget.", "It sends its own time.", ("InvalidTimestamp",)
    ),
    ("SelfCheckResponse", "status"): FieldNote(
        "One word says whether the plugin can be used.",
        "It rejects failure, and success that lists failures.",
        ("FailureStatus", "SuccessWithFailures", "FailureWithoutFailures"),
    ),
    ("SelfCheckResponse", "failures"): FieldNote(
        "The author learns what went wrong.",
        "It counts them, and throws their texts away; the workbench shows each.",
        ("TooManyFunctions", "FailureWithoutFailures"),
    ),
    ("SelfCheckResponse", "completed_at"): FieldNote(
        "The record says when the check was done, by the plugin's own word.",
        "It keeps it as self_check_completed_at.",
        ("InvalidTimestamp",),
    ),
    ("SelfCheckFailure", "stage"): FieldNote(
        "It says in which part of the check it went wrong.", "It does not read it."
    ),
    ("SelfCheckFailure", "message"): FieldNote("It says what went wrong.", "It does not keep it."),
    ("AugmentedMetadata", "identity"): FieldNote(
        "A record stands for itself, without the module.",
        "It checks it as it does in L1.",
        ("IdentityValidationFailed",),
    ),
    ("AugmentedMetadata", "negotiated_functions"): FieldNote(
        "A start without a handshake needs the versions.",
        "It calls by them when it skips L2.",
        ("NoNegotiatedFunctions",),
    ),
    ("AugmentedMetadata", "negotiated_capabilities"): FieldNote(
        "It says what the plugin was promised.", "It keeps the required ones."
    ),
    ("AugmentedMetadata", "handshake_completed_at"): FieldNote(
        "A record ages.", "It makes a new handshake after seven days.", ("InvalidTimestamp",)
    ),
    ("AugmentedMetadata", "self_check_passed"): FieldNote("L3 can be skipped with L2.", "It writes whether L3 passed."),
    ("AugmentedMetadata", "self_check_completed_at"): FieldNote(
        "The record says when L3 was done.",
        "It writes the plugin's completed_at; its own time where nothing was asked.",
        ("InvalidTimestamp",),
    ),
    ("AugmentedMetadata", "expires_at"): FieldNote(
        "A record ages.",
        "It writes the handshake's time and 604,800 s; a start compares the handshake's time itself.",
        ("ExpirationBeforeHandshake",),
    ),
    ("RequestWire", "headers"): FieldNote(
        "A plugin decides by them.", "It removes host, authorization and x-api-key first.", ("never_sent",)
    ),
    ("BuildSignerRequest", "factory_state"): FieldNote(
        "Credentials could be configured here.", "It always sends null today.", ("never_sent",)
    ),
    ("ShapeRequest", "upstream_base_url"): FieldNote(
        "An upstream may stand somewhere else.", "It leaves it out today.", ("never_sent",)
    ),
    ("SubscriptionQuotaCandidateSnapshotWire", "source"): FieldNote(
        "It says where the figures come from.", "It writes missing where it has none."
    ),
    ("SubscriptionQuotaCandidateSnapshotWire", "data_state"): FieldNote(
        "Old figures mislead.", "It writes fresh, stale or missing."
    ),
    ("SubscriptionQuotaCandidateSnapshotWire", "age_secs"): FieldNote(
        "Old figures mislead.", "It writes the seconds between the quota and the observation, at least 0."
    ),
    ("chunk", "event_count"): FieldNote(
        "Streams are counted.", "It writes 1, for each frame of a body.", ("wide_count",)
    ),
    ("ShapeResponse", "url"): FieldNote(
        "The plugin knows the upstream's API.", "It sends the request there.", ("url",)
    ),
    ("ShapeResponse", "method"): FieldNote(
        "The plugin knows the upstream's API.", "It sends it in the first line of the request.", ("method",)
    ),
    ("ShapeResponse", "headers"): FieldNote(
        "The plugin knows the upstream's API.",
        "It sends them in this order, without a content-length, which it sets itself.",
        ("content_length", "header_name", "header_value"),
    ),
    ("ShapeResponse", "body_base64"): FieldNote(
        "A body is bytes, and JSON holds none.", "It decodes it and sends the bytes.", ("base64",)
    ),
    ("SignResponse", "url"): FieldNote("Some signatures stand in the query.", _KEPT, ("url",)),
    ("SignResponse", "method"): FieldNote("It is part of the request.", _KEPT, ("method",)),
    ("SignResponse", "headers"): FieldNote(
        "Credentials mostly stand in a header.",
        "It replaces the whole list; of null it keeps what the request had.",
        ("header_name", "header_value"),
    ),
    ("SignResponse", "body_base64"): FieldNote("Some signatures stand in the body.", _KEPT, ("base64",)),
    ("NormalizeErrorResponse", "body_base64"): FieldNote(
        "Clients see one form of error.",
        "It hands the bytes on; of null, and of what is no base64, it keeps the body.",
        ("base64",),
    ),
    ("HeaderWire", "name"): FieldNote("", "", ("header_name",)),
    ("HeaderWire", "value_base64"): FieldNote(
        "A value may hold bytes that are no text.", "It decodes it.", ("base64", "header_value")
    ),
    ("OnUnauthorizedResponse", "decision"): FieldNote(
        "Only the plugin knows whether its state can be renewed.",
        "At refresh it tries once more, with the new state; at any other word it fails as the plugin decided.",
    ),
    ("OnUnauthorizedResponse", "signer_state"): FieldNote(
        "The second attempt needs new credentials.", "At refresh it hands it to sign, for the second attempt."
    ),
    ("BuildSignerResponse", "signer_state"): FieldNote(
        "What is expensive to get is fetched once.", "It hands it to sign and on_unauthorized, and looks into it never."
    ),
    ("FilterResponse", "results"): FieldNote(
        "Each candidate has its decision.",
        "It tries what is accepted, and drops what no entry names.",
        ("not_named", "kept_twice", "kept_not_offered", "kept_too_many"),
    ),
    ("FilterResponse", "kept_upstream_ids"): FieldNote(
        "It names what stays.",
        "It tries these, and drops all others.",
        ("kept_twice", "kept_not_offered", "kept_too_many"),
    ),
    ("FilterResponse", "per_candidate_reasons"): FieldNote(
        "Operators see why.", "It logs them, and cuts those that are too many.", ("reasons_count",)
    ),
    ("FilterResultWire", "upstream_id"): FieldNote(
        "A candidate is named by its id.", "It reads all ids before any decision.", ("upstream_id", "kept_twice")
    ),
    ("FilterResultWire", "decision"): FieldNote(
        "", "It keeps the candidate at the exact word accept; every other word rejects it.", ("decision",)
    ),
}
"""By the type's name and the field's."""
