"""`run`, `call @NAME`, `import` and the secrets of a `.env`, on real sample plugins."""

from __future__ import annotations

import base64
import json
import re
import shutil
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from workbench.assets import asset_folder
from workbench.cli.main import main

SAMPLES = asset_folder("sample_plugins")
SIGNER = SAMPLES / "signer/signer.wasm"
DIALECT = SAMPLES / "dialect/dialect.wasm"
SECRET = "sk-very-secret-1"
BUILD = '{"upstream": {"kind": "anthropic_direct"}, "factory_state": {"api_key": "${API_KEY}"}}'
SHAPED = {"url": "https://h/v1/messages", "method": "POST", "headers": [], "body_base64": ""}


def sign(reference: str) -> str:
    return json.dumps({"shaped": SHAPED, "signer_state": reference})


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of the signer, with a chain of two payloads and a secret."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(SIGNER, tmp_path / "signer.wasm")
    write(tmp_path, "workbench.toml", 'plugin = "signer.wasm"\n')
    write(tmp_path, "payloads/.env", f"API_KEY={SECRET}\n")
    write(tmp_path, "payloads/build_signer/key.json", BUILD)
    write(tmp_path, "payloads/sign/key.json", sign("${response:build_signer/key:/signer_state}"))
    return tmp_path


def write(folder: Path, place: str, text: str) -> Path:
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def expect(project: Path, document: str, **expected: Any) -> None:
    write(project, f"payloads/{document}.expect.json", json.dumps(expected))


def run_json(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main([*words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def by_document(report: Any) -> dict[str, Any]:
    return {one["document"]: one for one in report["documents"]}


def test_a_folder_of_payloads_passes_when_each_answer_is_ok_and_used(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, report = run_json(capsys, "run")
    assert (code, report["passed"], report["counts"]) == (0, True, {"passed": 2, "failed": 0})
    assert [one["document"] for one in report["documents"]] == ["build_signer/key", "sign/key"]
    assert by_document(report)["sign/key"]["effect"] == "used"


def test_an_answer_goes_into_the_next_request_as_the_value_that_it_is(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, report = run_json(capsys, "run", "payloads/sign")
    found = by_document(report)
    assert set(found) == {"build_signer/key", "sign/key"}
    headers = found["sign/key"]["response"]["headers"]
    kept = base64.b64encode(b"${API_KEY}").decode()
    assert [header["value_base64"] for header in headers if header["name"] == "x-api-key"] == [kept]


@pytest.mark.scenario
@pytest.mark.parametrize("reference", ["build_signer/own", "build_signer"])
def test_a_payload_outside_of_the_project_takes_answers_of_those_beside_it(
    project: Path, capsys: pytest.CaptureFixture[str], reference: str
) -> None:
    build = BUILD.replace("${API_KEY}", "of its own")
    write(project, "elsewhere/build_signer/own.json", build)
    write(project, "elsewhere/sign/own.json", sign(f"${{response:{reference}:/signer_state}}"))
    _, whole = run_json(capsys, "run", "elsewhere")
    _, single = run_json(capsys, "run", "elsewhere/sign/own.json")
    for report in (whole, single):
        found = by_document(report)["sign/own"]
        assert (found["passed"], found["response"]["headers"][0]["name"]) == (True, "x-api-key")


def test_a_payload_outside_of_the_project_takes_answers_of_the_project_where_none_is_beside_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(project, "elsewhere/sign/own.json", sign("${response:build_signer/key:/signer_state}"))
    code, report = run_json(capsys, "run", "elsewhere/sign/own.json")
    assert (code, set(by_document(report))) == (0, {"build_signer/key", "sign/own"})


def test_the_last_answer_of_a_function_is_meant_where_no_name_is_given(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(project, "payloads/sign/key.json", sign("${response:build_signer:/signer_state}"))
    code, _ = run_json(capsys, "run")
    assert code == 0


@pytest.mark.scenario
def test_a_difference_names_document_pointer_expected_and_found(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expect(project, "sign/key", response={"/url": "https://x", "/headers/0/name": "x-api-key", "/gone": 1})
    code, report = run_json(capsys, "run")
    assert code == 1
    assert by_document(report)["sign/key"]["differences"] == [
        {"pointer": "/url", "expected": "https://x", "found": None, "missing": None},
        {"pointer": "/gone", "expected": 1, "found": None, "missing": "found"},
    ]
    assert main(["run"]) == 1
    shown = capsys.readouterr().out
    assert "✕ sign/key" in shown
    assert '/url: expected "https://x", found null' in shown
    assert "/gone: expected 1, found nothing" in shown
    assert str(project / "payloads/sign/key.json") in shown


@pytest.mark.scenario
def test_what_is_ignored_may_differ(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expect(project, "sign/key", response={"/headers": [{"name": "x-api-key", "value_base64": ""}]})
    assert run_json(capsys, "run")[0] == 1
    expect(
        project,
        "sign/key",
        response={"/headers": [{"name": "x-api-key", "value_base64": ""}]},
        ignore=["/headers/*/value_base64"],
    )
    assert run_json(capsys, "run")[0] == 0


@pytest.mark.parametrize(
    ("expected", "code", "pointers"),
    [
        ({"outcome": "fallback"}, 0, []),
        ({"stage": "plugin_call"}, 0, []),
        ({"stage": "response_decode"}, 1, ["/@stage"]),
        ({"outcome": "fallback", "effect": "ignored"}, 1, ["/@effect"]),
        ({}, 1, ["/@outcome"]),
    ],
)
def test_a_failure_can_be_what_is_expected(
    project: Path, capsys: pytest.CaptureFixture[str], expected: dict[str, Any], code: int, pointers: list[str]
) -> None:
    write(project, "payloads/sign/none.json", sign("no state of the signer"))
    expect(project, "sign/none", **expected)
    found, report = run_json(capsys, "run", "payloads/sign/none.json")
    assert (found, [one["pointer"] for one in report["documents"][0]["differences"]]) == (code, pointers)


def test_a_pointer_leads_into_a_body(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", "--function", "shape", str(write(tmp_path, "body", '{"model":"m","messages":[]}'))])
    write(tmp_path, "payloads/shape/a.json", capsys.readouterr().out)
    expect(tmp_path, "shape/a", response={"/body_base64/model": "m", "/body_base64/stream": True})
    payloads = str(tmp_path / "payloads")
    code, report = run_json(capsys, "run", "--plugin", str(DIALECT), "--payloads", payloads)
    assert code == 1
    assert [one["pointer"] for one in report["documents"][0]["differences"]] == ["/body_base64/stream"]


@pytest.mark.scenario
def test_an_expectation_holds_under_its_own_profile_and_capabilities(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    observer = str(SAMPLES / "observer/observer.wasm")
    write(project, "payloads/observe/with.json", '{"events":[]}')
    write(project, "payloads/observe/without.json", '{"events":[]}')
    expect(project, "observe/with", capabilities=["observability:emit"])
    expect(project, "observe/without", stage="version_lookup")
    paths = ["payloads/observe/with.json", "payloads/observe/without.json"]
    code, report = run_json(capsys, "run", *paths, "--plugin", observer)
    assert (code, report["counts"]["passed"]) == (0, 2)
    code, report = run_json(capsys, "run", *paths, "--plugin", observer, "--capability", "observability:emit")
    assert (code, by_document(report)["observe/without"]["passed"]) == (1, False)


@pytest.mark.scenario
def test_each_payload_finds_the_host_as_it_was_at_the_start(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = run_json(capsys, "run", "payloads/build_signer")[1]
    again = run_json(capsys, "run")[1]
    key = "build_signer/key"
    assert by_document(first)[key]["response"] == by_document(again)[key]["response"]


@pytest.mark.parametrize("path", ["payloads/sign/*.json", "payloads/*/key.json", "payloads/**/*.json", "sign", "."])
def test_a_path_is_a_file_a_folder_or_a_pattern_from_the_project(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    inside = project / "src" / "deep"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    code, report = run_json(capsys, "run", path)
    assert (code, len(report["documents"])) == (0, 2)


@pytest.fixture
def clone(project: Path) -> Path:
    """Payloads of somebody else, beside a home folder with a secret that they lead to."""
    write(project, "home/key.json", sign(SECRET))
    shutil.copytree(project / "payloads", project / "clone/payloads")
    return project / "clone"


def lead_out(clone: Path, link: str) -> None:
    place, home = clone / "payloads" / link, clone.parent / "home"
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.symlink_to(home if link == "sign" else home / "key.json")


def is_refused(capsys: pytest.CaptureFixture[str], *words: str) -> bool:
    code = main(["run", *words, "--plugin", str(SIGNER)])
    said = capsys.readouterr()
    assert SECRET not in said.out + said.err
    return code == 2 and "unless --trust-project" in said.err


NAMED = ["sign/key.json", "sign/*.json", "*/*.json"]


@pytest.mark.parametrize("link", ["sign/key.json", "sign/key.expect.json", "sign"])
@pytest.mark.parametrize("named", [*NAMED, "sign"])
def test_no_path_that_is_named_leads_out_of_its_project(
    clone: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, link: str, named: str
) -> None:
    write(clone, "workbench.toml", "")
    monkeypatch.chdir(clone)
    lead_out(clone, link)
    assert is_refused(capsys, named)
    assert is_refused(capsys, f"payloads/{named}")


@pytest.mark.parametrize("link", ["sign/key.json", "sign/key.expect.json"])
@pytest.mark.parametrize("named", [*NAMED, "sign", "."])
def test_what_is_found_in_payloads_that_stand_elsewhere_leads_out_of_none(
    clone: Path, capsys: pytest.CaptureFixture[str], link: str, named: str
) -> None:
    lead_out(clone, link)
    assert is_refused(capsys, str(clone / "payloads" / named))


def test_links_of_a_trusted_project_lead_anywhere(
    clone: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(clone, "workbench.toml", "")
    monkeypatch.chdir(clone)
    lead_out(clone, "sign/key.json")
    assert not is_refused(capsys, "payloads/sign/key.json", "--trust-project")


def test_an_expectation_stands_for_its_payload_as_a_path(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expect(project, "build_signer/key")
    _, report = run_json(capsys, "run", "payloads/build_signer/key.expect.json")
    assert list(by_document(report)) == ["build_signer/key"]


def test_the_payload_folder_can_be_set_in_the_project_file(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "payloads").rename(project / "requests")
    with (project / "workbench.toml").open("a") as stream:
        stream.write('payloads = "requests"\n')
    assert run_json(capsys, "run")[0] == 0


@pytest.mark.parametrize(
    ("place", "text", "said"),
    [
        ("payloads/sign/key.json", sign("${API_KYE}"), "did you mean 'API_KEY'?"),
        ("payloads/sign/key.json", sign("${response:build_signer/kee:/x}"), "did you mean 'key'?"),
        ("payloads/sign/key.json", sign("${response:shape:/x}"), "expected saved payloads of shape, found none"),
        ("payloads/sign/key.json", sign("${response:sign/key:/x}"), "a circle: sign/key → sign/key"),
        ("payloads/sign/key.expect.json", '{"outcom": "ok"}', "did you mean 'outcome'?"),
        ("payloads/sgn/a.json", "{}", "did you mean 'sign'?"),
        ("payloads/sign/gone.expect.json", "{}", "a payload beside it"),
        ("payloads/.env", "nonsense", "line 1: expected NAME=VALUE"),
        ("workbench.toml", "", "plugin (default)"),
    ],
)
def test_what_is_wrong_before_anything_is_sent_is_a_usage_error(
    project: Path, capsys: pytest.CaptureFixture[str], place: str, text: str, said: str
) -> None:
    write(project, place, text)
    assert main(["run"]) == 2
    assert said in capsys.readouterr().err


def test_a_circle_of_payloads_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(project, "payloads/sign/a.json", sign("${response:sign/b:/x}"))
    write(project, "payloads/sign/b.json", sign("${response:sign/a:/x}"))
    assert main(["run"]) == 2
    said = capsys.readouterr().err
    assert "sign/a → sign/b → sign/a" in said or "sign/b → sign/a → sign/b" in said


@pytest.mark.parametrize("words", [["nowhere"], ["payloads/none*.json"], ["src"]])
def test_a_run_of_nothing_is_a_usage_error(project: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    (project / "src").mkdir()
    assert main(["run", *words]) == 2
    assert words[0] in capsys.readouterr().err


def test_a_project_without_payloads_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["run", "--plugin", str(SIGNER)]) == 2
    said = capsys.readouterr().err
    assert "expected saved payloads, found none" in said
    assert "FUNCTION/NAME.json" in said


def test_a_payload_whose_answer_is_not_there_fails_those_that_need_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(project, "payloads/build_signer/key.json", '{"upstream": {"kind": "anthropic_direct"}, "factory_state": 1}')
    code, report = run_json(capsys, "run")
    found = by_document(report)
    assert code == 1
    assert found["sign/key"]["error"]["kind"] == "VariableInvalid"
    assert "no answer that is ok" in found["sign/key"]["error"]["message"]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b'{"a": "\xe9"}', "found the byte 0xe9 at byte 7"), (b"\xef\xbb\xbf{}", "byte order mark")],
)
@pytest.mark.parametrize("words", [(), ("payloads/build_signer", "payloads/sign")])
def test_a_payload_that_cannot_be_read_fails_alone(
    project: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str, words: Sequence[str]
) -> None:
    (project / "payloads/sign/bad.json").write_bytes(content)
    code, report = run_json(capsys, "run", *words)
    found = by_document(report)
    assert (code, {name: one["passed"] for name, one in found.items()}) == (
        1,
        {"build_signer/key": True, "sign/bad": False, "sign/key": True},
    )
    assert said in found["sign/bad"]["error"]["message"]


def test_payloads_that_need_the_answer_of_one_that_cannot_be_read_fail_with_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "payloads/build_signer/key.json").write_bytes(b"\xff")
    code, report = run_json(capsys, "run", "payloads/sign/key.json")
    assert (code, [one["error"]["kind"] for one in report["documents"]]) == (1, ["FileDamaged", "VariableInvalid"])


@pytest.mark.parametrize(("plugin", "code"), [("gone.wasm", 3), ("no.wasm", 3)])
def test_a_plugin_that_cannot_be_read_has_its_exit_code(
    project: Path, capsys: pytest.CaptureFixture[str], plugin: str, code: int
) -> None:
    (project / "no.wasm").write_bytes(b"no module")
    found, report = run_json(capsys, "run", "--plugin", plugin)
    assert found == code
    assert report


def test_jsonl_gives_each_payload_a_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--format", "jsonl"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["document"], line["passed"]) for line in lines] == [("build_signer/key", True), ("sign/key", True)]


def test_jsonl_holds_the_error_as_a_line_when_there_is_no_plugin(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "--format", "jsonl", "--plugin", "gone.wasm"]) == 3
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["error"]["kind"] == "PluginUnreadable"


def test_a_junit_report_has_a_case_for_each_payload(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expect(project, "sign/key", response={"/url": 1})
    assert main(["run", "--report", "junit=out.xml"]) == 1
    capsys.readouterr()
    suite = ET.parse(project / "out.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert "/url: expected 1, found null" in (failure.get("message") or "")


@pytest.mark.scenario
def test_no_secret_reaches_a_report(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expect(project, "sign/key", response={"/headers/0/value_base64": "", "/headers/0/name": SECRET})
    hidden = (SECRET, base64.b64encode(SECRET.encode()).decode(), base64.b64encode(SECRET.encode()).decode()[:-4])
    for words in (["--format", "json"], ["--format", "jsonl"], [], ["--report", "junit=out.xml"]):
        assert main(["run", *words]) == 1
        printed = capsys.readouterr()
        for secret in hidden:
            assert secret not in printed.out + printed.err
    for secret in hidden:
        assert secret not in (project / "out.xml").read_text()


@pytest.mark.scenario
def test_an_expectation_may_have_the_name_in_the_place_of_a_secret_or_its_value(project: Path) -> None:
    for value in ("${API_KEY}", SECRET):
        expect(project, "build_signer/key", response={"/signer_state/key": value})
        assert main(["run"]) == 0


def call(project: Path, *words: str) -> list[str]:
    return ["call", str(SIGNER), *words, "--payloads", str(project / "payloads")]


def test_no_secret_of_a_payload_reaches_a_report_by_a_difference(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A difference has a pointer beside its values, and no name that says what they are."""
    write(project, "payloads/build_signer/key.json", BUILD.replace("${API_KEY}", f"{SECRET}-typed"))
    expect(project, "build_signer/key", response={"/signer_state/key": "another"})
    expect(project, "sign/key", response={"/headers/0/value_base64": "another"})
    code = main(["run", "--report", "junit=r.xml", "--format", "json"])
    written = [capsys.readouterr().out, (project / "r.xml").read_text()]
    assert code == 1
    for text in written:
        assert "expected" in text
        assert f"{SECRET}-typed" not in text
        held = [base64.b64decode(one[: len(one) // 4 * 4]) for one in re.findall(r"[A-Za-z0-9+/]{16,}", text)]
        assert not [one for one in held if b"very-secret" in one]


@pytest.mark.scenario
def test_call_sends_a_saved_payload_with_what_it_needs(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("@key", "@sign/key", "@key.json"):
        code, report = run_json(capsys, *call(project, "sign", name))
        assert (code, report["outcome"]) == (0, "ok")
    kept = base64.b64encode(b"${API_KEY}").decode()
    assert report["response"]["headers"][0]["value_base64"] == kept


def test_options_may_stand_between_function_and_name(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(call(project, "sign", "--format", "json", "@key")) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "ok"


def test_an_at_sign_in_a_value_names_no_saved_payload(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, report = run_json(capsys, *call(project, "sign", "-i", "@key"))
    assert (code, report["stage"]) == (1, "request_envelope")


@pytest.mark.scenario
def test_no_secret_reaches_the_report_or_the_recording_of_a_call(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["build_signer", "@key"], ["sign", "@key"]):
        for more in ([], ["--format", "json"], ["--record", f"{words[0]}.jsonl"]):
            assert main([*call(project, *words), *more]) == 0
            printed = capsys.readouterr()
            assert SECRET not in printed.out + printed.err
            assert base64.b64encode(SECRET.encode()).decode() not in printed.out
        recorded = (project / f"{words[0]}.jsonl").read_text()
        assert "${API_KEY}" in recorded or base64.b64encode(b"${API_KEY}").decode() in recorded
        assert SECRET not in recorded
        assert base64.b64encode(SECRET.encode()).decode() not in recorded


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sign", "@kye"], "did you mean 'key'?"),
        (["sign", "@build_signer/key"], "@NAME or @sign/NAME"),
        (["sign", "@../key"], "a payload of sign"),
        (["sign", "@key", "-i", "{}"], ""),
    ],
)
def test_a_saved_payload_that_cannot_be_meant_is_a_usage_error(
    project: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    try:
        code = main(call(project, *words))
    except SystemExit as ended:
        code = int(ended.code or 0)
    assert code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("how", ["-i", "--input-file"])
def test_only_saved_payloads_expand(project: Path, capsys: pytest.CaptureFixture[str], how: str) -> None:
    given = BUILD if how == "-i" else str(write(project, "given.json", BUILD))
    _, report = run_json(capsys, *call(project, "build_signer", how, given))
    assert json.loads(report["request_text"])["factory_state"] == {"api_key": "${API_KEY}"}
    assert report["response"]["signer_state"]["key"] == "${API_KEY}"


@pytest.mark.scenario
def test_a_payload_without_variables_goes_out_as_it_stands(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = '{"upstream":{"kind":"anthropic_direct"},"factory_state":{"api_key":"x","n":1.50,"b":12345678901234567890}}'
    write(project, "payloads/build_signer/plain.json", text)
    saved = run_json(capsys, *call(project, "build_signer", "@plain"))[1]
    given = run_json(capsys, *call(project, "build_signer", "-i", text))[1]
    assert saved["request_text"] == given["request_text"]


def test_a_project_file_gives_variables_that_the_env_file_wins_over(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (project / "workbench.toml").open("a") as stream:
        stream.write('[variables]\nAPI_KEY = "from the project"\nKIND = "anthropic_direct"\n')
    write(project, "payloads/build_signer/key.json", BUILD.replace("anthropic_direct", "${KIND}"))
    _, report = run_json(capsys, "run")
    assert by_document(report)["build_signer/key"]["response"]["signer_state"]["key"] == "${API_KEY}"


@pytest.mark.scenario
def test_the_process_environment_is_read_only_when_it_is_opened(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONLY_HERE", "sk-of-the-environment")
    write(project, "payloads/build_signer/key.json", BUILD.replace("API_KEY", "ONLY_HERE"))
    assert main(["run"]) == 2
    assert "expected a value for ONLY_HERE" in capsys.readouterr().err
    assert main(["run", "--expand-environment"]) == 0
    assert main(["run", "--expand-environment", "--format", "json"]) == 0
    assert "sk-of-the-environment" not in capsys.readouterr().out


def test_a_project_file_cannot_open_the_environment(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (project / "workbench.toml").open("a") as stream:
        stream.write("expand_environment = true\n")
    assert main(["run"]) == 2
    assert "expand_environment" in capsys.readouterr().err


def test_import_prints_a_payload_that_can_be_saved_and_sent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = "curl https://h/v1/messages -H 'x-api-key: sk' -H 'a: b' -d '{}'"
    assert main(["import", str(write(tmp_path, "c", command))]) == 0
    printed = capsys.readouterr()
    assert "removed: x-api-key, a host removes it" in printed.err
    write(tmp_path, "payloads/shape/pasted.json", printed.out)
    assert main(["run", "--plugin", str(DIALECT), "--payloads", str(tmp_path / "payloads")]) == 0
    capsys.readouterr()
    code, report = run_json(capsys, "import", str(tmp_path / "c"), "--function", "filter")
    assert (code, report["found_as"]) == (0, "curl command")
    assert report["removed"] == [{"name": "x-api-key", "reason": "a host removes it"}]
    assert "candidates" in report["payload"]


@pytest.mark.parametrize("words", [["gone"], ["--entry", "2", "c"]])
def test_an_import_that_cannot_be_read_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "c", '{"log":{"entries":[{"request":{"method":"GET","url":"/"}}]}}')
    assert main(["import", *words]) == 2
    assert capsys.readouterr().err.startswith("workbench: ")


def test_the_settings_are_shown_by_info(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = run_json(capsys, "info", str(project / "x.wasm"))[1]["settings"]
    assert (found["payloads"]["value"], found["payloads"]["source"]) == ("payloads", "default")
    assert tomllib.loads((project / "workbench.toml").read_text())["plugin"] == found["plugin"]["value"]


def test_schemas_for_editors_take_the_saved_payloads(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, bound = run_json(capsys, "schema", "--all", "schemas")
    assert code == 0
    for one in bound["json.schemas"]:
        assert one["url"].startswith("./schemas/")
        jsonschema.Draft202012Validator.check_schema(json.loads((project / one["url"]).read_text()))
    schema = json.loads((project / "schemas/build_signer_request.schema.json").read_text())
    jsonschema.validate(json.loads((project / "payloads/build_signer/key.json").read_text()), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"upstram": 1}, schema)


def test_an_annotation_names_the_file_of_the_payload(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expect(project, "build_signer/key", outcome="fallback")
    assert main(["run", "payloads/build_signer", "--report", "github"]) == 1
    assert "::error file=payloads/build_signer/key.json,title=run%3A run.build_signer key::" in capsys.readouterr().err
