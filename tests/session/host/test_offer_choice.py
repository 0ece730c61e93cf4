"""What plugins are negotiated with, and how a person changes it."""

from __future__ import annotations

from collections.abc import Callable

from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered
from tests.session.test_session import ONE, PATH
from workbench.errors.operator import FileUnreadable
from workbench.protocol.offer import Offer
from workbench.session.session import Session
from workbench.session.values.settings import Settings

LESS = Offer({"normalize_error": (1,)}, frozenset({"fs:read"}))


def loaded(read: Callable[[str], Offer] | None) -> Session:
    """Return a session with a build that was negotiated with."""
    answers = {
        "cc_lb_handshake": answered(accept_of({"shape": 1, "normalize_error": 1})),
        "cc_lb_self_check": answered(SELF_CHECK_PASSED),
    }
    session = Session(FakeEngine(answers), Settings(), clock=FakeClock(), on_change=lambda _: None, read_offer=read)
    session.load(PATH, ONE)
    return session


def missing(path: str) -> Offer:
    raise FileUnreadable(path, "an offer that can be read", "no such file or directory")


def test_the_offer_of_a_file_is_negotiated_with_at_once_and_beside_the_capabilities_that_are_set() -> None:
    session = loaded(lambda path: LESS)
    assert session.offer.use_file("less.json") is None
    state = session.state
    assert (state.settings.offer, state.settings.offer_file) == (LESS, "less.json")
    assert state.newest is not None
    assert state.newest.number == 2
    assert state.newest.failed_layer is not None, "the plugin chose a function that is not offered any more"


def test_a_file_that_changed_counts_when_it_is_named_again() -> None:
    offers = iter([LESS, Offer({"shape": (1,)})])
    session = loaded(lambda path: next(offers))
    session.offer.use_file("one.json")
    session.offer.use_file("one.json")
    assert session.state.settings.offer == Offer({"shape": (1,)})


def test_an_empty_path_offers_as_the_reference_again() -> None:
    session = loaded(lambda path: LESS)
    session.offer.use_file("less.json")
    assert session.offer.use_file("") is None
    assert (session.state.settings.offer, session.state.settings.offer_file) == (None, "")
    assert session.state.newest is not None
    assert session.state.newest.failed_layer is None


def test_a_file_that_holds_no_offer_changes_nothing_and_says_why() -> None:
    session = loaded(missing)
    before = session.state
    error = session.offer.use_file("gone.json")
    assert str(error) == "gone.json: expected an offer that can be read, found: no such file or directory"
    assert session.state is before


def test_without_files_of_offers_nothing_is_changed() -> None:
    session = loaded(None)
    assert session.offer.use_file("any.json") is None
    assert session.state.settings.offer is None
