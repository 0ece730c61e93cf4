"""Every name that a verdict may carry can be explained."""

from __future__ import annotations

import re

import pytest

from tests.builders import plugin_module
from tests.test_errors import leaf_errors
from workbench.errors.dispatch import DispatchError
from workbench.errors.operator import NameUnknown
from workbench.protocol.budgets import BUDGETS
from workbench.protocol.calls import FailureKind
from workbench.protocol.dispatch import Stage
from workbench.protocol.explanations import (
    audit,
    dispatch,
    documents,
    handshake,
    hazards,
    host_effect,
    host_stages,
    identity,
    records,
    self_check,
    workbench_errors,
)
from workbench.protocol.explanations.explain import EXPLANATIONS, WORDS, explain
from workbench.protocol.functions import WIRE_FUNCTIONS, Policy
from workbench.protocol.host_effect.effect import Effect, Rule
from workbench.protocol.host_effect.warnings import WarningKind
from workbench.protocol.hosting.audit import ContradictionKind
from workbench.protocol.hosting.hazards import HazardKind
from workbench.protocol.layers import Layer
from workbench.protocol.static_checks import EngineAnswer, static_checks
from workbench.protocol.wasm import walk_leniently
from workbench.session.values.loop_phase import LoopPhase

PARTS = (
    identity,
    handshake,
    self_check,
    records,
    dispatch,
    host_effect,
    host_stages,
    hazards,
    audit,
    documents,
    workbench_errors,
)
HOST_STAGES = {"plugin_lock", "task_join", "thread_spawn", "thread_join", "runtime_build", "slot_metadata"}
MODULE = plugin_module()
STATIC_CHECKS = {one.check for one in static_checks(MODULE, *walk_leniently(MODULE), EngineAnswer(None))}
NAMES = (
    {error.__name__ for error in leaf_errors()} - {DispatchError.__name__}
    | {stage.value for stage in Stage}
    | STATIC_CHECKS
    | {failure.value for failure in FailureKind}
    | {hazard.value for hazard in HazardKind}
    | {one.value for one in ContradictionKind}
    | {rule.value for rule in Rule}
    | {effect.value for effect in Effect}
    | {warning.value for warning in WarningKind}
    | HOST_STAGES
)


def test_there_are_nine_static_checks() -> None:
    assert len(STATIC_CHECKS) == 9


def test_every_name_is_explained_and_nothing_else() -> None:
    assert set(EXPLANATIONS) == NAMES


def test_no_name_is_explained_twice() -> None:
    assert sum(len(part.ENTRIES) for part in PARTS) == len(EXPLANATIONS)


def test_an_explanation_is_short_and_whole() -> None:
    for name in sorted(NAMES):
        explanation = EXPLANATIONS[name]
        assert explanation.kind == name
        for text in (explanation.rule, explanation.why, explanation.mend):
            assert 10 <= len(text) <= 400, name
            assert re.fullmatch(r"[A-Z_a-z#].*[.\"]", text), name
            assert "  " not in text, name


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("acept.chosen_versions", "accept.chosen_versions"),
        ("downgradeattempt", "DowngradeAttempt"),
        ("trapp", "trap"),
        ("responsedecode", "response_decode"),
        ("qqq", None),
        ("passed", None),
        ("plugin", None),
        ("fallbck", "fallback"),
        ("body_base64", "request.body_base64"),
    ],
)
def test_an_unknown_name_names_the_nearest_known_one(name: str, meant: str | None) -> None:
    with pytest.raises(NameUnknown) as caught:
        explain(name)
    assert caught.value.nearest == meant


def test_a_file_that_is_missing_is_not_said_to_need_repair() -> None:
    assert "Check the path" in EXPLANATIONS["FileUnreadable"].mend


def test_every_layer_and_wire_function_is_explained_though_nothing_failed() -> None:
    assert {layer.value for layer in Layer} | set(WIRE_FUNCTIONS) <= set(WORDS)
    assert all(explain(name) == WORDS[name] for name in WORDS)
    assert not set(WORDS) & set(EXPLANATIONS)


def test_a_word_is_explained_in_five_short_parts() -> None:
    for name, word in WORDS.items():
        for text in (word.what, word.rule, word.why, word.host):
            assert 10 <= len(text) <= 300, name
            assert text.endswith("."), name


def test_what_a_host_does_can_be_said_without_the_label_before_it() -> None:
    bound = [word.name for word in WORDS.values() if word.host_sentence.split()[0] in ("It", "None", "Its", "They")]
    assert bound == []


def test_the_words_that_reports_print_are_explained() -> None:
    printed = {policy.value for policy in Policy} | {phase.value for phase in LoopPhase} | set(BUDGETS)
    printed |= {f"L{number}" for number in range(1, len(Layer) + 1)}
    printed |= {"fallback", "ok", "stage", "payload", "_v", "expectation", "generation", "negotiated"}
    assert printed <= set(WORDS)
    assert {stage.value for stage in Stage} <= set(EXPLANATIONS)
