"""Keys that a person sets: what becomes of them, and what is refused with its place and both actions."""

from __future__ import annotations

import pytest

from workbench import key_map
from workbench.key_map import Keys, keymap_of
from workbench.key_table import declared_actions
from workbench.settings import Position, Resolved

FILE = "/u/config.toml"


def given(**keys: str | list[str]) -> dict[str, Resolved]:
    """Return keys by command, `_` for `-`, each in a line of its own from 3 on."""
    return {
        name.replace("_", "-"): Resolved(
            (value,) if isinstance(value, str) else tuple(value), FILE, "", Position(line, 1, line, 8)
        )
        for line, (name, value) in enumerate(keys.items(), start=3)
    }


def taken(in_browser: bool = False, **keys: str | list[str]) -> Keys:
    keymap, problems = keymap_of(given(**keys), in_browser=in_browser)
    assert not problems
    return keymap


def refused(in_browser: bool = False, **keys: str | list[str]) -> list[str]:
    return [str(one) for one in keymap_of(given(**keys), in_browser=in_browser)[1]]


def test_keys_are_taken_by_the_id_of_their_action() -> None:
    """Also of one that has none by itself."""
    keymap = taken(send=["F9", "^e", "f9"], generations="alt+9", theme="ctrl+w", editor_start="alt+home")
    assert keymap == {
        "send": ("f9", "ctrl+e"),
        "generations": ("alt+9",),
        "theme": ("ctrl+w",),
        "editor-start": ("alt+home",),
    }


def test_two_actions_can_exchange_their_keys() -> None:
    assert taken(reload="ctrl+j", send="ctrl+r") == {"reload": ("ctrl+j",), "send": ("ctrl+r",)}


def test_a_key_of_its_own_stays_even_where_it_is_reserved_for_others() -> None:
    keymap = taken(leave=["escape", "Q"], list_choose="enter")
    assert keymap == {"leave": ("escape", "Q"), "list-choose": ("enter",)}


def test_sheets_share_keys_with_each_other_and_not_with_the_panes() -> None:
    assert taken(host_add="u", host_undo="a") == {"host-add": ("u",), "host-undo": ("a",)}
    (said,) = refused(host_add="j")
    assert "found 'j', which is already the key of list-down (Down)" in said


def test_an_unknown_action_names_the_nearest_with_line_and_column() -> None:
    assert refused(snd="f9") == [
        "/u/config.toml, line 3, column 1: expected a known setting, found 'keys.snd'; did you mean 'keys.send'?"
    ]


def test_what_is_no_key_names_the_nearest() -> None:
    assert refused(send="ctrl+entr") == [
        'keys.send (/u/config.toml, line 3, column 8): expected a key, such as "ctrl+j", "f5", "alt+down", "g" or '
        "\"?\", found 'ctrl+entr'; did you mean 'enter'?"
    ]


@pytest.mark.parametrize(
    ("action", "key", "said"),
    [
        ("send", "ctrl+c", "expected a key that is free, found 'ctrl+c', which copies in texts"),
        ("send", "g", "found 'g', which is typed, where this action works while typing"),
        ("send", "ctrl+z", "which belongs to the text"),
        ("host", "shift+f3", "which arrives from tmux"),
    ],
)
def test_a_reserved_key_says_what_it_is_for(action: str, key: str, said: str) -> None:
    (found,) = keymap_of({action: Resolved((key,), FILE)})[1]
    assert said in str(found)


def test_a_conflict_names_both_actions_and_their_lines() -> None:
    (said,) = refused(send="f9")
    assert said == (
        "keys.send (/u/config.toml, line 3, column 8): expected a key for send (Dispatch) that does nothing else in "
        "the same place, found 'f9', which is already the key of generations (Generations)"
    )
    (said,) = refused(send="alt+z", reload="alt+z")
    assert "which is already the key of reload (" in said
    assert said.endswith("set in line 4")


def test_all_problems_are_said_at_once() -> None:
    assert len(refused(send="f9", snd="f5", reload="nokey", host="ctrl+c")) == 4


def test_what_is_wrong_is_left_out_and_the_rest_holds() -> None:
    keymap, problems = keymap_of(given(send="f9", snd="x", reload="alt+r", host=["ctrl+c", "alt+x"]))
    assert len(problems) == 3
    assert keymap == {"reload": ("alt+r",), "host": ("alt+x",)}


def test_the_keys_of_a_browser_are_those_that_others_must_not_have() -> None:
    assert taken(send="alt+m")
    (said,) = refused(in_browser=True, send="alt+m")
    assert "new-payload" in said
    assert taken(in_browser=True, send="ctrl+n"), "new-payload has another one there"


def test_a_key_of_the_text_conflicts_with_those_that_work_while_typing() -> None:
    (said,) = refused(editor_start="f8")
    assert "already the key of history (History)" in said
    assert taken(editor_start="b"), "keys of the panes do not reach it"


def test_the_places_are_those_that_actions_have() -> None:
    places = {one.place for one in declared_actions()}
    assert {*key_map.OF_PANES, key_map.OF_TREE, key_map.OF_TEXT} <= places
    assert [place for place in places if place.startswith(key_map.OF_SHEETS)]


def test_no_two_actions_share_a_key_in_one_place_by_default() -> None:
    every = {one.id: one.keys for one in declared_actions()}
    assert list(key_map._conflicts(every, every)) == []
