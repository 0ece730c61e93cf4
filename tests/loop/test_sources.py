"""A build begins when a source has another content, and never for what a build writes itself."""

from __future__ import annotations

import queue
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench.loop.sources import SourceWatch

PATIENCE_S = 30.0
QUIET = "quiet.marker"
"""Changed after what must not be told: when it is told alone, nothing else was."""


class Listener:
    def __init__(self) -> None:
        self.changed: queue.Queue[tuple[str, ...]] = queue.Queue()
        self.ignored: queue.Queue[tuple[str, ...]] = queue.Queue()
        self.troubles: queue.Queue[str] = queue.Queue()

    def sources_changed(self, paths: tuple[str, ...]) -> None:
        self.changed.put(paths)

    def sources_ignored(self, paths: tuple[str, ...]) -> None:
        self.ignored.put(paths)

    def sources_unwatched(self, reason: str) -> None:
        self.troubles.put(reason)

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


def test_a_source_that_the_build_writes_does_not_build_for_ever(
    project: Path, listener: Listener, start: Start
) -> None:
    watch = start()
    for build in range(1, 7):
        watch.build_started()
        (project / "src/generated.zig").write_text(f"built at {build}")
        (project / "src/same.zig").write_text("always the same")
        watch.build_finished()
        if build < 3:
            assert "src/generated.zig" in listener.told()
        else:
            assert listener.ignored.get(timeout=PATIENCE_S) == ("src/generated.zig",)
    assert told_until_quiet(project, listener) == set()
    (project / "src/generated.zig").write_text("by hand")
    assert listener.told() == ("src/generated.zig",)


def test_a_file_that_a_build_leaves_alone_counts_again(project: Path, listener: Listener, start: Start) -> None:
    watch = start()
    for build in range(5):
        watch.build_started()
        if build != 3:
            (project / "src/main.zig").write_text(f"saved {build}")
        watch.build_finished()
    assert [listener.told() for _ in range(3)] == [("src/main.zig",)] * 3
    assert listener.ignored.qsize() == 1


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
