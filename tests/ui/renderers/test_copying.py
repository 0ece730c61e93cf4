"""A dispatch as text for elsewhere."""

from __future__ import annotations

import ast
import json
import shlex
from dataclasses import replace

import pytest

from tests.ui import states
from workbench.protocol.dispatch import Stage
from workbench.ui.actions.copy_commands import COPIES
from workbench.ui.renderers.copying import FORMS, Copied, as_call, as_extism_call, as_markdown, as_pytest, as_rust

HOSTILE = '{"a": "it\'s $HOME `x` \\"#\\" ```"}'


def copied(payload: str = HOSTILE, *, ok: bool = True) -> Copied:
    last = states.ready().last
    assert last is not None
    outcome = replace(last.outcome, request_text=payload, response_text=HOSTILE)
    if not ok:
        outcome = replace(outcome, error=ValueError("it failed"), stage=Stage.PLUGIN_CALL)  # type: ignore[arg-type]
    return Copied(replace(last, payload=payload, outcome=outcome), "my plugin.wasm")


def test_each_form_has_its_command() -> None:
    assert [one.id for one in COPIES] == list(FORMS)


@pytest.mark.parametrize("form", [as_call, as_extism_call])
def test_a_shell_reads_the_payload_of_a_command_as_it_was(form: object) -> None:
    words = shlex.split(form(copied()))  # type: ignore[operator]
    assert words[-1] == HOSTILE
    assert words[2:4] == ["my plugin.wasm", copied().function]


@pytest.mark.parametrize("ok", [True, False])
def test_the_test_in_python_is_python_and_holds_the_payload_as_it_was(ok: bool) -> None:
    tree = ast.parse(as_pytest(copied(ok=ok)))
    assigned = next(node for node in tree.body if isinstance(node, ast.Assign))
    assert ast.literal_eval(assigned.value) == HOSTILE
    assert ("plugin_call" in as_pytest(copied(ok=ok))) is not ok


def test_the_test_in_rust_holds_the_request_in_a_raw_string_that_ends_behind_it() -> None:
    text = as_rust(copied())
    assert f'r##"{HOSTILE}"##' in text
    assert json.dumps("a\rb") in as_rust(copied("a\rb"))


def test_the_fence_of_a_note_is_longer_than_any_within_it() -> None:
    assert f"````json\n{HOSTILE}\n````" in as_markdown(copied())
    assert "it failed" in as_markdown(copied(ok=False))
