"""What a host does with the last answer stands in one line, with its place; all of it stands above the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.dispatches import SHAPE_RESPONSE, entry
from tests.fakes import FakeEngine, answered
from tests.ui.states import GOOD, PATH, PAYLOAD, RESPONSE, Stage, answers, fallback, ready
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.kept_outcome import KeptOutcome
from workbench.session.values.state import SessionState
from workbench.ui.renderers.explain import subject
from workbench.ui.renderers.history import entry_lines
from workbench.ui.renderers.host_effect import LISTED_MAX, effect_line, effect_lines
from workbench.ui.renderers.looked_at import Look
from workbench.ui.renderers.response import content


def dispatched(payload: str = PAYLOAD, **fields: Any) -> SessionState:
    """A state in which `shape` answered with these fields replaced."""
    stage = Stage(FakeEngine(answers(shape=answered({**RESPONSE, **fields}))))
    stage.session.load(PATH, GOOD)
    stage.session.dispatch("shape", payload)
    return stage.state


def last(state: SessionState) -> DispatchRecord:
    """The last dispatch."""
    assert state.last is not None
    return state.last


def texts(state: SessionState) -> list[str]:
    """What stands above the answer."""
    return [line.content.plain for line in effect_lines(last(state))]


def test_before_the_first_dispatch_nothing_is_said() -> None:
    assert effect_line(None).plain == ""
    assert effect_line(replace(last(ready()), effect=None)).plain == ""
    assert effect_lines(replace(last(ready()), effect=None)) == []


def test_an_answer_that_is_used_is_told_quietly() -> None:
    assert effect_line(last(ready())).plain == "✓ host: used"
    assert texts(ready()) == []


def test_a_problem_stands_in_the_line_with_its_place() -> None:
    state = dispatched(url="not a url", method="BAD METHOD")
    assert effect_line(last(state)).plain == (
        "✕ host: fails_request  /url: url, found 'not a url': relative URL without a base  and 1 more"
    )
    assert texts(state) == [
        "/url: url, found 'not a url': relative URL without a base",
        "/method: method, found 'BAD METHOD': byte 0x20 at 3",
    ]
    lines, _ = content(state, "response", None, width=80)
    assert lines[0].content.plain.startswith("/url: url")


def test_a_warning_stands_in_the_line_when_nothing_else_does() -> None:
    state = dispatched(PAYLOAD.replace('"upstream":', '"upstream_base_url":"https://h","upstream":'))
    assert effect_line(last(state)).plain == (
        "✓ host: used  /upstream_base_url: payload: a host leaves upstream_base_url out"
    )
    assert texts(state) == ["warning  /upstream_base_url: payload: a host leaves upstream_base_url out"]


def test_a_fallback_has_the_effect_of_its_policy() -> None:
    assert effect_line(last(fallback())).plain == "✕ host: fails_request"


def test_long_lists_are_counted() -> None:
    headers = [{"name": "a b", "value_base64": "!"}] * 30
    shown = texts(dispatched(headers=headers))
    assert len([one for one in shown if one.startswith("/headers")]) == LISTED_MAX
    assert "and 40 more reasons" in shown
    assert "and 10 more warnings" in shown


def test_control_characters_of_a_plugin_are_made_visible() -> None:
    state = dispatched(method="\x1b[31mred")
    assert "\x1b" not in effect_line(last(state)).plain
    assert all("\x1b" not in one for one in texts(state))


def test_what_keeps_a_host_from_using_an_answer_is_explained() -> None:
    found = subject(dispatched(url="", body_base64="!"), Look("dispatch"))
    assert found.kinds == ("url", "base64", "fails_request")
    assert subject(ready(), Look("dispatch")).kinds == ()


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, "✓ host: used"),
        ({"outcome": KeptOutcome(None, SHAPE_RESPONSE.replace("https://", ""))}, "✕ host: fails_request"),
        ({"outcome": KeptOutcome("plugin_call")}, "✕ host: fails_request"),
    ],
)
def test_the_history_says_what_a_host_does(fields: dict[str, Any], line: str) -> None:
    shown = [one.content.plain for one in entry_lines(entry(**fields), width=80)]
    assert shown[1] == line


@pytest.mark.parametrize("fields", [{"profile": "9.9"}, {"function": "route"}, {"outcome": KeptOutcome(None, "{}")}])
def test_an_entry_of_another_workbench_says_nothing_of_it(fields: dict[str, Any]) -> None:
    assert not any("host:" in one.content.plain for one in entry_lines(entry(**fields), width=80))
