"""What a show can wait for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui import states
from workbench.session.demo.facts import FACTS, Since, found, is_loaded
from workbench.session.values.state import SessionState

NEVER = Since()


@pytest.mark.parametrize(
    ("fact", "state", "is_true", "is_settled"),
    [
        ("ready", states.watching(), False, False),
        ("ready", states.checking(), False, False),
        ("ready", states.ready(), True, True),
        ("ready", states.rejected_at_handshake(), False, True),
        ("rejected", states.rejected_at_self_check(), True, True),
        ("rejected", states.ready(), False, True),
        ("answer", states.ready(dispatched=False), False, False),
        ("answer", states.ready(), True, False),
        ("answer", states.running(), False, False),
        ("ok", states.ready(), True, True),
        ("ok", states.running(), False, False),
        ("ok", states.fallback(), False, True),
        ("fallback", states.fallback(), True, True),
        ("fallback", states.ready(), False, True),
        ("journey", states.ready(), False, False),
        ("sweep", states.ready(), False, False),
    ],
)
def test_a_fact_is_true_or_can_still_come_or_cannot(
    fact: str, state: SessionState, is_true: bool, is_settled: bool
) -> None:
    assert FACTS[fact].is_true(state, NEVER) is is_true
    assert FACTS[fact].is_settled(state, NEVER) is is_settled


def test_what_was_there_before_is_no_news() -> None:
    state = states.ready()
    assert is_loaded(state, NEVER)
    assert not is_loaded(state, Since.of(state))
    assert not FACTS["answer"].is_true(state, Since.of(state))
    assert Since.of(None) == Since.of(states.watching()) == NEVER


def test_what_was_found_instead_is_said_in_a_clause() -> None:
    assert found(None) == found(states.watching()) == "no plugin that was loaded"
    assert found(states.rejected_at_handshake()) == ("dialect 0.3.1, rejected at L2 by RequiredCapabilityUnavailable")
    assert found(states.ready()) == "a dispatch that is ok"
    assert found(states.fallback()) == "a dispatch that failed at plugin_call"
    assert found(states.ready(dispatched=False)) == "dialect 0.3.1, ready"
    assert found(replace(states.ready(), last=None)) == "dialect 0.3.1, ready"
