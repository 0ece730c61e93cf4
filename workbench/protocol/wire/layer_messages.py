"""The messages of the layers L1 to L4 (PROTOCOL.md sections 2, 4, 6 and 10). Owns no rule of decoding."""

from __future__ import annotations

from typing import Final

from workbench.protocol.wire.types import (
    BOOL,
    I64,
    STR,
    U8,
    U32,
    ArrayOf,
    Field,
    KeyOrder,
    ListOf,
    MapOf,
    SetOf,
    StringEnum,
    Struct,
)

IDENTITY: Final = Struct(
    "PluginIdentity",
    (
        Field("magic", ArrayOf(U8, 8), doc="CC 1B 70 10 00 01 00 00, as numbers"),
        Field("abi_envelope", U32, doc="the version of the envelope; 1"),
        Field("plugin_name", STR, doc="lower-case letter first, then letters, digits, _ or -; at most 64 bytes"),
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
        Field("function_versions", MapOf(ListOf(U32)), doc="the versions of each function that the host speaks"),
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
        Field("chosen_versions", MapOf(U32), doc="for each function the highest version that both sides speak"),
        Field("plugin_supported", MapOf(ListOf(U32)), doc="the versions of each function that the plugin speaks"),
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

SELF_CHECK_STATUS: Final = StringEnum("SelfCheckStatus", ("success", "failure"), "what the plugin says of itself")

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
        Field("self_check_passed", BOOL, doc="whether the self-check passed"),
        Field("self_check_completed_at", I64, doc="unix seconds, above 0"),
        Field("expires_at", I64, doc="unix seconds; 7 days after the handshake"),
    ),
    "what the registry keeps of a plugin that passed",
    KeyOrder.DECLARED,
)
