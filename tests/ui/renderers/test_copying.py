"""A dispatch as text for elsewhere."""

from __future__ import annotations

import ast
import base64
import json
import re
import shlex
from dataclasses import replace
from types import SimpleNamespace

import pytest

from tests.ui import states
from workbench.protocol.budgets import STRICT, Imports
from workbench.protocol.calls import CallOutcome
from workbench.protocol.dispatch import Stage
from workbench.protocol.profiles import Profile
from workbench.session.values.settings import Settings
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
    assert [one.id for one in COPIES if not one.id.endswith("-with-secrets")] == list(FORMS)


@pytest.mark.parametrize("form", [as_call, as_extism_call])
def test_a_shell_reads_the_payload_of_a_command_as_it_was(form: object) -> None:
    words = shlex.split(form(copied()))  # type: ignore[operator]
    assert words[-1] == HOSTILE
    assert words[2:4] == ["my plugin.wasm", copied().function]


def test_a_command_names_the_profile_of_the_settings_files_with_all_that_it_holds() -> None:
    made = replace(copied(), settings=Settings(profile=Profile.V0_3, named_profile="prod"))
    assert "--profile prod " in as_call(made)
    made = replace(copied(), settings=Settings(profile=Profile.V0_3))
    assert "--profile 0.3 " in as_call(made)


@pytest.mark.parametrize("ok", [True, False])
def test_the_test_in_python_is_python_and_holds_the_payload_as_it_was(ok: bool) -> None:
    tree = ast.parse(as_pytest(copied(ok=ok)))
    assigned = next(node for node in tree.body if isinstance(node, ast.Assign))
    assert ast.literal_eval(assigned.value) == HOSTILE
    assert ("plugin_call" in as_pytest(copied(ok=ok))) is not ok


def test_the_test_in_rust_holds_the_request_in_a_raw_string_that_ends_behind_it() -> None:
    text = as_rust(copied())
    assert f'r##"{HOSTILE}"##' in text
    assert r'"a\rb"' in as_rust(copied("a\rb"))


def test_what_no_raw_string_of_rust_may_hold_is_escaped() -> None:
    assert r'"\u{202e}\u{1}\\ \"é\t"' in as_rust(copied('\u202e\x01\\ "é\t'))


def test_settings_that_are_no_defaults_are_copied_and_no_configuration() -> None:
    settings = Settings(
        Profile.V0_3, frozenset({"b:y", "a:x"}), STRICT, Imports.TRAP, config={"token": "secret"}, redispatch=False
    )
    text = as_call(replace(copied(), settings=settings))
    assert "--profile 0.3 --capability a:x --capability b:y --budget strict --imports trap --input" in text
    assert "secret" not in text
    assert "--profile" not in as_call(copied())


def test_the_fence_of_a_note_is_longer_than_any_within_it() -> None:
    assert f"````json\n{HOSTILE}\n````" in as_markdown(copied())
    assert "it failed" in as_markdown(copied(ok=False))


# ---- secrets --------------------------------------------------------------------------------------------------------

TOKEN = "sk-ant-api03-abcdefghijklmnop"
WITH_SECRETS = json.dumps(
    {
        "factory_state": {"api_key": TOKEN},
        "headers": [{"name": "authorization", "value_base64": base64.b64encode(TOKEN.encode()).decode()}],
        "body_base64": base64.b64encode(json.dumps({"url": f"https://h/?key={TOKEN}"}).encode()).decode(),
    }
)
"""A secret by a field, by a header, and by its look in the base64 of a body."""


def copy_of(command_id: str, *, ok: bool, payload: str = WITH_SECRETS) -> tuple[str, list[str]]:
    """What a command puts on the clipboard, and what it says beside it."""
    last = states.ready().last
    assert last is not None
    call = replace(last.outcome.call or CallOutcome(), output=payload.encode())
    outcome = replace(last.outcome, request_text=payload, response_text=payload, call=call)
    if not ok:
        outcome = replace(outcome, error=ValueError(f"it failed with {TOKEN}"), stage=Stage.PLUGIN_CALL)  # type: ignore[arg-type]
    copies: list[str] = []
    said: list[str] = []
    on = SimpleNamespace(
        response=SimpleNamespace(shown_record=replace(last, payload=payload, outcome=outcome)),
        state=states.ready(),
        exports=SimpleNamespace(copy=copies.append),
        notify=lambda text, **_: said.append(text),
    )
    next(one for one in COPIES if one.id == command_id).run(on)
    return copies[0], said


@pytest.mark.parametrize("ok", [True, False])
@pytest.mark.parametrize("command_id", FORMS)
def test_what_is_copied_to_be_shared_has_no_secrets_and_says_which(command_id: str, ok: bool) -> None:
    text, said = copy_of(command_id, ok=ok)
    assert TOKEN not in text
    for encoded in re.findall(r'_base64\\*": ?\\*"([A-Za-z0-9+/=]+)', text):
        assert TOKEN not in base64.b64decode(encoded).decode()
    assert "[redacted]" in text
    assert said[0].startswith("Secrets were taken out: payload/factory_state/api_key (factory_state), payload/headers")


@pytest.mark.parametrize("command_id", ["copy-as-call-with-secrets", "copy-as-extism-with-secrets"])
def test_a_command_makes_the_same_dispatch_and_says_that_it_holds_secrets(command_id: str) -> None:
    text, said = copy_of(command_id, ok=True)
    assert shlex.split(text)[-1] == WITH_SECRETS
    assert said[0].startswith("It holds secrets, for your own terminal: payload/factory_state/api_key")


def test_where_no_secret_stands_nothing_is_said_and_nothing_changed() -> None:
    text, said = copy_of("copy-as-markdown", ok=True, payload=HOSTILE)
    assert (HOSTILE in text, said) == (True, [])


def test_a_text_that_is_no_json_and_speaks_of_a_secret_goes_as_a_whole_which_is_said() -> None:
    text, said = copy_of("copy-as-markdown", ok=True, payload=f'{{"api_key": "{TOKEN}",')
    assert TOKEN not in text
    assert said == [
        "Secrets were taken out: payload (a text that is no JSON), request (a text that is no JSON), "
        "response (a text that is no JSON), 1 more."
    ]
