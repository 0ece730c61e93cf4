"""What is asked for is shown to a person as it is: nothing hides in it."""

from __future__ import annotations

from workbench.errors.projects import LimitNotRaised, ProjectPathOutside
from workbench.trust import Requests, granted, not_granted, request_facts

LIMIT = LimitNotRaised("/p/workbench.toml", "budgets.serving.fuel", 0, 1_000, 3)
PATH = ProjectPathOutside("/p/workbench.toml", "plugin", "../x", "/x", "/p", 1)


def test_blanks_line_feeds_and_signs_that_hide_a_part_of_the_command_are_shown() -> None:
    command = f"make{' ' * 500}; rm -rf ~\n\u202e\x1b[8mecho\u3000\u3000\u3000\u3000x"
    shown = [text for name, text in request_facts(Requests("/p/workbench.toml", command)) if name in ("command", "")]
    assert shown == [
        "make⟨500 blanks⟩; rm -rf ~",
        "⟨U+202E⟩␛[8mecho⟨4 blanks⟩x",
        f"({len(command)} characters in 2 lines)",
    ]


def test_what_looks_like_nothing_pushes_nothing_out_of_sight() -> None:
    command = "make" + "\u2800" * 900 + ";evil\n" + "\n\u2800\n \t\n" * 400 + "./build\ufe00.sh\n\n#"
    shown = [text for name, text in request_facts(Requests("/p/workbench.toml", command)) if name in ("command", "")]
    assert shown[:-1] == ["make⟨900 blanks⟩;evil", "⟨1,200 blank lines⟩", "./build⟨U+FE00⟩.sh", "", "#"]


def test_limits_and_paths_are_shown_with_both_sides() -> None:
    shown = dict(request_facts(Requests("/p/workbench.toml", None, (), (LIMIT,), (PATH,))))
    assert shown["limit"] == "budgets.serving.fuel: no limit instead of 1,000"
    assert shown["path"] == "plugin leads to /x"
    assert "command" not in shown


def test_what_is_granted_waits_no_longer_and_only_that() -> None:
    asked = Requests("/p/workbench.toml", "make", ("a",), (LIMIT,), (PATH,))
    assert not not_granted(asked, [granted(asked, 0)])
    assert not_granted(asked, []) == asked
    assert not_granted(asked, [granted(Requests("/q/workbench.toml", "make", ("a",), (LIMIT,), (PATH,)), 0)]) == asked
    rest = not_granted(asked, [granted(Requests("/p/workbench.toml", "make", ("a",)), 0)])
    assert (rest.command, rest.limits, rest.paths) == (None, (LIMIT,), (PATH,))
