"""Events go out in batches, while an event arrives."""

from __future__ import annotations

from workbench.protocol.host_effect.observe_batch import (
    BATCHES_DROPPED,
    EVENTS_DROPPED,
    Event,
    ObserveBatch,
    batches_of,
)


def event(number: int) -> Event:
    """One event."""
    return {"kind": "chunk", "batch_index": number, "event_count": 1, "total_bytes": 8}


def sizes(*times_ms: int, started_ms: int = 0) -> list[int]:
    """How large the batches are when events arrive at these times."""
    return [len(batch) for batch in batches_of([(at, event(at)) for at in times_ms], started_ms=started_ms)]


def test_a_batch_goes_out_when_it_holds_32() -> None:
    assert sizes(*[1] * 31) == [31]
    hook = ObserveBatch(0)
    sent = [hook.arrive(event(number), 1) for number in range(65)]
    assert [len(batch) for batch in sent if batch] == [32, 32]
    assert [number for number, batch in enumerate(sent) if batch] == [31, 63]
    assert hook.held == 1


def test_a_batch_goes_out_from_100_ms_after_the_last_flush_on() -> None:
    hook = ObserveBatch(1_000)
    assert hook.arrive(event(1), 1_099) == []
    assert hook.arrive(event(2), 1_100) == [event(1), event(2)]
    assert hook.arrive(event(3), 1_199) == []
    assert hook.arrive(event(4), 1_200) == [event(3), event(4)]


def test_after_a_pause_the_first_event_goes_alone_at_once() -> None:
    assert sizes(0, 5, 900, 901, 902) == [3, 2]
    hook = ObserveBatch(0)
    hook.arrive(event(1), 150)
    assert hook.arrive(event(2), 900) == [event(2)]


def test_the_last_events_of_a_burst_wait_for_the_next_one() -> None:
    hook = ObserveBatch(0)
    assert hook.arrive(event(1), 10) == []
    assert hook.held == 1
    assert hook.arrive(event(2), 60_000) == [event(1), event(2)]


def test_the_drop_of_the_hook_flushes() -> None:
    hook = ObserveBatch(0)
    assert hook.drop(5) == []
    hook.arrive(event(1), 10)
    assert hook.drop(20) == [event(1)]
    assert hook.held == 0


def test_a_lost_batch_is_counted_by_the_names_of_the_host() -> None:
    hook = ObserveBatch(0)
    assert hook.metrics == {BATCHES_DROPPED: 0, EVENTS_DROPPED: 0}
    hook.lost([event(1), event(2)])
    hook.lost([event(3)])
    assert hook.metrics == {
        'cc_lb_plugin_observe_batches_dropped_total{reason="dispatch_fallback"}': 2,
        'cc_lb_plugin_observe_events_dropped_total{reason="dispatch_fallback"}': 3,
    }


def test_a_manifest_may_set_both_limits() -> None:
    hook = ObserveBatch(0, events_max=1, flush_after_ms=10_000)
    assert hook.arrive(event(1), 0) == [event(1)]
    slow = ObserveBatch(0, events_max=100, flush_after_ms=0)
    assert slow.arrive(event(1), 0) == [event(1)]


def test_no_events_are_no_batch() -> None:
    assert batches_of([]) == []
