"""A build begins when a source has another content, and never for what a build writes itself."""

from __future__ import annotations

import queue
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from watchfiles import Change

from workbench.loop import sources
from workbench.loop.sources import SourceWatch

PATIENCE_S = 300.0
QUIET = "quiet.marker"
"""Changed after what must not be told: when it is told alone, nothing else was."""


class Listener:
    def __init__(self) -> None:
        self.changed: queue.Queue[tuple[str, ...]] = queue.Queue()
        self.deferred: queue.Queue[tuple[tuple[str, ...], float]] = queue.Queue()
        self.notes: queue.Queue[str] = queue.Queue()

    def sources_changed(self, paths: tuple[str, ...]) -> None:
        self.changed.put(paths)

    def sources_deferred(self, paths: tuple[str, ...], seconds: float) -> None:
        self.deferred.put((paths, seconds))

    def sources_noted(self, problem: str) -> None:
        self.notes.put(problem)

    def told(self) -> tuple[str, ...]:
        return self.changed.get(timeout=PATIENCE_S)


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "src/deep").mkdir(parents=True)
    (folder / "target/debug").mkdir(parents=True)
    (folder / "src/main.zig").write_text("one")
    return folder


Start = Callable[..., SourceWatch]


@pytest.fixture
def start(project: Path, listener: Listener) -> Iterator[Start]:
    made: list[SourceWatch] = []

    def begin(**options: Any) -> SourceWatch:
        watch = SourceWatch(project, listener, **options)
        made.append(watch)
        watch.start()
        # A first change that is told says that the watch stands.
        for attempt in range(1_000):
            (project / "src/begun.zig").write_text(str(attempt))
            try:
                listener.changed.get(timeout=0.5)
                break
            except queue.Empty:
                continue
        while not listener.changed.empty():
            listener.changed.get()
        return watch

    yield begin
    for one in made:
        one.stop()


def told_until_quiet(project: Path, listener: Listener) -> set[str]:
    (project / "src" / QUIET).write_bytes(len(list(project.rglob("*"))).to_bytes(4, "big") + bytes(4))
    told: set[str] = set()
    while f"src/{QUIET}" not in told:
        told |= set(listener.told())
    return told - {f"src/{QUIET}"}


@pytest.mark.parametrize("polling", [False, True])
def test_a_change_is_told(project: Path, listener: Listener, start: Start, polling: bool) -> None:
    start(polling=polling)
    (project / "src/main.zig").write_text("two")
    assert listener.told() == ("src/main.zig",)
    (project / "src/deep/new.zig").write_text("new")
    assert listener.told() == ("src/deep/new.zig",)
    (project / "src/deep/new.zig").unlink()
    assert listener.told() == ("src/deep/new.zig",)


def test_new_folders_and_renames_are_told(project: Path, listener: Listener, start: Start, tmp_path: Path) -> None:
    start()
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside/a.zig").write_text("a")
    (tmp_path / "beside").rename(project / "src/moved")
    assert listener.told() == ("src/moved/a.zig",)
    (project / "src/moved/a.zig").write_text("b")
    assert listener.told() == ("src/moved/a.zig",)
    (tmp_path / "main.zig").write_text("renamed over")
    (tmp_path / "main.zig").replace(project / "src/main.zig")
    assert listener.told() == ("src/main.zig",)


def test_what_does_not_count_is_not_told(project: Path, listener: Listener, start: Start) -> None:
    start(artifact=project / "plugin.bin")
    for path in ("target/debug/x.zig", "plugin.bin", "src/main.o", "src/main.zig~", "src/.#main.zig", "src/out.wasm"):
        (project / path).write_text("written")
    (project / "src/main.zig").write_text("one")
    (project / ".git").mkdir()
    (project / ".git/index").write_text("written")
    assert told_until_quiet(project, listener) == set()


def test_globs_say_what_counts(project: Path, listener: Listener, start: Start) -> None:
    (project / "target/gen").mkdir()
    start(globs=["src/**/*.zig", "build.zig", "target/gen/*.rs", f"src/{QUIET}"])
    for path in ("src/main.zig", "src/deep/a.zig", "build.zig", "target/gen/a.rs"):
        (project / path).write_text("counts")
    for path in ("README", "src/notes.md", "deep.zig", "target/debug/a.rs"):
        (project / path).write_text("does not")
    assert told_until_quiet(project, listener) == {"src/main.zig", "src/deep/a.zig", "build.zig", "target/gen/a.rs"}


def test_changes_during_a_build_are_told_when_it_is_over(project: Path, listener: Listener, start: Start) -> None:
    watch = start()
    watch.build_started()
    (project / "src/main.zig").write_text("two")
    (project / "src/deep/made_and_gone.zig").write_text("x")
    (project / "src/deep/made_and_gone.zig").unlink()
    watch.build_finished()
    assert listener.told() == ("src/main.zig",)
    assert told_until_quiet(project, listener) == set()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told later is told soon."""
    monkeypatch.setattr(sources, "_FIRST_DELAY_S", 0.001)


def save_during_a_build(watch: SourceWatch, project: Path, text: str) -> None:
    watch.build_started()
    (project / "src/main.zig").write_text(text)
    watch.build_finished()


@pytest.mark.usefixtures("quick")
def test_a_source_that_is_saved_during_every_build_is_built_once_more_each_time(
    project: Path, listener: Listener, start: Start
) -> None:
    watch = start()
    for build in range(8):
        save_during_a_build(watch, project, f"saved {build}")
        assert listener.told() == ("src/main.zig",)
    assert told_until_quiet(project, listener) == set()


@pytest.mark.usefixtures("quick")
def test_what_every_build_changes_is_told_ever_later_and_it_is_said(
    project: Path, listener: Listener, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_DELAY_MAX_S", 0.006)
    watch = start()
    for build in range(7):
        save_during_a_build(watch, project, f"built at {build}")
        listener.told()
    deferred = [listener.deferred.get_nowait() for _ in range(5)]
    assert deferred == [(("src/main.zig",), delay_s) for delay_s in (0.001, 0.002, 0.004, 0.006, 0.006)]


def test_what_waits_is_told_with_the_next_change_of_a_person(project: Path, listener: Listener, start: Start) -> None:
    watch = start()
    for build in range(2):
        save_during_a_build(watch, project, f"built at {build}")
        listener.told()
    save_during_a_build(watch, project, "and again")
    assert listener.deferred.get(timeout=PATIENCE_S)[0] == ("src/main.zig",)
    (project / "src/other.zig").write_text("by hand")
    assert listener.told() == ("src/main.zig", "src/other.zig")


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("by_hand", [False, True])
def test_a_file_that_a_build_leaves_alone_or_that_a_person_saves_is_told_at_once_again(
    project: Path, listener: Listener, start: Start, by_hand: bool
) -> None:
    watch = start()
    for build in range(3):
        save_during_a_build(watch, project, f"saved {build}")
        listener.told()
    if by_hand:
        (project / "src/main.zig").write_text("by hand")
        listener.told()
    else:
        watch.build_started()
        watch.build_finished()
    save_during_a_build(watch, project, "saved again")
    listener.told()
    assert listener.deferred.qsize() == 1


def test_a_pattern_without_a_source_is_told(project: Path, listener: Listener, start: Start) -> None:
    (project / "plugin.wasm").write_bytes(b"built")
    start(globs=["src/*.zig", "lib/**", "plugin.wasm"], artifact=project / "plugin.wasm")
    note = listener.notes.get(timeout=PATIENCE_S)
    assert f"`watch` pattern lib/** matches no file in {project}" in note
    assert "`watch` pattern plugin.wasm matches what the build writes, which is never a source" in note
    assert "src/*.zig" not in note


def test_a_module_that_a_pattern_names_is_a_source(project: Path, listener: Listener, start: Start) -> None:
    start(globs=["src/*.zig", "part.wasm", f"src/{QUIET}"], artifact=project / "plugin.wasm")
    (project / "part.wasm").write_bytes(b"new")
    (project / "plugin.wasm").write_bytes(b"built")
    assert told_until_quiet(project, listener) == {"part.wasm"}


def test_a_system_without_watches_is_told_and_looked_at_instead(
    project: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> Iterator[set[tuple[Change, str]]]:
        raise OSError('OS file watch limit reached. about ["/project"]')

    monkeypatch.setattr(sources, "watch", refuse)
    watch = SourceWatch(project, listener)
    watch.start()
    try:
        note = listener.notes.get(timeout=PATIENCE_S)
        assert "no file watch (OS file watch limit reached, raise it with sysctl" in note
        (project / "src/main.zig").write_text("two")
        assert listener.told() == ("src/main.zig",)
        monkeypatch.undo()
        assert listener.notes.get(timeout=PATIENCE_S) == "", "it is taken back when the system gives one again"
    finally:
        watch.stop()


def test_a_folder_that_may_not_be_read_does_not_cost_the_watch_of_the_others(
    project: Path, listener: Listener, start: Start
) -> None:
    (project / "src/secret").mkdir(mode=0o000)
    try:
        start()
        (project / "src/main.zig").write_text("two")
        assert listener.told() == ("src/main.zig",)
        assert listener.notes.empty()
    finally:
        (project / "src/secret").chmod(0o700)


def test_while_paused_nothing_is_told_but_nothing_is_lost(project: Path, listener: Listener, start: Start) -> None:
    watch = start()
    watch.pause()
    assert watch.is_paused
    (project / "src/main.zig").write_text("two")
    watch.build_started()
    watch.build_finished()
    assert listener.changed.empty()
    watch.resume()
    assert listener.told() == ("src/main.zig",)


def test_a_project_that_is_deleted_and_made_anew_is_followed(project: Path, listener: Listener, start: Start) -> None:
    start()
    shutil.rmtree(project)
    assert "src/main.zig" in listener.told()
    (project / "src").mkdir(parents=True)
    (project / "src/main.zig").write_text("again")
    assert "src/main.zig" in listener.told()
