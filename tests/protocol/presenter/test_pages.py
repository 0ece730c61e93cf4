"""What is said of each layer to somebody who has never seen the protocol, on one plugin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from tests import builders
from tests.fakes import answered, failed
from tests.messages import FakeExports, accept_value, negotiated
from workbench.errors import WorkbenchError
from workbench.errors.handshake import CapabilityCountExceeded
from workbench.errors.records import NoNegotiatedFunctions
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, LimitExceeded, Phase
from workbench.protocol.dispatch import DispatchOutcome, Prepared, judge, prepare
from workbench.protocol.handshake import Negotiation, judge_handshake
from workbench.protocol.host_effect.effect import AnswerEffect, Effect, Reason, Rule
from workbench.protocol.identity import read_identity
from workbench.protocol.layers import Layer, LayerResult, Verdict
from workbench.protocol.offer import Offer, reference_offer
from workbench.protocol.presenter.page import LayerPage, Loaded, ShownBytes, ShownFacts, ShownMessage
from workbench.protocol.presenter.pages import page
from workbench.protocol.presenter.words import counted, listed, unanswered
from workbench.protocol.profiles import Profile
from workbench.protocol.records import augment
from workbench.protocol.self_check import SelfCheck, SelfCheckRequest, judge_self_check
from workbench.protocol.wasm.walker import walk_leniently

MODULE = builders.plugin_module(identity=builders.identity_section(plugin_name="name", plugin_version="0.1.0"))
REQUEST = SelfCheckRequest(("shape", "sign"), 1_700_000_000)
SUCCESS = {"status": "success", "failures": [], "completed_at": 1_700_000_000}
PAYLOAD = "{}"


def results(*errors: WorkbenchError | None, rest: Verdict = Verdict.NOT_RUN) -> tuple[LayerResult, ...]:
    """Return five layers: the first ones with these errors or none, the others as `rest` says."""
    found = [
        LayerResult(layer, Verdict.PASSED if error is None else Verdict.FAILED, "", error)
        for layer, error in zip(Layer, errors, strict=False)
    ]
    return (*found, *(LayerResult(layer, rest, "") for layer in list(Layer)[len(found) :]))


def loaded(module: bytes = MODULE, **others: Any) -> Loaded:
    """Return a plugin that has passed its layers, with some facts changed."""
    negotiation = negotiated("shape")
    checked = judge_self_check(REQUEST, answered(SUCCESS), FakeExports(["shape"]))
    assert negotiation.accept is not None
    found = walk_leniently(module)[0]
    try:
        identity, error = read_identity(module), None
    except WorkbenchError as caught:
        identity, error = None, caught
    metadata = None
    if identity is not None:
        metadata = augment(
            identity, negotiation.accept, handshake_completed_at=1_700_000_000, self_check_completed_at=1_700_000_000
        )
    good = Loaded(
        module=module,
        sha256="37b2a651" * 8,
        module_map=found,
        layers=results(error) if error is not None else results(None, None, None, None),
        identity=identity,
        negotiation=negotiation,
        accept_text='{"chosen_versions":{"shape":1}}',
        self_check=checked,
        response_text='{"status":"success"}',
        metadata=metadata,
    )
    return replace(good, **others)


def said(of: Loaded, layer: Layer) -> str:
    shown = page(of, layer)
    return f"{shown.what} {shown.why}"


def messages(shown: LayerPage) -> list[str]:
    return [one.title for one in shown.shown if isinstance(one, ShownMessage)]


def test_each_layer_says_what_happens_and_why_in_one_sentence_each() -> None:
    for layer in Layer:
        shown = page(loaded(), layer)
        for sentence in (shown.what, shown.why):
            assert sentence.endswith(".")
            assert ". " not in sentence


# ---- L1 -----------------------------------------------------------------------------------------------------------


def test_the_identity_is_shown_with_its_offset_its_bytes_and_its_json() -> None:
    shown = page(loaded(), Layer.IDENTITY)
    section = next(one for one in walk_leniently(MODULE)[0].sections if one.name == "cc_lb.plugin.v1")
    assert f"offset {section.payload_offset:,} (0x{section.payload_offset:x})" in shown.what
    assert "this is name, version 0.1.0" in shown.what
    in_file, as_json = shown.shown
    assert isinstance(in_file, ShownBytes)
    assert [MODULE[start:end] for start, end in in_file.marks] == [b"name", b"0.1.0"]
    assert isinstance(as_json, ShownMessage)
    assert as_json.text == MODULE[section.payload_offset : section.end].decode()


def test_an_identity_that_is_written_with_escapes_has_no_stretch_marked() -> None:
    payload = builders.identity_payload(plugin_name="name").replace(b'"name"', b'"\\u006eame"')
    shown = page(loaded(builders.plugin_module(identity=builders.identity_section(payload))), Layer.IDENTITY)
    assert isinstance(shown.shown[0], ShownBytes)
    assert len(shown.shown[0].marks) == 1


def test_without_its_bytes_an_identity_is_told_in_words_alone() -> None:
    assert page(replace(loaded(), module=b""), Layer.IDENTITY).shown == ()


def test_a_file_without_identity_says_which_problem_ended_the_layer_and_that_nothing_ran() -> None:
    of = loaded(builders.plugin_module(identity=b""))
    shown = page(of, Layer.IDENTITY)
    assert "here that is MissingCustomSection" in shown.what
    assert "none of its code has run" in shown.why
    assert shown.error is of.result(Layer.IDENTITY).error
    assert shown.shown == ()


@pytest.mark.parametrize(
    ("module", "kind"),
    [
        (MODULE[:-4], "WasmParseError"),
        (builders.plugin_module(identity=builders.identity_section(b'{"magic":7}')), "MalformedPayload"),
        (builders.plugin_module(after=builders.identity_section()), "DuplicateCustomSection"),
    ],
)
def test_a_problem_with_a_place_is_shown_with_the_bytes_around_it(module: bytes, kind: str) -> None:
    shown = page(loaded(module), Layer.IDENTITY)
    assert shown.error is not None
    assert shown.error.kind == kind
    (around,) = shown.shown
    assert isinstance(around, ShownBytes)
    assert around.marks[0][0] <= len(module)
    assert around.start <= around.marks[0][0]


def test_an_identity_that_breaks_a_rule_is_shown_as_json() -> None:
    module = builders.plugin_module(identity=builders.identity_section(plugin_name="Not A Name"))
    assert messages(page(loaded(module), Layer.IDENTITY)) == ["The same bytes as JSON"]


# ---- L2 -----------------------------------------------------------------------------------------------------------


def test_the_handshake_names_what_is_offered_and_what_is_taken() -> None:
    what = page(loaded(), Layer.HANDSHAKE).what
    assert "7 functions" in what
    assert "no capability" in what
    assert "it takes shape at version 1." in what


def test_a_required_capability_is_named() -> None:
    negotiation = negotiated("shape", offer=reference_offer(["log"]), required_capabilities=["log"])
    assert "and requires log, which the host has" in page(loaded(negotiation=negotiation), Layer.HANDSHAKE).what


def rejected(answer: CallOutcome, exports: Iterable[str] = ("shape",), text: str | None = None) -> Loaded:
    negotiation = judge_handshake(reference_offer(), answer, FakeExports(exports))
    return loaded(
        negotiation=negotiation,
        layers=results(None, negotiation.error),
        accept_text=text,
        self_check=None,
        metadata=None,
    )


UNBUILT = CallOutcome(failure=CallFailure(FailureKind.TRAP, "unknown import", phase=Phase.INSTANTIATE))


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (rejected(UNBUILT), "no such instance can be built: Instantiate."),
        (rejected(failed(FailureKind.TRAP, "boom")), "the call ends with an error in place of an answer: Call."),
        (rejected(answered({"schema": 1}), text='{"schema":1}'), "cannot be read as an accept: DecodeAccept."),
        (
            rejected(answered(accept_value("shape", chosen_versions={"shape": 9})), text="{}"),
            "breaks a rule of the negotiation: ChosenVersionNotOffered.",
        ),
    ],
)
def test_a_rejected_handshake_says_how_far_it_came(of: Loaded, words: str) -> None:
    shown = page(of, Layer.HANDSHAKE)
    assert words in shown.what
    assert "an earlier build goes on serving" in shown.why
    assert messages(shown)[-1] == "Host to plugin: the offer"


LIMITED = CallOutcome(
    failure=CallFailure(
        FailureKind.MEMORY_LIMIT,
        "too much",
        phase=Phase.COMPILE,
        limit=LimitExceeded("resident_limit_mb", 1, 2),
    )
)


def test_a_limit_of_the_workbench_is_no_verdict_of_a_host() -> None:
    shown = page(rejected(LIMITED), Layer.HANDSHAKE)
    assert "a limit ends the attempt: WorkbenchLimitMemory." in shown.what
    assert shown.why == page(unchecked(LIMITED, None), Layer.SELF_CHECK).why
    assert "no host has it" in shown.why


def test_a_module_without_the_export_of_the_handshake_is_told_so() -> None:
    negotiation = judge_handshake(reference_offer(), answered({}), FakeExports((), cc_lb_handshake="nothing"))
    of = loaded(negotiation=negotiation, layers=results(None, negotiation.error), accept_text=None)
    assert "the module has no such function: MissingHandshakeExport." in page(of, Layer.HANDSHAKE).what


def test_an_offer_that_no_host_can_make_asks_nothing_of_the_plugin() -> None:
    of = loaded(negotiation=None, layers=results(None, CapabilityCountExceeded(33, 32)), accept_text=None)
    assert "CapabilityCountExceeded" in page(of, Layer.HANDSHAKE).what
    assert "it is not asked" in page(of, Layer.HANDSHAKE).why


def test_an_accept_that_takes_nothing_says_none() -> None:
    of = loaded(negotiation=Negotiation(reference_offer(), None, None))
    assert "it takes none." in page(of, Layer.HANDSHAKE).what


# ---- L3 -----------------------------------------------------------------------------------------------------------


def test_the_self_check_says_who_checks_what() -> None:
    what = page(loaded(), Layer.SELF_CHECK).what
    assert "the names of 2 functions" in what
    assert "without running one of them, and it answers success." in what


def test_a_self_check_that_asks_nothing_says_that_the_export_is_enough() -> None:
    shown = page(loaded(self_check=SelfCheck(None, None, None), response_text=None), Layer.SELF_CHECK)
    assert "does not call it" in shown.what
    assert shown.shown == ()


def unchecked(answer: CallOutcome, text: str | None) -> Loaded:
    checked = judge_self_check(REQUEST, answer, FakeExports(["shape"]))
    return loaded(self_check=checked, response_text=text, layers=results(None, None, checked.error), metadata=None)


FAILURE = {"stage": "wire_function_test", "message": "no"}


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (
            unchecked(answered({**SUCCESS, "status": "failure", "failures": [FAILURE]}), "{}"),
            "it answers failure, with 1 reason: FailureStatus.",
        ),
        (unchecked(failed(FailureKind.TRAP, "boom"), None), "the call ends with an error in place of an answer: Call."),
        (
            unchecked(answered({**SUCCESS, "failures": [FAILURE]}), "{}"),
            "breaks a rule of this layer: SuccessWithFailures.",
        ),
        (
            loaded(self_check=None, layers=results(None, None, NoNegotiatedFunctions())),
            "does not get there: NoNegotiatedFunctions.",
        ),
        (
            loaded(self_check=SelfCheck(None, None, None), layers=results(None, None, NoNegotiatedFunctions())),
            "does not get there",
        ),
    ],
)
def test_a_failed_self_check_says_what_came_back(of: Loaded, words: str) -> None:
    shown = page(of, Layer.SELF_CHECK)
    assert words in shown.what
    assert "drops the reasons" in shown.why


# ---- L4 -----------------------------------------------------------------------------------------------------------


def test_the_record_says_what_is_kept_and_until_when() -> None:
    shown = page(loaded(), Layer.RECORD)
    assert "(37b2a651…)" in shown.what
    assert "fresh for seven days, until 2023-11-21 22:13 UTC." in shown.what
    assert "skips the handshake and the self-check" in shown.why
    (record,) = shown.shown
    assert isinstance(record, ShownMessage)
    assert '"host_offer_hash"' in record.text


def test_a_time_that_no_calendar_has_is_left_out() -> None:
    metadata = loaded().metadata
    assert metadata is not None
    shown = page(loaded(metadata=replace(metadata, expires_at=2**62)), Layer.RECORD)
    assert shown.what.endswith("fresh for seven days.")


def test_a_record_that_breaks_a_rule_is_not_kept() -> None:
    of = loaded(layers=results(None, None, None, NoNegotiatedFunctions()))
    shown = page(of, Layer.RECORD)
    assert "NoNegotiatedFunctions" in shown.what
    assert "it keeps nothing of this" in shown.why
    assert page(loaded(layers=of.layers, metadata=None), Layer.RECORD).shown == ()


# ---- L5 -----------------------------------------------------------------------------------------------------------


def dispatched(answer: CallOutcome, function: str = "shape", payload: str = PAYLOAD) -> DispatchOutcome:
    prepared = prepare(negotiated("shape", "filter"), function, payload)
    return judge(prepared, answer, Profile.V0_1) if isinstance(prepared, Prepared) else prepared


SHAPED = {"_v": 1, "url": "https://a.example/", "method": "POST", "headers": [], "body_base64": ""}


def test_before_the_first_dispatch_it_says_what_may_be_called() -> None:
    shown = page(loaded(), Layer.DISPATCH)
    assert shown.verdict is Verdict.NOT_RUN
    assert "shape may be called, and nothing has been sent yet" in shown.what
    assert shown.waits
    (listed_facts,) = shown.shown
    assert isinstance(listed_facts, ShownFacts)
    assert listed_facts.facts[0][0] == "shape@1"
    assert listed_facts.facts[0][1].endswith("if it fails, the host fails the downstream request")
    without = page(loaded(negotiation=None), Layer.DISPATCH)
    assert "none may be called" in without.what
    assert without.shown == ()


def test_a_function_that_only_this_host_knows_is_listed_too() -> None:
    offer = Offer({"shape": (1,), "newer": (2,)})
    negotiation = negotiated(
        "shape", "newer", offer=offer, chosen_versions={"newer": 2}, plugin_supported={"newer": [2]}
    )
    (listed_facts,) = page(loaded(negotiation=negotiation), Layer.DISPATCH).shown
    assert isinstance(listed_facts, ShownFacts)
    assert listed_facts.facts == (("newer@2", "a function of this host"),)


def test_an_answer_is_shown_with_its_version_and_what_the_host_does() -> None:
    of = loaded(dispatched=dispatched(answered(SHAPED)))
    shown = page(of, Layer.DISPATCH)
    assert "in the message as _v: 1; the answer carries the same _v" in shown.what
    assert shown.what.endswith("so the host uses it.")
    assert "by the policy of shape, fail_request" in shown.why
    assert messages(shown) == ["Plugin to host: the answer", "Host to plugin: shape"]


def test_an_answer_that_fits_its_type_and_is_of_no_use_names_the_rule() -> None:
    effect = AnswerEffect(Effect.FAILS_REQUEST, (Reason("/url", Rule.URL, "a relative URL"),))
    of = loaded(dispatched=dispatched(answered({**SHAPED, "url": "/a"})), effect=effect)
    assert "a rule for its content (url) does not hold, and the host fails" in page(of, Layer.DISPATCH).what


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (dispatched(failed(FailureKind.TRAP, "boom")), "gives no answer, and ends at the stage plugin_call."),
        (dispatched(answered({"_v": 2})), "cannot read, which ends at the stage response_envelope."),
        (dispatched(answered({}), "sign"), "has agreed on no version of it"),
        (dispatched(answered({}), payload="[1]"), "nothing can be sent: it ends at the stage request_envelope."),
        (replace(dispatched(answered({"_v": 2})), stage=None), "which ends at the stage panic."),
    ],
)
def test_a_failed_dispatch_says_where_it_failed_and_that_nothing_else_is_harmed(
    outcome: DispatchOutcome, words: str
) -> None:
    shown = page(loaded(dispatched=outcome), Layer.DISPATCH)
    assert words in shown.what
    assert "harms nothing but itself" in shown.why
    assert shown.error is outcome.error


# ---- what was not reached -----------------------------------------------------------------------------------------


def test_the_layers_behind_the_one_that_failed_say_what_they_would_have_done() -> None:
    of = rejected(answered({"schema": 1}))
    for layer in (Layer.SELF_CHECK, Layer.RECORD, Layer.DISPATCH):
        assert "was not reached, since L2 handshake ended with DecodeAccept: here the " in page(of, layer).what
        (ended,) = page(of, layer).shown
        assert isinstance(ended, ShownFacts)
        assert ended.title == "What ended L2 handshake"
        assert ended.facts[0][0] == "DecodeAccept"
    nameless = loaded(layers=tuple(replace(one, error=None) for one in of.layers))
    assert "ended with a failure" in page(nameless, Layer.RECORD).what
    assert page(nameless, Layer.RECORD).shown == ()


def test_while_a_plugin_is_loaded_the_layers_are_still_to_come() -> None:
    of = loaded(layers=results(None))
    for layer in list(Layer)[1:]:
        assert page(of, layer).what.startswith("This layer is still to come: here the ")


def test_a_call_without_an_answer_says_what_became_of_it() -> None:
    assert "its time or its fuel" in page(rejected(failed(FailureKind.TRAP, "deadline")), Layer.HANDSHAKE).what
    assert unanswered("OutputTooLarge") == "the answer is larger than this layer allows"
    assert unanswered("MissingSelfCheckExport") == "no usable answer comes back"


def test_counts_and_lists_read_as_sentences() -> None:
    assert [counted(number, "capability") for number in (0, 1, 2)] == [
        "no capability",
        "1 capability",
        "2 capabilities",
    ]
    assert listed("abcde") == "a, b, c and 2 more"
    assert listed("abcd") == "a, b, c and d"
    assert listed("ab") == "a and b"
    assert listed(()) == "none"
