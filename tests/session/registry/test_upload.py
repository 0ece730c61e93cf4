"""The admin upload: what is run, what is kept, and which status it is answered with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import identity_section, plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered
from tests.registries import FakeRecords
from workbench.errors.operator import EngineUnavailable
from workbench.errors.registry import RegistryUnwritable
from workbench.protocol.admin_upload import Upload, UploadAnswer
from workbench.protocol.registry import RegistryRecord, disabled
from workbench.session.registry.upload import upload
from workbench.session.values.settings import Settings

GOOD = {"cc_lb_handshake": answered(accept_of({"shape": 1})), "cc_lb_self_check": answered(SELF_CHECK_PASSED)}
MODULE = plugin_module(exports=["shape"], identity=identity_section(plugin_name="sample"))
REQUEST = Upload(MODULE, "sample", "sample.wasm")


class Host:
    """A registry, and an engine that says whether it was asked for and shut down."""

    def __init__(self, script: object = GOOD) -> None:
        self.records = FakeRecords()
        self.engine = FakeEngine(script)  # type: ignore[arg-type]
        self.opened = 0

    def open_engine(self) -> FakeEngine:
        self.opened += 1
        return self.engine

    def upload(self, request: Upload = REQUEST, settings: Settings | None = None) -> UploadAnswer:
        """Upload, and return the answer."""
        return upload(self.records, self.open_engine, request, settings or Settings(), clock=FakeClock())


def test_a_new_plugin_is_created_and_its_engine_shut_down() -> None:
    host = Host()
    answer = host.upload()
    assert (answer.status, answer.code) == (201, None)
    assert host.records.records() == (answer.record,)
    assert len(host.engine.asked("shutdown")) == 1


def test_a_known_plugin_is_returned_and_nothing_is_renewed() -> None:
    host = Host()
    host.upload()
    record = disabled(host.records.records()[0])
    host.records.update(record)
    answer = host.upload(settings=Settings(capabilities=frozenset({"log"})))
    assert (answer.status, answer.record) == (200, record)
    assert host.opened == 1


def test_a_bad_request_starts_no_engine() -> None:
    host = Host()
    assert host.upload(replace(REQUEST, name="other")).code == "plugin_name_mismatch"
    assert host.upload(Upload(None, None, None)).code == "missing_part"
    assert host.opened == 0


def test_a_plugin_that_fails_a_layer_is_not_kept() -> None:
    host = Host({**GOOD, "cc_lb_handshake": answered(accept_of({"shape": 2}))})
    answer = host.upload()
    assert (answer.status, answer.code, answer.error and answer.error.kind) == (
        400,
        "invalid_plugin",
        "ChosenVersionNotOffered",
    )
    assert host.records.records() == ()


def test_a_full_registry_is_the_host_s_error() -> None:
    host = Host()
    host.records.more = 10_000
    assert (host.upload().status, host.opened) == (500, 0)


def test_a_registry_that_cannot_be_written_is_the_host_s_error(monkeypatch: pytest.MonkeyPatch) -> None:
    host = Host()

    def refuse(_record: RegistryRecord, _module: bytes) -> None:
        raise RegistryUnwritable("registry", "disk full")

    monkeypatch.setattr(host.records, "put", refuse)
    answer = host.upload()
    assert (answer.status, answer.code, answer.error and answer.error.kind) == (
        500,
        "registry_error",
        "RegistryUnwritable",
    )


def test_an_engine_that_cannot_run_is_no_answer() -> None:
    host = Host()
    host.engine.unavailable = EngineUnavailable("gone")
    with pytest.raises(EngineUnavailable):
        host.upload()
    assert len(host.engine.asked("shutdown")) == 1
