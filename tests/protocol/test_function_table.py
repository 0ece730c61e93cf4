"""The functions as both sides see them, each with the cause why it is not negotiated."""

from __future__ import annotations

from tests.fakes import answered, failed
from tests.messages import FakeExports, accept_value
from workbench.protocol.calls import FailureKind
from workbench.protocol.function_table import FunctionRow, function_table
from workbench.protocol.functions import WIRE_FUNCTIONS, Slot
from workbench.protocol.handshake import judge_handshake
from workbench.protocol.offer import Offer

OFFER = Offer({"shape": (1, 2), "sign": (1,), "observe": (1,), "extra_fn": (1,)})


def rows(answer: object, *functions: str, offer: Offer = OFFER) -> dict[str, FunctionRow]:
    """The table of a plugin that exports these functions."""
    exports = FakeExports(functions)
    outcome = failed(FailureKind.TRAP, "x") if answer is None else answered(answer)
    table = function_table(judge_handshake(offer, outcome, exports), exports)
    return {row.function: row for row in table}


def test_the_seven_stand_first_in_their_order_and_others_behind() -> None:
    answer = accept_value("shape", chosen_versions={"shape": 2}, plugin_supported={"shape": [2], "zebra": [1]})
    assert list(rows(answer, "shape")) == [*WIRE_FUNCTIONS, "extra_fn", "zebra"]


def test_a_negotiated_function_has_a_version_a_slot_and_no_cause() -> None:
    answer = accept_value("shape", chosen_versions={"shape": 2}, plugin_supported={"shape": [1, 2]})
    assert rows(answer, "shape")["shape"] == FunctionRow("shape", (1, 2), (1, 2), 2, True, True, Slot.SHAPE, "")
    assert rows(answer, "shape")["shape"].negotiated


def test_each_function_that_is_not_negotiated_says_why() -> None:
    answer = accept_value(
        "shape", "sign", chosen_versions={}, plugin_supported={"shape": [3], "sign": [1], "observe": [1]}
    )
    table = rows(answer, "shape", "sign")
    assert table["shape"].cause == "no common version"
    assert table["sign"].cause == "not chosen"
    assert table["observe"].cause == "not implemented"
    assert not any(row.negotiated for row in table.values())


def test_without_an_accept_nothing_is_negotiated_but_exports_are_seen() -> None:
    table = rows(None, "shape")
    assert {row.cause for row in table.values()} == {"no accept"}
    assert table["shape"].exported
    assert not table["shape"].implemented


def test_a_rejected_accept_names_its_error_at_the_function_it_is_about() -> None:
    answer = accept_value(
        "shape", "sign", chosen_versions={"shape": 1, "sign": 1}, plugin_supported={"shape": [1, 2], "sign": [1]}
    )
    table = rows(answer, "shape", "sign")
    assert table["shape"].cause == "DowngradeAttempt"
    assert table["sign"].cause == "handshake rejected"
    assert table["observe"].cause == "not implemented"
