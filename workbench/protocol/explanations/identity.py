"""Explanations for layer L1 and the static checks (PROTOCOL.md section 2)."""

from __future__ import annotations

from typing import Final

from workbench.protocol.explanations.explanation import Explanation

_L1: Final = "L1"
_STATIC: Final = "static check"

ENTRIES: Final = (
    Explanation(
        "WasmParseError",
        _L1,
        "The whole file is a well-formed sequence of wasm sections.",
        "A host reads the identity from the bytes, before any engine sees them; damage after a good section counts "
        "too.",
        "The message names the byte and the section. Build again, wait for the build to end, and copy the whole "
        "file as "
        "bytes. It must be a binary module (wasm32-unknown-unknown or wasm32-wasip1), not a .wat text.",
        2,
    ),
    Explanation(
        "MissingCustomSection",
        _L1,
        "The module has one custom section named cc_lb.plugin.v1.",
        "It is how a host recognises a plugin without running it.",
        'In Rust: #[link_section = "cc_lb.plugin.v1"] #[used] static IDENTITY: [u8; N] = *b"{...}"; an array, not a '
        "slice. Tools that strip custom sections (wasm-strip, wasm-opt --strip) remove it.",
        2,
    ),
    Explanation(
        "DuplicateCustomSection",
        _L1,
        "The module has the identity section once.",
        "With two of them, nobody could say which plugin this is.",
        "Look for a second crate that also emits an identity, or for a tool that added the section to a module which "
        "had one.",
        2,
    ),
    Explanation(
        "SectionTooLarge",
        _L1,
        "The payload of the identity section has at most 65,536 bytes.",
        "The size is checked before the JSON is read, so a host never parses a text of any length.",
        "Put only the four fields into it. Two statics with one link_section are joined into one payload.",
        2,
    ),
    Explanation(
        "MalformedPayload",
        _L1,
        "The payload is one JSON object with exactly magic, abi_envelope, plugin_name and plugin_version.",
        "Unknown, repeated and missing fields are rejected, so an identity means the same to every host.",
        "Correct the field that the error names. magic is an array of eight numbers, abi_envelope a number; "
        "the array's length N must be the text's, without a NUL at the end.",
        2,
    ),
    Explanation(
        "MagicMismatch",
        _L1,
        "The magic is CC 1B 70 10 00 01 00 00.",
        "It sets a plugin of this protocol line apart from anything else that uses the section's name.",
        "Write [204, 27, 112, 16, 0, 1, 0, 0]. Other last bytes mean another line of the protocol: use the plugin "
        "crate that "
        "fits this host.",
        2,
    ),
    Explanation(
        "PluginNameEmpty",
        _L1,
        "plugin_name is not empty.",
        "Records, storage keys and metrics carry the name.",
        'Give the plugin a name: "plugin_name": "my-plugin".',
        2,
    ),
    Explanation(
        "PluginNameInvalid",
        _L1,
        "plugin_name has at most 64 bytes and matches ^[a-z][a-z0-9_-]*$ as a whole.",
        "The name becomes part of storage keys and labels, so it must be safe there.",
        "Use lower-case ASCII letters, digits, _ and -, a letter first; no dot, no slash, no line feed at the end.",
        2,
    ),
    Explanation(
        "PluginVersionEmpty",
        _L1,
        "plugin_version is not empty.",
        "Without a version, a record could not be distinguished from an older one.",
        'Take it from the crate: env!("CARGO_PKG_VERSION").',
        2,
    ),
    Explanation(
        "PluginVersionTooLong",
        _L1,
        "plugin_version has at most 32 bytes.",
        "The version is kept in every record and label. Bytes count, not characters.",
        "Shorten it: 1.2.3-rc.1 fits, a full commit hash does not.",
        2,
    ),
    Explanation(
        "CustomSectionExactlyOnce",
        _STATIC,
        "The module has exactly one section cc_lb.plugin.v1.",
        "Without one, the module is no plugin; with two, nobody knows which plugin it is.",
        "See MissingCustomSection and DuplicateCustomSection.",
        2,
    ),
    Explanation(
        "CustomSectionSizeWithinLimit",
        _STATIC,
        "The section's payload has at most 65,536 bytes.",
        "A host rejects a larger one before it reads it.",
        "Put only the four fields into it.",
        2,
    ),
    Explanation(
        "JsonFieldsExactlyFour",
        _STATIC,
        "The payload is a JSON object with exactly the four fields of an identity.",
        "A host rejects unknown, repeated and missing fields.",
        "Remove everything except magic, abi_envelope, plugin_name and plugin_version.",
        2,
    ),
    Explanation(
        "IdentityFieldsWellFormed",
        _STATIC,
        "magic is the protocol's, abi_envelope is 1, and both names are strings.",
        "The host itself does not look at abi_envelope, but a plugin that says something else was made for another "
        "envelope.",
        'Write "abi_envelope": 1 and the eight bytes of the magic as numbers.',
        2,
    ),
    Explanation(
        "PluginNameRegexCompliant",
        _STATIC,
        "plugin_name has 1 to 64 bytes and matches ^[a-z][a-z0-9_-]*$.",
        "The name becomes part of storage keys and labels.",
        "Use lower-case ASCII letters, digits, _ and -, a letter first.",
        2,
    ),
    Explanation(
        "PluginVersionLengthCompliant",
        _STATIC,
        "plugin_version has 1 to 32 bytes.",
        "The version is kept in every record.",
        "Shorten it; bytes count, not characters.",
        2,
    ),
    Explanation(
        "AllRequiredExportsPresent",
        _STATIC,
        "The module exports the functions cc_lb_handshake and cc_lb_self_check.",
        "Without them, a host can neither negotiate with the plugin nor check it.",
        'In Rust: #[no_mangle] pub extern "C" fn cc_lb_handshake() -> i32, in a crate with '
        'crate-type = ["cdylib"]; or #[plugin_fn] of extism-pdk.',
        2,
    ),
    Explanation(
        "ExtismCanInstantiate",
        _STATIC,
        "An instance can be built under the strict budget.",
        "Layers L2 and L3 run there, without WASI and without host functions.",
        "See Instantiate.",
        2,
    ),
    Explanation(
        "NoWasiImports",
        _STATIC,
        "The module imports nothing from WASI.",
        "The strict budget does not link WASI, so such a module is rejected at the handshake.",
        "Build for wasm32-unknown-unknown, and avoid code that uses files, clocks or the environment "
        "(std::time, std::env, getrandom without a custom backend).",
        2,
    ),
)
