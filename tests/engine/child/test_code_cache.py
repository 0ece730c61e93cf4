"""The compile cache: code that was changed on its way is never run, and a cache that cannot be used is none."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests import guests
from tests.children import begin_child_with
from workbench.assets import sample_plugins
from workbench.engine.child.code_cache import CodeCache
from workbench.engine.client.engine_client import EngineClient
from workbench.protocol.budgets import SERVING, STRICT
from workbench.protocol.calls import CallFailure

Verdicts = list[tuple[bytes, CallFailure | None]]
UNGUARDED = (
    "from workbench.engine.child import code_cache\n"
    "code_cache.CodeCache.compile = lambda self, sha256, *, metered, build, drop: build()\n"
)
"""A child that takes the engine's cache as it is."""
COUNTING = (
    "import os\n"
    "from workbench.engine.child import code_cache\n"
    "compile = code_cache.CodeCache.compile\n"
    "def counted(self, sha256, *, metered, build, drop):\n"
    "    def count():\n"
    "        os.write(2, b'built\\n')\n"
    "        return build()\n"
    "    return compile(self, sha256, metered=metered, build=count, drop=drop)\n"
    "code_cache.CodeCache.compile = counted\n"
)
"""A child that says how often it compiles."""


def verdicts(cache: Path) -> Verdicts:
    """What calls give in a new process with this cache: of two modules, with fuel and without."""
    engine = EngineClient(compile_cache_dir=cache)
    found = []
    for module in (guests.GOOD, sample_plugins()[0].path.read_bytes()):
        for budget in (STRICT, SERVING, replace(STRICT, fuel=0)):
            for export in ("zero", "cc_lb_handshake"):
                outcome = engine.call_fresh(module, budget, export, b"{}", output_max_bytes=40_000)
                found.append((outcome.output, outcome.failure))
    engine.shutdown()
    return found


def entries(cache: Path) -> list[Path]:
    return sorted(path for path in (cache / "code").rglob("*") if path.is_file() and "." not in path.name)


def flip(path: Path, chance: random.Random) -> None:
    """Change one bit, as a disk does: times and size stay."""
    before, content = path.stat(), bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def wrong_verdicts(cache: Path, rounds: int) -> int:
    """Flip a bit in each entry, some times over; return how often verdicts were wrong."""
    expected = verdicts(cache)
    # The kernel and two modules, each with fuel and without.
    assert len(entries(cache)) == 6
    chance = random.Random(1)
    wrong = 0
    for _ in range(rounds):
        for entry in entries(cache):
            flip(entry, chance)
        wrong += verdicts(cache) != expected
    return wrong


@pytest.mark.parametrize("rounds", [1, pytest.param(5, marks=pytest.mark.slow)])
def test_a_bit_that_was_flipped_in_each_entry_changes_no_verdict(tmp_path: Path, rounds: int) -> None:
    assert wrong_verdicts(tmp_path / "cache", rounds) == 0


@pytest.mark.slow
def test_a_bit_that_was_flipped_changes_verdicts_where_nobody_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_child_with(monkeypatch, UNGUARDED)
    assert wrong_verdicts(tmp_path / "cache", 5) > 0


@pytest.mark.scenario
def test_what_is_kept_is_used_again_by_the_next_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "cache"
    expected = verdicts(cache)
    before = {entry: entry.stat().st_ino for entry in entries(cache)}
    assert verdicts(cache) == expected
    assert {entry: entry.stat().st_ino for entry in entries(cache)} == before


@pytest.mark.parametrize(
    "contents",
    [
        (b'{"v/e": "0"}', b"\xff"),
        pytest.param((b"", b"{", b"[]", b'{"../../x": "y"}', b'{"a": 1}'), marks=pytest.mark.slow),
    ],
)
def test_a_record_that_says_something_else_changes_no_verdict(tmp_path: Path, contents: tuple[bytes, ...]) -> None:
    cache = tmp_path / "cache"
    expected = verdicts(cache)
    for content in contents:
        for record in (cache / "records").iterdir():
            record.write_bytes(content)
        assert (content, verdicts(cache)) == (content, expected)
    assert verdicts(cache) == expected


@pytest.mark.scenario
def test_without_records_everything_is_compiled_anew_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin_child_with(monkeypatch, COUNTING)
    cache = tmp_path / "cache"

    def compiles() -> int:
        engine = EngineClient(compile_cache_dir=cache)
        assert engine.call_fresh(guests.GOOD, STRICT, "zero", b"", output_max_bytes=8).failure is None
        connection = engine._supervisor.connection
        assert connection is not None
        count = connection.child.stderr_lines.count("built")
        engine.shutdown()
        return count

    assert compiles() == 1
    shutil.rmtree(cache / "records")
    # What is found is not known to be right.
    assert [compiles(), compiles()] == [2, 1]


class Engine:
    """An engine that keeps entries as the real one does: a kernel and a module for each compile."""

    def __init__(self, code: Path, *, writes: bool = True) -> None:
        self.folder = code / "modules" / "v1"
        self.writes = writes
        self.compiled: list[str] = []

    def compile(self, cache: CodeCache, module: str) -> str:
        return cache.compile(module, metered=True, build=lambda: self._build(module), drop=lambda _: None)

    def _build(self, module: str) -> str:
        self.folder.mkdir(parents=True, exist_ok=True)
        found = []
        for entry in ("thekernel", module):
            path = self.folder / entry
            if self.writes and not path.exists():
                self.compiled.append(entry)
                path.write_text(f"code of {entry}")
            found.append(path.read_text() if path.exists() else f"code of {entry}")
        return ", ".join(found)


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    settings = tmp_path / "settings.toml"
    settings.touch()
    monkeypatch.setenv("EXTISM_CACHE_CONFIG", str(settings))
    code, records = tmp_path / "code", tmp_path / "records"
    records.mkdir()
    return code, records


Change = Callable[[Path, Path], None]


def _change_kernel(folder: Path, records: Path) -> None:
    (folder / "thekernel").write_text("changed")


def _change_all(folder: Path, records: Path) -> None:
    for entry in folder.iterdir():
        entry.write_text("changed")


def _evict_kernel(folder: Path, records: Path) -> None:
    (folder / "thekernel").unlink()


def _evict_first(folder: Path, records: Path) -> None:
    (folder / "first").unlink()


def _forget_kernel(folder: Path, records: Path) -> None:
    (records / "kernel-fuel").unlink()
    (folder / "thekernel").write_text("changed")


@pytest.mark.parametrize("change", [_change_kernel, _change_all, _evict_kernel, _evict_first, _forget_kernel])
@pytest.mark.parametrize("is_coarse", [False, True])
@pytest.mark.parametrize("module", ["first", "second", "third"])
def test_whatever_becomes_of_entries_only_the_right_code_is_used(
    folders: tuple[Path, Path], module: str, is_coarse: bool, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_coarse:
        # A file system whose clock cannot tell which of two entries came first.
        monkeypatch.setattr(CodeCache, "_written_at", lambda self, entry: 0)
    code, records = folders
    engine = Engine(code)
    for name in ("first", "second"):
        engine.compile(CodeCache(str(code), str(records)), name)
    assert engine.compiled == ["thekernel", "first", "second"]
    change(engine.folder, records)
    for _ in range(2):
        used = engine.compile(CodeCache(str(code), str(records)), module)
        assert used == f"code of thekernel, code of {module}"


def test_a_cache_that_keeps_nothing_is_given_up(folders: tuple[Path, Path]) -> None:
    code, records = folders
    engine = Engine(code, writes=False)
    assert engine.compile(CodeCache(str(code), str(records)), "first") == "code of thekernel, code of first"
    assert os.environ["EXTISM_CACHE_CONFIG"] == ""


def test_a_cache_whose_records_are_gone_is_given_up(folders: tuple[Path, Path]) -> None:
    code, records = folders
    records.rmdir()
    assert Engine(code).compile(CodeCache(str(code), str(records)), "first") == "code of thekernel, code of first"
    assert os.environ["EXTISM_CACHE_CONFIG"] == ""


def test_a_record_without_an_end_is_none_and_is_not_read_through(folders: tuple[Path, Path]) -> None:
    """A child that was taken over may have left it: whoever reads all of it is ended for the memory that this takes."""
    code, records = folders
    engine = Engine(code)
    engine.compile(CodeCache(str(code), str(records)), "first")
    record = records / "kernel-fuel"
    content = record.read_text().rstrip("}")
    with record.open("w") as file:
        file.write(content)
        file.truncate(1 << 40)
    assert engine.compile(CodeCache(str(code), str(records)), "first") == "code of thekernel, code of first"
    assert record.stat().st_size < 1_000


def test_what_the_engine_raises_is_raised(folders: tuple[Path, Path]) -> None:
    def fail() -> None:
        raise ValueError("no module")

    with pytest.raises(ValueError, match="no module"):
        CodeCache(*map(str, folders)).compile("x", metered=True, build=fail, drop=lambda _: None)
