"""Arguments and environment of a screen that is started for a browser."""

from __future__ import annotations

import json

import pytest

from workbench.browser.screen_process import WORDS_VARIABLE, environment
from workbench.cli.arguments import parse
from workbench.cli.screen_parsers import arguments_again

GIVEN: tuple[list[str], ...] = (
    [],
    ["plugin.wasm"],
    ["--", "-odd.wasm"],
    ["a b;c.wasm", "--config", "key=-x $(y)", "--config", "k=v", "--profile", "0.3", "--no-history", "--poll"],
    [
        "p.wasm",
        "--capability",
        "fs:read",
        "--fault",
        "log=fail",
        "--build",
        "make 'x y'",
        "--watch",
        "*.rs",
        "--trust-project",
    ],
    ["p.wasm", "--offer", "o.json", "--payloads", "f", "--color", "never", "--budget", "strict", "--imports", "trap"],
)


@pytest.mark.parametrize("words", GIVEN)
def test_a_screen_in_a_browser_reads_the_arguments_that_serve_was_given(words: list[str]) -> None:
    _, wanted = parse(words)
    _, serve = parse(["serve", "--port", "0", *words])
    _, found = parse(arguments_again(serve))
    assert vars(found) == vars(wanted)


def test_a_screen_has_our_environment_but_for_what_says_which_terminal_we_have() -> None:
    found = environment({"HOME": "/h", "TMUX": "x", "DISPLAY": ":0", "TERM": "dumb"}, ["--config=k=secret"])
    assert json.loads(found.pop(WORDS_VARIABLE)) == ["--config=k=secret"]
    assert found == {"HOME": "/h", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
