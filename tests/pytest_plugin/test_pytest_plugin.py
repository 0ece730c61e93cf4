"""The pytest plugin, in runs of pytest of its own: what is collected, what a failure says, what fixtures give."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import workbench
from tests.builders import identity_section
from tests.hostile.plugins import HANDSHAKE, SHAPE, doing, giving
from workbench.assets import asset_folder
from workbench.protocol.conformance import cases_of
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.samples import request_sample
from workbench.pytest_plugin import plugin_tests

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
SAMPLES = asset_folder("sample_plugins")
DIALECT = SAMPLES / "dialect/dialect.wasm"
RECORDINGS = ROOT / "tests/recordings"
QUIET = ["-p", "no:cacheprovider", "-p", "no:asyncio", "-p", "no:xdist", "-p", "no:cov", "-p", "no:hypothesispytest"]
QUIET += ["-p", "no:faulthandler"]
"""The last would put back the signal handlers from before any engine had its own: the next trap would kill us."""


@pytest.fixture(autouse=True, scope="module")
def everything_is_loaded() -> None:
    """A run within this process drops what it was the first to load, and nobody else may still use that."""
    with workbench.open_plugin(DIALECT) as plugin:
        assert plugin.check().passed
        assert plugin.replay(RECORDINGS / "dialect.jsonl").passed
    assert plugin_tests.OPEN_MAX


@pytest.fixture
def project(pytester: pytest.Pytester) -> Path:
    """An empty project with the sample `dialect`; its runs are made in this process."""
    shutil.copy(DIALECT, pytester.path)
    return pytester.path


def write(project: Path, place: str, text: str) -> None:
    path = project / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def run(pytester: pytest.Pytester, *words: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess(*QUIET, *words)


@pytest.mark.scenario
def test_layers_checks_and_cases_of_a_plugin_are_items(pytester: pytest.Pytester, project: Path) -> None:
    result = run(pytester, "--cc-lb-plugin=dialect.wasm", "-v")
    result.assert_outcomes(passed=25)
    for name in ("identity", "handshake", "self_check", "NoWasiImports", "dispatch:shape:basic"):
        result.stdout.fnmatch_lines([f"dialect.wasm::{name} PASSED*"])


@pytest.mark.scenario
def test_one_item_is_run_by_its_name(pytester: pytest.Pytester, project: Path) -> None:
    write(project, "test_own.py", "def test_own(cc_lb_plugin):\n    assert cc_lb_plugin.call('shape').ok\n")
    run(pytester, "--cc-lb-plugin=dialect.wasm", "dialect.wasm::handshake").assert_outcomes(passed=1)
    run(pytester, "--cc-lb-plugin=dialect.wasm", "test_own.py::test_own").assert_outcomes(passed=1)
    run(pytester, "--cc-lb-plugin=dialect.wasm", "-k", "dispatch").assert_outcomes(passed=12, deselected=14)


@pytest.mark.scenario
def test_a_plugin_of_the_configuration_file_is_tested_where_no_tests_are_named(
    pytester: pytest.Pytester, project: Path
) -> None:
    write(project, "pytest.ini", "[pytest]\ncc_lb_plugin = dialect.wasm\n")
    write(project, "test_own.py", "def test_own(cc_lb_plugin):\n    assert cc_lb_plugin.call('shape').ok\n")
    run(pytester).assert_outcomes(passed=26)
    run(pytester, "test_own.py").assert_outcomes(passed=1)


@pytest.mark.scenario
def test_a_rejected_plugin_fails_where_it_is_rejected_and_what_comes_behind_is_skipped(
    pytester: pytest.Pytester,
) -> None:
    (pytester.path / "bad.wasm").write_bytes(doing(HANDSHAKE, "unreachable")())
    result = run(pytester, "--cc-lb-plugin=bad.wasm", "-rs")
    counts = result.parseoutcomes()
    assert (counts["failed"], counts["skipped"]) == (1, 8)
    result.stdout.fnmatch_lines(
        ["✕ L2 handshake*Call", "*unreachable*", "SKIPPED*bad.wasm: not run: the plugin failed at L2 handshake"]
    )
    assert "Traceback" not in result.stdout.str() and "items.py" not in result.stdout.str()


def test_what_is_no_module_fails_at_its_identity(pytester: pytest.Pytester) -> None:
    (pytester.path / "none.wasm").write_bytes(b"no module" + identity_section())
    result = run(pytester, "--cc-lb-plugin=none.wasm")
    counts = result.parseoutcomes()
    assert (counts["failed"], counts.get("passed", 0)) == (1, 0)
    result.stdout.fnmatch_lines(["✕ L1 identity*WasmParseError"])


@pytest.mark.scenario
def test_a_failed_case_reads_as_in_check(pytester: pytest.Pytester) -> None:
    (pytester.path / "odd.wasm").write_bytes(giving(SHAPE, {"_v": 1, "url": "x"})())
    result = run(pytester, "--cc-lb-plugin=odd.wasm")
    result.stdout.fnmatch_lines(
        ["*dispatch:shape:basic*", "✕ dispatch:shape:basic*response_decode", "*shape, $*: expected*"]
    )


def test_a_missing_plugin_ends_the_run_in_the_words_of_the_command_line(pytester: pytest.Pytester) -> None:
    result = run(pytester, "--cc-lb-plugin=missing.wasm")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: *missing.wasm*expected*found*"])


@pytest.mark.scenario
def test_recordings_are_replayed_call_by_call(pytester: pytest.Pytester, project: Path) -> None:
    shutil.copy(RECORDINGS / "dialect.jsonl", project)
    write(project, "other.jsonl", '{"a": 1}\n')
    changed = (RECORDINGS / "dialect.jsonl").read_text().replace("api.anthropic.com", "api.example.com")
    write(project, "changed.jsonl", changed)
    write(project, "damaged.jsonl", changed + "{")
    run(pytester, "--cc-lb-plugin=dialect.wasm", "dialect.jsonl", "-k", "shape and jsonl").assert_outcomes(
        passed=4, deselected=28
    )
    result = run(pytester, "--cc-lb-plugin=dialect.wasm", "changed.jsonl", "-k", "jsonl")
    assert result.parseoutcomes()["failed"] >= 1
    result.stdout.fnmatch_lines(["changed  call 1, shape", "*/url: *example.com* → *anthropic.com*"])
    damaged = run(pytester, "--cc-lb-plugin=dialect.wasm", "damaged.jsonl")
    damaged.stdout.fnmatch_lines(["*damaged.jsonl*line 9*"])


@pytest.mark.scenario
def test_saved_payloads_are_sent_and_judged(pytester: pytest.Pytester, project: Path) -> None:
    write(project, "payloads/shape/none.json", "{}")
    write(project, "payloads/shape/fails.json", "{}")
    write(project, "payloads/shape/fails.expect.json", '{"outcome": "fallback", "stage": "plugin_call"}')
    write(project, "elsewhere/shape/none.json", "{}")
    result = run(pytester, "--cc-lb-plugin=dialect.wasm", "payloads", "elsewhere", "-k", "payloads", "-v")
    result.assert_outcomes(passed=1, failed=1, deselected=25)
    result.stdout.fnmatch_lines(
        ["payloads/shape/fails.json::shape/fails PASSED*", '*/@outcome: expected "ok", found "fallback at plugin_call"']
    )


@pytest.mark.scenario
def test_a_payload_is_sent_without_the_faults_that_a_test_has_injected(
    pytester: pytest.Pytester, project: Path
) -> None:
    write(project, "a/test_own.py", "def test_own(cc_lb_plugin):\n    cc_lb_plugin.inject('fuel=1')\n")
    write(project, "payloads/shape/sample.json", compact(request_sample("shape")))
    result = run(pytester, "--cc-lb-plugin=dialect.wasm", "-k", "own or payloads", "-v")
    result.assert_outcomes(passed=2, deselected=25)
    result.stdout.fnmatch_lines(["a/test_own.py::*", "payloads/shape/*"])


@pytest.mark.scenario
def test_settings_that_cannot_be_are_said_once(pytester: pytest.Pytester, project: Path) -> None:
    write(project, "workbench.toml", 'profil = "0.1"\n')
    result = run(pytester, "--cc-lb-plugin=dialect.wasm")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*workbench.toml, line 1, column 1: expected a known setting, found 'profil'*"])


@pytest.mark.scenario
def test_the_payload_folder_of_the_project_counts(pytester: pytest.Pytester, project: Path) -> None:
    write(project, "workbench.toml", 'payloads = "sent"\n')
    write(project, "sent/shape/none.json", "{}")
    run(pytester, "--cc-lb-plugin=dialect.wasm", "sent", "-k", "none").assert_outcomes(failed=1, deselected=25)


@pytest.mark.scenario
def test_several_plugins_each_get_what_is_theirs(pytester: pytest.Pytester, project: Path) -> None:
    shutil.copy(SAMPLES / "filter/filter.wasm", project)
    for name in ("dialect", "signer"):
        shutil.copy(RECORDINGS / f"{name}.jsonl", project)
    write(project, "payloads/filter/none.json", "{}")
    write(project, "payloads/sign/none.json", "{}")
    write(project, "test_own.py", "def test_own(cc_lb_plugin):\n    assert cc_lb_plugin.name\n")
    result = run(pytester, "--cc-lb-plugin=dialect.wasm", "--cc-lb-plugin=filter.wasm", "-v")
    result.stdout.fnmatch_lines_random(
        [
            "dialect.jsonl::1 shape?dialect? PASSED*",
            "signer.jsonl::1 build_signer FAILED*",
            "payloads/filter/none.json::filter/none?filter? FAILED*",
            "payloads/sign/none.json::sign/none FAILED*",
            "test_own.py::test_own?dialect? PASSED*",
            "test_own.py::test_own?filter? PASSED*",
            "filter.wasm::handshake PASSED*",
            "expected the plugin signer among the plugins that are tested, found dialect.wasm, filter.wasm",
            "expected one that exports sign among the plugins that are tested, found dialect.wasm, filter.wasm",
        ]
    )


OWN = """
import pytest

@pytest.fixture
def cc_lb_options():
    return {"imports": "trap", "storage": {"visits": "7"}}

def test_storage(cc_lb_plugin):
    assert cc_lb_plugin.call("shape").ok
    assert cc_lb_plugin.storage == {"visits": b"8"}

def test_the_host_is_as_at_the_start_for_each_test(cc_lb_plugin):
    assert cc_lb_plugin.storage == {"visits": b"7"}

def test_frozen(cc_lb_frozen_host):
    first = cc_lb_frozen_host.call("shape").response
    cc_lb_frozen_host.reset()
    cc_lb_frozen_host.freeze(clock=1_700_000_000_000, seed="pytest")
    assert cc_lb_frozen_host.call("shape").response == first

def test_faults(cc_lb_session, cc_lb_faults):
    assert cc_lb_session.call("shape").ok
    cc_lb_faults("storage_get=fail")
    assert cc_lb_session.call("shape").triggered == ("storage_get=fail",)

def test_faults_end_with_their_test(cc_lb_session):
    assert cc_lb_session.call("shape").ok

class TestOffer:
    @pytest.fixture
    def cc_lb_offer(self):
        from workbench.protocol.offer import reference_offer
        return {**reference_offer(()).value(), "function_versions": {"sign": [1]}}

    def test_offer(self, cc_lb_plugin):
        assert cc_lb_plugin.call("shape").stage == "version_lookup"
"""


@pytest.mark.scenario
def test_fixtures_give_a_plugin_a_session_a_frozen_host_faults_and_an_offer(pytester: pytest.Pytester) -> None:
    shutil.copy(SAMPLES / "host_tour/host_tour.wasm", pytester.path)
    write(pytester.path, "test_own.py", OWN)
    run(pytester, "--cc-lb-plugin=host_tour.wasm", "-k", "test_own").assert_outcomes(passed=6, deselected=19)


@pytest.mark.scenario
def test_the_tests_of_the_page_pass(pytester: pytest.Pytester, project: Path) -> None:
    (tests,) = re.findall(r"^```python\n(.*?)^```", (ROOT / "docs/pytest.md").read_text(), re.M | re.S)
    write(project, "test_own.py", tests)
    run(pytester, "--cc-lb-plugin=dialect.wasm", "-k", "test_own").assert_outcomes(passed=2, deselected=25)


@pytest.mark.scenario
def test_a_failed_assertion_shows_what_the_dispatch_said(pytester: pytest.Pytester, project: Path) -> None:
    write(project, "test_own.py", "def test_own(cc_lb_plugin):\n    assert cc_lb_plugin.call('shape', {}).ok\n")
    result = run(pytester, "--cc-lb-plugin=dialect.wasm", "test_own.py", "-k", "own")
    result.stdout.fnmatch_lines(
        [
            "E*where False = <fallback shape@1 at plugin_call: shape: expected a return of 0*",
            "*dispatch of shape to dialect*",
            "✕ fallback  shape@1  fail_request: *",
            "  stage plugin_call",
        ]
    )


def test_an_error_of_a_test_ends_in_the_test(pytester: pytest.Pytester, project: Path) -> None:
    write(project, "test_own.py", "def test_own(cc_lb_plugin):\n    cc_lb_plugin.call('shap')\n")
    result = run(pytester, "--cc-lb-plugin=dialect.wasm", "test_own.py", "-k", "own")
    result.stdout.fnmatch_lines(
        [
            "cc-lb plugin: dialect.wasm, sha256 ????????????",
            "E*NameUnknown: *did you mean 'shape'?",
            "test_own.py:2: NameUnknown",
        ]
    )
    assert "open_plugin.py" not in result.stdout.str()


def test_options_that_cannot_be_are_said_in_the_words_of_the_command_line(
    pytester: pytest.Pytester, project: Path
) -> None:
    options = "import pytest\n\n@pytest.fixture\ndef cc_lb_options():\n    return {'profile': '0.2'}\n"
    write(project, "test_own.py", options + "\ndef test_own(cc_lb_plugin):\n    pass\n")
    result = run(pytester, "--cc-lb-plugin=dialect.wasm", "test_own.py", "-k", "own")
    result.assert_outcomes(errors=1, deselected=25)
    result.stdout.fnmatch_lines(["InvalidSettings: profile (option): expected *, found '0.2'*"])
    assert "Traceback" not in result.stdout.str() and "options.py" not in result.stdout.str()


def test_a_test_that_needs_a_plugin_says_how_to_name_one(pytester: pytest.Pytester) -> None:
    write(pytester.path, "test_own.py", "def test_own(cc_lb_plugin):\n    pass\n")
    result = run(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*expected --cc-lb-plugin=FILE*"])


@pytest.mark.scenario
def test_a_run_without_plugins_loads_nothing_of_the_workbench(tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text(
        "import sys\n\ndef test_own():\n    loaded = {name for name in sys.modules if name.startswith('workbench')}\n"
        "    assert loaded == set()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *QUIET, "-c", "/dev/null", "--rootdir", tmp_path, tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.slow
def test_processes_of_xdist_share_the_items(pytester: pytest.Pytester, project: Path) -> None:
    result = pytester.runpytest_subprocess("-n", "2", "--cc-lb-plugin=dialect.wasm")
    result.assert_outcomes(passed=25)
    (project / "bad.wasm").write_bytes(doing(HANDSHAKE, "unreachable")())
    result = pytester.runpytest_subprocess("-n", "2", "--cc-lb-plugin=bad.wasm", "-rs")
    result.assert_outcomes(passed=10, failed=1, skipped=8)
    result.stdout.fnmatch_lines(["✕ L2 handshake*Call", "SKIPPED*bad.wasm: not run: *"])


@pytest.mark.parametrize("profile", Profile)
def test_every_case_has_a_name_of_its_own(profile: Profile) -> None:
    names = [case.layer for case in cases_of(list(WIRE_FUNCTIONS), profile)]
    assert len(names) == len(set(names))
