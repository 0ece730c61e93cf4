"""What is imported, declared and called, and where these contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from tests import guests
from workbench.protocol.calls import HostCall
from workbench.protocol.explanations.explain import explain
from workbench.protocol.hosting.audit import Audit, ContradictionKind, Occasion, audit, imports_host_function
from workbench.protocol.wasm import walk_leniently

PLAIN = '(module (func (export "x")))'
LOGGING = '(module (import "extism:host/user" "cc_lb_log" (func (param i64 i64))))'
LOGGED = (HostCall("cc_lb_log", (), None),)


def audited(
    text: str,
    capabilities: Iterable[str] | None = (),
    observed: Mapping[Occasion, Iterable[HostCall]] | None = None,
) -> Audit:
    return audit(walk_leniently(guests.assemble(text))[0], capabilities, observed)


def kinds(found: Audit) -> list[tuple[str, bool]]:
    return [(one.kind.value, one.certain) for one in found.contradictions]


def test_a_module_without_imports_has_no_contradiction_and_calls_nothing() -> None:
    found = audited(PLAIN)
    assert found.contradictions == ()
    assert all(use.calls is not None and not any(use.calls.values()) for use in found.functions)


@pytest.mark.parametrize(
    ("imported", "kind"),
    [
        ('"extism:host/user" "cc_lb_log" (func (param i64 i64))', "HostFunctionImported"),
        ('"extism:host/user" "cc_lb_nope" (func)', "HostFunctionUnknown"),
        ('"wasi_snapshot_preview1" "fd_write" (func)', "WasiImported"),
        ('"extism:host/env" "http_request" (func (param i64 i64) (result i64))', "HttpImported"),
    ],
)
def test_an_import_that_a_host_rejects_is_certain(imported: str, kind: str) -> None:
    assert kinds(audited(f"(module (import {imported}))", None)) == [(kind, True)]


def test_more_memory_than_the_serving_budget_gives_is_certain_to_fail() -> None:
    found = audited("(module (memory 33))")
    assert kinds(found) == [("MemoryAboveBudget", True)]
    assert "33 pages" in found.contradictions[0].message
    assert kinds(audited("(module (memory 32))")) == []


def test_without_a_run_nothing_is_said_of_calls() -> None:
    assert all(use.calls is None for use in audited(LOGGING).functions)


@pytest.mark.parametrize(
    ("occasion", "kind"),
    [(Occasion.HANDSHAKE, "CalledInHandshake"), (Occasion.SELF_CHECK, "CalledInSelfCheck")],
)
def test_a_call_in_a_layer_is_a_contradiction(occasion: Occasion, kind: str) -> None:
    found = audited(LOGGING, None, {occasion: LOGGED})
    assert kinds(found) == [("HostFunctionImported", True), (kind, True)]
    assert found.functions[0].calls == {one: int(one is occasion) for one in Occasion}


def test_an_import_that_was_not_seen_called_may_still_be() -> None:
    assert ("NeverSeenCalled", False) in kinds(audited(LOGGING, None, {Occasion.HANDSHAKE: ()}))
    assert ("NeverSeenCalled", False) not in kinds(audited(LOGGING, None, {Occasion.DISPATCH: LOGGED}))


def test_what_a_capability_stands_for_cannot_be_known() -> None:
    assert kinds(audited(PLAIN, ["fs:read"])) == [("CapabilityWithoutImport", False)]
    assert ("UsedWithoutCapability", False) in kinds(audited(LOGGING, []))
    assert audited(PLAIN, ["b", "a"]).required_capabilities == ("a", "b")
    assert audited(PLAIN, None).required_capabilities is None


def test_every_contradiction_is_explained() -> None:
    assert all(explain(kind.value).rule for kind in ContradictionKind)


def test_only_a_module_that_imports_one_can_call_a_host_function() -> None:
    assert not imports_host_function(walk_leniently(guests.module())[0])
    assert imports_host_function(walk_leniently(guests.module(host=True))[0])
