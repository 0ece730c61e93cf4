"""Errors of layer L4: augmented metadata and registry records (PROTOCOL.md section 10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from workbench.errors.base import PluginError


@dataclass(eq=False)
class RecordError(PluginError):
    """The registry cannot keep, or not trust, a record."""


@dataclass(eq=False)
class IdentityValidationFailed(RecordError):
    """The identity in the metadata breaks a rule of layer L1."""

    cause: PluginError

    def __str__(self) -> str:
        return f"identity: {self.cause}"


@dataclass(eq=False)
class ExpirationBeforeHandshake(RecordError):
    """The metadata expires before it came to be."""

    expires_at: int
    handshake_completed_at: int

    def __str__(self) -> str:
        return f"expires_at: expected a time after {self.handshake_completed_at}, found {self.expires_at}"


@dataclass(eq=False)
class NoNegotiatedFunctions(RecordError):
    """The handshake left nothing to call."""

    hint: ClassVar[str] = "A plugin that shares no function version with the host cannot be registered."

    def __str__(self) -> str:
        return "negotiated_functions: expected at least one, found none"


@dataclass(eq=False)
class SizeLimitExceeded(RecordError):
    """The metadata as compact JSON is above its limit."""

    bytes: int
    max: int

    def __str__(self) -> str:
        return f"metadata: expected at most {self.max:,} bytes of compact JSON, found {self.bytes:,}"


@dataclass(eq=False)
class PluginNameMismatch(RecordError):
    """The same bytes are registered under another plugin name."""

    sha256: str
    registered: str
    found: str

    def __str__(self) -> str:
        return f"sha256 {self.sha256[:12]}: expected the plugin name {self.registered!r}, found {self.found!r}"


@dataclass(eq=False)
class BlobMissing(RecordError):
    """The registry has a record, but not the bytes that belong to it."""

    sha256: str

    hint: ClassVar[str] = "Add the plugin again."

    def __str__(self) -> str:
        return f"blob: expected the bytes of {self.sha256}, found none"


@dataclass(eq=False)
class BlobSha256Mismatch(RecordError):
    """The stored bytes are not the ones that were registered."""

    expected: str
    found: str

    def __str__(self) -> str:
        return f"blob: expected sha256 {self.expected}, found {self.found}"
