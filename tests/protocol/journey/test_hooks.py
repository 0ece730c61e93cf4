"""The observers' hooks of a journey."""

from __future__ import annotations

from workbench.protocol.journey.cast import Player
from workbench.protocol.journey.hooks import DROPPED, DUE, FULL, Hooks, chunk, request_finished

OBSERVER = Player(0, "observer", frozenset({"observe"}))


def test_it_is_said_why_a_batch_goes_out() -> None:
    hooks = Hooks((OBSERVER,))
    batches = [batch for index in range(34) for batch in hooks.arrive(chunk(index, 1))]
    batches += hooks.drop()
    assert [(len(events), cause) for _, events, cause in batches] == [(1, DUE), (32, FULL), (1, DROPPED)]


def test_a_hook_that_holds_nothing_sends_nothing_when_it_is_dropped() -> None:
    hooks = Hooks((OBSERVER,))
    assert list(hooks.drop()) == []
    assert hooks.counts[0].batches == 0


def test_without_an_answer_of_the_upstream_no_tokens_are_known() -> None:
    event = request_finished(502, None, 7)
    assert (event["input_tokens"], event["cache_read_input_tokens"], event["duration_ms"]) == (None, None, 7)
