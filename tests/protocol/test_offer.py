"""The offer: its limits, its canonical form and hash (PROTOCOL.md sections 4 and 5)."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors.handshake import OfferError
from workbench.protocol.offer import (
    Offer,
    check_offer,
    decode_offer,
    offer_from_entries,
    offer_from_value,
    reference_offer,
)
from workbench.protocol.wire.decode import DecodeError

NAMES = st.sampled_from(["shape", "sign", "observe", "extra_fn", "ä", ""])
ENTRIES = st.lists(st.tuples(NAMES, st.lists(st.integers(0, 2**32 - 1), max_size=5)), max_size=8)
CAPABILITIES = st.lists(st.sampled_from(["log", "Log", "LOG", "fs:read", "ÄÖ", "äö", ""]), max_size=8)


def test_the_reference_offers_the_seven_functions_at_version_1() -> None:
    assert reference_offer(["log"]).text() == (
        '{"handshake_schema_version":1,"envelope_version":1,"function_versions":{"build_signer":[1],"filter":[1],'
        '"normalize_error":[1],"observe":[1],"on_unauthorized":[1],"shape":[1],"sign":[1]},"host_capabilities":["log"]}'
    )


def test_an_offer_is_read_back_as_it_was_written() -> None:
    offer = reference_offer(["b", "a"])
    assert decode_offer(offer.text()) == offer


@pytest.mark.parametrize("text", ["", "{}", '{"handshake_schema_version":1}', "\ufeff{}"])
def test_a_text_that_is_no_offer_is_rejected(text: str) -> None:
    with pytest.raises(DecodeError):
        decode_offer(text)


def test_entries_of_one_function_are_merged_and_sorted() -> None:
    offer = offer_from_entries([("sign", [3, 1]), ("a", []), ("sign", [2, 1])], ["Log", "log", "a"])
    assert json.loads(offer.canonical()) == {
        "handshake_schema_version": 1,
        "envelope_version": 1,
        "function_versions": {"a": [], "sign": [1, 2, 3]},
        "host_capabilities": ["a", "log"],
    }


def test_capabilities_are_lower_cased_as_ascii_only() -> None:
    assert json.loads(offer_from_entries([], ["ÄB"]).canonical())["host_capabilities"] == ["Äb"]


def test_the_offer_on_the_wire_keeps_the_case_of_its_capabilities() -> None:
    assert '"host_capabilities":["Log"]' in reference_offer(["Log"]).text()


@given(ENTRIES, CAPABILITIES, st.randoms(use_true_random=False))
def test_the_hash_depends_neither_on_order_nor_on_repetition(entries, capabilities, random) -> None:  # type: ignore[no-untyped-def]
    offer = offer_from_entries(entries, capabilities)
    shuffled = [(name, [*versions, *versions]) for name, versions in entries] * 2
    repeated = [*capabilities, *capabilities]
    random.shuffle(shuffled)
    random.shuffle(repeated)
    again = offer_from_entries(shuffled, repeated)
    assert again.canonical() == offer.canonical()
    assert again.sha256() == offer.sha256() == hashlib.sha256(offer.canonical().encode()).hexdigest()


@given(ENTRIES, CAPABILITIES)
def test_the_canonical_form_of_a_canonical_offer_is_itself(entries, capabilities) -> None:  # type: ignore[no-untyped-def]
    canonical = offer_from_entries(entries, capabilities).canonical()
    assert decode_offer(canonical).canonical() == canonical


def many(count: int) -> dict[str, tuple[int, ...]]:
    return {f"f{number}": (1,) for number in range(count)}


@pytest.mark.parametrize(
    ("offer", "kind"),
    [
        (Offer(many(32)), None),
        (Offer(many(33)), "FunctionCountExceeded"),
        (Offer({"shape": tuple(range(1, 17))}), None),
        (Offer({"shape": tuple(range(1, 18))}), "FunctionVersionCountExceeded"),
        (Offer({"shape": (1, 65_535)}), None),
        (Offer({"shape": (0,)}), "VersionOutOfRange"),
        (Offer({"shape": (65_536,)}), "VersionOutOfRange"),
        (Offer({}, frozenset(f"c{number}" for number in range(32))), None),
        (Offer({}, frozenset(f"c{number}" for number in range(33))), "CapabilityCountExceeded"),
        (Offer({**many(33), "g": (0,)}), "FunctionCountExceeded"),
        (Offer({"a": (0,), "b": tuple(range(17))}), "VersionOutOfRange"),
        (Offer({"b": (0,), "a": tuple(range(17))}), "FunctionVersionCountExceeded"),
        (Offer({"a": tuple(range(17))}), "FunctionVersionCountExceeded"),
        (Offer({"a": (0,)}, frozenset(f"c{number}" for number in range(33))), "VersionOutOfRange"),
    ],
)
def test_limits_are_checked_in_the_order_of_the_protocol(offer: Offer, kind: str | None) -> None:
    if kind is None:
        check_offer(offer)
        return
    with pytest.raises(OfferError) as caught:
        check_offer(offer)
    assert caught.value.kind == kind


def test_an_offer_is_read_from_its_own_value() -> None:
    offer = Offer({"shape": (1, 2)}, frozenset({"a"}))
    assert offer_from_value(offer.value()) == offer
