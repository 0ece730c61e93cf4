"""`check` over several plugins: one table, one report, lines while it runs, and the worst exit code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.assets import asset_folder
from workbench.cli.main import main

SAMPLES = asset_folder("sample_plugins")
CHILD = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
ODD = os.fsdecode(b"odd \n\x1b[31m\xff.wasm")


@pytest.fixture
def dist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two plugins that pass, one that fails, and files that are none."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "dist"
    folder.mkdir()
    for name in ("dialect", "signer", "observer"):
        shutil.copy(SAMPLES / name / f"{name}.wasm", folder)
    (folder / "none.wasm").write_bytes(b"no wasm")
    return folder


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.scenario
def test_a_folder_is_one_table_the_worst_first_and_a_count(dist: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "dist", "--jobs", "2"]) == 3
    printed = capsys.readouterr()
    out = printed.out.splitlines()
    assert "why the first one failed: workbench check dist/none.wasm\n" in printed.err
    assert [line.split()[1] for line in out[:4]] == [
        f"dist/{name}.wasm" for name in ("none", "observer", "dialect", "signer")
    ]
    assert "L2 handshake: Call" in out[1]
    assert out[4].startswith("4 plugins: 2 passed, 1 failed, 1 unreadable; ")
    assert out[4].endswith("2 workers")


@pytest.mark.scenario
def test_each_plugin_is_a_line_of_json_as_check_of_it_alone_gives(
    dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["check", "dist/dialect.wasm", "dist/observer.wasm", "--jobs", "1", "--format", "jsonl"])
    found = {one["plugin"]["path"]: one for one in lines(capsys.readouterr().out)}
    assert code == 1
    assert {path: one["exit_code"] for path, one in found.items()} == {"dist/dialect.wasm": 0, "dist/observer.wasm": 1}
    assert main(["check", "dist/dialect.wasm", "--format", "json"]) == 0
    alone = json.loads(capsys.readouterr().out)
    among = found["dist/dialect.wasm"]
    assert among.keys() == alone.keys() | {"exit_code", "wall_ms"}
    steady = alone.keys() - {"layers", "metadata", "self_check", "record"}
    assert {key: among[key] for key in steady} == {key: alone[key] for key in steady}


@pytest.mark.scenario
def test_all_plugins_are_one_document_and_one_report(dist: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reports = [f"--report={kind}={kind}.out" for kind in ("junit", "html", "markdown")]
    odd = dist / ODD
    odd.write_bytes(b"")
    (dist / "gone.wasm").symlink_to("nowhere")
    (dist / "signer.wasm").unlink()
    assert main(["check", "dist", "--jobs", "1", "--format", "json", *reports, "--report", "github"]) == 3
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert [one["exit_code"] for one in document["results"]] == [0, 3, 3, 1, 3]
    assert document["counts"] == {
        "plugins": 5, "passed": 1, "failed": 1, "unreadable": 3, "no_verdict": 0, "not_checked": 0,
    }  # fmt: skip
    gone = document["results"][1]
    assert gone["error"]["kind"] == "PluginUnreadable"
    suites = ET.fromstring(Path("junit.out").read_bytes())
    assert [suite.get("name") for suite in suites][:2] == ["dist/dialect.wasm", "dist/gone.wasm"]
    assert [suite.get("failures") for suite in suites][:2] == ["0", "1"]
    assert "observability:emit" in Path("html.out").read_text()
    assert "5 plugins: failed" in Path("markdown.out").read_text()
    assert err.count("::error title=") == 4
    for page in (err, Path("html.out").read_text(), Path("markdown.out").read_text()):
        assert "as a host would that has it" in page
    for text in (out, err, *(Path(f"{kind}.out").read_text() for kind in ("junit", "html", "markdown"))):
        assert "\x1b" not in text
        assert "\n\x1b[31m" not in text


def test_fail_fast_begins_no_plugin_behind_a_failure(dist: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "dist/none.wasm", "dist/signer.wasm", "--jobs", "1", "--fail-fast"]) == 3
    assert "2 plugins: 1 unreadable, 1 not checked (--fail-fast)" in capsys.readouterr().out


def test_options_may_stand_between_plugins(dist: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (dist / "other.wasm").write_bytes(b"")
    assert main(["check", "dist/none.wasm", "--format", "jsonl", "dist/other.wasm", "--jobs=1"]) == 3
    assert len(lines(capsys.readouterr().out)) == 2


def test_plugins_of_different_projects_have_each_their_own_settings(
    dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = dist.parent / "other"
    other.mkdir()
    shutil.copy(dist / "observer.wasm", other)
    (other / "workbench.toml").write_text('capabilities = ["observability:emit"]\n')
    assert main(["check", "dist/observer.wasm", "other/observer.wasm", "--jobs", "1", "--format", "jsonl"]) == 1
    found = {one["plugin"]["path"]: one["passed"] for one in lines(capsys.readouterr().out)}
    assert found == {"dist/observer.wasm": False, "other/observer.wasm": True}


def test_the_shards_of_a_folder_check_each_plugin_once(dist: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in dist.iterdir():
        path.write_bytes(b"")
    checked = []
    for shard in ("1/2", "2/2"):
        assert main(["check", "dist", "--jobs=1", "--format=jsonl", "--shard", shard, "--timing", "t.json"]) == 3
        checked += [one["plugin"]["path"] for one in lines(capsys.readouterr().out)]
    assert sorted(checked) == sorted(f"dist/{one.name}" for one in dist.iterdir())


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "a/b", "1/99999", "1/0", "-1/2"])
def test_a_shard_that_is_none_is_named(shard: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "a.wasm", f"--shard={shard}"])
    assert ended.value.code == 2
    assert "expected K/N" in capsys.readouterr().err


def test_no_report_replaces_one_of_the_plugins(dist: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "dist", "--report", "junit=dist/signer.wasm"]) == 2
    assert "which the command does not read" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_ten_thousand_paths_of_every_kind_are_one_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "outside.wasm").touch()
    folder = tmp_path / "dist"
    folder.mkdir()
    shutil.copy(SAMPLES / "filter/filter.wasm", folder / "good.wasm")
    kinds: dict[str, Callable[[Path], object]] = {
        "link-out": lambda place: place.symlink_to("../outside.wasm"),
        "link-in": lambda place: place.symlink_to("good.wasm"),
        "link-nowhere": lambda place: place.symlink_to("nowhere"),
        "pipe": os.mkfifo,
        "folder": Path.mkdir,
        "empty": Path.touch,
        "text": lambda place: place.write_text("no wasm"),
        "forbidden": lambda place: place.touch(mode=0),
    }
    for number in range(10_000):
        kind, make = list(kinds.items())[number % len(kinds)]
        odd = os.fsdecode(b" \n\xff\x1b[2J") if number % 50 == 0 else ""
        make(folder / f"{kind}-{number:05}{odd}.wasm")
    assert main(["check", "dist", "--format", "json", "--report", "junit=r.xml"]) == 3
    out, err = capsys.readouterr()
    counts = json.loads(out)["counts"]
    assert (counts["plugins"], counts["passed"], counts["unreadable"]) == (6_251, 1, 6_250)
    assert "1,250 links lead out of the folders" in err
    assert len(ET.fromstring(Path("r.xml").read_bytes())) == 6_251
    assert "\x1b" not in out + err + Path("r.xml").read_text()


@pytest.mark.scenario
@pytest.mark.parametrize("words", [("--jobs", "1"), ("--watch",)])
def test_a_reader_that_goes_ends_the_run(words: tuple[str, ...], dist: Path) -> None:
    """No plugin is checked any more for nobody, and nothing is said of it."""
    command = [sys.executable, "-m", "workbench", "check", "dist", "--format", "jsonl", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=CHILD) as process:
        assert process.stdout is not None
        process.stdout.close()
        _, err = process.communicate(timeout=300)
    assert process.returncode == 141
    assert b"Traceback" not in err


def test_an_offer_is_read_once_and_a_wrong_one_ends_the_run(dist: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "dist", "--offer", "missing.json", "--format", "json"]) == 2
    assert capsys.readouterr().err.count("missing.json") == 1
    Path("offer.json").write_text('{"function_versions": {"shape": [1, 1]}}')
    main(["check", "dist/dialect.wasm", "dist/signer.wasm", "--offer", "offer.json", "--jobs", "1"])
    assert capsys.readouterr().err.count("workbench: offer.json") <= 1
