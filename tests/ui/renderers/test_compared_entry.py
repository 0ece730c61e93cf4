"""An entry of the history beside the last answer."""

from __future__ import annotations

from dataclasses import replace

from tests.dispatches import entry, failure
from tests.ui import states
from tests.ui.renderers.test_sheet_renderers import text
from workbench.session.values.history import HistoryEntry
from workbench.ui.renderers.history import compared_lines

LAST = states.ready().last


def answered(response: str) -> HistoryEntry:
    return entry(number=7, function="shape", outcome=replace(entry().outcome, response_text=response))


def test_each_place_that_differs_is_shown_with_the_old_and_the_new_value() -> None:
    assert LAST is not None
    shown = text(compared_lines(answered('{"url":"https://old\\u001b/","more":1}'), LAST))
    assert "#7" in shown
    assert "/url" in shown
    assert '- "https://old\\u001b/"' in shown
    assert "/more" in shown


def test_the_same_answer_is_said_to_be_the_same() -> None:
    assert LAST is not None
    assert "the same answer" in text(compared_lines(answered(LAST.outcome.response_text or ""), LAST))


def test_without_two_answers_the_endings_are_shown() -> None:
    assert LAST is not None
    failed = entry(number=7, function="sign", outcome=failure("response_decode", "no"))
    shown = text(compared_lines(failed, LAST))
    assert "then ok" in shown
    assert "sign" in shown
    assert "no answer to compare with" in text(compared_lines(failed, None))
    assert "is no JSON" in text(compared_lines(answered("{"), LAST))
