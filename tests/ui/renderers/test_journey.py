"""A request's journey, as text."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.fakes import answered, failed
from tests.journeys import ALL, DIALECT, OBSERVER, SIGNER, Driven, Plugin, drive, gives
from tests.ui import states
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.calls import FailureKind
from workbench.protocol.journey.cast import Player, cast_of
from workbench.protocol.journey.proxied_request import typical_proxied
from workbench.protocol.journey.upstream import UpstreamChoice
from workbench.session.values.journey_report import (
    JourneyPlugin,
    JourneyReport,
    JourneyRequest,
    JourneySetup,
    JourneyState,
)
from workbench.ui.renderers import journey as renderer
from workbench.ui.renderers.looked_at import Look, meant

GENERATION = states.ready().serving
REJECTED = states.rejected_at_handshake().newest
assert GENERATION is not None
assert REJECTED is not None


def state_of(driven: Driven, *, setup: JourneySetup | None = None, rejected: bool = False) -> JourneyState:
    """Return the state of a journey that is over."""
    assert GENERATION is not None
    assert REJECTED is not None
    plugins = (JourneyPlugin(GENERATION, ("shape",)), *((JourneyPlugin(REJECTED),) if rejected else ()))
    request = JourneyRequest(typical_proxied(), edits={"sign.3": "{}"})
    players = [Player(0, "one", frozenset({"shape"})), Player(1, "two", frozenset({"shape"}))]
    report = JourneyReport(request, plugins, cast_of(players), driven.end.steps, driven.end)
    return JourneyState(1, "dialect 0.3.1", setup or JourneySetup(), report=report)


WHOLE = state_of(drive(ALL, "401", "200"))


def text(journey: JourneyState | None, key: str | None = None, view: str = renderer.STORY) -> str:
    return "\n".join(line.content.plain for line in renderer.lines(journey, key, view, 76))


def cells(journey: JourneyState, width: int = 114) -> dict[str, list[str]]:
    return {row.key: [cell.plain for cell in row.cells] for row in renderer.table(journey, width)}


def test_each_step_has_a_row_with_player_outcome_policy_and_time_and_the_caller_the_last() -> None:
    rows = cells(WHOLE)
    assert [*rows] == [
        *("observe", "filter", "shape", "build_signer", "sign", "upstream", "on_unauthorized", "sign.2", "upstream.2"),
        *("observe.2", "observe.3", "observe.4", "caller"),
    ]
    assert rows["sign"][:5] == ["sign", "plugin-2", "✓ used", "fail_request", "100 µs"]
    assert rows["upstream"][:5] == ["upstream", "–", "→ 401", "", ""]
    assert rows["caller"][2] == "✓ 200"


@pytest.mark.parametrize("width", [40, 76, 114, 194])
def test_the_bars_follow_each_other_within_their_room(width: int) -> None:
    bars = [row[5] for row in cells(WHOLE, width).values()]
    ends = [len(bar) for bar in bars if bar]
    assert ends == sorted(ends)
    assert max(ends) <= max(width - 66, 8)


def test_what_fails_no_plugin_and_an_edit_have_a_sign_and_a_word() -> None:
    trapped: Plugin = {**SIGNER, "sign": lambda _: failed(FailureKind.TRAP, "trap")}
    rows = cells(state_of(drive([trapped], edits={"build_signer": '{"upstream": {}}'})))
    assert rows["filter"][1:3] == ["–", "– no plugin"]
    assert rows["build_signer"][2] == "✓ used edited"
    assert rows["sign"][2] == "✕ fail_request"
    assert rows["caller"][2] == "✕ 502"
    assert cells(state_of(drive(ALL, "broken")))["caller"][2] == "✕ 200, cut off"


def test_a_rejected_plugin_has_a_row_that_says_what_a_host_does() -> None:
    journey = state_of(drive(ALL), rejected=True)
    assert cells(journey)["plugin 1"][2:4] == ["✕ rejected at handshake", "not served"]
    assert "plays no part in the journey" in text(journey, "plugin 1")


def test_behind_a_step_stands_why_what_came_and_both_messages() -> None:
    shown = text(WHOLE, "shape")
    assert "The caller speaks to the proxy" in shown
    assert "if it fails  the host fails the downstream request (fail_request)" in shown
    assert shown.index("sent\n") < shown.index('"principal"') < shown.index("answered\n") < shown.index('"url"')
    assert '"principal"' in text(WHOLE, "shape", renderer.SENT)
    assert '"principal"' not in text(WHOLE, "shape", renderer.ANSWERED)


def test_what_a_plugin_logs_stands_behind_its_step() -> None:
    logging: Plugin = {"observe": lambda _: answered({"_v": 1}, activity=states.LOGS)}
    assert "warn         no query ␇given" in text(state_of(drive([logging])), "observe")


def test_of_a_call_the_messages_are_json_and_of_other_rows_they_are_none() -> None:
    step = renderer.step_of(WHOLE, "shape")
    assert json.loads(renderer.message(step, renderer.SENT) or "")["principal"]["id"] == "team-a"
    assert json.loads(renderer.message(step, renderer.ANSWERED) or "")["_v"] == 1
    assert renderer.message(step, renderer.STORY) is None
    assert renderer.message(renderer.step_of(WHOLE, "upstream"), renderer.SENT) is None
    assert renderer.step_of(WHOLE, "caller") is None


def test_behind_the_upstream_stands_the_request_that_went_out_and_its_answer() -> None:
    shown = text(WHOLE, "upstream")
    assert "POST https://api.anthropic.com/v1/messages" in shown
    assert "x-api-key: k" in shown
    assert "invalid x-api-key" in shown
    assert "invalid" not in text(WHOLE, "upstream", renderer.SENT)
    assert "x-api-key: " not in text(WHOLE, "upstream", renderer.ANSWERED)


def test_a_failed_step_says_its_error_and_a_missing_factory_state_what_to_do() -> None:
    refuses: Plugin = {**SIGNER, "build_signer": lambda _: failed(FailureKind.ERROR_TEXT, "no api_key")}
    journey = state_of(drive([refuses]))
    assert "no api_key" in text(journey, "build_signer")
    assert "f types another one" in text(journey, "build_signer")
    assert "There is no answer." in text(journey, "build_signer", renderer.ANSWERED)
    typed = replace(journey, setup=JourneySetup(factory_state="{}"))
    assert "f types another one" not in text(typed, "build_signer")
    assert "Nothing was sent: no plugin was asked." in text(journey, "filter", renderer.SENT)


@pytest.mark.parametrize(
    ("kind", "said"),
    [(FailureKind.EXIT_CODE, "look for it in the source"), (FailureKind.TIMEOUT, "Look for an endless loop")],
)
def test_what_is_to_be_done_about_a_failed_step_follows_from_how_its_call_ended(kind: FailureKind, said: str) -> None:
    fails: Plugin = {**SIGNER, "build_signer": lambda _: failed(kind, "no api_key")}
    shown = " ".join(text(state_of(drive([fails])), "build_signer").split())
    assert said in shown
    assert "trap" not in shown


def test_an_answer_of_no_use_says_by_which_rule() -> None:
    shaped = {"url": "nowhere", "method": "POST", "headers": [], "body_base64": ""}
    journey = state_of(drive([{**DIALECT, "shape": gives(shaped)}]))
    assert "✕ host: fails_request" in text(journey, "shape")
    assert "url" in renderer.names(renderer.step_of(journey, "shape"))


def test_behind_the_caller_stands_the_answer_what_observers_got_and_what_is_assumed() -> None:
    shown = text(WHOLE, "caller")
    assert "The caller gets 200" in shown
    assert "content-type: text/event-stream" in shown
    assert "plugin-3  was sent 4 batches with 8 events, 0 dropped" in shown
    assert "two       is not asked for shape: another plugin plays it" in shown
    assert "sign.3    did not come" in shown
    assert "Assumed, since the protocol leaves it open:" in shown
    assert "Assumed" not in text(WHOLE, "caller", renderer.ANSWERED)
    empty = replace(drive(ALL).end, caller=replace(WHOLE.report.end.caller, body=b""))  # type: ignore[union-attr]
    assert "an empty body" in text(state_of(Driven(empty, [])), "caller")


def test_the_line_above_says_what_the_caller_gets_and_whose_journey_it_is() -> None:
    assert renderer.summary(WHOLE, 1).plain.startswith("✓ the caller gets 200   upstream 200   10 calls")
    assert renderer.summary(WHOLE, 2).plain.endswith("of gen 1; gen 2 answers now, r takes it again")
    setup = JourneySetup((UpstreamChoice.UNAUTHORIZED, UpstreamChoice.OK), ("a/b.wasm",), "{}", edits={"sign": "{}"})
    shown = renderer.summary(replace(WHOLE, setup=setup), 1).plain
    for said in ("upstream 401, then 200", "edited: sign", "the editor's request", "with b.wasm"):
        assert said in shown


def test_a_journey_that_goes_on_was_stopped_or_could_not_be_made_says_so() -> None:
    going = JourneyState(1, "dialect", JourneySetup(), running="")
    assert renderer.summary(going, 1).plain.startswith("◐ loading the plugins")
    assert "sign" in renderer.summary(replace(going, running="sign"), 1).plain
    assert "K stops it" in text(going)
    stopped = replace(WHOLE, cancelled=True, report=replace(WHOLE.report, end=None))  # type: ignore[type-var]
    assert "cancelled" in renderer.summary(stopped, 1).plain
    assert "It was stopped here." in text(stopped, None)
    over = replace(going, running=None)
    assert "✕ no journey" in renderer.summary(over, 1).plain
    assert "Another build answered before it was over." in text(over)
    assert "gone" in text(replace(over, error=EngineUnavailable("gone")))
    assert renderer.table(over, 80) == []
    setup = JourneySetup(paths=("a.wasm",), payload="{}", factory_state="1", edits={"sign": "1"})
    wrong = text(replace(over, setup=setup, error=EngineUnavailable("gone")))
    for way in ("D  drops the other plugins", "U  drops the edits", "E  takes a typical", "f  types another"):
        assert way in wrong
    assert "No request" in text(None)
    assert renderer.summary(None, 1).plain == "no journey yet"
    nobody = JourneyReport(JourneyRequest(typical_proxied()), (JourneyPlugin(GENERATION),), cast_of(()))  # type: ignore[arg-type]
    assert "No plugin could take part" in text(replace(over, report=nobody))


def test_the_upstream_is_turned_through_all_answers_and_back() -> None:
    answers: tuple[UpstreamChoice, ...] = (UpstreamChoice.OK,)
    seen = []
    for _ in renderer.CHOICES:
        answers = renderer.next_choice(answers)
        seen.append(renderer.upstream_words(answers))
    assert seen == ["401, then 200", "401", "429", "500", "529", "broken", "200"]
    assert renderer.next_choice((UpstreamChoice.FAILED, UpstreamChoice.OK)) == (UpstreamChoice.OK,)


def test_an_explanation_is_asked_for_by_error_stage_and_function() -> None:
    lost: Plugin = {"observe": lambda _: failed(FailureKind.TRAP, "trap")}
    journey = state_of(drive([lost, OBSERVER]))
    assert renderer.names(renderer.step_of(journey, "observe")) == ("plugin_call", "observe")
    assert renderer.names(renderer.step_of(journey, "upstream")) == ()
    look = Look("journey", key="observe", names=renderer.names(renderer.step_of(journey, "observe")))
    found = meant(states.ready(), look)
    assert ("observe" in found.own, "plugin_call" in found.kinds, found.around[0]) == (True, True, "journey")
    assert renderer.plugins_words(JourneySetup(paths=("a/b.wasm", "c\\d.wasm"))) == "b.wasm, d.wasm"
