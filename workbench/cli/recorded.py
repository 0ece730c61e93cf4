"""What `replay`, `diff` and `call --record` share: from a recording to settings, and from a dispatch to a recording."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbench.errors.operator import FileDamaged, SettingInvalid
from workbench.protocol.calls import CallOutcome
from workbench.protocol.dispatch import DispatchOutcome, Prepared
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting
from workbench.protocol.hosting.injected_faults import FaultPlan
from workbench.protocol.offer import Offer
from workbench.session.dispatch.dispatch_steps import call_apart, dispatch_on
from workbench.session.history.entries import history_entry
from workbench.session.history.redaction import NO_JSON, redact
from workbench.session.recordings.conditions import conditions_of
from workbench.session.recordings.recording import storage_after, with_entry
from workbench.session.replay.replay import recorded_settings
from workbench.session.replay.verdicts import check_pointer
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.generation import Generation
from workbench.session.values.recording import Recording
from workbench.session.values.replay_verdict import ReplayRules
from workbench.session.values.settings import Settings
from workbench.settings import Resolved
from workbench.store.recordings import load_recording

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient

_MADE_UNDER: Final = ("profile", "capabilities", "budget", "imports")
"""Settings that a recording brings along."""


def replay_settings(recording: Recording, settings: Settings, resolved: Mapping[str, Resolved]) -> Settings:
    """Return the settings of a replay: those of the recording, but for what the command line says."""
    options = {name for name in _MADE_UNDER if _is_option(resolved, name)}
    if "budget" in options:
        recording = replace(recording, budget=settings.budget.name)
    chosen = {name: getattr(settings, name) for name in options - {"budget"}}
    return replace(recorded_settings(recording, settings), **chosen)


def recorded_calls(path: Path) -> Recording:
    """Return the recording at a path, which must have calls.

    Raises:
        FileDamaged, FormatTooNew, LineDamaged: It cannot be replayed.
    """
    recording = load_recording(path)
    if not recording.calls:
        raise FileDamaged(str(path), "a recording with at least one call", "none behind its first line")
    return recording


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


def recording_to_extend(
    path: Path, resolved: Mapping[str, Resolved], settings: Settings, also_given: Iterable[str]
) -> tuple[Recording, Settings]:
    """Return the recording at a path, and the settings it is continued under; a new one when there is none.

    Args:
        path: Where it stands, or is to stand.
        resolved: Says which settings the command line gave.
        settings: As options, environment and files have them.
        also_given: Names of settings that the command line gave too: `offer`, `faults`.

    Raises:
        SettingInvalid: An option contradicts the recording.
        FileDamaged, FormatTooNew, LineDamaged: The file cannot be continued.
    """
    if not path.exists():
        new = Recording(
            plugin="",
            profile=settings.profile,
            budget=settings.budget.name,
            conditions=conditions_of(settings),
            clock_unix_ms=time.time_ns() // 1_000_000,
        )
        return new, settings
    recording = load_recording(path)
    made_under = recorded_settings(recording, settings)
    given = [name for name in _MADE_UNDER if _is_option(resolved, name)]
    for name in (*given, *also_given):
        wanted, found = getattr(made_under, name), getattr(settings, name)
        if name == "budget":
            wanted, found = wanted.name, found.name
        if wanted != found:
            shown = str(resolved[name].value) if name in given else _words_of(found)
            expected = f"the one of {path}: calls of one recording are made alike"
            raise SettingInvalid(name, shown, expected, "option")
    return recording, made_under


def _words_of(found: Offer | FaultPlan) -> str:
    return ", ".join(found.specs) if isinstance(found, FaultPlan) else found.text()


@dataclass(frozen=True, slots=True)
class Taken:
    """One dispatch, as it was added to a recording."""

    record: DispatchRecord
    recording: Recording
    """With the dispatch at its end."""
    secrets: frozenset[str]
    """Names of headers and fields that hold secrets by rule: they are kept as they are."""


def record_dispatch(
    engine: EngineClient, generation: Generation, settings: Settings, function: str, payload: str, recording: Recording
) -> Taken:
    """Dispatch once, on an instance of its own, with the host as the recording left it.

    Raises:
        EngineUnavailable: The call could not be run.
        SettingInvalid: The recording is one of another plugin.
    """
    plugin = generation.plugin_name
    if recording.calls and generation.identity is not None and recording.plugin != plugin:
        expected = "the one that was recorded: calls of one recording are made alike"
        raise SettingInvalid("plugin", plugin, f"{recording.plugin}, {expected}", "option")
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
    return Taken(record, with_entry(recording, entry), redact(entry).taken_out - {NO_JSON})


def _dispatch(
    engine: EngineClient, generation: Generation, settings: Settings, function: str, payload: str
) -> DispatchOutcome:
    def call(prepared: Prepared) -> CallOutcome:
        return call_apart(engine, generation, settings, prepared)

    return dispatch_on(generation, function, payload, settings.profile, call)
