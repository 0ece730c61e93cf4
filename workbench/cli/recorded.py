"""What `replay`, `diff` and `call --record` share: from a recording to settings, and from a dispatch to a recording."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbench.errors.operator import SettingInvalid
from workbench.protocol.calls import CallOutcome
from workbench.protocol.dispatch import DispatchOutcome, Prepared
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting
from workbench.protocol.layers import Layer
from workbench.session.dispatching import call_apart, dispatch_on
from workbench.session.history import history_entry
from workbench.session.loading import load_generation
from workbench.session.recordings import Recording, storage_after, with_entry
from workbench.session.replay import recorded_settings
from workbench.session.replay_verdicts import ReplayRules, check_pointer
from workbench.session.state import Artifact, DispatchRecord, Generation, Settings
from workbench.settings import Resolved
from workbench.store.recordings import load_recording

if TYPE_CHECKING:
    from workbench.engine.link import EngineLink

_MADE_UNDER: Final = ("profile", "capabilities", "budget", "imports")
"""Settings that a recording brings along."""


def replay_settings(recording: Recording, settings: Settings, resolved: Mapping[str, Resolved]) -> Settings:
    """Return the settings of a replay: those of the recording, but for what the command line says."""
    made_under = recorded_settings(recording, settings)
    options = {name: getattr(settings, name) for name in _MADE_UNDER if _is_option(resolved, name)}
    return replace(made_under, **options)


def _is_option(resolved: Mapping[str, Resolved], name: str) -> bool:
    return resolved[name].source == "option"


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


def recording_to_extend(path: Path, resolved: Mapping[str, Resolved], settings: Settings) -> tuple[Recording, Settings]:
    """Return the recording at a path, and the settings it is continued under; a new one when there is none.

    Raises:
        SettingInvalid: An option contradicts the recording.
        FileDamaged, FormatTooNew, LineDamaged: The file can not be continued.
    """
    if not path.exists():
        new = Recording(
            plugin="",
            profile=settings.profile,
            budget=settings.budget.name,
            imports=settings.imports,
            capabilities=tuple(sorted(settings.capabilities)),
            clock_unix_ms=time.time_ns() // 1_000_000,
        )
        return new, settings
    recording = load_recording(path)
    made_under = recorded_settings(recording, settings)
    for name in _MADE_UNDER:
        if _is_option(resolved, name) and getattr(settings, name) != getattr(made_under, name):
            expected = f"the one of {path}: calls of one recording are made alike"
            raise SettingInvalid(name, str(resolved[name].value), expected, "option")
    return recording, made_under


def record_dispatch(
    engine: EngineLink, artifact: Artifact, settings: Settings, function: str, payload: str, recording: Recording
) -> tuple[DispatchRecord, Recording]:
    """Dispatch once, on an instance of its own, with the host as the recording left it; return the longer recording.

    Raises:
        EngineUnavailable: The call could not be run.
    """
    generation = load_generation(engine, artifact, settings, time.time, until=Layer.HANDSHAKE)
    plugin = generation.identity.plugin_name if generation.identity else generation.title
    before = HostSnapshot(
        storage={plugin: storage_after(recording)},
        clock=ClockSetting(recording.clock_unix_ms),
        random=RandomSetting(recording.seed),
    )
    engine.host.restore(before)
    outcome = _dispatch(engine, generation, settings, function, payload)
    record = DispatchRecord(1, generation.number, payload, outcome, recording.clock_unix_ms / 1_000, fresh=True)
    entry = history_entry(record, generation, settings, before=before, after=engine.host.snapshot(), run="recording")
    if not recording.calls:
        recording = replace(recording, plugin=plugin)
    return record, with_entry(recording, entry)


def _dispatch(
    engine: EngineLink, generation: Generation, settings: Settings, function: str, payload: str
) -> DispatchOutcome:
    def call(prepared: Prepared) -> CallOutcome:
        return call_apart(engine, generation, settings, prepared)

    return dispatch_on(generation, function, payload, settings.profile, call)
