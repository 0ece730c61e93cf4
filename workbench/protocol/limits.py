"""The compile-time constants of the protocol (PROTOCOL.md section 1). None is configurable in the reference."""

from __future__ import annotations

from typing import Final

CUSTOM_SECTION_MAX_SIZE: Final = 65_536
"""Bytes of the identity section's payload."""
CUSTOM_SECTION_FIELD_COUNT: Final = 4

HANDSHAKE_WALL_MS: Final = 200
HANDSHAKE_FUEL: Final = 10_000_000
HANDSHAKE_OUTPUT_MAX_BYTES: Final = 32_768

SELF_CHECK_WALL_MS: Final = 200
SELF_CHECK_FUEL: Final = 10_000_000
SELF_CHECK_OUTPUT_MAX_BYTES: Final = 8_192

FUNCTION_VERSIONS_KEYS_MAX: Final = 32
FUNCTION_VERSIONS_PER_FN_MAX: Final = 16
CAPABILITIES_MAX_COUNT: Final = 32
CAPABILITY_NAME_MAX_BYTES: Final = 64
IMPLEMENTED_FUNCTIONS_MAX: Final = 16

PLUGIN_NAME_MAX_BYTES: Final = 64
PLUGIN_VERSION_MAX_BYTES: Final = 32

VERSION_MIN: Final = 1
VERSION_MAX: Final = 65_535

AUGMENTED_METADATA_MAX_BYTES: Final = 262_144
REGISTRY_ROW_COUNT_SOFT_WARN: Final = 1_000
REGISTRY_ROW_COUNT_HARD_REJECT: Final = 10_000
STARTUP_HANDSHAKE_TOTAL_BUDGET_MS: Final = 60_000
STARTUP_HANDSHAKE_PARALLEL_MAX: Final = 8
SKIP_HANDSHAKE_IF_FRESH_TTL_SECS: Final = 604_800

PLUGIN_NAME_PATTERN: Final = "^[a-z][a-z0-9_-]*$"
CAPABILITY_PATTERN: Final = "^[a-z][a-z0-9_]*$"
"""Checked by the guest's macros, never by the host."""

IDENTITY_SECTION: Final = "cc_lb.plugin.v1"
IDENTITY_MAGIC: Final = bytes.fromhex("CC1B701000010000")
ABI_ENVELOPE: Final = 1
HANDSHAKE_SCHEMA_VERSION: Final = 1
ENVELOPE_VERSION: Final = 1

HANDSHAKE_EXPORT: Final = "cc_lb_handshake"
SELF_CHECK_EXPORT: Final = "cc_lb_self_check"
HOST_FUNCTION_MODULE: Final = "extism:host/user"
"""The import module of the six host functions (PROTOCOL.md section 9)."""

STORAGE_QUOTA_BYTES: Final = 1_048_576
RANDOM_BYTES_MAX: Final = 65_536
