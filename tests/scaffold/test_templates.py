"""Templates are plain text: only `@@{name}` is replaced, and only by facts that there are."""

from __future__ import annotations

import pytest

from workbench.scaffold.templates import filled_in

FOREIGN = 'run: ${{ x }} $HOME ${NAME} {0} %s @import("a") @name "${response:shape:/url}"\n'


def test_what_other_languages_replace_is_left_to_them() -> None:
    assert filled_in(f"@@{{name}}: {FOREIGN}", {"name": "mine"}) == f"mine: {FOREIGN}"


def test_a_fact_is_not_filled_in_again() -> None:
    assert filled_in("@@{name}", {"name": "@@{other}", "other": "x"}) == "@@{other}"


def test_a_placeholder_without_a_fact_is_an_error() -> None:
    with pytest.raises(KeyError, match="nmae"):
        filled_in("@@{nmae}", {"name": "mine"})


@pytest.mark.parametrize("text", ["@@name", "@@ {name}", "@@{Name}", "@@"])
def test_what_looks_like_a_placeholder_and_is_none_is_an_error(text: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        filled_in(text, {"name": "mine"})
