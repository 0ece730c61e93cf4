"""Every dispatch is kept, found, marked and saved; troubles disturb nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered
from tests.loops import FUNCTION, ONE, PATH, PAYLOAD, Loop, build
from workbench.errors import WorkbenchError
from workbench.errors.base import with_hint
from workbench.errors.files import FormatTooNew
from workbench.errors.operator import PlaceUnwritable
from workbench.protocol.hosting.injected_faults import parse_plan
from workbench.session.session import Session
from workbench.session.values.conditions import Conditions
from workbench.session.values.history import HistoryFilter
from workbench.session.values.replay_verdict import ReplayRules
from workbench.session.values.settings import Settings


@pytest.fixture
def loop() -> Loop:
    return Loop()


def test_every_dispatch_is_kept_and_found(loop: Loop) -> None:
    loop.load(ONE)
    loop.send()
    loop.send("no JSON")
    assert loop.state.last is not None
    assert loop.state.last.entry == 2
    assert loop.state.history_revision == 2
    assert [row.outcome for row in loop.session.history.search().rows] == ["request_envelope", "ok"]
    assert [row.number for row in loop.session.history.search(HistoryFilter(outcome="fallback")).rows] == [2]
    entry = loop.session.history.entry(1)
    assert entry is not None
    assert (entry.payload, entry.generation, entry.plugin) == (PAYLOAD, 1, "sample")


def test_troubles_of_the_history_are_noted_and_disturb_nothing(loop: Loop) -> None:
    loop.load(ONE)
    error: WorkbenchError = FormatTooNew("history.jsonl", "history", 2, 1)
    loop.history.error = error
    assert loop.send().outcome.ok
    assert [(note.source, note.text) for note in loop.state.notes] == [("history", with_hint(error))]
    loop.history.error = None
    loop.send()
    assert loop.state.notes == ()


def test_a_recording_is_saved_of_what_is_alike(loop: Loop) -> None:
    loop.load(ONE)
    loop.session.dispatch(FUNCTION, '{"status": 500, "body_base64": "", "api_key": "sk-secret"}')
    loop.send()
    loop.load(build("5", plugin_name="another"))
    loop.send()
    loop.session.history.mark(2)
    saved = loop.session.history.save_recording("all.jsonl", [5, 2, 1])
    assert saved.calls == 2
    assert saved.left_out[5].startswith(("of the plugin another", "it is no longer"))
    assert "sk-secret" not in loop.recordings.saved["all.jsonl"].calls[0].payload
    assert saved.taken_out == {"api_key": 1}
    assert loop.session.history.save_recording("as it is.jsonl", [1], redacted=False).taken_out == {}
    assert "sk-secret" in loop.recordings.saved["as it is.jsonl"].calls[0].payload
    with pytest.raises(PlaceUnwritable):
        loop.session.history.save_recording("", [1])
    assert loop.session.history.save_recording("none.jsonl", []).calls == 0
    assert "none.jsonl" not in loop.recordings.saved


def test_a_recording_takes_the_place_of_another_but_for_its_rules(loop: Loop) -> None:
    loop.load(ONE)
    loop.send()
    loop.send()
    loop.session.history.save_recording("r.jsonl", [1, 2])
    rules = ReplayRules(("/a",))
    loop.recordings.saved["r.jsonl"] = replace(loop.recordings.saved["r.jsonl"], rules=rules)
    saved = loop.session.history.save_recording("r.jsonl", [2])
    assert (saved.calls, saved.replaced) == (1, 2)
    assert loop.recordings.saved["r.jsonl"].rules == rules


def test_a_recording_keeps_what_it_was_made_under_and_leaves_out_what_was_made_otherwise(loop: Loop) -> None:
    loop.load(ONE)
    loop.send()
    loop.session.faults.put("fuel=900")
    record = loop.send()
    assert record.entry is not None
    saved = loop.session.history.save_recording("first.jsonl", [1, record.entry])
    assert set(saved.left_out.values()) == {"of the faults fuel=900, not none"}
    loop.session.faults.clear()
    loop.session.history.save_recording("faults.jsonl", [record.entry])
    assert loop.recordings.saved["faults.jsonl"].conditions == Conditions(faults=parse_plan(["fuel=900"]))


def test_without_a_history_nothing_is_kept_and_all_goes_on() -> None:
    engine = FakeEngine({"cc_lb_handshake": answered(accept_of({})), "cc_lb_self_check": answered(SELF_CHECK_PASSED)})
    session = Session(engine, Settings(), clock=FakeClock(), on_change=lambda _: None)
    session.load(PATH, ONE)
    assert session.dispatch(FUNCTION, PAYLOAD).entry is None
    session.history.mark(1)
    assert session.replay.matrix([5])
    session.host.clear()
    session.host.keep("a")
    session.builds.now()
    assert session.history.search().rows == ()
    assert session.history.of_plugin("sample") == ()
    assert session.state.host is None
    session.close()
