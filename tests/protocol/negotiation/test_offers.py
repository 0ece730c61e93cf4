"""Offers beside each other: presets, what distinguishes two, and names that no guest asks for."""

from __future__ import annotations

from workbench.protocol.negotiation.name_advice import advice_sentences, name_advice
from workbench.protocol.negotiation.offer_difference import OfferDifference, offer_differences
from workbench.protocol.negotiation.presets import presets
from workbench.protocol.offer import Offer, check_offer, reference_offer


def test_every_preset_is_an_offer_that_a_host_can_make() -> None:
    for preset in presets(["log"]):
        check_offer(preset.offer)


def test_the_hosts_0_1_and_0_3_make_the_same_offer() -> None:
    first, second, empty, newer = presets(["log"])
    assert first.offer == second.offer == reference_offer(["log"])
    assert empty.offer == Offer({})
    assert {1, 2} == set(newer.offer.function_versions["shape"])
    assert newer.offer.host_capabilities > {"log"}


def test_offers_differ_in_functions_versions_capabilities_and_numbers() -> None:
    first = Offer({"shape": (2, 1), "sign": (1,), "x": ()}, frozenset({"a", "b"}))
    second = Offer({"shape": (1, 2), "sign": (1, 2)}, frozenset({"b", "c"}), 2, 3)
    assert offer_differences(first, second) == (
        OfferDifference("function_versions", "sign", "1", "1, 2"),
        OfferDifference("function_versions", "x", "no version", None),
        OfferDifference("host_capabilities", "a", "offered", None),
        OfferDifference("host_capabilities", "c", None, "offered"),
        OfferDifference("handshake_schema_version", "", "1", "2"),
        OfferDifference("envelope_version", "", "1", "3"),
    )


def test_an_offer_does_not_differ_from_itself() -> None:
    assert offer_differences(reference_offer(["a"]), reference_offer(["a"])) == ()


def test_names_that_the_macros_of_guests_reject_are_advice() -> None:
    found = name_advice(Offer({}, frozenset({"fine_1", "Not Fine", "x" * 65, ""})))
    assert [one.capability for one in found] == ["", "Not Fine", "x" * 65]
    assert "fits ^[a-z][a-z0-9_]*$" in found[1].sentence
    assert "at most 64 bytes" in found[2].sentence


def test_names_of_which_the_same_is_to_be_said_stand_in_one_sentence() -> None:
    many = frozenset({*(f"c:{number:02}" for number in range(33)), "y" * 70_000})
    first, second = advice_sentences(Offer({}, many))
    assert first.startswith("capabilities 'c:00', 'c:01', 'c:02', 'c:03' and 29 more: guests made with")
    assert second.startswith(f"capability '{'y' * 80}…': guests")
