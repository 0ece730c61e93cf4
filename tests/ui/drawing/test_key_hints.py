"""Keys in texts are those that the person has set."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from workbench.ui.commands.keymap import replaced_keys
from workbench.ui.drawing.key_hints import key_hint, show_instead, with_keys
from workbench.ui.drawing.lines import empty_state


@pytest.fixture(autouse=True)
def _as_declared() -> Iterator[None]:
    yield
    show_instead({})


def test_without_keys_of_their_own_texts_stay_as_they_are() -> None:
    show_instead(replaced_keys({}))
    assert with_keys("^j sends, ctrl+s saves.") == "^j sends, ctrl+s saves."
    assert key_hint("^j") == "^j"


def test_a_set_key_takes_the_place_of_the_declared_one_in_both_ways_of_writing() -> None:
    show_instead(replaced_keys({"send": "alt+s", "palette": "alt+x,ctrl+p", "explain": "f11"}))
    assert (
        with_keys("Type it; ctrl+j sends it. ^j or f5; f12 says why.")
        == "Type it; alt+s sends it. alt+s or alt+s; f11 says why."
    )
    assert with_keys("^p reset") == "^p reset", "it still has it"


def test_an_exchange_of_keys_is_one() -> None:
    show_instead(replaced_keys({"reload": "ctrl+l", "payloads": "ctrl+r"}))
    assert with_keys("^r loads, ^l lists") == "^l loads, ^r lists"


def test_a_part_of_a_word_or_key_is_none() -> None:
    show_instead(replaced_keys({"send": "alt+s", "maximise": "alt+z"}))
    assert with_keys("f55 xf5 shift+f5 f10: f5") == "f55 xf5 shift+f5 alt+z: alt+s"


def test_a_plain_key_that_stands_alone_is_exchanged_only_where_one_action_has_it() -> None:
    show_instead(replaced_keys({"open-plugin": "Q", "host-start": "Q"}))
    assert (key_hint("0"), key_hint("f"), with_keys("0 B of f")) == ("Q", "f", "0 B of f")
    assert "Q  opens another plugin" in "\n".join(
        one.content.plain for one in empty_state("x", ("0", "opens another plugin"))
    )
