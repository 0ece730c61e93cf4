"""What the screen hands to other people: files without secrets, in the form that the path names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.crossings import message
from tests.documents import checked
from tests.session.test_exporter import entry
from workbench.errors.operator import PlaceUnwritable
from workbench.exporting import SnapshotFiles
from workbench.reports.bundle.names import is_member
from workbench.session.values.kept_outcome import KeptOutcome
from workbench.session.values.session_snapshot import SessionSnapshot
from workbench.session.values.settings import Settings
from workbench.session.values.trace import Direction
from workbench.store.bundle_files import read_bundle

SECRET = "correct-horse-battery"
FILES = SnapshotFiles(frozenset({"region"}))


def snapshot() -> SessionSnapshot:
    report = checked(settings=Settings(config={"region": "eu-west"}))
    failed = KeptOutcome("plugin_call", None, "plugin_call", f"it said {SECRET}", "")
    calls = (replace(entry(1), outcome=failed), replace(entry(2), payload=f'{{"api_key": "{SECRET}"}}', outcome=failed))
    return SessionSnapshot(report, {"wasmtime": "49"}, (report.generation,), calls, 9)


@pytest.mark.parametrize(("name", "start"), [("r.html", "<!doctype html>"), ("r.md", "## "), ("r", "<!doctype html>")])
def test_the_end_of_the_path_says_the_form(name: str, start: str, tmp_path: Path) -> None:
    file = FILES.save_report(str(tmp_path / name), snapshot())
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert text.startswith(start)
    assert file.size_bytes == len(text.encode())


def test_a_report_has_the_dispatches_and_builds_of_the_run(tmp_path: Path) -> None:
    FILES.save_report(str(tmp_path / "r.html"), snapshot())
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    for expected in (
        "Newest dispatch",
        "Dispatches of this run",
        "2 of 2 fell back",
        "… and 7 more",
        "Builds of this run",
    ):
        assert expected in text


def test_a_secret_that_a_payload_names_stands_nowhere_in_a_report(tmp_path: Path) -> None:
    file = FILES.save_report(str(tmp_path / "r.html"), snapshot())
    assert SECRET not in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert file.taken_out


def test_a_bundle_is_what_was_previewed(tmp_path: Path) -> None:
    bundle = FILES.preview(snapshot(), with_module=True)
    file = FILES.save_bundle(str(tmp_path / "b.zip"), snapshot(), with_module=True)
    written = read_bundle(tmp_path / "b.zip", is_member)
    assert written == {one.name: one.content for one in bundle.members}
    assert b"eu-west" not in written["bundle.json"]
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    assert file.size_bytes == (tmp_path / "b.zip").stat().st_size


def test_a_build_whose_bytes_are_gone_is_known_by_its_hash() -> None:
    found = snapshot()
    artifact = replace(found.checked.generation.artifact, module=b"", dropped_bytes=5)
    gone = replace(
        found, checked=replace(found.checked, generation=replace(found.checked.generation, artifact=artifact))
    )
    assert not FILES.preview(gone, with_module=True).has_module


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlaceUnwritable):
        FILES.save_report(str(tmp_path), snapshot())


@pytest.mark.parametrize(
    ("name", "start"),
    [("t.html", "<!doctype html>"), ("t.MD", "## "), ("t.jsonl", '{"number":1,'), ("t", '{"number":1,')],
)
def test_a_trace_is_a_page_markdown_or_lines_as_the_path_says_and_holds_no_secret(
    name: str, start: str, tmp_path: Path
) -> None:
    sent = message(1, Direction.TO_PLUGIN, "build_signer", f'{{"factory_state":{{"api_key":"{SECRET}"}}}}')
    told = message(2, Direction.TO_HOST, "cc_lb_log", f"(info, {SECRET})", "build_signer")
    file = FILES.save_trace(str(tmp_path / name), "signer", [sent, told], {"wasmtime": "49"})
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert text.startswith(start)
    assert "build" in text
    assert SECRET not in text
    assert file.taken_out
    assert file.size_bytes == len(text.encode())
