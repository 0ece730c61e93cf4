"""Actions and keys are known without the screen, and are written as the screen writes them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from workbench.key_table import declared_actions, key_for_people, keys_under
from workbench.ui.commands.keymap import key_name


def test_keys_are_written_as_the_screen_writes_them() -> None:
    """But for ctrl, which the screen has little room for."""
    every = {key for action in declared_actions() for key in (*action.keys, *action.browser_keys)}
    assert {key: key_for_people(key).replace("ctrl+", "^", 1) for key in every} == {key: key_name(key) for key in every}


def test_every_action_has_an_id_of_its_own() -> None:
    ids = [action.id for action in declared_actions()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("changed", "keys"), [({}, ("ctrl+j", "f5")), ({"send": ("f9",)}, ("f9",))])
def test_a_persons_own_keys_take_the_place_of_the_declared_ones(
    changed: dict[str, tuple[str, ...]], keys: tuple[str, ...]
) -> None:
    send = next(action for action in declared_actions() if action.id == "send")
    assert keys_under(send, changed) == keys


@pytest.mark.slow
def test_the_list_of_keys_loads_no_screen() -> None:
    code = (
        "import sys; from workbench.cli.main import main; main(['keys'])\n"
        "print([name for name in sys.modules if name.startswith(('textual', 'rich', 'workbench.ui'))])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"
