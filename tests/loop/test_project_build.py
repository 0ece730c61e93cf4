"""A project's build: what it was begun for, and what it is said to have left undone."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench.loop.artifact import FileSignature, signature_of
from workbench.loop.project_build import ProjectBuild
from workbench.loop.written_modules import nearest_written
from workbench.session.values.build_error import BuildErrors

PATIENCE_S = 300.0


class Listener:
    """Takes down what it is told."""

    def __init__(self) -> None:
        self.facts: queue.Queue[tuple[Any, ...]] = queue.Queue()

    def build_started(self, number: int, causes: tuple[str, ...]) -> None:
        self.facts.put(("started", number, causes))

    def build_printed(self, lines: tuple[str, ...]) -> None:
        pass

    def build_finished(
        self, lines: tuple[str, ...], sentence: str, *, passed: bool | None, errors: BuildErrors | None = None
    ) -> None:
        self.facts.put(("finished", passed, errors))

    def build_deferred(self, reason: str) -> None:
        self.facts.put(("deferred", reason))

    def artifact_untouched(self, text: str) -> None:
        self.facts.put(("untouched", text))

    def sources_noted(self, text: str) -> None:
        self.facts.put(("noted", text))

    def until(self, kind: str) -> tuple[Any, ...]:
        """Return the next fact of a kind."""
        while (fact := self.facts.get(timeout=PATIENCE_S))[0] != kind:
            pass
        return fact


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/main.c").write_text("one")
    (tmp_path / "plugin.wasm").write_bytes(b"built before")
    return tmp_path


@pytest.fixture
def building(project: Path, listener: Listener) -> Iterator[Any]:
    made: list[ProjectBuild] = []

    def begin(command: str) -> ProjectBuild:
        made.append(ProjectBuild(command, project, artifact=project / "plugin.wasm", globs=["src/*"]))
        made[0].start(listener)
        return made[0]

    yield begin
    for one in made:
        one.stop()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("echo new > plugin.wasm", ""),
        ("mkdir -p out && echo new > out/plugin.wasm", "left plugin.wasm as it was, but wrote out/plugin.wasm"),
        ("true", "wrote no module: plugin.wasm is as it was"),
    ],
)
def test_a_build_that_passes_says_when_it_left_the_artifact_as_it_was(
    building: Any, listener: Listener, command: str, said: str
) -> None:
    building(command).build()
    assert listener.until("finished") == ("finished", True, None)
    text = listener.until("untouched")[1]
    assert said in text
    assert bool(said) == bool(text)


def test_a_source_that_is_saved_while_builds_run_is_always_built_once_more(
    building: Any, listener: Listener, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.loop.sources._FIRST_DELAY_S", 0.001)
    (project / "gate").mkdir()
    # Each build waits until the source was saved, and builds what stood there when it began.
    build = building(
        "cp src/main.c building; until rm gate/open; do sleep 0.02; done 2>/dev/null; cp building plugin.wasm"
    )
    build.build()
    for number in range(6):
        assert listener.until("started")[1] == number + 1
        (project / "src/main.c").write_text(f"saved during build {number + 1}")
        (project / "gate/open").touch()
        listener.until("finished")
    listener.until("started")
    (project / "gate/open").touch()
    listener.until("finished")
    assert (project / "plugin.wasm").read_text() == "saved during build 6"


def test_a_build_is_said_to_have_passed_when_it_is_known_that_sources_are_ahead_of_it(
    building: Any, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the two the header would say ready."""
    monkeypatch.setattr("workbench.loop.sources._BUILDS_IN_A_ROW", 1)
    building("echo more >> src/main.c").build()
    kinds = [listener.facts.get(timeout=PATIENCE_S)[0] for _ in range(3)]
    assert kinds == ["started", "deferred", "finished"]


def test_a_build_is_said_to_have_passed_when_its_module_is_noticed(
    project: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then the header would say ready of the build before it."""
    monkeypatch.setattr("workbench.loop.project_build._NOTICE_MAX_S", PATIENCE_S)
    seen: list[FileSignature] = []
    told: set[str] = set()

    def noticed(standing: FileSignature) -> bool:
        seen.append(standing)
        told.update(kind for kind, *_ in list(listener.facts.queue))
        return len(seen) > 2

    build = ProjectBuild("echo new > plugin.wasm", project, artifact=project / "plugin.wasm", noticed=noticed)
    build.start(listener)
    build.build()
    listener.until("untouched")
    build.stop()
    assert len(seen) == 3
    assert seen[-1] == signature_of(project / "plugin.wasm")
    assert "finished" not in told


@pytest.mark.parametrize("command", ["true", "echo new > plugin.wasm"])
def test_a_build_ends_also_when_nobody_notices_its_module(
    project: Path, listener: Listener, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.loop.project_build._NOTICE_MAX_S", 0.0)
    build = ProjectBuild(command, project, artifact=project / "plugin.wasm", noticed=lambda _: False)
    build.start(listener)
    build.build()
    assert listener.until("finished")[1]
    build.stop()


def test_the_module_nearest_to_the_artifact_is_named(tmp_path: Path) -> None:
    artifact = tmp_path / "plugin.wasm"
    for path in ("deep/er/plugin.wasm", "deep/other.wasm", "other.wasm", "deep/notes.txt", ".git/plugin.wasm"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"x")
    assert nearest_written(tmp_path, artifact, 0) == "deep/er/plugin.wasm", "one of the same name"
    (tmp_path / "deep/er/plugin.wasm").unlink()
    assert nearest_written(tmp_path, artifact, 0) == "other.wasm"
    assert nearest_written(tmp_path, artifact, 2**62) is None


def test_a_build_that_fails_hands_on_its_errors_and_one_that_passes_none(listener: Listener, project: Path) -> None:
    build = ProjectBuild("echo 'src/main.c:3:1: error: no'; exit 1", project, artifact=project / "plugin.wasm")
    build.start(listener)
    try:
        build.build()
        _, passed, errors = listener.until("finished")
        assert passed is False
        assert [(one.place, one.message) for one in errors.found] == [("src/main.c:3:1", "no")]
        assert errors.folder == str(project)
        assert errors.last_lines == ("src/main.c:3:1: error: no",)
    finally:
        build.stop()
