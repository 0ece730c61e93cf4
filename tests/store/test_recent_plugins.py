"""Which plugins were opened, as it is remembered."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FakeClock
from workbench.errors.operator import FileDamaged, PlaceUnwritable
from workbench.session.values.plugin_listing import RecentPlugin
from workbench.store.recent_plugins import PATH_MAX, RECENT_MAX, WORD_MAX, RecentPlugins

FILE = "recent-plugins.json"


def recent(tmp_path: Path) -> RecentPlugins:
    clock = FakeClock(100.0)

    def tick() -> float:
        clock.now += 1
        return clock.now

    return RecentPlugins(tmp_path / "state", tick)


def places(plugins: RecentPlugins) -> list[str]:
    return [one.place for one in plugins.all()[0]]


def test_the_one_that_was_seen_last_stands_first_and_each_stands_once(tmp_path: Path) -> None:
    plugins = recent(tmp_path)
    for place in ("/a.wasm", "/b.wasm", "/a.wasm"):
        assert plugins.seen(place, "n", "1") is None
    assert places(plugins) == ["/a.wasm", "/b.wasm"]
    assert plugins.forget("/a.wasm") is None
    assert places(plugins) == ["/b.wasm"]


def test_a_build_without_an_identity_leaves_the_name_that_is_known(tmp_path: Path) -> None:
    plugins = recent(tmp_path)
    plugins.seen("/a.wasm", "dialect", "1.0")
    plugins.seen("/a.wasm", "", "")
    assert plugins.all()[0][0].name == "dialect"


def test_a_file_that_is_not_there_any_more_is_gone(tmp_path: Path) -> None:
    plugins = recent(tmp_path)
    (tmp_path / "here.wasm").touch()
    for name in ("here.wasm", "gone.wasm"):
        plugins.seen(str(tmp_path / name), "n", "1")
    assert [one.is_gone for one in plugins.all()[0]] == [True, False]


def test_the_file_is_private_and_holds_no_more_than_so_many(tmp_path: Path) -> None:
    plugins = recent(tmp_path)
    for number in range(RECENT_MAX + 5):
        plugins.seen(f"/{number}.wasm", "n" * 1_000, "1")
    found, error = plugins.all()
    assert error is None
    assert [found[0].place, len(found), len(found[0].name)] == [f"/{RECENT_MAX + 4}.wasm", RECENT_MAX, WORD_MAX]
    assert stat.S_IMODE((tmp_path / "state" / FILE).stat().st_mode) == 0o600
    assert [one.name for one in (tmp_path / "state").iterdir()] == [FILE], "nothing is left beside it"


@pytest.mark.parametrize(
    "entry",
    [
        None,
        "a",
        {},
        {"path": 1, "name": "n", "version": "1", "at": 1},
        {"path": "relative.wasm", "name": "n", "version": "1", "at": 1},
        {"path": "/nul\0.wasm", "name": "n", "version": "1", "at": 1},
        {"path": "/" + "x" * PATH_MAX, "name": "n", "version": "1", "at": 1},
        {"path": "/a.wasm", "name": None, "version": "1", "at": 1},
        {"path": "/a.wasm", "name": "n", "version": "1", "at": True},
        {"path": "/a.wasm", "name": "n", "version": "1", "at": "now"},
        {"path": "/a.wasm", "name": "n", "version": "1"},
    ],
)
def test_an_entry_of_another_form_is_left_out_and_the_others_count(tmp_path: Path, entry: Any) -> None:
    good = {"path": "/good.wasm", "name": "n", "version": "1", "at": 5}
    (tmp_path / "state").mkdir(mode=0o700)
    (tmp_path / "state" / FILE).write_text(json.dumps({"plugins": [entry, good]}))
    assert recent(tmp_path).all() == ((RecentPlugin("/good.wasm", "n", "1", 5.0, is_gone=True),), None)


@pytest.mark.parametrize("content", ["", "[]", '{"plugins": 1e999', "\0", '{"plugins": [' + "[" * 100_000])
def test_a_damaged_file_is_set_aside_and_said_once(tmp_path: Path, content: str) -> None:
    plugins = recent(tmp_path)
    (tmp_path / "state").mkdir(mode=0o700)
    (tmp_path / "state" / FILE).write_text(content)
    found, error = plugins.all()
    assert found == ()
    assert isinstance(error, FileDamaged)
    assert plugins.all() == ((), None)
    plugins.seen("/a.wasm", "n", "1")
    assert places(plugins) == ["/a.wasm"]
    assert (tmp_path / "state" / f"{FILE}.damaged").read_text() == content


def test_a_list_or_time_without_end_counts_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir(mode=0o700)
    for content in ('{"plugins": 5}', '{"plugins": [{"path": "/a", "name": "n", "version": "1", "at": 1e999}]}'):
        (tmp_path / "state" / FILE).write_text(content)
        assert recent(tmp_path).all() == ((), None)


def test_a_place_that_cannot_be_written_is_an_error_that_is_returned(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    assert isinstance(recent(tmp_path).seen("/a.wasm", "n", "1"), PlaceUnwritable)
