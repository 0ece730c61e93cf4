"""The two protocol lines a host may speak (PROTOCOL.md section 11)."""

from __future__ import annotations

from enum import Enum


class Profile(Enum):
    """A protocol line. It decides what the self-check is asked and what `filter` answers."""

    V0_1 = "0.1"
    V0_3 = "0.3"


DEFAULT_PROFILE = Profile.V0_1
