"""How a show comes to a step from anywhere."""

from __future__ import annotations

from workbench.protocol.offer import reference_offer
from workbench.session.demo.rewind import Situation, rewind, stop_before
from workbench.session.demo.script import (
    DemoScript,
    DemoStep,
    EditOffer,
    Press,
    SetFaults,
    Show,
    SwapPlugin,
)

FIRST, SECOND = SwapPlugin("a", "/a.wasm"), SwapPlugin("b", "/b.wasm")
OFFER = EditOffer(reference_offer(["x"]))
SCRIPT = DemoScript(
    "show.toml",
    "Show",
    FIRST,
    (
        DemoStep(1, "0", (Show("handshake"),)),
        DemoStep(2, "", (OFFER, SetFaults(("fuel=1",)))),
        DemoStep(3, "2", (Press(("l",)),)),
        DemoStep(4, "3", (Show("trace"),)),
        DemoStep(5, "4", (SECOND, Show("all"))),
        DemoStep(6, "5", ()),
    ),
)


def test_keys_are_pressed_again_on_what_was_shown_before_them() -> None:
    found = rewind(SCRIPT, 2)
    assert (found.start, found.situation) == (0, Situation(FIRST))


def test_a_step_finds_offer_and_faults_as_those_before_it_left_them() -> None:
    found = rewind(SCRIPT, 3)
    assert (found.start, found.situation) == (3, Situation(FIRST, OFFER.offer, ("fuel=1",)))


def test_another_plugin_begins_anew() -> None:
    assert Situation(FIRST, OFFER.offer, ("fuel=1",)).after(SECOND) == Situation(SECOND)
    assert rewind(SCRIPT, 5).start == 4


def test_a_script_that_shows_nothing_begins_at_its_start() -> None:
    quiet = DemoScript("s", "S", FIRST, (DemoStep(1, "0"), DemoStep(2, "1")))
    assert rewind(quiet, 1).start == 0


def test_the_show_goes_back_to_what_was_said_before() -> None:
    assert [stop_before(SCRIPT, index) for index in (0, 1, 2, 3)] == [None, 0, 0, 2]
