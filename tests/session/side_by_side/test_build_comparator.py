"""Two builds side by side: loaded and called in pieces, without touching what answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.fakes import accept_of, answered
from tests.loops import BROKEN, FUNCTION, FUNCTIONS, ONE, PAYLOAD, TWO, Loop, build
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.calls import CallOutcome, FuelMeasured
from workbench.protocol.layers import Layer
from workbench.session.compare.generation_rows import FILE, all_changes
from workbench.session.load.load_steps import with_layer
from workbench.session.measure.fuel import with_fuel
from workbench.session.values.replay_verdict import ReplayVerdict
from workbench.session.values.settings import Settings
from workbench.session.values.side_by_side import SideBySide, pair_of


@pytest.fixture
def loop() -> Loop:
    return Loop()


def finished(loop: Loop) -> SideBySide:
    """Do all pieces, and return what is shown then."""
    for _ in range(20):
        if not loop.session.comparator.go_on():
            break
    shown = loop.state.side_by_side
    assert shown is not None
    assert not shown.doing
    return shown


def test_two_loads_are_shown_at_once_and_called_afterwards(loop: Loop) -> None:
    loop.load(ONE, TWO)
    loop.send()
    loop.session.comparator.begin(1, 2)
    shown = loop.state.side_by_side
    assert shown is not None
    assert shown.is_of(1, 2)
    assert (shown.calls, bool(shown.doing)) == ((), True)

    shown = finished(loop)
    # The last payload of the history, and a sample of what else was negotiated.
    assert [(call.function, origin) for call, origin in zip(shown.calls, shown.origins, strict=True)] == [
        (FUNCTION, "#1"),
        ("shape", "sample"),
    ]
    assert shown.calls[0].comparison.verdict is ReplayVerdict.CHANGED
    assert loop.serving() == 2
    assert set(loop.engine.living.values()) == {TWO}
    assert loop.state.last is not None
    assert loop.state.last.number == 1, "nothing was dispatched"


def test_marked_calls_are_made_too(loop: Loop) -> None:
    loop.load(ONE)
    loop.send('{"status": 404, "body_base64": ""}')
    loop.session.history.mark(1)
    loop.send()
    loop.load(TWO)
    loop.session.comparator.begin(1, 2)
    assert finished(loop).origins == ("#1", "#3", "sample")


def test_without_any_dispatch_samples_are_sent(loop: Loop) -> None:
    loop.load(ONE, TWO)
    loop.session.comparator.begin(1, 2)
    assert set(finished(loop).origins) == {"sample"}


def test_a_file_is_compared_without_answering(loop: Loop) -> None:
    loop.load(TWO)
    loop.send()
    loop.files["release.wasm"] = ONE
    loop.session.comparator.begin_with_file("release.wasm", 1)
    shown = loop.state.side_by_side
    assert shown is not None
    assert (shown.old, shown.path) == (None, "release.wasm")

    shown = finished(loop)
    assert shown.old is not None
    assert (shown.old.number, shown.old.is_good, shown.new.number) == (FILE, True, 1)
    assert shown.calls[0].comparison.verdict is ReplayVerdict.CHANGED
    assert (loop.serving(), loop.numbers()) == (1, [1])
    assert loop.engine.asked("forget")[-1].module == ONE


def test_a_file_that_can_not_be_read_is_named(loop: Loop) -> None:
    loop.load(ONE)
    loop.session.comparator.begin_with_file("gone.wasm", 1)
    shown = finished(loop)
    assert shown.old is None
    assert "no such file" in shown.error


def test_a_rejected_build_fails_every_call_and_two_of_them_are_not_called(loop: Loop) -> None:
    loop.load(ONE, BROKEN, build("5", plugin_name="Not a name"))
    loop.session.comparator.begin(1, 2)
    verdicts = {call.function: call.comparison.verdict for call in finished(loop).calls}
    assert verdicts[FUNCTION] is ReplayVerdict.NEWLY_FAILING
    loop.session.comparator.begin(2, 3)
    shown = finished(loop)
    assert shown.calls == ()
    assert "neither" in shown.error


def test_a_build_whose_bytes_are_gone_is_not_called(loop: Loop) -> None:
    loop.load(ONE, TWO)
    rows = loop.state.generations
    gone = replace(rows[0], artifact=replace(rows[0].artifact, module=b"", dropped_bytes=9))
    loop.session._states.change(generations=(gone, rows[1]))
    loop.session.comparator.begin(1, 2)
    shown = finished(loop)
    assert shown.calls == ()
    assert "generation 1 are not kept" in shown.error


def test_what_both_were_loaded_under_is_told_where_it_differs(loop: Loop) -> None:
    loop.load(ONE)
    loop.session.reconfigure(Settings(capabilities=frozenset({"fs"}), config={"key": "secret"}))
    loop.session.comparator.begin(1, 2)
    settings = finished(loop).settings
    assert [(pair.name, pair.old, pair.new) for pair in settings] == [
        ("host capabilities", [], ["fs"]),
        ("config", [], ["key"]),
    ]


def test_cancelling_ends_the_calls(loop: Loop) -> None:
    loop.load(ONE, TWO)
    loop.send()

    def cancelling(_payload: bytes) -> CallOutcome:
        loop.session.cancel()
        return answered({"_v": 1, "body_base64": "YQ=="})

    loop.engine.answers_of[ONE] = {FUNCTION: cancelling}
    loop.session.comparator.begin(1, 2)
    shown = finished(loop)
    assert (shown.calls, shown.error) == ((), "cancelled")
    assert not loop.session.comparator.go_on()


def test_an_engine_that_is_gone_is_named(loop: Loop) -> None:
    loop.load(ONE, TWO)
    loop.session.comparator.begin(1, 2)
    loop.engine.unavailable = EngineUnavailable("it is gone")
    shown = finished(loop)
    assert "it is gone" in shown.error
    assert loop.state.error is loop.engine.unavailable


def test_numbers_that_are_not_there_are_ignored_and_the_end_shows_nothing(loop: Loop) -> None:
    loop.load(ONE, TWO)
    loop.session.comparator.begin(1, 7)
    loop.session.comparator.begin_with_file("x", 7)
    assert loop.state.side_by_side is None
    loop.session.comparator.begin(1, 2)
    loop.session.comparator.end()
    assert loop.state.side_by_side is None
    assert not loop.session.comparator.go_on()


def test_a_load_in_between_changes_nothing_of_the_pair(loop: Loop) -> None:
    loop.load(ONE, TWO)
    loop.session.comparator.begin(1, 2)
    loop.session.comparator.go_on()
    loop.load(build("6"))
    loop.session.dispatch(FUNCTION, PAYLOAD)
    shown = finished(loop)
    assert shown.is_of(1, 2)
    assert shown.calls


# ---- which two -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "marked", "baseline", "pair"),
    [
        (None, None, None, (2, 3)),
        (1, None, None, (1, 2)),
        (3, None, 1, (1, 3)),
        (3, 2, 1, (2, 3)),
        (1, 3, None, (1, 3)),
        (1, 1, 1, (1, 2)),
        (9, 9, 9, (2, 3)),
    ],
)
def test_a_build_is_compared_with_the_marked_one_the_baseline_or_the_one_before(
    loop: Loop, number: int | None, marked: int | None, baseline: int | None, pair: tuple[int, int]
) -> None:
    loop.load(ONE, TWO, build("3"))
    found = pair_of(loop.state.generations, number, marked=marked, baseline=baseline)
    assert found is not None
    assert (found[0].number, found[1].number) == pair


def test_one_build_alone_is_compared_with_nothing(loop: Loop) -> None:
    assert pair_of(()) is None
    loop.load(ONE)
    assert pair_of(loop.state.generations) is None


# ---- fuel ------------------------------------------------------------------------------------------------------------


def test_fuel_that_becomes_known_is_among_what_changed(loop: Loop) -> None:
    loop.load(ONE, TWO)
    for row, fuel in zip(loop.state.generations, (12_345, 13_000), strict=True):
        loop.session._loader.renew(with_layer(row, with_fuel(row.layer(Layer.SELF_CHECK), FuelMeasured(fuel, None))))
    first, second = loop.state.generations
    changes = all_changes(second, loop.state.generations)
    at = changes.index("fuel L3 12,345 → 13,000 (+5.3 %)")
    assert changes[at + 1].startswith("module: "), "what only the bytes tell stands behind it"
    assert all_changes(first, loop.state.generations) == ()
    assert SideBySide(first, second).renewed(loop.state.generations).new is second


def test_fuel_of_builds_that_are_compared_is_measured_beside(loop: Loop) -> None:
    loop.engine.answers["cc_lb_handshake"] = answered(accept_of(FUNCTIONS), wall_us=9)
    loop.load(ONE, TWO, build("3"))
    loop.files["release.wasm"] = build("9")
    loop.session.comparator.begin_with_file("release.wasm", 1)
    finished(loop)
    loop.session.fuel.measure()
    shown = loop.state.side_by_side
    assert shown is not None
    assert shown.old is not None
    seen = [*loop.state.generations, shown.old]
    known = [build.number for build in seen if build.layer(Layer.HANDSHAKE).cost.fuel_used is not None]
    # The newest, and the two that are looked at.
    assert sorted(known) == [FILE, 1, 3]
