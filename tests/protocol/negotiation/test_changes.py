"""Small changes of an offer: what each does, which there are, and which pairs."""

from __future__ import annotations

import pytest

from workbench.protocol.negotiation.changes import (
    UNKNOWN_CAPABILITY,
    UNKNOWN_FUNCTION,
    Change,
    ChangeKind,
    can_be_made,
    changed,
    pairs_of,
    single_changes,
)
from workbench.protocol.offer import Offer, reference_offer

OFFER = Offer({"shape": (1, 2), "sign": (1,)}, frozenset({"log"}))
KINDS = [
    (Change(ChangeKind.REMOVE_FUNCTION, "sign"), {"shape": (1, 2)}, {"log"}, "without sign"),
    (Change(ChangeKind.REMOVE_VERSION, "shape", 2), {"shape": (1,), "sign": (1,)}, {"log"}, "shape without version 2"),
    (Change(ChangeKind.CEILING, "shape", 1), {"shape": (1,), "sign": (1,)}, {"log"}, "shape up to version 1"),
    (Change(ChangeKind.CEILING_OF_ALL, version=0), {"shape": (), "sign": ()}, {"log"}, "functions without a version"),
    (
        Change(ChangeKind.CEILING_OF_ALL, version=1),
        {"shape": (1,), "sign": (1,)},
        {"log"},
        "all functions up to version 1",
    ),
    (Change(ChangeKind.REMOVE_CAPABILITY, "log"), {"shape": (1, 2), "sign": (1,)}, set(), "without capability log"),
    (
        Change(ChangeKind.ADD_FUNCTION, "new", 1),
        {"shape": (1, 2), "sign": (1,), "new": (1,)},
        {"log"},
        "with new at version 1",
    ),
    (Change(ChangeKind.ADD_VERSION, "sign", 2), {"shape": (1, 2), "sign": (1, 2)}, {"log"}, "sign with version 2 too"),
    (Change(ChangeKind.ADD_CAPABILITY, "b"), {"shape": (1, 2), "sign": (1,)}, {"log", "b"}, "with capability b"),
]


@pytest.mark.parametrize(("change", "functions", "capabilities", "words"), KINDS, ids=[one[3] for one in KINDS])
def test_a_change_does_what_its_sentence_says(
    change: Change, functions: dict[str, tuple[int, ...]], capabilities: set[str], words: str
) -> None:
    found = change.of(OFFER)
    assert found == Offer(functions, frozenset(capabilities))
    assert words in change.sentence


@pytest.mark.parametrize("kind", [ChangeKind.REMOVE_VERSION, ChangeKind.CEILING, ChangeKind.ADD_VERSION])
def test_a_change_of_a_function_that_is_not_offered_changes_nothing(kind: ChangeKind) -> None:
    assert Change(kind, "other", 1).of(OFFER) == OFFER


def test_there_is_one_change_for_each_thing_that_can_be_taken_away() -> None:
    found = [change for (change,) in single_changes(OFFER)]
    removed = {(one.kind, one.name, one.version) for one in found}
    assert removed >= {
        (ChangeKind.REMOVE_FUNCTION, "shape", 0),
        (ChangeKind.REMOVE_FUNCTION, "sign", 0),
        (ChangeKind.REMOVE_VERSION, "shape", 1),
        (ChangeKind.REMOVE_VERSION, "shape", 2),
        (ChangeKind.REMOVE_VERSION, "sign", 1),
        (ChangeKind.REMOVE_CAPABILITY, "log", 0),
        (ChangeKind.CEILING_OF_ALL, "", 0),
    }


def test_no_two_single_changes_give_the_same_offer_nor_the_offer_itself() -> None:
    texts = [changed(OFFER, changes).canonical() for changes in single_changes(OFFER)]
    assert len(set(texts)) == len(texts)
    assert OFFER.canonical() not in texts


def test_capabilities_that_the_plugin_asks_for_are_added() -> None:
    added = {
        change.name
        for (change,) in single_changes(OFFER, ["disk", "log", "net"])
        if change.kind is ChangeKind.ADD_CAPABILITY
    }
    assert added == {"disk", "net", UNKNOWN_CAPABILITY}


def test_functions_that_are_not_offered_are_added_as_the_plugin_speaks_them() -> None:
    singles = single_changes(OFFER, spoken={"shape": (1,), "filter": (1, 3), "mute": ()})
    added = {(one.name, one.version) for (one,) in singles if one.kind is ChangeKind.ADD_FUNCTION}
    assert added >= {("filter", 3), ("mute", 1), ("observe", 1), (UNKNOWN_FUNCTION, 1)}
    assert "shape" not in {name for name, _ in added}


def test_an_offer_that_no_host_can_make_is_no_change() -> None:
    full = reference_offer(f"c{number}" for number in range(32))
    kinds = {change.kind for (change,) in single_changes(full)}
    assert ChangeKind.ADD_CAPABILITY not in kinds
    assert not can_be_made(Offer({"shape": (0,)}))


def test_pairs_are_those_that_give_an_offer_of_their_own() -> None:
    singles = single_changes(OFFER)
    pairs = list(pairs_of(OFFER, singles))
    texts = [changed(OFFER, pair).canonical() for pair in pairs]
    known = {OFFER.canonical(), *(changed(OFFER, single).canonical() for single in singles)}
    assert len(set(texts)) == len(texts)
    assert not known & set(texts)
    assert (Change(ChangeKind.REMOVE_FUNCTION, "sign"), Change(ChangeKind.REMOVE_CAPABILITY, "log")) in pairs


def test_the_seven_functions_with_eight_capabilities_have_less_than_thousand_changes() -> None:
    offer = reference_offer(f"c{number}" for number in range(8))
    singles = single_changes(offer)
    assert UNKNOWN_FUNCTION in {change.name for (change,) in singles}
    assert len(singles) + len(list(pairs_of(offer, singles))) < 1_000
