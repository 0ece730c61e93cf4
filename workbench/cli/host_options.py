"""The host of one dispatch as the command line gives it: storage, clock, random source. And what it was like after."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

from workbench.errors.operator import SettingInvalid
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting
from workbench.session.values.host_view import Storage, storage_sha256

CLOCK_MAX_MS: Final = 2**53


def given_host(arguments: argparse.Namespace) -> tuple[HostSnapshot, Storage] | None:
    """Return clock and random source, and what is stored, as the options give them; None when none is given.

    Raises:
        FileDamaged: The file of the storage cannot be read, or is not of its form.
        SettingInvalid: The clock cannot be set so.
    """
    if arguments.clock is None and arguments.seed is None and arguments.storage is None:
        return None
    if arguments.clock is not None and abs(arguments.clock) > CLOCK_MAX_MS:
        raise SettingInvalid("clock", str(arguments.clock), "milliseconds since 1970", "option")
    given = HostSnapshot(clock=ClockSetting(arguments.clock), random=RandomSetting(arguments.seed))
    return given, _given_storage(arguments.storage)


def _given_storage(file: str | None) -> Storage:
    if file is None:
        return {}
    from workbench.store.storages import load_storage  # noqa: PLC0415 - most calls begin with nothing stored

    return load_storage(Path(file))


def host_json(before: HostSnapshot, after: HostSnapshot, plugin_name: str) -> dict[str, Any]:
    """Return what a dispatch found and left: equal hashes mean equal entries."""
    return {
        "clock_unix_ms": before.clock.frozen_unix_ms,
        "seed": before.random.seed,
        "storage_sha256_before": storage_sha256(before.storage.get(plugin_name, {})),
        "storage_sha256_after": storage_sha256(after.storage.get(plugin_name, {})),
    }
