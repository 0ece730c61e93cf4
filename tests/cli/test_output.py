"""Output that other programs can trust: any locale, full disks, closed streams, readers that go away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import plugin_module
from workbench.assets import asset_folder
from workbench.cli.main import main

DIALECT = str(asset_folder("sample_plugins") / "dialect/dialect.wasm")
ROOT = Path(__file__).parents[2]


def run(
    *words: str, shell: str = "", cwd: Path | None = None, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the workbench; with `shell` what stands behind its words is the shell's."""
    command: list[str] = [sys.executable, "-m", "workbench", *words]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    if shell:
        command = ["bash", "-c", f'"$@" {shell}', "bash", *command]
    return subprocess.run(command, capture_output=True, cwd=cwd, env=variables, input=stdin, check=False)


Here = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def run_here(capsysbinary: pytest.CaptureFixture[bytes]) -> Here:
    """Run the workbench in this process: for what is the same in a process of its own."""

    def run_it(*words: str) -> subprocess.CompletedProcess[bytes]:
        code = main(words)
        return subprocess.CompletedProcess(words, code, *capsysbinary.readouterr())

    return run_it


def one_line(stderr: bytes) -> str:
    """Return what stands on stderr, which is one line and its hint, and no traceback."""
    text = stderr.decode()
    assert "Traceback" not in text
    lines = [line for line in text.splitlines() if "hint:" not in line]
    assert len(lines) == 1, text
    return lines[0]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii"])
def test_output_is_utf_8_whatever_the_locale_says(encoding: str) -> None:
    ran = run("inspect", DIALECT, PYTHONIOENCODING=encoding)
    assert ran.returncode == 0
    assert "✓".encode() in ran.stdout


@pytest.mark.scenario
def test_output_is_utf_8_in_a_locale_without_an_encoding() -> None:
    ran = run("check", DIALECT, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert ran.returncode == 0
    assert "✓".encode() in ran.stdout


def test_a_payload_in_utf_8_reaches_the_plugin_in_a_locale_without_an_encoding() -> None:
    ran = run("decode", "json", "-i", '"é"', LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert ran.stdout.decode() == '"é"\n'


@pytest.mark.parametrize("words", [("inspect", DIALECT), ("inspect", DIALECT, "--format=json"), ("offer", "--hash")])
def test_a_full_disk_behind_stdout_is_this_machines_fault(words: tuple[str, ...]) -> None:
    ran = run(*words, shell=">/dev/full")
    assert ran.returncode == 4
    assert one_line(ran.stderr).endswith(
        "stdout: expected a stream that can be written, found: no space left on device"
    )


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["check", "--help"], ["registry", "add", "--help"]])
def test_help_that_cannot_be_written_is_no_success(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert main(words) == 4


def test_a_closed_stdout_is_told_in_one_line() -> None:
    ran = run("inspect", DIALECT, shell=">&-")
    assert (ran.returncode, "stdout" in one_line(ran.stderr)) == (4, True)


@pytest.mark.scenario
def test_a_closed_stderr_changes_no_exit_code() -> None:
    assert run("inspect", "nowhere.wasm", shell="2>&-").returncode == 3
    assert run("check", DIALECT, shell="2>&- <&-").returncode == 0


@pytest.mark.parametrize("words", ["decode identity", "decode --batch", "offer --hash --batch"])
def test_a_closed_stdin_is_told_in_one_line(words: str) -> None:
    ran = run(*words.split(), shell="<&-")
    assert (ran.returncode, one_line(ran.stderr)) == (
        2,
        "workbench: FileUnreadable: stdin: expected a stream that can be read, found: it is closed",
    )


def test_all_three_streams_may_be_closed() -> None:
    assert run("check", DIALECT, shell="<&- >&- 2>&-").returncode == 4


@pytest.mark.scenario
def test_an_exit_code_survives_a_reader_that_goes_away(tmp_path: Path) -> None:
    bad = tmp_path / "bad.wasm"
    bad.write_bytes(plugin_module(identity=b"", exports=[f"e{number}" for number in range(20_000)]))
    for words in (("inspect", str(bad)), ("inspect", str(bad), "--format=json")):
        assert run(*words, shell="| true; exit ${PIPESTATUS[0]}").returncode == 1


def test_a_batch_ends_when_nobody_reads_its_answers() -> None:
    line = b'{"type": "json", "text_b64": "e30="}\n'
    ran = run("decode", "--batch", shell="| head -1 >/dev/null; exit ${PIPESTATUS[0]}", stdin=line * 20_000)
    assert (ran.returncode, ran.stderr) == (141, b"")


@pytest.mark.scenario
def test_bytes_that_are_no_utf_8_in_an_option_are_named() -> None:
    for words in (("check", DIALECT, "--capability"), ("call", DIALECT, "shape", "--seed"), ("explain",)):
        ran = run(*words, "\udcff")
        assert (ran.returncode, "UTF-8" in one_line(ran.stderr)) == (2, True)


@pytest.mark.scenario
@pytest.mark.parametrize(
    ("words", "code"),
    [(("locate",), 0), (("check", DIALECT), 0), (("inspect", "x.wasm"), 3), (("call", "x.wasm", "shape"), 3)],
)
def test_a_deleted_working_folder_ends_nothing(words: tuple[str, ...], code: int, tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    script = f'rmdir "{folder}"; exec "$@"'
    command = ["bash", "-c", script, "bash", sys.executable, "-m", "workbench", *words]
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, cwd=folder, capture_output=True, env=variables, check=False)
    assert b"Traceback" not in ran.stderr
    assert ran.returncode == code


@pytest.mark.parametrize(
    "words", [("check",), ("inspect",), ("call", "shape"), ("diff", DIALECT), ("bench",), ("journey",)]
)
def test_json_stands_on_stdout_when_there_is_no_plugin(words: tuple[str, ...], tmp_path: Path, run_here: Here) -> None:
    plugin = str(tmp_path / "plugin.wasm")
    ran = run_here(words[0], plugin, *words[1:], "--format", "json")
    error = json.loads(ran.stdout)["error"]
    assert (ran.returncode, error["kind"], error["details"]["path"]) == (3, "PluginUnreadable", plugin)


@pytest.mark.scenario
@pytest.mark.parametrize(
    "words", [("check",), ("inspect",), ("call", "shape"), ("diff", DIALECT), ("bench",), ("journey",)]
)
def test_json_stands_on_stdout_when_the_file_is_empty(words: tuple[str, ...], tmp_path: Path, run_here: Here) -> None:
    plugin = tmp_path / "plugin.wasm"
    plugin.write_bytes(b"")
    ran = run_here(words[0], str(plugin), *words[1:], "--format", "json")
    assert ran.returncode == 3
    assert "WasmParseError" in json.dumps(json.loads(ran.stdout))


def test_json_stands_on_stdout_when_a_report_finds_no_room(run_here: Here) -> None:
    ran = run_here("inspect", DIALECT, "--format", "json", "--report", "junit=/dev/full")
    assert (ran.returncode, json.loads(ran.stdout)["error"]["kind"]) == (4, "PlaceUnwritable")


@pytest.mark.parametrize("command", ["check", "inspect"])
def test_a_report_that_cannot_be_written_is_told_before_the_work(command: str, tmp_path: Path, run_here: Here) -> None:
    file = tmp_path / "file"
    file.write_text("")
    ran = run_here(command, "nowhere.wasm", "--report", f"junit={file}/report.xml")
    assert ran.returncode == 2
    assert "PlaceUnwritable" in one_line(ran.stderr)


def test_a_recording_that_cannot_be_written_is_told_before_the_work(tmp_path: Path, run_here: Here) -> None:
    ran = run_here("call", "nowhere.wasm", "shape", "--record", str(tmp_path))
    assert (ran.returncode, "it is a folder" in one_line(ran.stderr)) == (2, True)


def test_a_report_is_written_through_a_link_and_makes_its_folder(tmp_path: Path, run_here: Here) -> None:
    (tmp_path / "link.xml").symlink_to(tmp_path / "real.xml")
    for name in ("link.xml", "a/b/report.xml"):
        assert run_here("inspect", DIALECT, "--report", f"junit={tmp_path / name}").returncode == 0
        ET.fromstring((tmp_path / name).read_bytes())
    assert (tmp_path / "link.xml").is_symlink()


def test_data_on_stdout_is_the_data() -> None:
    text = '"a\u200d\u2028\u202e\ufeff\x85"'
    assert run("decode", "json", stdin=text.encode()).stdout.decode() == text + "\n"


@pytest.mark.scenario
def test_an_offer_may_be_what_the_offer_command_prints(tmp_path: Path) -> None:
    printed = run("offer", "--capability", "x", "--format", "json").stdout
    (tmp_path / "offer.json").write_bytes(printed)
    report = json.loads(run("check", DIALECT, "--offer", str(tmp_path / "offer.json"), "--format", "json").stdout)
    assert report["handshake"]["offer"] == json.loads(printed)["offer"]


@pytest.mark.scenario
def test_a_configuration_in_the_environment_is_a_json_object() -> None:
    ran = run("info", "--format", "json", WORKBENCH_CONFIG='{"a": "b", "n": 1}')
    assert json.loads(ran.stdout)["settings"]["config"]["value"] == {"a": "b", "n": "1"}
    ran = run("info", WORKBENCH_CONFIG="a=b")
    said = one_line(ran.stderr)
    assert "WORKBENCH_CONFIG (environment): expected a JSON object of values that JSON has, found a text" in said


@pytest.mark.scenario
def test_a_payload_in_utf_16_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "payload.json").write_bytes("{}".encode("utf-16"))
    ran = run("call", DIALECT, "shape", "--input-file", str(tmp_path / "payload.json"), "--format", "json")
    report = json.loads(ran.stdout)
    assert (ran.returncode, report["stage"]) == (1, "request_envelope")
    assert "UTF-16 with a byte order mark" in report["error"]["message"]


@pytest.mark.scenario
def test_pointers_of_rules_that_lead_nowhere_are_told() -> None:
    ran = run("diff", DIALECT, DIALECT, "--ignore", "/url", "--ignore", "/ulr", "--format", "json")
    assert json.loads(ran.stdout)["unmatched"] == ["/ulr"]
    ran = run("diff", DIALECT, DIALECT, "--ignore", "/ulr")
    assert ran.stderr.decode() == "/ulr leads to no value in any call, so it ignores nothing\n"
