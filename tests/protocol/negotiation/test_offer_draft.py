"""An offer while it is edited: ticks, versions, what is typed, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from workbench.protocol.negotiation.offer_draft import OfferDraft, draft_of, versions_of
from workbench.protocol.offer import Offer

DRAFT = draft_of(Offer({"shape": (1, 2), "zz": (1,)}, frozenset({"log"})))


def test_the_seven_functions_stand_first_offered_or_not() -> None:
    assert DRAFT.functions[0] == "shape"
    assert DRAFT.functions[-1] == "zz"
    assert len(DRAFT.functions) == 8
    assert DRAFT.versions("filter") == (1,)
    assert DRAFT.versions("nobody") == ()


def test_a_function_is_taken_out_and_comes_back_with_its_versions() -> None:
    without = DRAFT.with_function_toggled("shape")
    assert "shape" not in without.offer.function_versions
    assert without.functions == DRAFT.functions
    assert without.with_function_toggled("shape").offer == DRAFT.offer


def test_a_capability_is_taken_out_and_comes_back() -> None:
    without = DRAFT.with_capability_toggled("log")
    assert without.offer.host_capabilities == frozenset()
    assert without.capabilities == ("log",)
    assert without.with_capability_toggled("log") == DRAFT


def test_capabilities_that_are_known_can_be_ticked() -> None:
    known = DRAFT.knowing(["disk", "log"])
    assert known.offer == DRAFT.offer
    assert known.capabilities == ("disk", "log")
    assert known.with_capability_toggled("disk").offer.host_capabilities == {"disk", "log"}


def test_the_newest_version_goes_and_comes_one_by_one() -> None:
    assert DRAFT.raised("shape").versions("shape") == (1, 2, 3)
    lowered = DRAFT.lowered("shape").lowered("shape")
    assert lowered.offer.function_versions["shape"] == ()
    assert lowered.lowered("shape") == lowered
    assert lowered.raised("shape").versions("shape") == (1,)
    assert DRAFT.raised("sign").offer.function_versions["sign"] == (1, 2)


def test_functions_and_capabilities_are_typed() -> None:
    assert DRAFT.with_new_function(" new ").versions("new") == (1,)
    assert DRAFT.with_new_function("new=1, 3").versions("new") == (1, 3)
    assert DRAFT.with_new_function("filter=").offer.function_versions["filter"] == ()
    assert DRAFT.with_new_capability("Any Name").offer.host_capabilities == {"log", "Any Name"}


def test_numbers_are_typed_as_they_are_whether_a_host_can_offer_them_or_not() -> None:
    assert versions_of("0 70000,1") == (0, 70000, 1)
    assert versions_of("") == ()
    assert DRAFT.with_schema_version("2").offer.handshake_schema_version == 2
    assert DRAFT.with_envelope_version(" 9 ").offer.envelope_version == 9


WRONG: list[tuple[Callable[[OfferDraft], OfferDraft], str]] = [
    (lambda draft: draft.with_new_function(" "), "found no name"),
    (lambda draft: draft.with_new_function("shape"), "function_versions.shape: expected each function once"),
    (lambda draft: draft.with_new_function("x=-1"), "from 0 to 4,294,967,295 .u32., found '-1'"),
    (lambda draft: draft.with_new_function("x=4294967296"), "found '4294967296'"),
    (lambda draft: draft.with_new_function("x=" + "9" * 99), "found '9{60}…'"),
    (lambda draft: draft.with_new_function("x=²"), "found '²'"),
    (lambda draft: draft.with_new_capability(""), "expected a name"),
    (lambda draft: draft.with_new_capability("log"), "expected each capability once, found 'log' again"),
    (lambda draft: draft.with_schema_version("one"), "found 'one'"),
    (lambda draft: draft.with_envelope_version("1.0"), "found '1.0'"),
]


@pytest.mark.parametrize(("change", "said"), WRONG, ids=[said for _, said in WRONG])
def test_what_is_typed_wrong_is_an_error_with_its_place(change: Callable[[OfferDraft], OfferDraft], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        change(DRAFT)
