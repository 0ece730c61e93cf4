"""Which plugin plays which part of a journey."""

from __future__ import annotations

from workbench.protocol.journey.cast import Cast, Player, cast_of


def cast(*functions: str) -> Cast:
    """Return the cast of plugins that have these functions, separated by spaces."""
    return cast_of(Player(number, f"p{number}", frozenset(one.split())) for number, one in enumerate(functions))


def numbers(players: tuple[Player, ...]) -> list[int]:
    return [one.number for one in players]


def test_one_plugin_plays_all_that_it_has() -> None:
    alone = cast("shape normalize_error build_signer sign on_unauthorized observe filter")
    for function in ("shape", "normalize_error", "build_signer", "sign", "on_unauthorized", "observe", "filter"):
        assert numbers(alone.of(function)) == [0]
    assert alone.idle == ()


def test_all_filters_and_all_observers_play() -> None:
    several = cast("filter", "observe", "filter observe")
    assert numbers(several.of("filter")) == [0, 2]
    assert numbers(several.of("observe")) == [1, 2]


def test_of_two_dialects_the_first_plays_and_the_other_is_named_idle() -> None:
    several = cast("shape", "shape normalize_error")
    assert numbers(several.of("shape")) == [0]
    assert numbers(several.of("normalize_error")) == [0]
    assert [(one.number, function) for one, function in several.idle] == [(1, "shape"), (1, "normalize_error")]


def test_a_whole_signer_plays_before_half_of_one() -> None:
    several = cast("sign", "build_signer sign")
    assert numbers(several.of("sign")) == [1]
    assert [(one.number, function) for one, function in several.idle] == [(0, "sign")]
    assert numbers(cast("on_unauthorized").of("build_signer")) == [0]


def test_a_plugin_that_only_rewrites_errors_shapes_nothing() -> None:
    only = cast("normalize_error")
    assert numbers(only.of("normalize_error")) == [0]
    assert only.of("shape") == ()


def test_nobody_plays_what_no_plugin_has() -> None:
    assert [cast().of(function) for function in ("filter", "shape", "sign", "observe")] == [(), (), (), ()]
