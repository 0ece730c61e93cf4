"""Run one build as far as its self-check: layers L1 to L3. Starts no engine, and ends none."""

from __future__ import annotations

from collections.abc import Callable

from workbench.protocol.layers import Layer
from workbench.session.load.load_steps import load_generation
from workbench.session.measure.stacks import layers_with_stacks
from workbench.session.ports import Engine
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.settings import Settings


def self_check_build(
    engine: Engine, artifact: Artifact, settings: Settings, *, clock: Callable[[], float]
) -> Generation:
    """Return a build with its layers L1 to L3; the first that fails ends them. `is_good` says whether all passed.

    Args:
        engine: Runs it.
        artifact: The build.
        settings: What it is judged under; the profile says which functions the plugin is asked about.
        clock: Gives unix seconds.

    Raises:
        EngineUnavailable: It could not be run.
        InternalError: Our own code failed in the engine's process.
    """
    generation = load_generation(engine, artifact, settings, clock, until=Layer.SELF_CHECK)
    return layers_with_stacks(engine, generation, settings)
