"""Files that an earlier version wrote stay readable: copies of each stand in `earlier`, and are never written anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workbench.protocol.host_functions import ClockSetting, RandomSetting
from workbench.session.values.host_view import HostView
from workbench.store.history import HistoryFile
from workbench.store.preferences import FilePreferences
from workbench.store.recordings import load_recording
from workbench.store.registry import RegistryFile
from workbench.store.storages import load_storage

EARLIER = Path(__file__).parent / "earlier"
STORED = {"greeting": b"hello", "binary": bytes(range(8))}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the earlier files, for opening them may write."""
    return shutil.copytree(EARLIER, tmp_path / "earlier")


def test_a_history_is_read_with_all_that_it_says(folder: Path) -> None:
    history = HistoryFile(folder / "history.jsonl")
    entries = tuple(reversed(history.latest(10)))
    assert history.error is None
    assert [(one.number, one.outcome.word, one.marked) for one in entries] == [
        (1, "ok", True),
        (2, "plugin_call", False),
        (3, "plugin_call", False),
        (4, "request_envelope", False),
        (5, "ok", True),
    ]
    assert [one.interrupted for one in entries] == [False, False, True, True, True]
    assert [one.triggered for one in entries] == [(), ("storage_put=fail",), ("storage_put=fail",), (), ()]
    assert all(one.conditions is not None and one.conditions.capabilities == ("fs:read",) for one in entries)
    assert entries[1].conditions is not None
    assert entries[1].conditions.faults.specs == ("storage_put=fail",)
    assert entries[1].logs == ("info héllo",)
    first = entries[0]
    assert (first.payload, first.request_text) == (
        '{"status": 500, "body_base64": ""}',
        '{"_v":1,"body_base64":"","status":500}',
    )
    assert isinstance(first.before, HostView)
    assert (first.before.storage, first.before.clock) == (STORED, ClockSetting(1_700_000_000_000, 5))
    assert first.before.random == RandomSetting("seed", 0)


def test_a_history_goes_on_growing(folder: Path) -> None:
    history = HistoryFile(folder / "history.jsonl")
    found = history.entry(3)
    assert found is not None
    assert history.append(found).number == 6
    again = HistoryFile(folder / "history.jsonl").entry(6)
    assert again is not None
    assert (again.interrupted, again.triggered) == (True, ("storage_put=fail",))


def test_preferences_and_drafts_are_read(folder: Path) -> None:
    preferences = FilePreferences(folder)
    assert preferences.theme() == "nord"
    assert preferences.draft("sample", "shape") == '{"request": {"method": "PUT"}}'
    assert preferences.draft("sample", "normalize_error") == ""
    assert preferences.error is None


@pytest.mark.parametrize(
    ("file", "log"), [("recording_1.jsonl", (None, None)), ("recording_2.jsonl", ((), ("info ok",)))]
)
def test_recordings_of_both_formats_are_read(folder: Path, file: str, log: tuple[object, object]) -> None:
    recording = load_recording(folder / file)
    assert (recording.plugin, recording.conditions.capabilities) == ("sample", ("fs:read",))
    assert [call.payload for call in recording.calls] == [
        '{"body_base64":"","status":500}',
        '{"body_base64":"","status":502}',
    ]
    assert [call.effect.outcome.response_text for call in recording.calls] == ['{"body_base64":"YQ=="}'] * 2
    assert tuple(call.effect.logs for call in recording.calls) == log


def test_a_registry_is_read(folder: Path) -> None:
    with RegistryFile(folder / "registry.sqlite") as registry:
        records = registry.records()
        assert sorted(registry.module(record.sha256) or b"" for record in records) == [b"one", b"other"]


def test_a_storage_export_is_read(folder: Path) -> None:
    assert load_storage(folder / "storage.json") == {"sample": STORED}
