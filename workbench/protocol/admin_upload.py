"""The admin upload of a host, `POST /admin/plugins`, as statuses (PROTOCOL.md section 10).

Pure: parts and records in, answers out. It renews nothing: a sha256 that is known is answered with what is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from workbench.errors.base import PluginError, WorkbenchError
from workbench.errors.records import PluginNameMismatch
from workbench.protocol.identity import read_identity
from workbench.protocol.registry import RegistryRecord

UPLOAD_PATH: Final = "/admin/plugins"
UPLOAD_MAX_BYTES: Final = 32 * 1024 * 1024
CREATED: Final = 201
KNOWN: Final = 200
_BAD_REQUEST: Final = 400
_CONFLICT: Final = 409
_TOO_LARGE: Final = 413
_FAILED: Final = 500


@dataclass(frozen=True, slots=True)
class Upload:
    """The parts of a request; None: the part is missing."""

    module: bytes | None
    """The part `bytes`."""
    name: str | None
    original_filename: str | None

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts that are missing, in the order in which the host asks for them."""
        parts = {"name": self.name, "original_filename": self.original_filename, "bytes": self.module}
        return tuple(name for name, part in parts.items() if part is None)


@dataclass(frozen=True, slots=True)
class UploadAnswer:
    """What the host answers."""

    status: int
    """The HTTP status."""
    code: str | None = None
    """The host's own name for the error; None: the plugin is stored."""
    record: RegistryRecord | None = None
    """The stored record; None after an error."""
    error: WorkbenchError | None = None
    """Why it was rejected, where a layer or the registry says so; None otherwise."""
    found: str = ""
    """What was found instead, where no layer says so; empty otherwise."""

    @property
    def is_stored(self) -> bool:
        """True when the registry has the plugin now."""
        return self.code is None

    def value(self) -> dict[str, Any]:
        """Return the answer as a JSON value, without the error's own object."""
        record = None if self.record is None else self.record.value()
        return {"status": self.status, "code": self.code, "found": self.found or None, "record": record}


def answer_at_once(upload: Upload, known: RegistryRecord | None) -> UploadAnswer | None:
    """Return the answer that needs no engine, or None when L2 and L3 must be run.

    Args:
        upload: The parts of the request.
        known: The record of the same sha256, whatever its status or offer; None: there is none.
    """
    size_bytes = len(upload.module or b"")
    if size_bytes > UPLOAD_MAX_BYTES:
        return answer_too_large(size_bytes)
    if upload.missing:
        return UploadAnswer(_BAD_REQUEST, "missing_part", found="no part " + ", ".join(upload.missing))
    try:
        identity = read_identity(upload.module or b"")
    except PluginError as error:
        return UploadAnswer(_BAD_REQUEST, "invalid_plugin_identity", error=error)
    if upload.name != identity.plugin_name:
        found = f"the part says {upload.name!r}, the identity {identity.plugin_name!r}"
        return UploadAnswer(_BAD_REQUEST, "plugin_name_mismatch", found=found)
    if known is None:
        return None
    if known.plugin_name != identity.plugin_name:
        mismatch = PluginNameMismatch(known.sha256, known.plugin_name, identity.plugin_name)
        return UploadAnswer(_CONFLICT, "name_mismatch", error=mismatch)
    return UploadAnswer(KNOWN, record=known)


def answer_too_large(size_bytes: int) -> UploadAnswer:
    """Return the answer to a module of so many bytes, more than the host reads."""
    return UploadAnswer(_TOO_LARGE, "wasm_too_large", found=f"{size_bytes:,} bytes of {UPLOAD_MAX_BYTES:,}")


def answer_created(record: RegistryRecord) -> UploadAnswer:
    """Return the answer when L2 and L3 passed and the record is stored."""
    return UploadAnswer(CREATED, record=record)


def answer_rejected(error: WorkbenchError) -> UploadAnswer:
    """Return the answer when a layer rejected the plugin, or the registry could not keep it."""
    if isinstance(error, PluginError):
        return UploadAnswer(_BAD_REQUEST, "invalid_plugin", error=error)
    return UploadAnswer(_FAILED, "registry_error", error=error)
