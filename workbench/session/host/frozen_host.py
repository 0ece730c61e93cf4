"""A host with a clock that stands and a random source that gives the same each time."""

from __future__ import annotations

from typing import Final

from workbench.errors.operator import SettingInvalid
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting

CLOCK_MAX_MS: Final = 2**53


def frozen_host(clock_unix_ms: int | None, seed: str | None) -> HostSnapshot:
    """Return a host that has stored nothing.

    Args:
        clock_unix_ms: Where its clock stands, in milliseconds since 1970; None: the real time.
        seed: Equal ones give equal random bytes; None: secure ones.

    Raises:
        SettingInvalid: The clock cannot be set so.
    """
    if clock_unix_ms is not None and abs(clock_unix_ms) > CLOCK_MAX_MS:
        raise SettingInvalid("clock", str(clock_unix_ms), "milliseconds since 1970", "option")
    return HostSnapshot(clock=ClockSetting(clock_unix_ms), random=RandomSetting(seed))
