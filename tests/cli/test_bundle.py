"""`bundle` and `open`: what one person saw, seen by another."""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.documents import VERSIONS, checked
from workbench.cli.commands.open import _limits
from workbench.cli.main import main
from workbench.cli.options import resolved_settings
from workbench.protocol.offer import reference_offer
from workbench.reports.bundle.contents import BundleSources, bundle_of
from workbench.reports.bundle.names import is_member
from workbench.session.recordings.text import recording_text
from workbench.session.replay.continuing import new_recording
from workbench.session.values.bundle import BundleFacts, BundleMember, BundleText
from workbench.session.values.conditions import Conditions
from workbench.session.values.kept_outcome import KeptOutcome
from workbench.session.values.recording import RecordedCall
from workbench.session.values.replay_verdict import CallEffect
from workbench.session.values.settings import Settings
from workbench.store.bundle_files import archive, read_bundle
from workbench.store.recordings import save_recording

DIALECT = Path(__file__).parents[2] / "sample_plugins/dialect/dialect.wasm"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working folder with a plugin, saved payloads, and a place for temporary folders."""
    folder, temporary = tmp_path / "work", tmp_path / "temporary"
    (folder / "payloads/shape").mkdir(parents=True)
    temporary.mkdir()
    shutil.copy(DIALECT, folder / "plugin.wasm")
    (folder / "payloads/shape/a.json").write_text('{"x": "${API_KEY}"}')
    (folder / "payloads/.env").write_text("API_KEY=correct-horse")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return folder


def members(file: str = "b.zip") -> dict[str, bytes]:
    return dict(read_bundle(Path(file), is_member))


def remade(**changes: bytes | None) -> None:
    """Write b.zip again with other members; None takes one away."""
    kept = {**members(), **{name.replace("__", "."): content for name, content in changes.items()}}
    Path("b.zip").write_bytes(archive([BundleMember(name, one, "") for name, one in kept.items() if one is not None]))


@pytest.mark.scenario
def test_a_bundle_is_written_and_checked_again(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--yes", "--capability", "fs:read", "--config", "region=eu", "--profile", "0.3"]
    assert main(["bundle", "plugin.wasm", "-o", "b.zip", *options]) == 0
    assert (place / "b.zip").stat().st_mode & 0o777 == 0o600
    assert members()["payloads/shape/a.json"] == b'{"x": "${API_KEY}"}'
    assert not any(b"correct-horse" in content for content in members().values())
    capsys.readouterr()
    assert main(["open", "b.zip", "--check", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["profile"], report["handshake"]["offer"]["host_capabilities"]) == ("0.3", ["fs:read"])
    assert list(Path(tempfile.gettempdir()).iterdir()) == []


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no engine run."""
    report = checked(DIALECT.read_bytes(), Settings(config={"token": "correct-horse"}))
    monkeypatch.setattr("workbench.cli.commands.bundle._checked", lambda *_: (report, VERSIONS))


@pytest.mark.usefixtures("place", "scripted")
class TestWritten:
    """What is asked, and where a bundle goes."""

    def test_what_is_inside_is_shown_before_it_is_written(
        self, place: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["bundle", "plugin.wasm", "-o", "b.zip", "--hash-only"]) == 1
        captured = capsys.readouterr()
        assert "report.html" in captured.out
        assert "config/token (token)" in captured.out
        assert "plugin.wasm" not in captured.out
        assert "--yes writes it" in captured.err
        assert not (place / "b.zip").exists()

    def test_without_a_file_it_is_shown_alone(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        before = sorted(place.iterdir())
        assert main(["bundle", "plugin.wasm", "--format", "json"]) == 0
        report = json.loads(capsys.readouterr().out)
        assert (report["written"], report["bundle"]) == (False, None)
        assert main(["bundle", "plugin.wasm"]) == 0
        assert "-o FILE writes it" in capsys.readouterr().err
        assert sorted(place.iterdir()) == before

    def test_a_payload_that_cannot_be_read_is_left_out_and_named(
        self, place: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (place / "payloads/shape/bad.json").write_bytes(b"\xff")
        assert main(["bundle", "plugin.wasm", "-o", "b.zip", "--yes"]) == 0
        assert "left out: " in capsys.readouterr().err
        assert "payloads/shape/bad.json" not in members()

    def test_recordings_are_added_by_number(self) -> None:
        save_recording(Path("r.jsonl"), new_recording(Settings(), 0))
        assert main(["bundle", "plugin.wasm", "-o", "b.zip", "--yes", "--recording", "r.jsonl", "--no-payloads"]) == 0
        assert "recordings/01-recording.jsonl" in members()
        assert not any(name.startswith("payloads/") for name in members())

    @pytest.mark.parametrize("output", ["./plugin.wasm", "r.jsonl"])
    def test_a_bundle_does_not_replace_what_it_is_made_of(self, output: str, place: Path) -> None:
        save_recording(Path("r.jsonl"), new_recording(Settings(), 0))
        assert main(["bundle", "plugin.wasm", "-o", output, "--yes", "--recording", "r.jsonl"]) == 2
        assert (place / "plugin.wasm").read_bytes() == DIALECT.read_bytes()

    def test_a_bundle_that_finds_no_room_ends_with_exit_code_4(self) -> None:
        assert main(["bundle", "plugin.wasm", "-o", "/dev/full", "--yes"]) == 4

    def test_a_place_that_cannot_be_written_is_named_before_the_work(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["bundle", "nowhere.wasm", "-o", "plugin.wasm/b.zip", "--yes"]) == 2
        assert "PlaceUnwritable" in capsys.readouterr().err


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[argparse.Namespace]:
    """Return what screen and check are begun with, in place of which nothing runs."""
    seen: list[argparse.Namespace] = []

    def begin(found: argparse.Namespace) -> int:
        seen.append(found)
        return 0

    for command in ("screen", "check"):
        monkeypatch.setattr(f"workbench.cli.commands.{command}.run", begin)
    monkeypatch.setattr("workbench.ui.terminal.running.unfit", lambda: None)
    return seen


@pytest.mark.usefixtures("place")
class TestOpened:
    """What is done with a bundle from elsewhere."""

    @pytest.fixture(autouse=True)
    def made(self, place: Path, begun: list[argparse.Namespace]) -> None:
        """Make b.zip."""
        sources = BundleSources(checked(DIALECT.read_bytes()), VERSIONS, payloads=(BundleText("shape/a.json", "{}"),))
        (place / "b.zip").write_bytes(archive(bundle_of(sources).members))

    def test_without_a_terminal_it_says_what_to_do_instead(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("workbench.ui.terminal.running.unfit", lambda: "the screen needs a terminal; use something")
        assert main(["open", "b.zip"]) == 2
        assert "workbench open BUNDLE --check" in capsys.readouterr().err

    def test_it_is_listed_without_being_run(
        self, capsys: pytest.CaptureFixture[str], begun: list[argparse.Namespace]
    ) -> None:
        remade(plugin__wasm=None)
        assert main(["open", "b.zip", "--list"]) == 0
        assert "dialect 0.1.0" in capsys.readouterr().out
        assert main(["open", "b.zip", "--list", "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out)["plugin"]["title"] == "dialect 0.1.0"
        assert begun == []

    def test_it_is_put_into_a_new_folder(self, place: Path) -> None:
        assert main(["open", "b.zip", "--extract", "new/folder"]) == 0
        assert (place / "new/folder/plugin.wasm").read_bytes() == DIALECT.read_bytes()
        assert main(["open", "b.zip", "--extract", "new"]) == 2

    def test_another_module_than_that_of_the_hash_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        remade(plugin__wasm=b"\0asm")
        assert main(["open", "b.zip"]) == 2
        assert "expected the module of sha256" in capsys.readouterr().err

    def test_a_bundle_without_module_takes_the_one_of_its_hash(self, capsys: pytest.CaptureFixture[str]) -> None:
        remade(plugin__wasm=None)
        assert main(["open", "b.zip", "--check"]) == 2
        assert "the file that --plugin names" in capsys.readouterr().err
        assert main(["open", "b.zip", "--check", "--plugin", str(DIALECT)]) == 0

    def test_what_is_no_bundle_is_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        remade(bundle__json=None)
        assert main(["open", "b.zip"]) == 2
        assert "expected a bundle, which has a member bundle.json, found none" in capsys.readouterr().err

    def test_offer_and_faults_of_the_bundle_hold(self, begun: list[argparse.Namespace]) -> None:
        manifest = json.loads(members()["bundle.json"])
        offer = {**reference_offer().value(), "function_versions": {"shape": [1]}}
        conditions = {"offer": offer, "faults": ["storage_get=fail"]}
        remade(bundle__json=json.dumps({**manifest, "conditions": conditions}).encode())
        assert main(["open", "b.zip"]) == 0
        assert (Path(begun[0].offer).name, begun[0].fault) == ("offer.json", ["storage_get=fail"])

    def test_a_report_of_it_can_be_written_but_not_over_it(self, begun: list[argparse.Namespace]) -> None:
        assert main(["open", "b.zip", "--check", "--report", "html=r.html"]) == 0
        assert begun[0].report == ["html=r.html"]
        assert main(["open", "b.zip", "--check", "--report", "html=b.zip"]) == 2
        assert main(["open", "b.zip", "--report", "html=r.html"]) == 2

    def test_what_is_set_here_neither_builds_nor_opens_the_environment(
        self, begun: list[argparse.Namespace], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in (("BUILD", "touch built"), ("EXPAND_ENVIRONMENT", "1"), ("CAPABILITIES", "mine")):
            monkeypatch.setenv(f"WORKBENCH_{name}", value)
        assert main(["open", "b.zip"]) == 0
        values = {name: one.value for name, one in resolved_settings(begun[0]).items()}
        assert (values["build"], values["expand_environment"], values["capabilities"]) == (None, False, ())

    def test_payloads_of_recorded_calls_can_be_opened(self, monkeypatch: pytest.MonkeyPatch) -> None:
        call = RecordedCall("observe", '{"events": []}', CallEffect(KeptOutcome()))
        recording = replace(new_recording(Settings(), 0), calls=(call,))
        remade(**{"recordings/a__jsonl": recording_text(recording).encode(), "recordings/b__jsonl": b"no recording"})
        seen: list[bytes] = []

        def show(found: argparse.Namespace) -> int:
            seen.append((Path(found.plugin).parent / "payloads/observe/a-1.json").read_bytes())
            return 0

        monkeypatch.setattr("workbench.cli.commands.screen.run", show)
        assert main(["open", "b.zip"]) == 0
        assert json.loads(seen[0]) == {"events": []}

    def test_no_project_file_above_plays_a_part(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[Path] = []
        Path(tempfile.gettempdir(), "workbench.toml").write_text('build = "touch built"')

        def show(found: argparse.Namespace) -> int:
            folder = Path(found.plugin).parent
            assert sorted(one.name for one in folder.iterdir()) == ["payloads", "plugin.wasm", "workbench.toml"]
            assert folder.stat().st_mode & 0o777 == 0o700
            seen.append(resolved_settings(found).project.file or folder)
            return 0

        monkeypatch.setattr("workbench.cli.commands.screen.run", show)
        assert main(["open", "b.zip"]) == 0
        assert seen[0].parent.name.startswith("workbench-bundle-")
        assert not seen[0].parent.exists()


def test_limits_of_a_bundle_are_lowered_only() -> None:
    limits = {"strict": {"wall_ms": 100, "fuel": 0, "max_pages": 4}, "serving": {"wall_ms": 600_000}}
    facts = BundleFacts("", "", "", 0, "", {}, "0.1", "strict", Conditions(limits=limits), {}, ())
    assert _limits(facts) == ({"strict": {"wall_ms": 100, "max_pages": 4}}, ["strict.fuel", "serving.wall_ms"])
