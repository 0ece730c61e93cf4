"""A terminal that cannot show the screen is named in one line."""

from __future__ import annotations

import pytest

from workbench.ui.terminal import running
from workbench.ui.terminal.preflight import unfit


def obstacle(
    environment: dict[str, str],
    *,
    locale_encoding: str = "UTF-8",
    utf8_mode: bool = False,
    input_tty: bool = True,
    output_tty: bool = True,
) -> str | None:
    return unfit(
        environment,
        locale_encoding=locale_encoding,
        utf8_mode=utf8_mode,
        input_tty=input_tty,
        output_tty=output_tty,
    )


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"LANG": "en_US.UTF-8"},
        {"LC_ALL": "C.utf8", "LANG": "de_DE.ISO-8859-1"},
        {"PYTHONIOENCODING": "utf8:replace"},
    ],
)
def test_utf8_is_fit(environment: dict[str, str]) -> None:
    assert obstacle(environment) is None


@pytest.mark.parametrize(
    ("environment", "locale_encoding", "named"),
    [
        ({"LANG": "de_DE.ISO-8859-1"}, "UTF-8", "LANG=de_DE.ISO-8859-1 says ISO-8859-1"),
        ({"LC_ALL": "de_DE.ISO-8859-15@euro"}, "UTF-8", "says ISO-8859-15"),
        ({"PYTHONIOENCODING": "cp1252"}, "UTF-8", "PYTHONIOENCODING says cp1252"),
        ({"LANG": "de_DE"}, "ISO-8859-1", "LANG=de_DE says ISO-8859-1"),
        ({}, "ANSI_X3.4-1968", "the locale says ANSI_X3.4-1968"),
        ({"LANG": "en_US.nonsense"}, "UTF-8", "says nonsense"),
    ],
)
def test_another_encoding_is_named_with_what_says_so(
    environment: dict[str, str], locale_encoding: str, named: str
) -> None:
    found = obstacle(environment, locale_encoding=locale_encoding)
    assert found is not None
    assert named in found
    assert "LC_ALL=C.UTF-8" in found
    assert "\n" not in found


def test_what_python_takes_for_an_unnamed_locale_is_fit() -> None:
    assert obstacle({}, locale_encoding="ANSI_X3.4-1968", utf8_mode=True) is None


def test_output_that_is_no_terminal_is_named() -> None:
    assert "standard output" in (obstacle({}, output_tty=False) or "")
    assert "standard input" in (obstacle({}, input_tty=False) or "")


def test_a_terminal_without_a_cursor_is_named() -> None:
    assert "TERM" in (obstacle({"TERM": "dumb"}) or "")


def test_an_input_that_was_closed_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Started as by `workbench <&-`, where Python has no stream at all."""
    monkeypatch.setattr("sys.stdin", None)
    assert "standard input" in (running.unfit() or "")
