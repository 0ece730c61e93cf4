"""Takes one proxied request through plugins: what the protocol's journey asks for is called here.

Owns the instances: one for each slot of each plugin, which lives as long as the journey (PROTOCOL.md section 8). When
it begins nothing is stored, the clock stands still and the random source is seeded, so that a journey that is run on
from a step finds what came before it again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from workbench.errors.operator import EngineUnavailable
from workbench.protocol.calls import CallOutcome, FailureKind
from workbench.protocol.dispatch import DispatchOutcome, Prepared
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting
from workbench.protocol.journey.cast import Player, cast_of
from workbench.protocol.journey.run import run_journey
from workbench.protocol.journey.step import JourneyEnd, JourneyPlan, JourneyStep, NextCall
from workbench.protocol.layers import Layer
from workbench.session.dispatch.dispatch_steps import dispatch_on
from workbench.session.load.instances import not_built, open_serving, send
from workbench.session.load.load_steps import load_generation
from workbench.session.ports import Engine, HostStatePort
from workbench.session.values.generation import Artifact
from workbench.session.values.journey_report import JourneyPlugin, JourneyReport, JourneyRequest
from workbench.session.values.settings import Settings

OnCall = Callable[[NextCall], bool]
"""Is notified of each call before it is made; False ends the journey there."""

_SEED: Final = "journey"
_INSTANCES: Final = {
    "filter": "router",
    "shape": "shape",
    "normalize_error": "shape",
    "build_signer": "signer",
    "sign": "signer",
    "on_unauthorized": "signer",
    "observe": "observability_hook",
}
"""Which functions share an instance; those of the signer have no slot of the protocol."""


def _goes_on(_call: NextCall) -> bool:
    return True


def take_journey(
    engine: Engine,
    host: HostStatePort,
    artifacts: Sequence[Artifact],
    settings: Settings,
    request: JourneyRequest,
    *,
    clock: Callable[[], float],
    on_call: OnCall = _goes_on,
) -> JourneyReport:
    """Load the plugins as a host does, and take a request through those that it would serve.

    Args:
        engine: Runs the plugins.
        host: The engine's host; its state is replaced.
        artifacts: The plugins, in the order in which they play where several could.
        settings: What they are loaded and called under.
        request: What to take through them.
        clock: Gives unix seconds.
        on_call: Notified of each call.

    Raises:
        EngineUnavailable: They could not be run.
        InternalError: Our own code failed in the engine's process.
    """
    began = clock()
    plugins = tuple(
        _plugin(engine, artifact, settings, clock, number) for number, artifact in enumerate(artifacts, start=1)
    )
    players = [
        Player(number, plugin.generation.plugin_name, frozenset(plugin.functions))
        for number, plugin in enumerate(plugins)
        if plugin.functions
    ]
    cast = cast_of(players)
    if not players:
        return JourneyReport(request, plugins, cast)
    plan = JourneyPlan(
        request.proxied, cast, request.answers, settings.profile, request.factory_state, dict(request.edits)
    )
    host.restore(HostSnapshot(clock=ClockSetting(int(began * 1_000)), random=RandomSetting(_SEED)))
    with_instances = _Instances(engine, settings, plugins)
    try:
        steps, end = _driven(plan, with_instances, on_call)
    finally:
        with_instances.close()
    return JourneyReport(request, plugins, cast, steps, end)


def _driven(
    plan: JourneyPlan, instances: _Instances, on_call: OnCall
) -> tuple[tuple[JourneyStep, ...], JourneyEnd | None]:
    journey = run_journey(plan)
    try:
        call = next(journey)
        while on_call(call):
            outcome = instances.dispatch(call)
            if _is_cancelled(outcome):
                # A person ended it, and no host would: nothing of it is the plugin's.
                break
            call = journey.send(outcome)
    except StopIteration as ended:
        end: JourneyEnd = ended.value
        return end.steps, end
    return call.done, None


def _is_cancelled(outcome: DispatchOutcome) -> bool:
    failure = outcome.call.failure if outcome.call is not None else None
    return failure is not None and failure.kind is FailureKind.CANCELLED


def _plugin(
    engine: Engine, artifact: Artifact, settings: Settings, clock: Callable[[], float], number: int
) -> JourneyPlugin:
    generation = load_generation(engine, artifact, settings, clock, number=number, until=Layer.SELF_CHECK)
    accept = generation.negotiation.accept if generation.negotiation else None
    if generation.error is not None or accept is None:
        return JourneyPlugin(generation)
    return JourneyPlugin(generation, tuple(name for name in WIRE_FUNCTIONS if name in accept.implemented_functions))


class _Instances:
    """The instances of one journey, built when they are first called."""

    def __init__(self, engine: Engine, settings: Settings, plugins: Sequence[JourneyPlugin]) -> None:
        self._engine = engine
        self._settings = settings
        self._plugins = plugins
        self._opened: dict[tuple[int, str], int] = {}

    def dispatch(self, call: NextCall) -> DispatchOutcome:
        """Dispatch as the host does. Raises EngineUnavailable."""
        generation = self._plugins[call.player.number].generation
        profile = self._settings.profile
        return dispatch_on(generation, call.function, call.payload, profile, lambda one: self._sent(call.player, one))

    def _sent(self, player: Player, prepared: Prepared) -> CallOutcome:
        key = (player.number, _INSTANCES[prepared.function])
        if key not in self._opened:
            opened = open_serving(self._engine, self._plugins[player.number].generation, self._settings)
            if opened.instance is None:
                return not_built(opened)
            self._opened[key] = opened.instance
        return send(self._engine, self._opened[key], prepared)

    def close(self) -> None:
        """Drop them all, as far as there is an engine."""
        with suppress(EngineUnavailable):
            for instance in self._opened.values():
                self._engine.close(instance)
