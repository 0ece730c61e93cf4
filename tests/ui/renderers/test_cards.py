"""An error in full: what was expected, what was found, what to do."""

from __future__ import annotations

import pytest

from workbench.errors.dispatch import DispatchError
from workbench.errors.handshake import Instantiate
from workbench.protocol.hints.evidence import Hint
from workbench.ui.renderers import explain
from workbench.ui.renderers.cards import error_lines

ERROR = Instantiate("unknown import", "strict")


def text(*hints: Hint) -> str:
    return "\n".join(line.content.plain for line in error_lines(ERROR, hints=hints))


def test_hints_of_causes_take_the_place_of_what_is_said_of_every_such_error() -> None:
    assert ERROR.hint in text()
    shown = text(Hint("a", "Build it otherwise."), Hint("b", "Or \x1b do not."))
    assert shown.count("to do") == 2
    assert "Build it otherwise." in shown
    assert ERROR.hint not in shown
    assert "\x1b" not in shown


def test_what_is_said_of_every_such_error_is_not_repeated_beside_a_cause() -> None:
    def shown(*hints: Hint) -> str:
        subject = explain.Subject((ERROR.kind,), ERROR, hints=hints)
        return "\n".join(line.content.plain for line in explain.lines(subject, 80))

    assert "to mend" in shown()
    assert "to mend" not in shown(Hint("a", "Build it otherwise."))
    assert "rule" in shown(Hint("a", "Build it otherwise."))


@pytest.mark.parametrize(
    ("found", "cause", "title"),
    [
        ("error while executing at wasm backtrace", "wasm trap: integer divide by zero", "integer division by zero"),
        ("plugin ran out of fuel", "the fuel of the budget is used up", "the fuel of the budget is used up"),
        ("oom", "a linear memory was to grow above its limit", "a linear memory was to grow above its limit"),
        ("no such header\nat all", None, "no such header"),
        ("index 9 of 3", "a trap; the engine keeps only the guest's own text of it", "index 9 of 3"),
        ("\x1b[2Jred", None, "␛[2Jred"),
        ("", None, "plugin_call"),
    ],
)
def test_a_failed_call_leads_with_its_cause_and_not_with_its_stage(found: str, cause: str | None, title: str) -> None:
    error = DispatchError("plugin_call", "shape", "", "a return of 0", found, cause)
    assert error_lines(error)[0].content.plain == f"✕ {title}"


def test_what_was_decoded_wrong_leads_with_its_stage() -> None:
    error = DispatchError("response_decode", "shape", "$.url", "a string", "5")
    assert error_lines(error)[0].content.plain == "✕ response_decode"
