"""docs/demo.md says what the demo says, and how a script is written."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.ui import states
from workbench.protocol.layers import Layer
from workbench.protocol.presenter.pages import page
from workbench.session.demo import words
from workbench.session.demo.facts import FACTS
from workbench.session.demo.reading import read_script
from workbench.store.toml_text import read_toml
from workbench.ui.renderers.present import loaded_of

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "demo.md").read_text()
SAID = " ".join(TEXT.split())
SCRIPT = tomllib.loads((ROOT / "demos" / "layers.toml").read_text())


def test_the_page_says_what_the_demo_says_step_by_step() -> None:
    plugin = SCRIPT["plugin"]
    for number, step in enumerate(SCRIPT["step"], 1):
        plugin = step.get("plugin", plugin)
        assert f"{number}. *{plugin}*, `{step['show']}`: {' '.join(step['say'].split())}" in SAID
    assert f" {len(SCRIPT['step']) + 1}. " not in SAID


@pytest.mark.parametrize("layer", Layer, ids=lambda layer: layer.label)
def test_the_page_says_what_is_said_of_each_layer(layer: Layer) -> None:
    loaded = loaded_of(states.ready())
    assert loaded is not None
    shown = page(loaded, layer)
    assert f"{shown.what} {shown.why}" in SAID


def test_the_page_names_every_word_of_a_script() -> None:
    named = set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", TEXT, flags=re.S)))
    listed = " ".join(named)
    for word in (*words.STEPS, *FACTS, *words.PANES, *words.SHEETS, *words.LAYERS[1:]):
        assert word in named, word
    for word in (*words.SEND, *words.OFFER, *words.JOURNEY):
        assert f"{word} = " in listed, word
    arrows = {"up", "down", "2", "3"}
    assert set(words.KEYS) - arrows <= named


def test_the_script_on_the_page_can_be_played() -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", TEXT, re.S)
    values, positions = read_toml(text)
    lines = {key: one.line for key, one in positions.items()}
    assert len(read_script(values, lines, "show.toml", lambda name: f"/{name}.wasm").stops) == 2


def test_the_demo_shows_every_sample_and_each_layer() -> None:
    samples = {one["name"] for one in tomllib.loads((ROOT / "sample_plugins/samples.toml").read_text())["sample"]}
    shown = {SCRIPT["plugin"], *(step["plugin"] for step in SCRIPT["step"] if "plugin" in step)}
    assert shown == samples
    assert {f"present/{layer}" for layer in words.LAYERS} <= {step["show"] for step in SCRIPT["step"]}
