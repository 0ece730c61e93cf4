"""A dispatch that failed says what is known of its cause, as a layer does."""

from __future__ import annotations

from tests.builders import plugin_module
from tests.fakes import FakeClock, FakeEngine
from workbench.protocol.dispatch import DispatchOutcome
from workbench.session.dispatch.dispatch_steps import dispatch_apart
from workbench.session.load.load_steps import load_generation
from workbench.session.values.dispatch_hints import dispatch_hints
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.settings import Settings

WITHOUT_IDENTITY = Artifact("p.wasm", plugin_module(identity=b""), "ab")


def rejected() -> tuple[Generation, DispatchOutcome]:
    """A build without an identity, and a dispatch to it."""
    engine = FakeEngine({})
    generation = load_generation(engine, WITHOUT_IDENTITY, Settings(), FakeClock())
    record = dispatch_apart(engine, generation, Settings(), "shape", "{}", clock=FakeClock())
    return generation, record.outcome


def test_of_a_build_that_was_rejected_the_hints_are_those_of_its_layer() -> None:
    generation, outcome = rejected()
    assert outcome.error is generation.error
    assert generation.hints
    assert dispatch_hints(generation, outcome, 32) == generation.hints


def test_of_a_build_that_is_no_longer_known_nothing_is_said() -> None:
    assert dispatch_hints(None, rejected()[1], 32) == ()


def test_of_a_dispatch_that_was_ok_nothing_is_said() -> None:
    assert dispatch_hints(rejected()[0], DispatchOutcome("shape", 1, "{}"), 32) == ()


def test_the_failure_of_another_build_gets_no_hints_of_this_one() -> None:
    assert dispatch_hints(rejected()[0], rejected()[1], 32) == ()
