"""What a demo script may hold, and what is said of one that holds anything else."""

from __future__ import annotations

import pytest

from workbench.errors.demo import DemoScriptInvalid
from workbench.errors.operator import PluginUnreadable
from workbench.protocol.journey.upstream import UpstreamChoice
from workbench.protocol.offer import reference_offer
from workbench.session.demo import reading
from workbench.session.demo.reading import read_script
from workbench.session.demo.script import (
    DemoScript,
    EditOffer,
    Press,
    Send,
    SetFaults,
    Show,
    SwapPlugin,
    TakeJourney,
    WaitFor,
)
from workbench.session.values.journey_report import JourneySetup
from workbench.store.toml_text import read_toml

PLUGINS = {"dialect": "/samples/dialect.wasm", "signer": "/samples/signer.wasm"}
HEAD = 'plugin = "dialect"\n'


def plugin_at(name: str) -> str:
    if name == "damaged":
        raise PluginUnreadable("damaged", "permission denied")
    if name not in PLUGINS:
        raise DemoScriptInvalid("", None, "", "a sample", f"'{name}'", "dialect")
    return PLUGINS[name]


def read(text: str) -> DemoScript:
    values, positions = read_toml(text)
    lines = {key: one.line for key, one in positions.items()}
    return read_script(values, lines, "show.toml", plugin_at)


def fault(text: str) -> DemoScriptInvalid:
    with pytest.raises(DemoScriptInvalid) as raised:
        read(text)
    return raised.value


def test_a_step_does_what_it_names_in_the_order_in_which_it_stands_there() -> None:
    script = read(
        HEAD
        + '''
title = "A show"

[[step]]
plugin = "signer"
wait_for = "ready"
show = "handshake/accept"
press = ["down", "l"]
say = """
Two lines
become one."""

[[step]]
send = "shape"
fault = ["wall_ms=5", "fuel=10"]
offer = "reference"
'''
    )
    first, second = script.steps
    assert (script.title, script.plugin) == ("A show", SwapPlugin("dialect", "/samples/dialect.wasm"))
    assert first.say == "Two lines become one."
    assert first.line == 5
    assert first.actions == (
        SwapPlugin("signer", "/samples/signer.wasm"),
        WaitFor("ready"),
        Show("handshake", "accept"),
        Press(("down", "l")),
    )
    assert second.actions == (
        Send("shape"),
        SetFaults(("wall_ms=5", "fuel=10")),
        EditOffer(reference_offer()),
    )
    assert script.stops == (0,)


def step(text: str) -> str:
    return f'{HEAD}[[step]]\nsay = "a"\n[[step]]\n{text}\n'


def test_what_a_step_needs_more_words_for_stands_in_tables() -> None:
    script = read(
        step(
            """
send = { function = "sign", payload = "{}" }
offer = { remove = ["shape"], functions = { sign = [1, 2] }, capabilities = ["x"], handshake_schema_version = 2 }
journey = { upstream = ["401", "200"], plugins = ["signer"], factory_state = '{"api_key": "k"}' }
fault = "none"
"""
        )
    )
    sent, offered, taken, cleared = script.steps[1].actions
    assert sent == Send("sign", "{}")
    assert isinstance(offered, EditOffer)
    assert "shape" not in offered.offer.function_versions
    assert offered.offer.function_versions["sign"] == (1, 2)
    assert (offered.offer.host_capabilities, offered.offer.handshake_schema_version) == (frozenset({"x"}), 2)
    answers = (UpstreamChoice.UNAUTHORIZED, UpstreamChoice.OK)
    assert taken == TakeJourney(JourneySetup(answers, ("/samples/signer.wasm",), factory_state='{"api_key": "k"}'))
    assert cleared == SetFaults(())
    assert read(step("journey = {}")).steps[1].actions == (TakeJourney(JourneySetup()),)


@pytest.mark.parametrize(
    ("text", "line", "place", "expected", "found", "meant"),
    [
        ("wait = 'ready'", 5, "step 2, wait", "a step", "'wait'", "wait_for"),
        ("xyzzy = 1", 5, "step 2, xyzzy", "a step: say, show", "'xyzzy'", None),
        ("say = 3", 5, "step 2, say", "a text", "the number 3", None),
        ("say = ' '", 5, "step 2, say", "a text", "an empty one", None),
        (f"say = '{'a' * 601}'", 5, "step 2, say", "at most 600 characters", "601", None),
        ("show = 'handshak'", 5, "step 2, show", "a pane, a sheet", "'handshak'", "handshake"),
        ("show = 'handshake/acept'", 5, "step 2, show", "a view of handshake", "'acept'", "accept"),
        ("show = 'trace/first'", 5, "step 2, show", "trace alone", "'first'", None),
        ("press = ['f4']", 5, "step 2, press", "a key that a script may press", "'f4'", None),
        ("press = ['l', true]", 5, "step 2, press", "a text", "true", None),
        (f"press = {['l'] * 21}", 5, "step 2, press", "at most 20 keys", "21", None),
        ("send = 'shap'", 5, "step 2, send", "a wire function", "'shap'", "shape"),
        ("send = {payload = '{}'}", 5, "step 2, send", "a text", "nothing", None),
        ("send = {functoin = 'shape'}", 5, "step 2, send", "a key of send", "'functoin'", "function"),
        ("send = ['shape']", 5, "step 2, send", "a table", "a list", None),
        ("offer = 'mine'", 5, "step 2, offer", "a table", "'mine'", None),
        ("offer = {remove = ['shap']}", 5, "step 2, offer", "a function of the reference's offer", "'shap'", "shape"),
        ("offer = {functions = ['shape']}", 5, "step 2, offer", "functions = { shape", "a list", None),
        ("offer = {functions = {shape = 1}}", 5, "step 2, offer", "a list", "the number 1", None),
        ("offer = {functions = {shape = [65537]}}", 5, "step 2, offer", "a version from 0 to 65,536", "65537", None),
        (f"offer = {{capabilities = {['x'] * 65}}}", 5, "step 2, offer", "at most 64 entries", "65", None),
        ("fault = 'fule=1'", 5, "step 2, fault", "none, or", "'fule=1'", "fuel=1"),
        ("fault = {}", 5, "step 2, fault", "a list", "a table", None),
        ("plugin = 'dialekt'", 5, "step 2, plugin", "a sample", "'dialekt'", "dialect"),
        ("plugin = 'damaged'", 5, "step 2, plugin", "a plugin", "permission denied", None),
        ("journey = {upstream = ['200', '200']}", 5, "step 2, journey", "or 401 and that", "200, 200", None),
        ("journey = {upstream = []}", 5, "step 2, journey", "or 401 and that", "none", None),
        ("journey = {upstream = '418'}", 5, "step 2, journey", "an upstream's answer", "'418'", None),
        ("journey = {factory_state = '{'}", 5, "step 2, journey", "factory_state as JSON", "the end", None),
        ("wait_for = 'readi'", 5, "step 2, wait_for", "a fact to wait for", "'readi'", "ready"),
    ],
)
def test_a_fault_is_told_with_its_line_what_was_expected_and_the_nearest_word(
    text: str, line: int, place: str, expected: str, found: str, meant: str | None
) -> None:
    error = fault(step(text))
    assert (error.line, error.place) == (line, place)
    assert expected in error.expected
    assert found in error.found
    if meant is not None:
        assert error.nearest == meant


@pytest.mark.parametrize(
    ("text", "line", "place", "expected"),
    [
        ('[[step]]\nsay = "a"', None, "plugin", "plugin, the plugin to begin with"),
        (HEAD, None, "step", "[[step]], at least once"),
        (f"{HEAD}step = 3", 2, "step", "[[step]], at least once"),
        (f"{HEAD}[[step]]\nshow = 'trace'", 2, "step", "a step that says something"),
        (f"{HEAD}tittle = 'x'\n[[step]]\nsay = 'a'", 2, "tittle", "a key of a script"),
        (f"title = '{'x' * 61}'\n{HEAD}", 1, "title", "at most 60 characters"),
        ("plugin = 1", 1, "plugin", "a text"),
    ],
)
def test_a_fault_of_the_script_as_a_whole_names_its_key(text: str, line: int | None, place: str, expected: str) -> None:
    error = fault(text)
    assert (error.line, error.place) == (line, place)
    assert expected in error.expected


def test_a_script_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "STEPS_MAX", 1)
    assert fault(step("say = 'b'")).expected == "at most 1 steps"
