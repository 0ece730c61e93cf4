"""Recordings on the command line: recorded by `call`, replayed on the samples, compared by `diff`, gating CI."""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from tests.builders import plugin_module
from workbench.assets import asset_folder
from workbench.cli.main import main

SAMPLES = asset_folder("sample_plugins")
RECORDINGS = Path(__file__).parent.parent / "recordings"
DIALECT = str(SAMPLES / "dialect/dialect.wasm")
TOUR = str(SAMPLES / "host_tour/host_tour.wasm")


def run_json(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main([*words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("recording", sorted(RECORDINGS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_each_sample_answers_as_it_was_recorded(capsys: pytest.CaptureFixture[str], recording: Path) -> None:
    plugin = SAMPLES / recording.stem / f"{recording.stem}.wasm"
    code, report = run_json(capsys, "replay", str(recording), str(plugin))
    assert (code, report["passed"]) == (0, True)
    assert report["counts"]["same"] == report["recording"]["calls"] == len(report["calls"]) > 0


def test_each_sample_has_a_recording() -> None:
    assert {path.stem for path in RECORDINGS.glob("*.jsonl")} == {path.parent.name for path in SAMPLES.glob("*/*.wasm")}


@pytest.mark.scenario
def test_what_call_records_is_replayed_deterministically(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = str(tmp_path / "r.jsonl")
    for _ in range(2):
        assert main(["call", TOUR, "shape", "--imports", "trap", "--record", file]) == 0
    assert main(["call", TOUR, "shape", "-i", "[]", "--record", file]) == 1
    capsys.readouterr()
    code, report = run_json(capsys, "replay", file, TOUR)
    assert (code, report["counts"]["same"]) == (0, 3)
    visits = [call["response"]["headers"][0]["value_base64"] for call in report["calls"][:2]]
    assert visits == ["MQ==", "Mg=="]
    assert main(["call", TOUR, "shape", "--budget", "strict", "--record", file]) == 2
    assert "budget (option): expected the one of" in capsys.readouterr().err


@pytest.mark.scenario
def test_a_replay_of_one_call_counts_one_call(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = str(tmp_path / "r.jsonl")
    assert main(["call", DIALECT, "shape", "--record", file]) == 0
    capsys.readouterr()
    assert main(["replay", file, DIALECT]) == 0
    assert "1 call: 1 same" in capsys.readouterr().out


@pytest.mark.scenario
def test_a_recording_brings_its_host_along(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "workbench.toml").write_text("[budgets.serving]\nfuel = 1000\n")
    shutil.copy(DIALECT, project / "dialect.wasm")
    versions = {"shape": [1, 9], "normalize_error": [3]}
    facts = {"handshake_schema_version": 1, "envelope_version": 1, "host_capabilities": []}
    (tmp_path / "offer.json").write_text(json.dumps(facts | {"function_versions": versions}))
    file, own = str(tmp_path / "r.jsonl"), str(project / "dialect.wasm")
    options = ["--offer", str(tmp_path / "offer.json"), "--fault", "now_unix_ms=fail", "--record", file]
    assert main(["call", own, "shape", *options]) == 1
    assert main(["call", own, "normalize_error", "--record", file]) == 1
    header, first, second = map(json.loads, Path(file).read_text().splitlines())
    assert header["budgets"] == {"serving": {"fuel": 1000}}
    assert header["offer"]["function_versions"] == versions
    assert header["faults"] == ["now_unix_ms=fail"]
    assert "fuel" in first["error"]["cause"]
    assert second["outcome"] == "version_lookup"
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()
    assert main(["replay", file, DIALECT]) == 0
    for options in (["--fault", "log=fail"], ["--budget", "strict"], ["--profile", "0.3"]):
        assert main(["call", DIALECT, "shape", "--record", file, *options]) == 2
        assert "calls of one recording are made alike" in capsys.readouterr().err
    assert main(["call", TOUR, "shape", "--record", file]) == 2
    assert "plugin (option): expected dialect, the one that was recorded" in capsys.readouterr().err
    assert len(Path(file).read_text().splitlines()) == 3


@pytest.mark.scenario
def test_credentials_are_not_recorded_and_the_recording_replays(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Only the texts under a secret name go, so that the plugin still finds what it needs."""
    payload = '{"upstream":{"kind":"anthropic_direct"},"factory_state":{"api_key":"sk-example-key"}}'
    signer, file = str(SAMPLES / "signer/signer.wasm"), str(tmp_path / "r.jsonl")
    words = ["call", signer, "build_signer", "-i", payload, "--record", file]
    assert main(words) == 0
    said = capsys.readouterr().err
    assert f"taken out of {file}: payload/factory_state/api_key (factory_state)" in said
    assert "response/signer_state/key (signer_state)" in said
    assert "sk-example" not in Path(file).read_text()
    assert main(["replay", file, signer]) == 0
    capsys.readouterr()
    assert main([*words, "--keep-secrets"]) == 0
    assert "keeps what looks like a secret: payload/factory_state/api_key (factory_state)" in capsys.readouterr().err
    assert "sk-example" in Path(file).read_text()


@pytest.mark.scenario
def test_credentials_are_not_accepted_and_what_was_accepted_replays(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Of a call whose answer is new; a call that stays as it was recorded keeps what was recorded."""
    payload = '{"upstream":{"kind":"anthropic_direct"},"factory_state":{"api_key":"sk-example-key"}}'
    signer, file = str(SAMPLES / "signer/signer.wasm"), tmp_path / "r.jsonl"
    words = ["call", signer, "build_signer", "-i", payload, "--record", str(file), "--keep-secrets"]
    assert (main(words), main(words)) == (0, 0)
    header, first, second = file.read_text().splitlines()
    old = second.replace('"key":"sk-example-key"', '"key":"sk-another-key"')
    assert old != second
    for keep, texts in (("--keep-secrets", [3, 3]), ("", [3, 0])):
        file.write_text("\n".join((header, first, old, "")))
        capsys.readouterr()
        assert main(["replay", str(file), signer, "--update", *keep.split()]) == 0
        said = capsys.readouterr().err
        place = "call 2/payload/factory_state/api_key (factory_state)"
        assert f"{'keeps what looks like a secret' if keep else f'taken out of {file}'}: {place}" in said
        assert [line.count("sk-") > 0 for line in file.read_text().splitlines()[1:]] == [bool(one) for one in texts]
        assert main(["replay", str(file), signer]) == 0


@pytest.mark.scenario
def test_what_a_plugin_logs_is_compared_and_can_be_ignored(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = (RECORDINGS / "host_tour.jsonl").read_text()
    (tmp_path / "r.jsonl").write_text(text.replace("warn visit 2, logged as warn", "warn before", 1))
    code, report = run_json(capsys, "replay", str(tmp_path / "r.jsonl"), TOUR)
    assert code == 1
    assert report["calls"][1]["differences"] == [
        {"pointer": "/@log/3", "change": "changed", "before": "warn before", "after": "warn visit 2, logged as warn"}
    ]
    assert main(["replay", str(tmp_path / "r.jsonl"), TOUR, "--ignore", "/@log/*"]) == 0
    assert '"counters":{' in text
    assert '"stored":{' in text


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """Return a recording of the dialect that says something else than the plugin does."""
    file = tmp_path / "changed.jsonl"
    text = (RECORDINGS / "dialect.jsonl").read_text()
    file.write_text(text.replace("https://api.anthropic.com/v1/messages", "https://api.example/v1/messages", 1))
    return file


@pytest.mark.scenario
def test_a_difference_is_named_and_fails(capsys: pytest.CaptureFixture[str], changed: Path, tmp_path: Path) -> None:
    junit = tmp_path / "junit.xml"
    assert main(["replay", str(changed), DIALECT, "--report", f"junit={junit}"]) == 1
    assert (
        '/url: "https://api.example/v1/messages" → "https://api.anthropic.com/v1/messages"' in capsys.readouterr().out
    )
    suite = ET.parse(junit).getroot()
    assert (suite.attrib["tests"], suite.attrib["failures"]) == ("7", "1")
    code, report = run_json(capsys, "replay", str(changed), DIALECT)
    assert (code, report["passed"], report["calls"][0]["verdict"]) == (1, False, "changed")
    assert [one["pointer"] for one in report["calls"][0]["differences"]] == ["/url"]


@pytest.mark.scenario
def test_a_difference_can_be_ignored_or_accepted(capsys: pytest.CaptureFixture[str], changed: Path) -> None:
    before = changed.read_text()
    assert main(["replay", str(changed), DIALECT, "--ignore", "/url"]) == 0
    assert changed.read_text() == before
    assert main(["replay", str(changed), DIALECT, "--update"]) == 0
    assert changed.read_text() == (RECORDINGS / "dialect.jsonl").read_text()
    assert "1 call accepted" in capsys.readouterr().err
    assert main(["replay", str(changed), DIALECT]) == 0


@pytest.mark.parametrize(
    ("content", "code", "kind", "layer"),
    [
        (plugin_module(exports=["shape"])[:-5], 3, "WasmParseError", "L1 identity"),
        (b"", 3, "WasmParseError", "L1 identity"),
        (Path(TOUR).read_bytes(), 1, "Instantiate", "L2 handshake"),
    ],
)
def test_nothing_is_accepted_of_a_build_that_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, changed: Path, content: bytes, code: int, kind: str, layer: str
) -> None:
    before = changed.read_bytes()
    (tmp_path / "refused.wasm").write_bytes(content)
    assert main(["replay", str(changed), str(tmp_path / "refused.wasm"), "--update"]) == code
    captured = capsys.readouterr()
    assert captured.out.count(f"{kind}:") == 1
    assert captured.out.count("newly failing  call") == 4
    assert f"nothing is accepted from a build that fails at {layer}" in captured.err
    assert changed.read_bytes() == before


def test_another_plugin_newly_fails_every_good_call(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = run_json(capsys, "replay", str(RECORDINGS / "dialect.jsonl"), str(SAMPLES / "filter/filter.wasm"))
    assert code == 1
    assert report["counts"]["newly failing"] == 4


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (["replay", "{}/gone", DIALECT], 2, "expected a recording that can be read, found: no such file or directory"),
        (["replay", "{}/empty", DIALECT], 2, "expected a recording, found an empty file"),
        (["replay", "{}/cut", DIALECT], 2, "line 8: expected a line feed at the end of the last line"),
        (["replay", "{}/newer", DIALECT], 2, "expected recording format 2 or older, found 3"),
        (["replay", "{}/silent", DIALECT], 2, "expected a recording with at least one call, found none behind"),
        (["diff", DIALECT, DIALECT, "--recording", "{}/silent"], 2, "expected a recording with at least one call"),
        (["replay", "{}/odd", DIALECT], 2, "line 2: expected function as one of shape, "),
        (
            ["call", DIALECT, "shape", "--record", "{}/cut"],
            2,
            "line 8: expected a line feed at the end of the last line",
        ),
        (["replay", "{}/cut", DIALECT, "--update"], 2, "line 8: expected a line feed at the end of the last line"),
        (["replay", "{}/good", "{}/gone"], 3, "expected a readable .wasm file, found: no such file"),
        (["replay", "{}/good", DIALECT, "--ignore", "url"], 2, "expected a JSON pointer, that begins with /"),
        (["replay", "{}/good", DIALECT, "--tolerance", "/a=x"], 2, "expected POINTER=NUMBER"),
        (["replay", "{}/good", DIALECT, "--tolerance", "/a=-1"], 2, "expected POINTER=NUMBER"),
        (["diff", DIALECT, "{}/gone"], 3, "expected a readable .wasm file, found: no such file"),
    ],
)
def test_what_can_not_be_replayed_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], code: int, text: str
) -> None:
    good = (RECORDINGS / "dialect.jsonl").read_bytes()
    (tmp_path / "good").write_bytes(good)
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "cut").write_bytes(good[:-9])
    (tmp_path / "newer").write_bytes(good.replace(b'"workbench_recording":2', b'"workbench_recording":3'))
    (tmp_path / "silent").write_bytes(good.splitlines(keepends=True)[0])
    (tmp_path / "odd").write_bytes(good.replace(b'"function":"shape"', b'"function":"shapes"', 1))
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert main([word.replace("{}", str(tmp_path)) for word in words]) == code
    assert text in capsys.readouterr().err
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


@pytest.mark.scenario
def test_a_build_does_not_differ_from_itself(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shutil.copy(DIALECT, tmp_path / "copy.wasm")
    words = ["diff", DIALECT, str(tmp_path / "copy.wasm"), "--recording", str(RECORDINGS / "dialect.jsonl")]
    code, report = run_json(capsys, *words)
    assert (code, report["same"]) == (0, True)
    assert {call["verdict"] for call in report["calls"]} == {"same"}
    assert report["calls"][0]["old_us"] > 0
    assert [(pair["name"], pair["old"] == pair["new"] > 0) for pair in report["fuel"]["layers"]] == [
        ("L2 handshake", True),
        ("L3 self_check", True),
    ]
    assert report["fuel"]["max"] == 10_000_000
    assert main(words) == 0


@pytest.mark.scenario
def test_the_fuel_of_each_call_is_compared_when_it_is_asked_for(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    module = Path(DIALECT).read_bytes()
    (tmp_path / "new.wasm").write_bytes(module.replace(b"https://api.anthropic.com", b"https://api.elsewhere.com"))
    code, report = run_json(capsys, "diff", DIALECT, str(tmp_path / "new.wasm"), "--fuel")
    assert code == 1
    assert report["sections"] == [{"name": "data", "old": 17_150, "new": 17_150, "rewritten": True}]
    fuel = [(call["function"], call["old_fuel"], call["new_fuel"]) for call in report["calls"]]
    assert [name for name, old, new in fuel if old == new > 1_000] == ["shape", "normalize_error"]
    assert main(["diff", DIALECT, str(tmp_path / "new.wasm"), "--fuel"]) == 1
    text = capsys.readouterr().out
    assert "fuel of 10,000,000 on a fresh instance, by wasmtime " in text
    assert f"fuel {fuel[0][1]:,} → {fuel[0][2]:,}" in text


@pytest.mark.scenario
def test_two_builds_are_compared_part_by_part(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["diff", str(SAMPLES / "broken_self_check/broken_self_check.wasm"), DIALECT]
    code, report = run_json(capsys, *words)
    assert (code, report["same"]) == (1, False)
    assert report["exports"] == {"added": ["normalize_error (function)"], "removed": []}
    assert {pair["name"] for pair in report["identity"]} == {"plugin_name"}
    assert report["negotiated"] == [{"name": "normalize_error", "old": None, "new": 1}]
    assert report["layers"][0] == {"name": "L3 self_check", "old": "FailureStatus", "new": "passed"}
    assert len(report["self_check"]["removed"]) == 3
    assert [(call["function"], call["verdict"]) for call in report["calls"]] == [
        ("shape", "fixed"),
        ("normalize_error", "fixed"),
    ]
    assert main(words) == 1
    text = capsys.readouterr().out
    assert "- wire_function_test: " in text
    assert "plugin_name" in text


def test_a_module_that_is_damaged_is_compared_as_far_as_it_can_be_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "old.wasm").write_bytes(plugin_module(exports=["shape"]))
    (tmp_path / "new.wasm").write_bytes(plugin_module(exports=["shape"])[:-5])
    code, report = run_json(capsys, "diff", str(tmp_path / "old.wasm"), str(tmp_path / "new.wasm"))
    assert code == 3
    assert report["layers"][0]["new"] == "WasmParseError"
