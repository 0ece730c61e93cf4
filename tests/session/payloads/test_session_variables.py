"""Variables in a session: what is sent has their values, what is kept and shown has the names of secret ones."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.fakes import answered
from tests.loops import FUNCTION, ONE, TWO, Loop
from workbench.errors.documents import InvalidDocuments
from workbench.errors.files import LineDamaged
from workbench.protocol.payload_text import variables
from workbench.protocol.payload_text.variables import literal
from workbench.session.payloads import expansion
from workbench.session.payloads.session_variables import SessionVariables
from workbench.session.values.history import HistoryFilter
from workbench.session.values.variable_values import SharedAnswers, VariableValues

SECRET = "sk-very-secret-1234"
PAYLOAD = '{"status": 500, "body_base64": "${KEY}", "x": "${HOST}"}'


class Values:
    """Values that a test changes as an editor changes a file."""

    def __init__(self) -> None:
        self.plain = {"HOST": "api"}
        self.secret = {"KEY": SECRET}

    def __call__(self) -> VariableValues:
        return VariableValues(dict(self.plain), dict(self.secret))


def echoing_loop(values: Values | None = None) -> Loop:
    """Return a loop of a plugin that answers with the secret that it was sent."""
    loop = Loop(variables=values or Values(), measure_fuel=False)
    for module in (ONE, TWO):
        loop.engine.answers_of[module] = {FUNCTION: answered({"_v": 1, "body_base64": SECRET})}
    loop.load(ONE)
    return loop


def requests(loop: Loop) -> list[dict[str, Any]]:
    return [json.loads(one.payload) for one in loop.engine.asked("call") if one.export == FUNCTION]


def test_the_plugin_gets_the_values() -> None:
    loop = echoing_loop()
    record = loop.session.dispatch(FUNCTION, PAYLOAD)
    assert [(one["body_base64"], one["x"]) for one in requests(loop)] == [(SECRET, "api")]
    assert (record.typed, record.hidden) == (PAYLOAD, ("KEY",))
    assert json.loads(record.payload) == {"status": 500, "body_base64": "${KEY}", "x": "api"}


def test_nothing_that_is_shown_or_kept_holds_a_secret_value() -> None:
    loop = echoing_loop()
    record = loop.session.dispatch(FUNCTION, PAYLOAD)
    entry = loop.session.history.entry(1)
    assert entry is not None
    assert entry.hidden == ("KEY",)
    assert record.outcome.response == {"body_base64": "${KEY}"}
    for value in (record, entry, loop.states[-1].last, loop.state.trace, loop.state.host):
        assert SECRET not in repr(value)
    assert any(b"${KEY}" in one.head for one in loop.state.trace)
    assert SECRET not in repr(loop.session.history.search(HistoryFilter(text=SECRET)))


def test_a_reload_and_a_resent_entry_send_the_value_again() -> None:
    loop = echoing_loop()
    loop.session.dispatch(FUNCTION, PAYLOAD)
    loop.load(TWO)
    again = loop.session.replay.entry(1)
    assert [one["body_base64"] for one in requests(loop)] == [SECRET] * 3
    assert again is not None
    assert SECRET not in repr(again)
    assert SECRET not in repr(loop.state.last)


def test_an_entry_is_sent_with_the_value_of_today_and_not_at_all_without_one() -> None:
    values = Values()
    loop = echoing_loop(values)
    loop.session.dispatch(FUNCTION, PAYLOAD)
    values.secret["KEY"] = "another-secret-5678"
    loop.session.replay.entry(1)
    assert requests(loop)[-1]["body_base64"] == "another-secret-5678"
    del values.secret["KEY"]
    with pytest.raises(InvalidDocuments, match=r"#1, /: expected a value for KEY"):
        loop.session.replay.entry(1)
    assert len(requests(loop)) == 2


def test_marked_entries_are_repeated_with_the_value_and_compared_as_they_were() -> None:
    values = Values()
    loop = echoing_loop(values)
    loop.session.dispatch(FUNCTION, PAYLOAD)
    loop.session.history.mark(1)
    loop.load(TWO)
    matrix = loop.state.matrix
    assert matrix is not None
    assert [cell.verdict.value for row in matrix.rows for cell in row.cells if cell] == ["same"]
    assert SECRET not in repr(matrix)
    del values.secret["KEY"]
    loop.session.replay.matrix([1])
    assert loop.state.matrix is not None
    assert "a value for KEY" in loop.state.matrix.not_comparable[1]


def test_a_value_that_was_sent_once_stays_hidden_when_the_file_has_another() -> None:
    values = Values()
    loop = echoing_loop(values)
    loop.session.dispatch(FUNCTION, PAYLOAD)
    values.secret["KEY"] = "another-secret-5678"
    record = loop.session.dispatch(FUNCTION, PAYLOAD)
    assert record.outcome.response == {"body_base64": "${KEY}"}


def test_without_a_value_nothing_is_sent() -> None:
    loop = echoing_loop()
    with pytest.raises(InvalidDocuments) as found:
        loop.session.dispatch(FUNCTION, '{"a": "${NONE}", "b": "${response:sign:/x}"}', name="login")
    assert [line.partition(":")[0] for line in str(found.value).splitlines()] == ["login, /a", "login, /b"]
    assert requests(loop) == []
    assert loop.state.last is None


def test_a_chain_takes_the_last_good_answer_and_that_to_a_document_of_a_name() -> None:
    loop = echoing_loop()
    loop.session.dispatch(FUNCTION, PAYLOAD, name="first")
    loop.session.dispatch(FUNCTION, '{"status": 1, "body_base64": ""}')
    chained = f'{{"status": "${{response:{FUNCTION}/first:/body_base64}}", "body_base64": "${{response:{FUNCTION}:}}"}}'
    record = loop.session.dispatch(FUNCTION, chained)
    assert requests(loop)[-1] == {"_v": 1, "status": SECRET, "body_base64": {"body_base64": SECRET}}
    assert SECRET not in repr(record)


def test_what_fuel_is_measured_of_is_what_was_sent() -> None:
    loop = echoing_loop()
    loop.session.dispatch(FUNCTION, PAYLOAD)
    loop.session.fuel.measure()
    (measured,) = [one for one in loop.engine.asked("fuel") if one.export == FUNCTION]
    assert SECRET.encode() in measured.payload


def test_a_file_that_cannot_be_read_is_an_error_to_be_shown_and_no_values() -> None:
    def read() -> VariableValues:
        raise LineDamaged(".env", 3, "NAME=VALUE", "a line without =")

    variables = SessionVariables(read)
    known = variables.known()
    assert isinstance(known.error, LineDamaged)
    assert known.values.known == {}
    with pytest.raises(LineDamaged):
        variables.resolved('{"a": "${KEY}"}')
    assert variables.resolved('{"a": "$${KEY}"}').text == '{"a": "${KEY}"}'


@pytest.mark.parametrize("sent", ['{"a": "${KEY} ${HOST} ${"}', '{"a": "$${KEY}"}', '{"a": "\\u0024{KEY}"}', "${KEY"])
def test_what_was_sent_literally_is_sent_so_again_by_a_document_that_was_made_of_it(sent: str) -> None:
    variables = SessionVariables(Values())
    text = variables.resolved(literal(sent, ())).text
    assert text == sent or json.loads(text) == json.loads(sent)
    opened = literal('{"a": "${KEY} ${HOST}"}', ("KEY",))
    assert variables.resolved(opened).text == json.dumps({"a": f"{SECRET} ${{HOST}}"})


@pytest.mark.parametrize("text", ['{"a": "' + "${V}" * 1_000 + '"}', "[" + ",".join(['"${V}"'] * 1_000) + "]"])
def test_what_would_be_too_large_with_its_values_is_not_sent(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    for module in (variables, expansion):
        monkeypatch.setattr(module, "EXPANDED_MAX_CHARACTERS", 10_000)
    known = SessionVariables(lambda: VariableValues({"V": "x" * 1_000}))
    with pytest.raises(InvalidDocuments, match="at most 10,000 characters with all variables replaced"):
        known.resolved(text)
    assert len(expansion.expansion_of(text, known.known()).text) < 20_000


def beside(answers: dict[tuple[str, str], Any], sent: tuple[tuple[str, str], ...] = ()) -> SessionVariables:
    """Return the variables of a session that has a value of its own and another session beside it."""
    variables = SessionVariables(Values())
    variables.keep_answer("sign", "", {"own": 1})
    variables.look_beside(lambda: SharedAnswers(answers, sent))
    return variables


def test_answers_of_the_session_beside_count_where_this_one_has_none() -> None:
    found = beside({("shape", ""): {"url": "u"}, ("sign", ""): {"own": 2}})
    sent = found.resolved('{"shaped": "${response:shape:}", "n": "${response:sign:/own}"}').text
    assert json.loads(sent) == {"shaped": {"url": "u"}, "n": 1}
    assert found.known().answers == {("shape", ""): {"url": "u"}, ("sign", ""): {"own": 1}}


def test_answers_of_the_session_beside_are_those_of_the_moment() -> None:
    answers: dict[tuple[str, str], Any] = {}
    found = beside(answers)
    with pytest.raises(InvalidDocuments):
        found.resolved('{"shaped": "${response:shape:}"}')
    answers["shape", ""] = {"url": "u"}
    assert json.loads(found.resolved('{"shaped": "${response:shape:}"}').text) == {"shaped": {"url": "u"}}


def test_a_secret_that_the_session_beside_sent_is_hidden_here_once_its_answer_was_taken() -> None:
    found = beside({("shape", ""): {"url": SECRET}}, (("THEIRS", SECRET),))
    assert found.hide({"kept": SECRET}) == {"kept": SECRET}
    found.resolved('{"shaped": "${response:shape:}"}')
    assert found.hide({"kept": SECRET}) == {"kept": "${THEIRS}"}
    assert ("THEIRS", SECRET) in found.known().sent


def test_a_session_shares_its_good_answers_and_which_secrets_may_stand_in_them() -> None:
    loop = echoing_loop()
    loop.session.dispatch(FUNCTION, PAYLOAD)
    shared = loop.session.variables.shared()
    assert shared.answers[FUNCTION, ""] == {"body_base64": SECRET}
    assert shared.sent == (("KEY", SECRET),)
