"""The first line for every state and width."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui import states
from workbench.ui.drawing import styles
from workbench.ui.renderers.header import header_line, not_started

NOW = 1_700_000_004.0


def plain(name: str, width: int = 160) -> str:
    return header_line(states.ALL[name](), NOW, width).plain


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("watching", ["no plugin yet", "○ watching", "4 s"]),
        ("checking", ["◐ checking"]),
        (
            "ready",
            ["dialect 0.3.1", "gen 1", "profile 0.1", "budget serving", "● ready", "watching dialect.wasm · 4 s"],
        ),
        ("rejected_at_identity", ["dialect.wasm", "✕ rejected", "identity: "]),
        ("stale", ["gen 2, 1 answers", "● stale", "handshake: "]),
    ],
)
def test_each_state_has_its_word_and_sign(name: str, words: list[str]) -> None:
    line = plain(name)
    assert [word for word in words if word not in line] == []


@pytest.mark.parametrize("name", states.ALL)
def test_the_line_fits_every_width_and_keeps_the_word(name: str) -> None:
    state = states.ALL[name]()
    for width in (20, 40, 60, 80, 100, 120, 200):
        line = header_line(state, NOW, width)
        assert line.cell_length <= width
        if width >= 60:
            assert state.loop.phase.value in line.plain


def test_what_matters_least_is_left_out_first() -> None:
    line = plain("ready", 80)
    assert "budget" not in line
    assert "dialect 0.3.1" in line


@pytest.mark.parametrize("width", [66, 80, 100, 120, 160])
def test_that_another_build_answers_stays_when_more_is_left_out(width: int) -> None:
    assert "gen 2, 1 answers" in plain("stale", width)
    assert (" sha " in plain("stale", width)) == (width >= 120)


def test_the_age_stays_when_the_detail_is_cut() -> None:
    assert "… · 4 s" in plain("rejected_at_handshake", 70)


def test_what_comes_next_stands_behind_the_reason() -> None:
    assert "… → awaits a build · 4 s" in plain("rejected_at_handshake", 110)
    assert "→ awaits a build · 0 s" in plain("stale", 120)
    assert "→" not in plain("stale", 60)


def test_a_session_that_could_not_be_begun_is_named() -> None:
    line = not_started("engine: expected a running child process\nfound: none", 60)
    assert "✕ not started  engine: expected" in line.plain
    assert line.cell_length <= 60


def test_ready_is_not_green_while_the_last_dispatch_fails() -> None:
    line = header_line(states.fallback(), NOW, 160)
    assert "● ready  shape fell back" in line.plain
    colours = {str(span.style) for span in line.spans}
    assert any(styles.WARN in one for one in colours)
    assert not any(styles.GOOD in one for one in colours)


def test_an_older_builds_failure_leaves_ready_as_it_is() -> None:
    state = states.fallback()
    assert state.last is not None
    old = replace(state, last=replace(state.last, generation=9))
    assert "fell back" not in header_line(old, NOW, 160).plain
