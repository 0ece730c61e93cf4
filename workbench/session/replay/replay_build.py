"""Replay a recording on a build that is not loaded yet, and say what may be accepted. Starts no engine."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Final

from workbench.protocol.layers import Layer
from workbench.session.load.load_steps import load_generation
from workbench.session.ports import Engine, HostStatePort
from workbench.session.replay.replay import accepted, recorded_settings, replay
from workbench.session.replay.unmatched import unmatched_pointers
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.recording import Recording
from workbench.session.values.replay_report import ReplayedCall, ReplayReport
from workbench.session.values.replay_verdict import NO_RULES, ReplayRules
from workbench.session.values.settings import Settings

MADE_UNDER: Final = ("profile", "capabilities", "budget", "imports")
"""Settings that a recording brings along."""


@dataclass(frozen=True, slots=True)
class BuildReplayed:
    """A recording, replayed on a build."""

    recording: Recording
    generation: Generation
    report: ReplayReport
    rules: ReplayRules
    """Which differences did not count, beside those that the recording names."""

    @property
    def unmatched(self) -> tuple[str, ...]:
        """Pointers of the rules that lead to no value in any call, recorded or made again."""
        effects = [effect for call in self.report.calls for effect in (call.recorded.effect, call.effect)]
        return unmatched_pointers((*self.rules.ignore, *self.rules.tolerances), effects)

    @property
    def can_accept(self) -> bool:
        """Whether there is an answer to accept: a build that a host refuses gives none."""
        return self.report.passed or self.generation.failed_layer is None

    @property
    def accepted(self) -> Recording:
        """The recording with what came of the calls in place of what was recorded."""
        refused = self.generation.failed_layer is not None
        plugin = self.recording.plugin if refused else self.generation.plugin_name
        return replace(accepted(self.recording, self.report, self.rules), plugin=plugin)


def replay_settings(recording: Recording, settings: Settings, given: Collection[str]) -> Settings:
    """Return the settings of a replay: those of the recording, but for those that were given for this run.

    `given` holds names of `MADE_UNDER`; others are passed over.
    """
    chosen = [name for name in MADE_UNDER if name in given]
    if "budget" in chosen:
        recording = replace(recording, budget=settings.budget.name)
        chosen.remove("budget")
    return replace(recorded_settings(recording, settings), **{name: getattr(settings, name) for name in chosen})


def replay_build(
    engine: Engine,
    host: HostStatePort,
    artifact: Artifact,
    recording: Recording,
    settings: Settings,
    *,
    clock: Callable[[], float],
    rules: ReplayRules = NO_RULES,
    on_call: Callable[[ReplayedCall], bool] = lambda call: True,
) -> BuildReplayed:
    """Load a build as far as a dispatch needs it, and make the recorded calls on it.

    Args:
        engine: Runs them.
        host: The engine's host; afterwards it is as it was.
        artifact: The build.
        recording: The calls.
        settings: Those of the replay: see `replay_settings`.
        clock: Gives unix seconds.
        rules: Which differences do not count, beside those that the recording names.
        on_call: As in `replay`.

    Raises:
        EngineUnavailable: Something could not be run.
        InternalError: Our own code failed in the engine's process.
    """
    generation = load_generation(engine, artifact, settings, clock, until=Layer.HANDSHAKE)
    report = replay(engine, host, generation, recording, settings, rules=rules, on_call=on_call)
    return BuildReplayed(recording, generation, report, rules)
