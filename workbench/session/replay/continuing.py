"""Under which settings a recording is continued: calls of one recording are made alike."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from workbench.errors.operator import SettingInvalid
from workbench.protocol.budgets import Budget
from workbench.protocol.hosting.injected_faults import FaultPlan
from workbench.protocol.offer import Offer
from workbench.quoting import quoted
from workbench.session.recordings.conditions import conditions_of
from workbench.session.replay.replay import recorded_settings
from workbench.session.values.recording import Recording
from workbench.session.values.settings import Settings


def new_recording(settings: Settings, now_ms: int) -> Recording:
    """Return a recording without calls, made under these settings, whose clock begins now."""
    return Recording(
        plugin="",
        profile=settings.profile,
        budget=settings.budget.name,
        conditions=conditions_of(settings),
        clock_unix_ms=now_ms,
    )


def settings_to_continue(recording: Recording, settings: Settings, given: Collection[str], path: str) -> Settings:
    """Return the settings that the next call of a recording is made under.

    Args:
        recording: What is continued.
        settings: As options, environment and files have them.
        given: Names of settings that the person gave for this call: they must be the recording's.
        path: Where the recording stands, for the error.

    Raises:
        SettingInvalid: A given setting contradicts the recording.
    """
    made_under = recorded_settings(recording, settings)
    for name in given:
        wanted, found = getattr(made_under, name), getattr(settings, name)
        if _comparable(wanted) != _comparable(found):
            expected = f"the one of {path}: calls of one recording are made alike"
            raise SettingInvalid(name, None, expected, "option", found=_words_of(found))
    return made_under


def _comparable(value: Any) -> Any:
    return value.name if isinstance(value, Budget) else value


def _words_of(found: Any) -> str:
    if isinstance(found, FaultPlan):
        return ", ".join(map(quoted, found.specs)) or "none"
    if isinstance(found, Offer):
        return "another offer"
    if isinstance(found, Budget):
        return quoted(found.name)
    if isinstance(found, frozenset):
        return ", ".join(map(quoted, sorted(found))) or "none"
    return quoted(str(getattr(found, "value", found)))
