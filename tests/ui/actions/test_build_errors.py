"""The strip of build errors: it opens by itself, chooses, opens the person's editor, and closes again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui import states
from tests.ui.shown import shown
from workbench.session.values.build_error import BuildError, BuildErrors
from workbench.session.values.state import BuildState, SessionState
from workbench.ui.source_lines import source_path, source_path_anywhere
from workbench.ui.widgets.notice_line import NoticeLine


def failed(errors: BuildErrors | None) -> SessionState:
    return replace(states.ready(), build=BuildState("make", 1, failed=errors is not None, errors=errors))


def two_errors(folder: Path) -> BuildErrors:
    (folder / "src").mkdir()
    for name in ("one.rs", "two.rs"):
        (folder / "src" / name).write_text("fn main() {}\n")
    return BuildErrors(
        str(folder), (BuildError("no", "src/one.rs", 3, 4), BuildError("no", "src/two.rs", 5)), ("the end",)
    )


@pytest.mark.scenario
async def test_the_editor_opens_at_the_error_that_is_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[str, int, int | None]] = []
    monkeypatch.setattr(
        "workbench.ui.outside_editor.open_place",
        lambda app, path, line, column: opened.append((Path(path).name, line, column)),
    )
    async with shown(failed(two_errors(tmp_path))) as app:
        await app.press("alt+e", "alt+down", "alt+e", "alt+down", "alt+e", "alt+up", "alt+e")
        assert opened == [("one.rs", 3, 4), ("two.rs", 5, None), ("one.rs", 3, 4), ("two.rs", 5, None)]


@pytest.mark.scenario
async def test_the_strip_stays_while_the_next_build_runs_and_goes_when_it_passes(tmp_path: Path) -> None:
    errors = two_errors(tmp_path)
    async with shown(failed(errors), (80, 24)) as app:
        strip = app.screen.build_strip
        assert strip.display
        assert strip.border_title == "Build failed: 2 errors · gen 1 answers"
        await app.become(replace(states.ready(), build=BuildState("make", 2, running=True, errors=errors)))
        assert strip.display
        await app.become(failed(None))
        assert not strip.display


@pytest.mark.scenario
async def test_no_error_stays_of_a_build_before_a_good_one_that_another_follows_at_once(tmp_path: Path) -> None:
    """Of states that follow each other at once only the last is drawn."""
    async with shown(failed(two_errors(tmp_path)), (80, 24)) as app:
        assert app.screen.build_strip.display
        await app.become(replace(states.ready(), build=BuildState("make", 3, running=True)))
        assert not app.screen.build_strip.display


@pytest.mark.scenario
async def test_the_strip_names_the_build_that_answers_when_another_one_does(tmp_path: Path) -> None:
    """A build that fails may have written a module before."""
    state = failed(two_errors(tmp_path))
    assert state.serving is not None
    async with shown(state) as app:
        await app.become(replace(state, serving=replace(state.serving, number=7)))
        assert app.screen.build_strip.border_title == "Build failed: 2 errors · gen 7 answers"
        running = BuildState("make", 2, running=True, errors=state.build.errors)
        await app.become(replace(state, build=running, serving=replace(state.serving, number=8)))
        assert app.screen.build_strip.border_title == "Build failed: 2 errors · gen 8 answers"


@pytest.mark.scenario
async def test_the_foot_of_the_strip_names_keys_that_work_where_the_focus_is(tmp_path: Path) -> None:
    """In the editor a plain key is text."""
    async with shown(failed(two_errors(tmp_path))) as app:
        assert app.focused == "editor"
        assert str(app.screen.build_strip.border_subtitle).endswith("^p build output")
        await app.press("escape")
        assert str(app.screen.build_strip.border_subtitle).endswith("b whole output")


@pytest.mark.scenario
async def test_the_panes_are_as_wide_with_the_strip_as_without(tmp_path: Path) -> None:
    async with shown(failed(None)) as app:
        before = app.screen.dispatch_pane.size.width
        await app.become(failed(two_errors(tmp_path)))
        assert app.screen.build_strip.display
        assert app.screen.dispatch_pane.size.width == before


async def test_a_notice_of_several_rows_covers_no_part_of_the_strip(tmp_path: Path) -> None:
    async with shown(failed(two_errors(tmp_path)), (80, 24)) as app:
        app.bench.app.notify("A notice of several rows. " * 8, severity="error")
        await app.until(lambda: app.bench.app.screen.query(NoticeLine))
        await app.pilot.pause()
        notice = app.bench.app.screen.query_one(NoticeLine).region
        assert notice.height > 1
        assert app.screen.build_strip.region.bottom == notice.y


@pytest.mark.scenario
async def test_an_error_without_a_place_says_where_to_look(tmp_path: Path) -> None:
    async with shown(failed(BuildErrors(str(tmp_path), (), ("linking failed",)))) as app:
        await app.press("alt+e", "alt+down")
        assert app.screen.build_strip.render().plain == "linking failed"


def test_a_file_is_found_from_the_folder_of_the_build_or_above_it(tmp_path: Path) -> None:
    (tmp_path / "member" / "src").mkdir(parents=True)
    (tmp_path / "member" / "src" / "lib.rs").write_text("")
    assert source_path(str(tmp_path / "member"), "src/lib.rs") == str(tmp_path / "member/src/lib.rs")
    assert source_path(str(tmp_path / "member"), "member/src/lib.rs") == str(tmp_path / "member/src/lib.rs")
    assert source_path(str(tmp_path), "nope.rs") == str(tmp_path / "nope.rs")


def test_a_file_that_a_build_script_names_from_another_folder_is_found_below(tmp_path: Path) -> None:
    """When only one can be meant; a file among the outputs is none of them."""
    for place in ("guest/src/lib.rs", "a/src/other.rs", "b/src/other.rs", "target/package/src/lib.rs"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text("")
    for named in ("src/lib.rs", "lib.rs", "./lib.rs", "../src/lib.rs"):
        assert source_path_anywhere(str(tmp_path), named) == str(tmp_path / "guest/src/lib.rs")
    for named in ("src/other.rs", "rc/lib.rs", "/src/lib.rs", "..", ""):
        assert source_path_anywhere(str(tmp_path), named) == source_path(str(tmp_path), named)
    assert source_path_anywhere(str(tmp_path), "a/src/other.rs") == str(tmp_path / "a/src/other.rs")
