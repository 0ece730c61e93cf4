"""The sheets over the panes, driven by keys."""

from __future__ import annotations

from dataclasses import replace

from tests.ui import states
from tests.ui.contents.test_sheet_contents import HOST
from tests.ui.test_app import Shown, shown
from workbench.session.history import HistoryFilter, HistoryHits, HistoryRow
from workbench.session.past import SavedRecording
from workbench.session.state import BuildState
from workbench.ui.sheet import ListSheet, Sheet

ROWS = (HistoryRow(2, "shape", "ok", 1, None, marked=False), HistoryRow(1, "shape", "ok", 1, None, marked=False))


def sheet(app: Shown) -> ListSheet:
    found = app.bench.app.screen
    assert isinstance(found, ListSheet), found
    return found


def is_covered(app: Shown) -> bool:
    return isinstance(app.bench.app.screen, Sheet)


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


async def test_an_older_build_answers_and_is_pinned() -> None:
    async with shown(states.ready()) as app:
        await app.press("f9")
        await app.become(states.reloaded())
        await app.press("p", "enter", "a")
        await app.until(lambda: len(app.asked("answer_with")) == 2)
        assert app.asked("pin") == [("pin", 1)]
        assert app.asked("answer_with") == [("answer_with", 1), ("answer_with", None)]


async def test_the_host_is_changed_from_its_sheet() -> None:
    async with shown(replace(states.ready(), host=HOST)) as app:
        await app.press("escape", "5", "a", *"k=v", "enter", "enter", "4", "enter", "u", "d")
        await app.until(lambda: app.asked("host.delete"))
        assert app.asked("host.put")[0][1:3] == ("k", b"v")
        assert app.asked("host.put")[1][1:4] == ("seen", b"34", "dialect")
        assert app.asked("host.undo")
        assert app.asked("host.delete") == [("host.delete", "seen", "dialect")]
        await app.press("a", "x", "enter")
        assert len(app.asked("host.put")) == 2, "what is no key=value is not stored"
        await app.press("l", "l", "l", "enter", *"+1", "enter", "j", "enter", "f", "enter", "s", "x", "enter")
        await app.until(lambda: app.asked("host.keep"))
        assert app.asked("host.step_clock") == [("host.step_clock", 1)]
        assert app.asked("host.seed_random") == [("host.seed_random", "f")]


async def test_the_history_is_searched_marked_saved_and_sent_again() -> None:
    async with shown(states.ready()) as app:
        app.session.past.answers["search"] = HistoryHits(ROWS, total=2)
        app.session.past.answers["save_recording"] = SavedRecording("recording.jsonl", 1)
        await app.press("f8")
        await app.until(lambda: sheet(app).grid.key == "2")
        await app.press("o", "f", "d", "enter")
        wanted = HistoryFilter(outcome="ok", text="d")
        await app.until(lambda: app.asked("past.search")[-1][1] == wanted)
        await app.press("space", "enter", "s", "enter")
        await app.until(lambda: app.asked("past.save_recording"))
        assert app.asked("past.mark") == [("past.mark", 2, True)]
        assert app.asked("repeats.entry") == [("repeats.entry", 1)]
        assert app.asked("past.save_recording") == [("past.save_recording", "recording.jsonl", None)]


async def test_the_matrix_repeats_what_is_marked_or_more_on_one_build_after_the_other() -> None:
    async with shown(states.reloaded()) as app:
        app.session.past.answers |= {"marked": (1,), "of_plugin": (1, 2)}
        app.session.repeats.answers["matrix"] = True
        await app.press("escape", "m")
        await app.until(lambda: len(app.asked("repeats.matrix")) == 2)
        assert app.asked("repeats.matrix") == [("repeats.matrix", (1,), [2]), ("repeats.matrix", (1,), [1])]
        await app.press("a")
        await app.until(lambda: len(app.asked("repeats.matrix")) == 4)
        assert app.asked("repeats.matrix")[-1] == ("repeats.matrix", (1, 2), [1])
        app.session.repeats.answers["matrix"] = False
        await app.press("a")
        await app.until(lambda: len(app.asked("repeats.matrix")) == 5)
        await app.press("K")
        await app.until(lambda: app.asked("cancel"))
        assert len(app.asked("repeats.matrix")) == 5, "what was stopped is not gone on with"
        assert app.asked("past.of_plugin")[-1] == ("past.of_plugin", "dialect", 20_000)


async def test_a_failure_is_explained_by_one_key() -> None:
    async with shown(states.rejected_at_self_check()) as app:
        await app.press("f12")
        assert app.bench.app.screen.query("#explain-text")
        await app.press("e")
        assert not is_covered(app)


async def test_builds_are_asked_for_and_watching_is_paused() -> None:
    async with shown(replace(states.ready(), build=BuildState("make"))) as app:
        await app.press("escape", "B", "w", "i", "ctrl+j")
        await app.until(lambda: app.asked("dispatch"))
        assert app.asked("builds.now")
        assert app.asked("pause") == [("pause", True)]
        assert app.asked("dispatch")[0][-1] is True


async def test_builds_are_compared_from_the_sheet_of_builds_and_with_a_file() -> None:
    async with shown(states.reloaded(), (80, 24)) as app:
        app.session.comparing.answers["go_on"] = False
        await app.press("f9", "C")
        await app.until(lambda: app.asked("comparing.go_on"))
        assert app.asked("comparing.begin") == [("comparing.begin", 1, 2)]
        found = sheet(app)
        assert found.COMMAND == "compare"
        rows = found.grid.copied().split("\n")
        await app.press("o")
        assert len(found.grid.copied().split("\n")) < len(rows)
        await app.press("f", *"x.wasm", "enter")
        await app.until(lambda: app.asked("comparing.begin_with_file"))
        assert app.asked("comparing.begin_with_file")[0][1].endswith("x.wasm")
        await app.press("escape")
        assert sheet(app).COMMAND == "generations"
        await app.until(lambda: app.asked("comparing.end"))
        await app.press("C", "1")
        assert not is_covered(app)
