"""Layer L3: what is asked, and how the answer is judged (PROTOCOL.md section 6)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import answered, failed
from tests.messages import FakeExports, accepted
from workbench.errors.base import WorkbenchError
from workbench.errors.handshake import Call
from workbench.errors.self_check import DecodeResponse, FailureStatus, InvalidTimestamp
from workbench.protocol.calls import CallOutcome, FailureKind, Phase
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.limits import SELF_CHECK_OUTPUT_MAX_BYTES
from workbench.protocol.profiles import Profile
from workbench.protocol.self_check import (
    SelfCheck,
    SelfCheckRequest,
    check_request,
    functions_to_test,
    judge_self_check,
)

REQUEST = SelfCheckRequest(("shape",), 1_700_000_000)


def failures(count: int) -> list[dict[str, str]]:
    return [{"stage": "wire_function_test", "message": f"failure {number}"} for number in range(count)]


def response(status: Any = "success", failed: int = 0, **overrides: Any) -> dict[str, Any]:
    return {"status": status, "failures": failures(failed), "completed_at": 1_700_000_000, **overrides}


def checked(answer: Any, exports: FakeExports | None = None) -> SelfCheck:
    outcome = answer if isinstance(answer, CallOutcome) else answered(answer)
    return judge_self_check(REQUEST, outcome, exports or FakeExports(["shape"]))


def test_a_request_is_written_as_the_reference_would() -> None:
    assert REQUEST.text() == '{"functions_to_test":["shape"],"initiated_at":1700000000}'


def test_the_first_line_asks_about_all_seven_functions_in_their_order() -> None:
    assert functions_to_test(Profile.V0_1, accepted("sign")) == tuple(WIRE_FUNCTIONS)


@pytest.mark.parametrize(
    ("implemented", "asked"),
    [
        (tuple(WIRE_FUNCTIONS), ("filter", "observe", "shape")),
        (("shape", "filter"), ("filter", "shape")),
        (("observe", "sign"), ("observe",)),
        (("sign", "build_signer"), ()),
    ],
)
def test_the_last_line_asks_about_one_function_per_slot(implemented: tuple[str, ...], asked: tuple[str, ...]) -> None:
    assert functions_to_test(Profile.V0_3, accepted(*implemented)) == asked


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        (SelfCheckRequest((), 0), "EmptyRequest"),
        (SelfCheckRequest(("shape",) * 17, 0), "TooManyFunctions"),
        (SelfCheckRequest(("shape",) * 16, 0), "InvalidTimestamp"),
        (SelfCheckRequest(("shape",), -5), "InvalidTimestamp"),
    ],
)
def test_the_hosts_own_request_is_checked_first(request_: SelfCheckRequest, kind: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        check_request(request_)
    assert caught.value.kind == kind


def test_a_good_request_passes() -> None:
    check_request(SelfCheckRequest(("shape",) * 16, 1))


def test_a_success_passes_and_is_kept() -> None:
    check = checked(response())
    assert check.error is None
    assert check.response is not None
    assert check.response.canonical() == '{"status":"success","failures":[],"completed_at":1700000000}'


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (failed(FailureKind.INSTANTIATE, "x", phase=Phase.INSTANTIATE), "Instantiate"),
        (failed(FailureKind.TIMEOUT, "timeout"), "Call"),
        (failed(FailureKind.FUEL, "plugin ran out of fuel"), "Call"),
        (failed(FailureKind.TRAP, "error while executing"), "Call"),
        (failed(FailureKind.OUTPUT_TOO_LARGE, "9,000 bytes", output_size_bytes=9_000), "OutputTooLarge"),
        (b"\xff", "Call"),
        (b" " * SELF_CHECK_OUTPUT_MAX_BYTES, "DecodeResponse"),
        (b" " * (SELF_CHECK_OUTPUT_MAX_BYTES + 1), "OutputTooLarge"),
        (response(extra=1), "DecodeResponse"),
        (response("done"), "DecodeResponse"),
        (response("failure", 1, failures=[{"stage": "elsewhere", "message": ""}]), "DecodeResponse"),
        (response("success", 17, completed_at=0), "InvalidTimestamp"),
        (response("success", 17), "TooManyFunctions"),
        (response("failure", 17), "TooManyFunctions"),
        (response("success", 16), "SuccessWithFailures"),
        (response("failure"), "FailureWithoutFailures"),
        (response("failure", 2), "FailureStatus"),
    ],
)
def test_the_first_broken_rule_of_an_answer_counts(answer: Any, kind: str) -> None:
    error = checked(answer).error
    assert error is not None
    assert error.kind == kind


def test_the_export_is_required_before_the_call_is_judged() -> None:
    error = checked(failed(FailureKind.TRAP, "x"), FakeExports([], cc_lb_self_check="a function of other type")).error
    assert error is not None
    assert error.kind == "MissingSelfCheckExport"
    assert error.details["found"] == "a function of other type"


def test_every_failure_that_the_plugin_reports_is_kept() -> None:
    check = checked(response("failure", 3))
    assert isinstance(check.error, FailureStatus)
    assert [failure["message"] for failure in check.error.failures] == ["failure 0", "failure 1", "failure 2"]
    assert check.response is not None
    assert len(check.response.failures) == 3


def test_a_bad_answer_names_its_place_and_a_bad_call_its_cause() -> None:
    error = checked(response(completed_at="now")).error
    assert isinstance(error, DecodeResponse)
    assert error.path == "$.completed_at"
    error = checked(failed(FailureKind.TRAP, "error while executing", cause="wasm trap: unreachable")).error
    assert isinstance(error, Call)
    assert (error.export, error.cause) == ("cc_lb_self_check", "wasm trap: unreachable")


def test_a_status_written_as_an_object_counts_as_the_word() -> None:
    assert checked(response(status={"success": None})).error is None


def test_the_wrong_time_is_named() -> None:
    error = checked(response(completed_at=-1)).error
    assert isinstance(error, InvalidTimestamp)
    assert error.field == "completed_at"


@given(st.binary(max_size=200))
def test_no_answer_makes_the_judge_fail(answer: bytes) -> None:
    assert checked(answer).error is not None
