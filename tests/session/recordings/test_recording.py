"""A recording gives each call what it had when it was made."""

from __future__ import annotations

from tests.dispatches import entry, failure
from workbench.protocol.budgets import Imports
from workbench.protocol.host_functions import ClockSetting, RandomSetting
from workbench.session.recordings.recording import recording_of, storage_after
from workbench.session.values.conditions import Conditions
from workbench.session.values.host_view import HostView
from workbench.session.values.recording import Given


def test_a_recording_of_entries_gives_each_call_what_it_had() -> None:
    entries = [
        entry(before=HostView({}, counters={"n": 4}), after=HostView({"k": b"1"}, counters={"n": 5})),
        entry(before=HostView({"k": b"1"}), after=HostView({"k": b"1"}), clock_read_unix_ms=77, logs=("info a",)),
        entry(
            before=HostView({"k": b"2"}, random=RandomSetting("s", 8)),
            after=HostView({"k": b"2"}, random=RandomSetting("s", 16)),
            fresh=True,
        ),
        entry(before=HostView(None), after=HostView(None), drew_secure_random=True, outcome=failure()),
        entry(before=HostView({"k": b"2"}), after=HostView({"k": b"2"}), conditions=Conditions()),
    ]
    recording = recording_of(entries, Conditions(capabilities=("a", "b")))
    assert [call.given for call in recording.calls] == [
        Given(),
        Given(clock=ClockSetting(77)),
        Given(storage={"k": b"2"}, random=RandomSetting("s", 8)),
        Given(),
        Given(),
    ]
    assert [(call.effect.stored, call.effect.counters) for call in recording.calls] == [
        ({"k": b"1"}, {"n": 1}),
        ({}, {}),
        ({}, {}),
        (None, {}),
        ({}, {}),
    ]
    assert [call.effect.logs for call in recording.calls] == [None, ("info a",), None, None, None]
    assert [call.note.partition(" ")[0] for call in recording.calls] == ["", "", "", "it", "it"]
    assert "its log is not compared" in recording.calls[4].note
    assert storage_after(recording) == {"k": b"2"}
    assert (recording.plugin, recording.conditions.capabilities, recording.clock_unix_ms) == (
        "sample",
        ("a", "b"),
        1_700_000_000_250,
    )


def test_a_recording_is_made_under_what_its_first_entry_was() -> None:
    known = Conditions(Imports.TRAP, limits={"serving": {"fuel": 5}})
    assert recording_of([entry(conditions=known), entry()], Conditions(capabilities=("a",))).conditions == known
