"""Deadlines of requests: what waits to be read puts them off, but not for ever."""

from __future__ import annotations

from workbench.engine.client.deadline import Deadline
from workbench.protocol.calls import Phase


def test_an_answer_that_waits_at_the_deadline_still_counts_but_not_for_ever() -> None:
    watch = Deadline(Phase.CALL, deadline=10.0, limit_ms=1)
    assert not watch.is_over(9.9, has_unread=False)
    assert not watch.is_over(500.0, has_unread=True)
    assert not watch.is_over(500.9, has_unread=True)
    assert watch.is_over(501.1, has_unread=True)
    assert watch.is_over(500.1, has_unread=False)
