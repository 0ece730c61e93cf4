"""The sheets over the panes, driven by keys."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui import states
from tests.ui.renderers.test_host import HOST
from tests.ui.shown import Shown, shown
from workbench.errors.operator import OfferUndecodable
from workbench.protocol.calls import LogLine, LogOrigin
from workbench.protocol.host_functions import HostSnapshot
from workbench.protocol.hosting.injected_faults import parse_plan
from workbench.session.history.entries import history_entry
from workbench.session.values.benchmark import BenchState
from workbench.session.values.history import HistoryFilter, HistoryHits, HistoryPeek, HistoryRow
from workbench.session.values.host_view import Transferred
from workbench.session.values.path_completion import PathCompletion
from workbench.session.values.recording import SavedRecording
from workbench.session.values.state import BuildState
from workbench.ui.prompt import Prompt
from workbench.ui.screens.sheet import ListSheet, Sheet
from workbench.ui.widgets.grid import Grid
from workbench.ui.widgets.reader import Reader

ROWS = (HistoryRow(2, "shape", "ok", 1, None, marked=False), HistoryRow(1, "shape", "ok", 1, None, marked=False))


def sheet(app: Shown) -> ListSheet:
    found = app.bench.app.screen
    assert isinstance(found, ListSheet), found
    return found


def is_covered(app: Shown) -> bool:
    return isinstance(app.bench.app.screen, Sheet)


@pytest.mark.scenario
async def test_sheets_open_and_close_by_their_keys_and_give_way_to_each_other_and_to_panes() -> None:
    async with shown(states.reloaded(), (80, 24)) as app:
        await app.press("escape")
        for key in ("5", "f8", "f9", "t", "b", "m"):
            await app.press(key)
            assert is_covered(app), key
            await app.press("escape" if key == "m" else key)
            assert not is_covered(app), key
        await app.press("5", "f9")
        assert sheet(app).COMMAND == "generations"
        await app.press("1")
        assert not is_covered(app)
        assert app.focused == "section-list"


@pytest.mark.scenario
async def test_an_older_build_answers_and_is_pinned() -> None:
    async with shown(states.ready()) as app:
        await app.press("f9")
        await app.become(states.reloaded())
        await app.press("p", "enter", "a")
        await app.until(lambda: len(app.asked("answer_with")) == 2)
        assert app.asked("pin") == [("pin", 1)]
        assert app.asked("answer_with") == [("answer_with", 1), ("answer_with", None)]


@pytest.mark.scenario
async def test_the_host_is_changed_from_its_sheet() -> None:
    async with shown(replace(states.ready(), host=HOST)) as app:
        await app.press("escape", "5", "a", *"k=v", "enter", "enter", "4", "enter", "u", "d")
        await app.until(lambda: app.asked("host.delete"))
        assert app.asked("host.put")[0][1:3] == ("k", b"v")
        assert app.asked("host.put")[1][1:4] == ("seen", b"4", "dialect"), (
            "what is typed takes the place of what was offered"
        )
        assert app.asked("host.undo")
        assert app.asked("host.delete") == [("host.delete", "seen", "dialect")]
        await app.press("a", "x", "enter")
        assert len(app.asked("host.put")) == 2, "what is no key=value is not stored"
        await app.press(*"=y", "enter")
        await app.until(lambda: len(app.asked("host.put")) == 3)
        await app.press("l", "l", "l", "enter", *"+1", "enter", "j", "enter", "f", "enter", "s", "x", "enter")
        await app.until(lambda: app.asked("host.keep"))
        assert app.asked("host.step_clock") == [("host.step_clock", 1)]
        assert app.asked("host.seed_random") == [("host.seed_random", "f")]


@pytest.mark.scenario
async def test_faults_are_set_changed_and_cleared_from_the_sheet_of_the_host() -> None:
    state = states.ready()
    async with shown(replace(state, settings=replace(state.settings, faults=parse_plan(["any"])))) as app:
        await app.press("escape", "5", "h", "h", "a", *"fule=9", "enter")
        assert not app.asked("faults.put"), "what is no fault is not set, and asked for again"
        await app.press(*(["backspace"] * 6), *"fuel=9", "enter")
        await app.press("enter", "end", *(["backspace"] * 4), *"slow:9", "enter", "d", "D")
        await app.until(lambda: app.asked("faults.clear"))
        assert app.asked("faults.put") == [("faults.put", "fuel=9", ""), ("faults.put", "any=slow:9", "any=fail")]
        assert app.asked("faults.drop") == [("faults.drop", "any=fail")]


@pytest.mark.scenario
async def test_dispatches_start_from_a_kept_state_and_storage_goes_into_files() -> None:
    state = replace(states.ready(), host=HOST, snapshots={"warm": HOST})
    async with shown(state, (80, 24)) as app:
        app.session.storage.answers |= {"export": Transferred("f", 1, 2), "take": Transferred("f", 1, 2)}
        await app.press("escape", "5", "X", "enter", "E", "enter", "I", "end", "backspace", "enter", "h", "h", "h", "f")
        await app.until(lambda: app.asked("host.start_from"))
        assert app.asked("storage.export") == [
            ("storage.export", "storage.json", "dialect"),
            ("storage.export", "storage.json", None),
        ]
        assert app.asked("storage.take") == [("storage.take", "storage.jso", "dialect")]
        await app.become(replace(state, host_start="warm"))
        await app.press("f")
        await app.until(lambda: len(app.asked("host.start_from")) == 2)
        assert app.asked("host.start_from") == [("host.start_from", "warm"), ("host.start_from", None)]


@pytest.mark.scenario
async def test_the_log_is_followed_and_shows_one_call_only() -> None:
    state = replace(states.ready(), host=HOST)
    async with shown(state, (80, 24)) as app:
        await app.press("escape", "5", "l", "l", "G", "k", "o", "G")
        assert sheet(app).grid.key == "43"
        await app.press("o", "G")
        line = LogLine("info", "one more", LogOrigin("shape", 1, 8))
        await app.become(replace(state, host=replace(HOST, logs=(*HOST.logs, line))))
        assert sheet(app).grid.key == "45"


@pytest.mark.scenario
async def test_the_history_is_searched_marked_saved_and_sent_again() -> None:
    async with shown(states.ready()) as app:
        app.session.history.answers["search"] = HistoryHits(ROWS, total=2)
        app.session.history.answers["save_recording"] = SavedRecording("recording.jsonl", 1)
        await app.press("f8")
        await app.until(lambda: sheet(app).grid.key == "2")
        await app.press("o", "f", "d", "enter")
        wanted = HistoryFilter(outcome="ok", text="d")
        await app.until(lambda: app.asked("history.search")[-1][1] == wanted)
        await app.press("space", "r", "s", "enter")
        await app.until(lambda: app.asked("history.save_recording"))
        assert app.asked("history.mark") == [("history.mark", 2, True)]
        assert app.asked("replay.entry") == [("replay.entry", 1)]
        assert app.asked("history.save_recording") == [("history.save_recording", "recording.jsonl", None)]


@pytest.mark.scenario
async def test_an_entry_of_the_history_opens_as_a_document_and_shows_when_how_long_and_what() -> None:
    async with shown(states.ready()) as app:
        state = states.ready()
        assert state.last is not None
        assert state.serving is not None
        entry = replace(
            history_entry(
                state.last, state.serving, state.settings, before=HostSnapshot(), after=HostSnapshot(), run="1"
            ),
            number=2,
            payload='{"of": "the history"}',
        )
        peek = HistoryPeek(at=0.0, wall_us=1_500, size_bytes=2_048, start='{\n  "of": "the history"}')
        app.session.history.answers |= {"search": HistoryHits(ROWS, total=2), "entry": entry, "peeks": {2: peek}}
        await app.press("f8")
        await app.until(lambda: sheet(app).grid.key == "2" and "the history" in sheet(app).grid.copied())
        row = sheet(app).grid.copied().splitlines()[0]
        assert "1.5 ms" in row
        assert "2.0 KiB" in row or "2 KiB" in row
        await app.press("equals_sign")
        await app.until(lambda: "the same answer" in sheet(app).detail.copied())
        await app.press("equals_sign")
        await app.until(lambda: "of" in sheet(app).detail.copied() and "payload" in sheet(app).detail.copied())
        await app.press("enter")
        await app.until(lambda: app.screen.payload.text == '{"of": "the history"}')
        assert "history entry #2" in str(app.screen.payload.about.render())
        assert app.asked("replay.entry") == []


async def test_a_search_that_had_no_time_goes_on_from_where_it_was() -> None:
    async with shown(states.ready()) as app:
        asked: list[tuple[object, ...]] = []
        found = [HistoryHits(ROWS[:1], total=1, more=True, rest=1), HistoryHits(ROWS[1:], total=1)]

        def search(wanted: HistoryFilter, **named: object) -> HistoryHits:
            asked.append((wanted.text, named["newest"], named["rows_max"]))
            return found[min(len(asked), len(found)) - 1]

        app.session.history.search = search
        await app.press("f8")
        await app.until(lambda: len(sheet(app).grid.copied().splitlines()) == len(ROWS))
        assert asked == [(None, None, 500), (None, 1, 499)]


@pytest.mark.scenario
async def test_the_matrix_repeats_what_is_marked_or_more_on_one_build_after_the_other() -> None:
    async with shown(states.reloaded()) as app:
        app.session.history.answers |= {"marked": (1,), "of_plugin": (1, 2)}
        app.session.replay.answers["matrix"] = True
        await app.press("escape", "m")
        await app.until(lambda: len(app.asked("replay.matrix")) == 2)
        assert app.asked("replay.matrix") == [("replay.matrix", (1,), [2]), ("replay.matrix", (1,), [1])]
        await app.press("a")
        await app.until(lambda: len(app.asked("replay.matrix")) == 4)
        assert app.asked("replay.matrix")[-1] == ("replay.matrix", (1, 2), [1])
        app.session.replay.answers["matrix"] = False
        await app.press("a")
        await app.until(lambda: len(app.asked("replay.matrix")) == 5)
        await app.press("K")
        await app.until(lambda: app.asked("cancel"))
        assert len(app.asked("replay.matrix")) == 5, "what was stopped is not gone on with"
        assert app.asked("history.of_plugin")[-1] == ("history.of_plugin", "dialect", 20_000)


@pytest.mark.scenario
async def test_the_row_of_a_sheet_is_explained_over_it_and_the_same_key_leads_back() -> None:
    async with shown(replace(states.ready(), host=HOST)) as app:
        await app.press("escape", "5", "l", "l", "l", "down", "e")
        text = app.bench.app.screen.query_one("#explain-text", Reader)
        assert text.lines[0].content.plain.startswith("random ")
        await app.press("e")
        assert (sheet(app).COMMAND, sheet(app).view) == ("host", "clock")


@pytest.mark.scenario
async def test_a_failure_is_explained_by_one_key() -> None:
    async with shown(states.rejected_at_self_check()) as app:
        await app.press("f12")
        assert app.bench.app.screen.query("#explain-text")
        await app.press("e")
        assert not is_covered(app)


@pytest.mark.scenario
async def test_builds_are_asked_for_and_watching_is_paused() -> None:
    async with shown(replace(states.ready(), build=BuildState("make"))) as app:
        await app.press("escape", "B", "w", "i", "ctrl+j")
        await app.until(lambda: app.asked("dispatch"))
        assert app.asked("builds.now")
        assert app.asked("pause") == [("pause", True)]
        assert app.asked("dispatch")[0][-1] is True


@pytest.mark.scenario
async def test_builds_are_compared_from_the_sheet_of_builds_and_with_a_file() -> None:
    async with shown(states.reloaded(), (80, 24)) as app:
        app.session.comparator.answers["go_on"] = False
        await app.press("f9", "C")
        await app.until(lambda: app.asked("comparator.go_on"))
        assert app.asked("comparator.begin") == [("comparator.begin", 1, 2)]
        found = sheet(app)
        assert found.COMMAND == "compare"
        rows = found.grid.copied().split("\n")
        await app.press("o")
        assert len(found.grid.copied().split("\n")) < len(rows)
        await app.press("f", *"x.wasm", "enter")
        await app.until(lambda: app.asked("comparator.begin_with_file"))
        assert app.asked("comparator.begin_with_file")[0][1].endswith("x.wasm")
        await app.press("escape")
        assert sheet(app).COMMAND == "generations"
        await app.until(lambda: app.asked("comparator.end"))
        await app.press("C", "1")
        assert not is_covered(app)


@pytest.mark.scenario
async def test_a_payload_is_measured_from_the_sheet_with_as_many_calls_as_one_wants() -> None:
    async with shown(states.ready()) as app:
        await app.press("escape", "T")
        payload = app.screen.payload
        bench = BenchState(1, "dialect", payload.function, payload.text, 1_000)
        await app.become(replace(states.ready(), bench=bench))
        for keys in (("a", "ctrl+u", *"20_0", "enter"), ("a", "ctrl+u", *"0", "enter", "escape"), ("r", "K", "T", "T")):
            await app.press(*keys)
        await app.until(lambda: len(app.asked("bench.run")) == 3 and app.asked("bench.cancel"))
        assert [asked[-1] for asked in app.asked("bench.run")] == [1_000, 200, 1_000]
        assert is_covered(app)


@pytest.mark.scenario
async def test_an_instance_is_reset_and_fuel_measured_on_demand() -> None:
    async with shown(states.interrupted()) as app:
        await app.press("escape", "R")
        await app.until(lambda: app.asked("reset"))
        await app.until(lambda: app.bench.app.notices.said)
        assert app.bench.app.notices.said[-1].text == "The next dispatch begins with a new instance."
        await app.bench.app.screen.action_run("fuel")  # type: ignore[attr-defined]
        await app.until(lambda: app.asked("reconfigure"))
        assert not app.asked("reconfigure")[0][1].measure_fuel


@pytest.mark.scenario
async def test_the_settings_of_the_host_are_changed_from_its_sheet() -> None:
    state = replace(states.ready(), settings=replace(states.ready().settings, config={"tone": "dry"}))
    async with shown(state) as app:
        await app.press("escape", "5", "h", "enter", "j", "enter", "j", "enter", "j", "enter", *"one two", "enter")
        await app.press("j", "j", "enter", "x", "enter", "a", *"tone", "enter", *"=b=c", "enter", "d", "D")
        await app.until(lambda: len(app.asked("reconfigure")) == 8)
        given = [asked for _, asked in app.asked("reconfigure")]
    assert given[0].profile.value == "0.3"
    assert given[1].budget.name == "strict"
    assert given[2].imports.value == "trap"
    assert given[3].capabilities == {"one", "two"}
    assert [one.config for one in given[4:]] == [{"tone": "x"}, {"tone": "b=c"}, {}, {}]


@pytest.mark.scenario
async def test_more_capabilities_than_a_host_may_offer_are_asked_for_again() -> None:
    async with shown(states.ready()) as app:
        names = " ".join(f"c{number}" for number in range(33))
        await app.press("escape", "5", "h", "j", "j", "j", "enter")
        sheet(app).query_one(Prompt).value = names
        await app.press("enter")
        assert not app.asked("reconfigure")
        sheet(app).query_one(Prompt).value = names.rpartition(" ")[0]
        await app.press("enter")
        await app.until(lambda: app.asked("reconfigure"))


@pytest.mark.scenario
async def test_the_file_of_an_offer_is_completed_and_asked_for_again_with_what_is_wrong_in_it() -> None:
    state = states.ready()
    async with shown(state) as app:
        session = app.session
        session.completion = PathCompletion("later.json", ("later.json", "later.json.d/"))
        session.offer.answers["use_file"] = OfferUndecodable("$.function_versions.shape[1]", "u32" * 30, "a string", 40)
        await app.press("escape", "5", "h", "j", "j", "j", "j", "enter", "l", "tab")
        await app.until(lambda: sheet(app).query_one(Prompt).value == "later.json")
        assert app.asked("complete_path") == [("complete_path", "l", (".json",))]
        assert "later.json.d/" in str(sheet(app).frame.border_subtitle)
        await app.press("enter")
        await app.until(lambda: "$.function_versions.shape[1] at byte 40" in str(sheet(app).frame.border_subtitle))
        assert sheet(app).query_one(Prompt).value == "later.json"
        await app.until(lambda: app.bench.app.notices.said)
        assert app.bench.app.notices.said[-1].text.endswith("found a string"), "what the foot has no room for is whole"
        session.offer.answers.clear()
        await app.press("enter")
        await app.until(lambda: len(app.asked("offer.use_file")) == 2)
        await app.press("d")
        await app.until(lambda: len(app.asked("offer.use_file")) == 3)
        assert [path for _, path in app.asked("offer.use_file")] == ["later.json", "later.json", ""]
        assert isinstance(sheet(app).focused, Grid), "the list has the focus again"


@pytest.mark.scenario
async def test_what_runs_without_the_injected_faults_says_so() -> None:
    """The first line counts them beside each of these sheets, too."""
    state = states.ready()
    faulty = replace(state, settings=replace(state.settings, faults=parse_plan(["any"])))
    async with shown(faulty) as app:
        await app.press("escape")
        for key in "FTH6":
            await app.press(key)
            sheet = app.bench.app.screen
            assert isinstance(sheet, Sheet)
            assert str(sheet.frame.border_title) == f"{sheet.TITLE}, without the injected faults"
            await app.become(state)
            assert str(sheet.frame.border_title) == sheet.TITLE
            await app.become(faulty)
            await app.press("escape")


@pytest.mark.scenario
async def test_where_no_build_answers_no_sheet_names_a_key_that_asks_one() -> None:
    async with shown(states.rejected_at_handshake()) as app:
        for sheet in ("journey", "bench", "fuzz", "drift"):
            app.screen.overlays.open_sheet(sheet)
            await app.until(lambda: isinstance(app.bench.app.screen, Sheet))
            await app.pilot.pause()
            readers = app.bench.app.screen.query(Reader)
            assert any("No build answers, so nothing can be sent." in one.copied() for one in readers), sheet
            await app.press("escape")
