"""The nine steps of a negotiation as values: what passed, where it ended, what was not reached."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from tests.fakes import answered, failed
from tests.messages import FakeExports, accept_value
from workbench.errors import handshake as errors
from workbench.errors.base import WorkbenchError
from workbench.errors.identity import MissingCustomSection
from workbench.errors.machine import WorkbenchLimit, WorkbenchLimitMemory
from workbench.protocol.calls import CallOutcome, FailureKind, Phase
from workbench.protocol.handshake import judge_handshake
from workbench.protocol.limits import HANDSHAKE_OUTPUT_MAX_BYTES
from workbench.protocol.negotiation.steps import OfferTried, Step, StepState, step_of
from workbench.protocol.offer import Offer, check_offer

OFFER = Offer({"shape": (1, 2), "sign": (1,)}, frozenset({"log"}))


def tried(answer: Any, exports: FakeExports | None = None, offer: Offer = OFFER) -> OfferTried:
    outcome = answer if isinstance(answer, CallOutcome) else answered(answer)
    negotiation = judge_handshake(offer, outcome, exports or FakeExports(["shape"]))
    return OfferTried(offer, negotiation.accept, negotiation.error, answer_bytes=len(outcome.output) or None)


def accept(**overrides: Any) -> dict[str, Any]:
    return accept_value(
        "shape", **{"chosen_versions": {"shape": 2}, "plugin_supported": {"shape": [1, 2]}, **overrides}
    )


GONE = failed(FailureKind.INSTANTIATE, "unknown import", phase=Phase.INSTANTIATE)
ENDINGS: list[tuple[int, str, OfferTried]] = [
    (2, "Instantiate", tried(GONE)),
    (3, "MissingHandshakeExport", tried(accept(), FakeExports([], cc_lb_handshake="a memory"))),
    (4, "Timeout", tried(failed(FailureKind.TIMEOUT, "timeout"))),
    (4, "Call", tried(failed(FailureKind.TRAP, "unreachable"))),
    (5, "OutputTooLarge", tried(CallOutcome(output_size_bytes=HANDSHAKE_OUTPUT_MAX_BYTES + 1))),
    (6, "DecodeAccept", tried("{}")),
    (7, "DowngradeAttempt", tried(accept(chosen_versions={"shape": 1}))),
    (7, "RequiredCapabilityUnavailable", tried(accept(required_capabilities=["disk"]))),
    (8, "ImplementedUnknownFunction", tried(accept(implemented_functions=["shape", "other"]))),
    (9, "DeclaredFunctionMissing", tried(accept(), FakeExports([]))),
]


@pytest.mark.parametrize(("number", "kind", "ended"), ENDINGS, ids=[kind for _, kind, _ in ENDINGS])
def test_a_negotiation_ends_at_the_step_of_its_error(number: int, kind: str, ended: OfferTried) -> None:
    states = [one.state for one in ended.steps]
    assert states == [
        *[StepState.PASSED] * (number - 1),
        StepState.ENDED,
        *[StepState.NOT_REACHED] * (9 - number),
    ]
    errors_found = [one.error.kind for one in ended.steps if one.error is not None]
    assert errors_found == [kind]
    assert ended.negotiated == {}
    assert not ended.passed


def test_an_offer_that_no_host_can_make_ends_at_the_first_step() -> None:
    offer = Offer({"shape": (0,)})
    with pytest.raises(errors.OfferError) as raised:
        check_offer(offer)
    ended = OfferTried(offer, error=raised.value)
    assert ended.ended_at is Step.OFFER
    assert ended.steps[0].error is raised.value


def test_all_nine_steps_pass_with_a_good_accept() -> None:
    passed = tried(accept())
    assert {one.state for one in passed.steps} == {StepState.PASSED}
    assert passed.ended_at is None
    assert passed.negotiated == {"shape": 2}


def test_every_error_of_the_layer_belongs_to_one_step() -> None:
    bases = {errors.OfferError, errors.HandshakeError, errors._CalledError}
    found = inspect.getmembers(errors, lambda one: inspect.isclass(one) and issubclass(one, WorkbenchError))
    kinds: list[type[WorkbenchError]] = [
        kind for _, kind in found if kind.__module__ == errors.__name__ and kind not in bases
    ]
    for kind in [*kinds, WorkbenchLimit, WorkbenchLimitMemory]:
        assert step_of(BaseException.__new__(kind)) in Step


def test_the_error_of_another_layer_belongs_to_no_step() -> None:
    with pytest.raises(ValueError, match="section 4"):
        step_of(MissingCustomSection("cc_lb.plugin.v1"))


def test_every_step_has_a_number_and_a_title_of_its_own() -> None:
    assert [step.number for step in Step] == list(range(1, 10))
    assert len({step.title for step in Step}) == 9


def test_each_sentence_names_what_is_compared_with_what() -> None:
    sentences = [one.compared for one in tried(accept(required_capabilities=["log"])).steps]
    wanted = [
        "2 of at most 32 functions",
        "under the strict budget",
        "must export cc_lb_handshake, () -> i32",
        "within 200 ms and 10,000,000 fuel",
        "may have 32,768 bytes; it has",
        "must be an accept: six fields, no other",
        "shape 2 (host 1, 2; plugin 1, 2); each required capability must be offered: log.",
        "implements (shape) and supports (shape) must be among the 2 offered functions",
        "implements (shape) must be exported, and no other of the 7 wire functions",
    ]
    for sentence, part in zip(sentences, wanted, strict=True):
        assert part in sentence


def test_a_sentence_of_a_step_that_was_not_reached_says_what_is_compared_in_general() -> None:
    sentences = [one.compared for one in tried(GONE).steps]
    assert sentences[4] == "The answer may have 32,768 bytes."
    assert "schema version must be the host's 1; each chosen version must be the newest of both" in sentences[6]
    assert "implements and supports must be among the 2 offered functions" in sentences[7]
    assert "What the plugin implements must be exported" in sentences[8]


def test_long_lists_are_cut_in_sentences_and_empty_ones_have_a_word() -> None:
    many = {f"f{number}": 1 for number in range(9)}
    found = tried(
        accept(
            chosen_versions=many,
            plugin_supported={name: [1] for name in many} | {"none": []},
            implemented_functions=[],
        ),
        offer=Offer(dict.fromkeys(many, (1,))),
    )
    assert "f3 and 6 more" in found.steps[7].compared
    assert "implements (none)" in found.steps[7].compared


def test_the_capabilities_that_a_plugin_wants_are_those_it_has_named() -> None:
    said = "required capability 'disk' not available in host capabilities"
    assert tried(accept(required_capabilities=["log"])).wanted_capabilities == {"log"}
    assert tried(failed(FailureKind.EXIT_CODE, said)).wanted_capabilities == {"disk"}
    assert tried(failed(FailureKind.TRAP, "unreachable")).wanted_capabilities == frozenset()
    assert tried(GONE).wanted_capabilities == frozenset()


@pytest.mark.parametrize(
    ("functions", "said"),
    [
        ((), "the offered functions, of which there are none;"),
        (("sign",), "the offered functions, of which there is one;"),
        (("sign", "filter"), "the 2 offered functions;"),
    ],
)
def test_the_count_of_offered_functions_is_said_in_good_english(functions: tuple[str, ...], said: str) -> None:
    offer = Offer(dict.fromkeys(functions, (1,)))
    for one in (tried(accept(), offer=offer), tried(GONE, offer=offer)):
        assert f"must be among {said}" in one.steps[7].compared
