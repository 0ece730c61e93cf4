"""The place of the compile cache: nobody else can write there, or there is none."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests import guests
from workbench.engine.client import compile_cache
from workbench.engine.client.compile_cache import CACHES_MAX, CacheUnusable, folder_of, prepare, prepared
from workbench.engine.client.engine_client import EngineClient
from workbench.protocol.budgets import STRICT

OTHER_USER = 54_321


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder two below the home."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path / "cache" / "compiled"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o002, 0o777])
def test_its_folders_are_private_whatever_the_umask(folder: Path, umask: int) -> None:
    folder.parent.mkdir()
    before = os.umask(umask)
    try:
        places = prepared(folder)
    finally:
        os.umask(before)
    assert [mode(Path(place)) for place in (folder, places.code, places.records)] == [0o700] * 3
    assert mode(Path(places.settings)) == 0o600


@pytest.mark.parametrize("opened", ["", "code", "records"])
@pytest.mark.parametrize("open_mode", [0o777, 0o720, 0o755])
def test_what_others_could_write_to_is_closed_and_counts_for_nothing(folder: Path, opened: str, open_mode: int) -> None:
    """Code and records that stand there may be theirs; where they could only read, both stay."""
    prepared(folder)
    for place in ("code/modules/v1/entry", "records/entry"):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text("code of somebody")
    (folder / "records/link").symlink_to(folder.parent)
    (folder / opened).chmod(open_mode)
    prepared(folder)
    assert {mode(folder / name) for name in ("", "code", "records")} == {0o700}
    left = {path.name for path in folder.rglob("*")} - {"code", "records", "wasmtime.toml"}
    assert left == (set() if open_mode & 0o022 else {"modules", "v1", "entry", "link"})
    assert folder.parent.is_dir()


def test_a_pipe_in_the_place_of_the_settings_is_not_waited_for(folder: Path) -> None:
    places = prepared(folder)
    Path(places.settings).unlink()
    os.mkfifo(places.settings)
    assert prepared(folder) == places
    assert Path(places.settings).is_file()


@pytest.mark.parametrize("open_mode", [0o777, 0o757])
def test_it_is_none_below_a_folder_that_others_can_write_to(folder: Path, open_mode: int) -> None:
    folder.parent.mkdir()
    folder.parent.chmod(open_mode)
    with pytest.raises(CacheUnusable, match=r"cache: expected a folder that only we can write to, .* chmod o-w"):
        prepared(folder)
    assert prepare(folder) is None
    # As /tmp is: what is ours cannot be renamed there.
    folder.parent.chmod(open_mode | stat.S_ISVTX)
    assert prepare(folder) is not None


def test_it_is_none_below_a_folder_of_a_group_of_others(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compile_cache, "_is_private_group", lambda group: False)
    folder.parent.mkdir()
    folder.parent.chmod(0o775)
    with pytest.raises(CacheUnusable, match="chmod g-w"):
        prepared(folder)
    # Many systems give each person a group.
    monkeypatch.setattr(compile_cache, "_is_private_group", lambda group: True)
    assert prepare(folder) is not None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_it_is_none_in_or_below_a_folder_of_another_user(folder: Path) -> None:
    folder.mkdir(parents=True)
    os.chown(folder.parent, OTHER_USER, OTHER_USER)
    with pytest.raises(CacheUnusable, match=f"found one of user {OTHER_USER}"):
        prepared(folder)
    os.chown(folder.parent, 0, 0)
    os.chown(folder, OTHER_USER, OTHER_USER)
    with pytest.raises(CacheUnusable, match="expected a folder of ours"):
        prepared(folder)


def test_a_link_or_a_file_in_its_place_is_none(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder.parent.mkdir()
    folder.symlink_to(elsewhere)
    assert prepare(folder) is None
    folder.unlink()
    folder.touch()
    assert prepare(folder) is None


def test_settings_that_are_not_ours_are_written_anew_and_not_written_through(folder: Path, tmp_path: Path) -> None:
    places = prepared(folder)
    wanted = Path(places.settings).read_text(encoding="utf-8")
    target = tmp_path / "target"
    target.write_text("not ours")
    Path(places.settings).unlink()
    Path(places.settings).symlink_to(target)
    assert prepared(folder) == places
    assert Path(places.settings).read_text(encoding="utf-8") == wanted
    assert (Path(places.settings).is_symlink(), target.read_text()) == (False, "not ours")
    assert not list(folder.glob(".*"))


def test_a_place_that_cannot_be_had_is_no_cache_and_plugins_run(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    place = tmp_path / "file" / "cache"
    assert prepare(place) is None
    engine = EngineClient(compile_cache_dir=place)
    assert engine.call_fresh(guests.GOOD, STRICT, "zero", b"", output_max_bytes=8).failure is None
    engine.shutdown()


def test_a_full_disk_is_no_cache_and_plugins_run(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert prepare(cache) is not None
    (cache / "code").chmod(0o500)
    engine = EngineClient(compile_cache_dir=cache)
    assert engine.call_fresh(guests.GOOD, STRICT, "zero", b"", output_max_bytes=8).failure is None
    engine.shutdown()


def test_each_of_several_engines_has_a_cache_of_its_own(tmp_path: Path) -> None:
    folders = [folder_of(tmp_path / "compiled", worker) for worker in range(CACHES_MAX)]
    assert folders[:2] == [tmp_path / "compiled", tmp_path / "compiled-2"]
    assert len(set(folders)) == CACHES_MAX
    assert folder_of(tmp_path / "compiled", CACHES_MAX) is None
