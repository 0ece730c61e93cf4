"""A bundle holds what somebody else needs to see the same, and no secret that a rule names."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from tests.documents import MODULE, VERSIONS, checked
from tests.fakes import accept_of, answered
from workbench.errors.files import FormatTooNew
from workbench.errors.operator import FileDamaged
from workbench.protocol.budgets import SERVING, Imports
from workbench.reports.bundle.contents import BundleSources, bundle_of
from workbench.reports.bundle.manifest import read_manifest
from workbench.reports.bundle.names import is_member
from workbench.session.replay.continuing import new_recording
from workbench.session.values.bundle import Bundle, BundleRecording, BundleText
from workbench.session.values.kept_outcome import KeptOutcome
from workbench.session.values.recording import RecordedCall
from workbench.session.values.replay_verdict import CallEffect
from workbench.session.values.settings import Settings

SECRET = "correct-horse-battery"
SETTINGS = Settings(
    capabilities=frozenset({"fs:read"}),
    imports=Imports.TRAP,
    config={"token": SECRET, "region": "eu", "color": "blue"},
    budget=SERVING,
)


def bundle(**changes: Any) -> Bundle:
    return bundle_of(BundleSources(checked(settings=SETTINGS), VERSIONS, **changes))


def contents(made: Bundle) -> dict[str, bytes]:
    return {one.name: one.content for one in made.members}


def manifest(**changes: Any) -> bytes:
    value = json.loads(contents(bundle())["bundle.json"])
    return json.dumps({**value, **changes}).encode()


def test_a_bundle_holds_module_messages_and_reports() -> None:
    found = contents(bundle())
    assert list(found) == [
        "bundle.json", "plugin.wasm", "offer.json", "accept.txt", "self_check.txt", "check.json", "report.html",
        "report.md",
    ]  # fmt: skip
    assert found["plugin.wasm"] == MODULE
    assert json.loads(found["offer.json"])["host_capabilities"] == ["fs:read"]
    assert json.loads(found["check.json"])["passed"] is True


def test_every_member_has_the_name_of_one() -> None:
    made = bundle(payloads=(BundleText("shape/a.json", "{}"), BundleText("shape/a.expect.json", "{}")))
    assert [one.name for one in made.members if not is_member(one.name)] == []


def test_the_module_can_be_left_out_and_is_known_by_its_hash() -> None:
    made = bundle(with_module=False)
    assert "plugin.wasm" not in contents(made)
    facts = read_manifest(contents(made)["bundle.json"], "x.zip")
    assert facts.sha256 == hashlib.sha256(MODULE).hexdigest()


def test_the_manifest_says_the_settings_again() -> None:
    facts = read_manifest(contents(bundle())["bundle.json"], "x.zip")
    assert (facts.title, facts.file, facts.profile, facts.budget) == ("sample 0.1.0", "plugin.wasm", "0.1", "serving")
    assert (facts.conditions.imports, facts.conditions.capabilities) == (Imports.TRAP, ("fs:read",))
    assert (dict(facts.config), facts.hidden_config) == ({"color": "blue", "region": "eu"}, ("token",))
    assert facts.made_by == VERSIONS


def test_entries_of_the_configuration_that_came_from_a_secret_place_are_hidden() -> None:
    facts = read_manifest(contents(bundle(secret_config=frozenset({"region"})))["bundle.json"], "x.zip")
    assert facts.hidden_config == ("region", "token")


def test_a_secret_that_one_place_names_stands_nowhere() -> None:
    call = RecordedCall("observe", json.dumps({"x": SECRET, "api_key": SECRET}), CallEffect(KeptOutcome()))
    recording = new_recording(SETTINGS, 0)
    made = bundle_of(
        BundleSources(
            checked(
                settings=SETTINGS,
                cc_lb_handshake=answered(accept_of({"observe": 1}, required_capabilities=[SECRET])),
            ),
            VERSIONS,
            payloads=(
                BundleText("shape/a.json", json.dumps({"note": f"it is {SECRET}"})),
                BundleText("shape/b.json", f"no JSON, api_key: {SECRET}"),
            ),
            recordings=(BundleRecording("01", type(recording)(**{**_fields(recording), "calls": (call,)})),),
        )
    )
    assert [one.name for one in made.members if SECRET.encode() in one.content] == []
    assert {"config/token"} <= {found.place for found in made.taken_out}


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def test_the_same_check_makes_the_same_bundle() -> None:
    assert bundle() == bundle()


def test_a_plugin_that_is_no_module_makes_a_bundle_too() -> None:
    made = bundle_of(BundleSources(checked(b"no module"), VERSIONS))
    assert contents(made)["plugin.wasm"] == b"no module"
    assert "accept.txt" not in contents(made)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"plugin": 1}, "plugin as an object"),
        ({"plugin": {}}, "plugin.sha256 as a text"),
        ({"plugin": {"sha256": "../x"}}, "64 digits"),
        ({"plugin": {"sha256": "a" * 64, "title": 5}}, "plugin.title as a text"),
        ({"verdict": None}, "verdict as a text"),
        ({"made_by": {"workbench": 1}}, "made_by as an object of at most 256 texts"),
        ({"profile": "9"}, "profile as one of 0.1, 0.3"),
        ({"profile": ["0.1"]}, "profile as one of"),
        ({"budget": "endless"}, "budget as one of strict, serving"),
        ({"conditions": []}, "conditions as an object"),
        ({"conditions": {"budgets": {"strict": {"wall_ms": 10**12}}}}, "budgets as objects"),
        ({"conditions": {"imports": "all"}}, "imports as one of"),
        ({"conditions": {"capabilities": [1]}}, "capabilities as an array"),
        ({"conditions": {"offer": {}}}, "an offer with"),
        ({"config": {str(number): "" for number in range(300)}}, "config as an object of at most"),
        ({"hidden_config": "x"}, "hidden_config as an array of at most"),
        ({"workbench_bundle": "1"}, "workbench_bundle as a number"),
        ({"workbench_bundle": True}, "workbench_bundle as a number"),
    ],
)
def test_a_manifest_that_says_what_cannot_be_is_refused(changes: dict[str, Any], expected: str) -> None:
    with pytest.raises(FileDamaged) as caught:
        read_manifest(manifest(**changes), "x.zip")
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"null", b"[" * 100_000])
def test_a_manifest_that_is_no_object_is_refused(content: bytes) -> None:
    with pytest.raises(FileDamaged):
        read_manifest(content, "x.zip")


def test_a_bundle_of_a_newer_workbench_is_named() -> None:
    with pytest.raises(FormatTooNew, match="bundle format 1 or older, found 2"):
        read_manifest(manifest(workbench_bundle=2), "x.zip")
