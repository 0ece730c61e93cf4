"""An open plugin: what it gives, what it keeps, and how it ends, on real modules."""

from __future__ import annotations

import gc
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import workbench
from tests.hostile.calls import FORGE
from tests.hostile.plugins import HANDSHAKE, SHAPE, doing
from tests.hostile.starts import SPIN
from workbench.assets import asset_folder
from workbench.cli.main import main
from workbench.errors.operator import (
    FaultUnknown,
    InvalidSettings,
    NameUnknown,
    OfferUndecodable,
    PluginClosed,
    PluginUnreadable,
    SettingInvalid,
)
from workbench.protocol.offer import reference_offer

SAMPLES = asset_folder("sample_plugins")
DIALECT = SAMPLES / "dialect/dialect.wasm"
HOST_TOUR = SAMPLES / "host_tour/host_tour.wasm"
RECORDINGS = Path(__file__).parents[1] / "recordings"


@pytest.fixture(scope="module")
def dialect() -> Iterator[workbench.OpenPlugin]:
    with workbench.open_plugin(DIALECT) as plugin:
        yield plugin


def built(folder: Path, export: str, body: str) -> Path:
    path = folder / "hostile.wasm"
    path.write_bytes(doing(export, body)())
    return path


def test_a_dispatch_says_what_call_prints(dialect: workbench.OpenPlugin, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = dialect.call("shape", {})
    main(["call", str(DIALECT), "shape", "-i", "{}", "--format", "json"])
    printed = json.loads(capsys.readouterr().out)
    changing = {"wall_us", "cost"}
    assert {**outcome.to_json(), **dict.fromkeys(changing)} == {**printed, **dict.fromkeys(changing)}
    assert (outcome.ok, outcome.response, outcome.stage, outcome.policy) == (False, None, "plugin_call", "fail_request")
    assert repr(outcome).startswith("<fallback shape@1 at plugin_call: shape: expected a return of 0")
    assert "✕ fallback  shape@1  fail_request" in str(outcome)


def test_a_payload_is_a_dict_or_a_text_or_the_sample(dialect: workbench.OpenPlugin) -> None:
    sample = dialect.call("shape")
    payload = json.loads(sample.to_json()["request_text"])
    del payload["_v"]
    text = json.dumps(payload)
    assert [dialect.call("shape", one).response for one in (payload, text, text.encode())] == [sample.response] * 3
    assert dialect.call("shape", b"\xff").stage == "request_envelope"


def test_a_payload_that_json_has_not_is_an_error_of_the_caller(dialect: workbench.OpenPlugin) -> None:
    with pytest.raises(ValueError, match="JSON"):
        dialect.call("shape", {"number": float("nan")})
    with pytest.raises(NameUnknown, match="did you mean 'shape'"):
        dialect.call("shap")
    with pytest.raises(NameUnknown, match="conformance kind"):
        dialect.check(kind="dialekt")


def test_check_replay_and_run_pass_as_on_the_command_line(
    dialect: workbench.OpenPlugin, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checked = dialect.check()
    assert checked.passed and checked.layers["self_check"] and checked.error is None
    assert {case.group for case in checked.cases} == {"layers", "static_checks", "conformance"}
    main(["check", str(DIALECT)])
    assert str(checked).splitlines()[-1] == capsys.readouterr().out.splitlines()[-1] == "passed"
    replayed = dialect.replay(RECORDINGS / "dialect.jsonl")
    assert replayed.passed and repr(replayed) == "<replay passed: 7 same>"
    (tmp_path / "payloads/shape").mkdir(parents=True)
    (tmp_path / "payloads/shape/none.json").write_text("{}")
    ran = dialect.run(tmp_path / "payloads")
    assert not ran.passed and repr(ran) == "<run failed: shape/none>"
    assert [(case.group, case.name, case.passed) for case in ran.cases] == [("run.shape", "none", False)]
    assert "/@outcome: expected" in str(ran)


def test_a_signer_is_checked_with_the_state_of_its_operator() -> None:
    with workbench.open_plugin(SAMPLES / "signer/signer.wasm") as plugin:
        assert plugin.check(factory_state={"api_key": "k"}, kind="signer").passed


@pytest.mark.scenario
def test_the_host_stays_from_call_to_call_and_is_reset() -> None:
    with workbench.open_plugin(HOST_TOUR, imports="trap", clock=5, seed="a", storage={"visits": "7"}) as plugin:
        first = plugin.call("shape")
        assert first.ok, str(first)
        assert ("info", "visit 8, logged as info") in first.logs
        assert first.metrics == plugin.metrics == {"host_tour_visits_total": 1}
        assert plugin.storage == {"visits": b"8"}
        plugin.replay(RECORDINGS / "host_tour.jsonl")
        plugin.check()
        assert plugin.storage == {"visits": b"8"}
        plugin.reset()
        assert (plugin.storage, plugin.metrics) == ({"visits": b"7"}, {})
        assert plugin.call("shape").response == first.response
        plugin.reset()
        plugin.freeze(clock=9_000)
        assert plugin.call("shape").response != first.response
        plugin.reset()
        plugin.freeze(seed="b")
        assert plugin.call("shape").response != first.response


def test_injected_faults_are_triggered_until_they_are_cleared() -> None:
    with workbench.open_plugin(HOST_TOUR, imports="trap", faults=["storage_put=fail"]) as plugin:
        failed = plugin.call("shape")
        assert (failed.ok, failed.triggered) == (False, ("storage_put=fail",))
        plugin.inject()
        assert plugin.call("shape").ok
        with pytest.raises(FaultUnknown):
            plugin.inject("storage_pot=fail")
        plugin.reset()
        assert not plugin.call("shape").ok


def test_a_session_keeps_its_instance_and_a_withdrawn_capability_counts() -> None:
    with workbench.open_plugin(SAMPLES / "observer/observer.wasm", capabilities=["observability:emit"]) as plugin:
        with plugin.session() as session:
            assert [session.call("observe").ok for _ in range(2)] == [True, True]
            assert not session.interrupted
            session.restart()
            assert session.call("observe").ok
        with pytest.raises(PluginClosed):
            session.call("observe")
        session.close()
        plugin.inject("capability:observability:emit")
        with plugin.session() as withdrawn:
            assert withdrawn.call("observe").stage == "version_lookup"
        assert "required capability" in str(plugin.call("observe").error)


@pytest.mark.scenario
def test_an_offer_is_a_value_an_object_or_a_file(tmp_path: Path) -> None:
    offer = reference_offer(())
    file = tmp_path / "offer.json"
    file.write_text(json.dumps(offer.value()))
    for given in (offer, offer.value(), file):
        with workbench.open_plugin(DIALECT, offer=given) as plugin:
            assert plugin.call("shape").ok
    older = {**offer.value(), "function_versions": {"normalize_error": [1]}}
    with workbench.open_plugin(DIALECT, offer=older) as plugin:
        assert plugin.call("shape").stage == "version_lookup"


def test_what_the_command_line_says_on_stderr_stands_in_the_notes(tmp_path: Path) -> None:
    file = Path(shutil.copy(DIALECT, tmp_path))
    (tmp_path / "workbench.toml").write_text("[budgets.serving]\nwall_ms = 9000\n")
    offer = tmp_path / "offer.json"
    offer.write_text(json.dumps({**reference_offer(()).value(), "host_capabilities": ["a", "a"]}))
    with workbench.open_plugin(file, offer=offer) as plugin:
        raised, twice = plugin.notes
        assert "wall_ms" in raised and "host_capabilities" in twice


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"profile": "0.2"}, InvalidSettings),
        ({"faults": "nothing=fail"}, FaultUnknown),
        ({"offer": {}}, OfferUndecodable),
        ({"clock": 2**60}, SettingInvalid),
        ({"storage": {"key": 7}}, SettingInvalid),
        ({"profil": "0.1"}, TypeError),
    ],
)
def test_an_option_that_cannot_be_is_named(options: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        workbench.open_plugin(DIALECT, **options)  # type: ignore[arg-type]


def test_a_pointer_of_a_replay_that_is_none_is_named(dialect: workbench.OpenPlugin) -> None:
    with pytest.raises(SettingInvalid, match="a JSON pointer"):
        dialect.replay(RECORDINGS / "dialect.jsonl", ignore="url")


def test_a_missing_plugin_is_said_as_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "missing.wasm"
    with pytest.raises(PluginUnreadable) as raised:
        workbench.open_plugin(missing)
    main(["call", str(missing), "shape"])
    assert str(raised.value) in capsys.readouterr().err


def test_the_file_may_change_once_it_is_open(tmp_path: Path) -> None:
    file = Path(shutil.copy(DIALECT, tmp_path))
    with workbench.open_plugin(file) as plugin:
        file.write_bytes(b"none")
        assert plugin.call("shape").ok


def test_a_plugin_that_a_host_rejects_answers_nothing_and_says_why(tmp_path: Path) -> None:
    with workbench.open_plugin(built(tmp_path, HANDSHAKE, "unreachable")) as plugin:
        outcome = plugin.call("shape")
        assert (outcome.stage, outcome.error and outcome.error.kind) == ("version_lookup", "Call")
        assert plugin.check().layers == {
            "identity": True,
            "handshake": False,
            "self_check": None,
            "persistence": None,
            "dispatch": None,
        }
    (tmp_path / "none.wasm").write_text("no module")
    with workbench.open_plugin(tmp_path / "none.wasm") as plugin:
        assert (plugin.name, repr(plugin.check())[:14]) == ("", "<check failed:")
        assert plugin.call("shape").stage == "version_lookup"


def test_a_trap_has_its_cause_and_frames(tmp_path: Path) -> None:
    with workbench.open_plugin(built(tmp_path, SHAPE, "unreachable")) as plugin:
        outcome = plugin.call("shape")
        assert outcome.cause and "unreachable" in outcome.cause
        assert outcome.frames
        assert plugin.call("shape").stage == "plugin_call"


@pytest.mark.scenario
def test_a_plugin_that_ends_its_process_is_an_outcome_and_the_next_call_runs(tmp_path: Path) -> None:
    with workbench.open_plugin(built(tmp_path, SHAPE, FORGE)) as plugin:
        assert plugin.call("shape").stage == "plugin_call"
        assert plugin.call("normalize_error").stage == "version_lookup"
        assert plugin.call("shape").stage == "plugin_call"


@pytest.mark.scenario
def test_a_plugin_that_hangs_is_ended_by_its_limits(tmp_path: Path) -> None:
    with workbench.open_plugin(built(tmp_path, SHAPE, SPIN), faults=["fuel=100000"]) as plugin:
        outcome = plugin.call("shape")
        assert (outcome.stage, outcome.triggered) == ("plugin_call", ("fuel=100000",))


def test_closing_again_changes_nothing_and_use_afterwards_is_an_error() -> None:
    plugin = workbench.open_plugin(DIALECT)
    session = plugin.session()
    plugin.close()
    plugin.close()
    session.close()
    assert plugin.closed and repr(plugin).endswith(", closed>")
    for use in (
        plugin.check,
        plugin.session,
        plugin.reset,
        lambda: plugin.call("shape"),
        lambda: plugin.inject("fuel=1"),
        lambda: plugin.freeze(clock=1),
        lambda: plugin.replay(RECORDINGS / "dialect.jsonl"),
        plugin.__enter__,
        lambda: session.call("shape"),
    ):
        with pytest.raises(PluginClosed, match=r"dialect\.wasm"):
            use()


def test_a_plugin_that_nobody_closes_ends_its_process() -> None:
    plugin = workbench.open_plugin(DIALECT)
    plugin.call("shape")
    engine = plugin._engine
    assert engine.child_pid is not None
    del plugin
    gc.collect()
    assert engine.child_pid is None


def test_several_threads_each_get_their_own_answers(dialect: workbench.OpenPlugin) -> None:
    payload = json.loads(dialect.call("shape").to_json()["request_text"])
    del payload["_v"]
    wrong: list[object] = []

    def ask(name: str) -> None:
        asked = json.loads(json.dumps(payload))
        asked["request"]["path"] = f"/{name}"
        for _ in range(10):
            response = dialect.call("shape", asked).response
            if not response["url"].endswith(f"/{name}"):
                wrong.append(response)

    threads = [threading.Thread(target=ask, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_closing_ends_what_another_thread_has_under_way(tmp_path: Path) -> None:
    plugin = workbench.open_plugin(built(tmp_path, SHAPE, SPIN))
    ended: list[object] = []

    def ask() -> None:
        try:
            while True:
                plugin.call("shape")
        except PluginClosed as error:
            ended.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    plugin.close()
    thread.join(60)
    assert (len(ended), thread.is_alive()) == (1, False)


@pytest.mark.scenario
def test_an_interrupt_closes_the_plugin() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with workbench.open_plugin(DIALECT) as plugin:
        with pytest.raises(KeyboardInterrupt):
            plugin.ask(interrupted)
        assert plugin.closed
