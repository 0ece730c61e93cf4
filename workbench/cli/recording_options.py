"""What `replay`, `diff` and `call --record` share: from options to recordings and rules."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from pathlib import Path

from workbench.errors.operator import SettingInvalid
from workbench.session.replay.continuing import new_recording, settings_to_continue
from workbench.session.values.recording import Recording
from workbench.session.values.replay_verdict import ReplayRules, check_pointer
from workbench.session.values.settings import Settings
from workbench.store.recordings import load_recording


def replay_rules(ignore: Iterable[str], tolerances: Iterable[str]) -> ReplayRules:
    """Return the rules that `--ignore` and `--tolerance` give.

    Raises:
        SettingInvalid: One of them is no JSON pointer, or has no number.
    """
    ignored = tuple(ignore)
    for pointer in ignored:
        if not check_pointer(pointer):
            raise SettingInvalid("ignore", pointer, "a JSON pointer, that begins with /", "option")
    allowed: dict[str, float] = {}
    for option in tolerances:
        pointer, _, amount = option.rpartition("=")
        try:
            allowed[pointer] = float(amount)
        except ValueError:
            pointer = ""
        if not pointer.startswith("/") or not allowed[pointer] >= 0:
            raise SettingInvalid("tolerance", option, "POINTER=NUMBER, such as /age_secs=5", "option")
    return ReplayRules(ignored, allowed)


def recording_to_extend(path: Path, settings: Settings, given: Collection[str]) -> tuple[Recording, Settings]:
    """Return the recording at a path, and the settings it is continued under; a new one when there is none.

    Args:
        path: Where it stands, or is to stand.
        settings: As options, environment and files have them.
        given: Names of settings that the command line gives.

    Raises:
        SettingInvalid: An option contradicts the recording.
        FileUnreadable, FileDamaged, FormatTooNew, LineDamaged: The file cannot be continued.
    """
    if not path.exists():
        return new_recording(settings, time.time_ns() // 1_000_000), settings
    recording = load_recording(path)
    return recording, settings_to_continue(recording, settings, given, str(path))
