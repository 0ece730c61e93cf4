"""An error in full: what was expected, what was found, what to do."""

from __future__ import annotations

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
