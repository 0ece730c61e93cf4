"""The host of one dispatch as the command line gives it: storage, clock, random source. And what it was like after."""

from __future__ import annotations

import argparse
import base64
import binascii
from pathlib import Path
from typing import Any, Final

from workbench.errors.operator import FileDamaged, SettingInvalid
from workbench.protocol import jsontext
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting
from workbench.session.host_views import storage_sha256

CLOCK_MAX_MS: Final = 2**53
_EXPECTED: Final = 'a JSON object of texts, or of {"base64": TEXT} for bytes'


def given_host(arguments: argparse.Namespace) -> tuple[HostSnapshot, dict[str, bytes]] | None:
    """Return clock and random source, and the plugin's entries, as the options give them; None when none is given.

    Raises:
        FileDamaged: The file of the storage can not be read, or is not of its form.
        SettingInvalid: The clock can not be set so.
    """
    if arguments.clock is None and arguments.seed is None and arguments.storage is None:
        return None
    if arguments.clock is not None and abs(arguments.clock) > CLOCK_MAX_MS:
        raise SettingInvalid("clock", str(arguments.clock), "milliseconds since 1970", "option")
    storage = {} if arguments.storage is None else read_storage(arguments.storage)
    return HostSnapshot(clock=ClockSetting(arguments.clock), random=RandomSetting(arguments.seed)), storage


def read_storage(file: str) -> dict[str, bytes]:
    """Return the entries of a file, by key.

    Raises:
        FileDamaged: It can not be read, or is not of its form.
    """
    try:
        value = jsontext.parse(Path(file).read_bytes())
    except OSError as error:
        raise FileDamaged(file, "a readable file", error.strerror or str(error)) from error
    except jsontext.JsonTextError as error:
        raise FileDamaged(file, _EXPECTED, f"{error.found} at byte {error.offset}") from error
    if not isinstance(value, dict):
        raise FileDamaged(file, _EXPECTED, jsontext.kind_of(value))
    return {key: _entry(file, key, entry) for key, entry in value.items()}


def _entry(file: str, key: str, entry: Any) -> bytes:
    if isinstance(entry, str):
        return entry.encode()
    if isinstance(entry, dict) and isinstance(entry.get("base64"), str) and len(entry) == 1:
        try:
            return base64.b64decode(entry["base64"], validate=True)
        except (binascii.Error, ValueError) as error:
            raise FileDamaged(f"{file}, key {key}", "base64", str(error)) from error
    raise FileDamaged(f"{file}, key {key}", _EXPECTED, jsontext.kind_of(entry))


def host_json(before: HostSnapshot, after: HostSnapshot, plugin_name: str) -> dict[str, Any]:
    """Return what a dispatch found and left: equal hashes mean equal entries."""
    return {
        "clock_unix_ms": before.clock.frozen_unix_ms,
        "seed": before.random.seed,
        "storage_sha256_before": storage_sha256(before.storage.get(plugin_name, {})),
        "storage_sha256_after": storage_sha256(after.storage.get(plugin_name, {})),
    }
