"""Explanations for layer L4 and the registry (PROTOCOL.md section 10)."""

from __future__ import annotations

from typing import Final

from workbench.protocol.explanations.explanation import Explanation

_L4: Final = "L4"
_REGISTRY: Final = "registry"

ENTRIES: Final = (
    Explanation(
        "IdentityValidationFailed",
        _L4,
        "The identity in the metadata keeps the rules of layer L1.",
        "A record must be as good as the section that it was made from.",
        "Correct what the cause names.",
        10,
    ),
    Explanation(
        "ExpirationBeforeHandshake",
        _L4,
        "expires_at is later than handshake_completed_at.",
        "A record that has expired from the start would never be used.",
        "A host writes this field itself, seven days after the handshake: look at its clock.",
        10,
    ),
    Explanation(
        "NoNegotiatedFunctions",
        _L4,
        "At least one function was negotiated.",
        "A plugin that cannot be called has no place in the registry.",
        "Choose a version for at least one implemented function: compare plugin_supported with the offer.",
        10,
    ),
    Explanation(
        "SizeLimitExceeded",
        _L4,
        "The metadata has at most 262,144 bytes as compact JSON.",
        "A host reads all records at its start.",
        "Require fewer capabilities, or shorter ones: nothing else in the metadata can grow that far.",
        10,
    ),
    Explanation(
        "PluginNameMismatch",
        _L4,
        "The same bytes are always the same plugin.",
        "A record is found by the hash of the bytes; two names for one hash would be two plugins in one place.",
        "Remove the older record. The identity is part of the bytes, so the record does not belong to them.",
        10,
    ),
    Explanation(
        "BlobMissing",
        _L4,
        "The bytes of a record are stored beside it.",
        "A host cannot negotiate at its start with a plugin that it does not have; it disables the record.",
        "Add the plugin again: the sha256 says which build it was.",
        10,
    ),
    Explanation(
        "BlobSha256Mismatch",
        _L4,
        "The stored bytes have the sha256 under which they were registered.",
        "Nobody has checked a blob that has changed since.",
        "Remove the record, and add the plugin again from its file.",
        10,
    ),
    Explanation(
        "RegistryLocked",
        _REGISTRY,
        "One process at a time writes to the registry.",
        "Two writers would damage the file.",
        "Wait for the other workbench, or end it.",
        None,
    ),
    Explanation(
        "RegistryDamaged",
        _REGISTRY,
        "The file is a registry that can be read.",
        "A damaged file is left untouched, so that nothing in it is lost.",
        "Move it away; a new one is created, and plugins can be added again from their files.",
        None,
    ),
    Explanation(
        "RegistryTooNew",
        _REGISTRY,
        "The file's version is one that this workbench knows.",
        "An older workbench would write what a newer one cannot read.",
        "Use the newer workbench, or another registry file.",
        None,
    ),
    Explanation(
        "RegistryUnwritable",
        _REGISTRY,
        "The file can be opened and written.",
        "Data that cannot be saved must not look as if it were.",
        "Free disk space, or correct the permissions of the file and its folder.",
        None,
    ),
    Explanation(
        "RegistryFull",
        _REGISTRY,
        "The registry holds at most 10,000 records; from 1,000 on it warns.",
        "A host goes through all of them at its start, within 60 seconds.",
        "Remove records that are no longer needed.",
        1,
    ),
    Explanation(
        "RecordUnknown",
        _REGISTRY,
        "The record that you ask for was added before.",
        "A record is found by its plugin's name, or by the start of its sha256.",
        "List the records, and correct the spelling.",
        None,
    ),
    Explanation(
        "RecordAmbiguous",
        _REGISTRY,
        "The name or sha256 that you give belongs to one record.",
        "Builds of one plugin share its name.",
        "Give more digits of the sha256.",
        None,
    ),
)
