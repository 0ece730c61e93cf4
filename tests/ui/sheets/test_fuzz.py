"""The sheet of payloads that nobody thought of, by its keys."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui import states
from tests.ui.shown import shown
from workbench.protocol.host_effect.effect import Effect
from workbench.session.payloads.saved_payloads import SavedPayloads
from workbench.session.values.fuzz_report import (
    Ending,
    EndingCount,
    FunctionFuzz,
    FuzzFailure,
    FuzzReport,
    FuzzRequest,
    FuzzState,
)
from workbench.store.payload_files import PayloadFiles


@pytest.mark.scenario
async def test_it_sends_at_once_and_again_with_what_is_typed() -> None:
    async with shown(states.ready()) as app:
        await app.press("escape", "F")
        await app.until(lambda: app.asked("fuzz.run"))
        (first,) = (asked[1] for asked in app.asked("fuzz.run"))
        assert (first.functions, first.runs, first.pointer) == (("shape",), 1_000, "")
        assert first.base is not None
        await app.become(replace(states.ready(), fuzz=FuzzState(1, "dialect", first)))
        for keys in (("u", *"20_0", "enter"), ("p", *"/principal", "enter"), ("a", *"v1:abc", "enter"), ("r",), ("o",)):
            await app.press(*keys)
        await app.press("A", "K")
        await app.until(lambda: len(app.asked("fuzz.run")) == 7 and app.asked("fuzz.cancel"))
        runs, field, seed, same, other, every = (asked[1] for asked in app.asked("fuzz.run")[1:])
        assert runs == replace(first, runs=200)
        assert (field.pointer, field.seed) == ("/principal", first.seed)
        assert seed.seed == "abc"
        assert same == first
        assert other.seed != first.seed
        assert (every.functions, every.base) == ((), None)


@pytest.mark.scenario
async def test_what_is_typed_wrong_is_told_and_stays_to_be_mended() -> None:
    async with shown(states.ready()) as app:
        await app.press("escape", "F")
        await app.until(lambda: app.asked("fuzz.run"))
        for keys in (("u", *"0"), ("a", *"v9:1"), ("p", *"x")):
            await app.press(*keys, "enter", "escape")
        assert len(app.asked("fuzz.run")) == 1


@pytest.mark.scenario
async def test_what_is_known_of_the_function_on_this_build_is_shown_and_not_sent_again() -> None:
    known = replace(states.ready(), fuzz=FuzzState(1, "dialect", FuzzRequest(("shape",), "7")))
    async with shown(known) as app:
        await app.press("escape", "F", "K")
        await app.until(lambda: app.asked("fuzz.cancel"))
        assert not app.asked("fuzz.run")


@pytest.mark.scenario
async def test_s_saves_the_smallest_payload_of_a_failure_with_what_is_expected_of_it(tmp_path: Path) -> None:
    ending = Ending("plugin_call", Effect.FAILS_REQUEST, "trap")
    failure = FuzzFailure(ending, 3, "{}", '{"a":"${x}","b":"${KEY}"}', 4, is_smallest=True)
    behind = FuzzFailure(replace(ending, cause="other"), 4, "{}", "{}", 0, is_smallest=True, needs_earlier=True)
    counts = (EndingCount(ending, 9, 3), EndingCount(behind.ending, 1, 4))
    serving = states.ready().serving
    assert serving is not None
    report = FuzzReport(serving, "7", (FunctionFuzz("shape", 10, counts, (failure, behind)),))
    request = FuzzRequest(("shape",), "7", base='{"b": "${KEY}"}')
    known = replace(states.ready(), fuzz=FuzzState(1, "dialect", request, report=report))
    async with shown(known) as app:
        app.session.saved = SavedPayloads(lambda: PayloadFiles(tmp_path))
        await app.press("escape", "F", "down", "s", "up", "s")
        await app.until(lambda: len(list(tmp_path.rglob("*.expect.json"))) == 1)
        (expected,) = tmp_path.rglob("*.expect.json")
        assert json.loads(expected.read_text())["notes"].startswith("found by fuzz, seed v1:7, payload 3: plugin_call")
        (saved,) = (path for path in tmp_path.rglob("fuzz-*.json") if path != expected)
        assert json.loads(saved.read_text()) == {"a": "$${x}", "b": "${KEY}"}


@pytest.mark.scenario
async def test_enter_on_a_failure_opens_its_smallest_payload_as_a_document() -> None:
    ending = Ending("plugin_call", Effect.FAILS_REQUEST, "trap")
    failure = FuzzFailure(ending, 3, "{}", '{"status":500,"body_base64":""}', 4, is_smallest=True)
    counts = (EndingCount(ending, 9, 3), EndingCount(Ending(None, Effect.USED), 1, 1))
    serving = states.ready().serving
    assert serving is not None
    report = FuzzReport(serving, "7", (FunctionFuzz("normalize_error", 10, counts, (failure,)),))
    known = replace(states.ready(), fuzz=FuzzState(1, "dialect", FuzzRequest((), "7"), report=report))
    async with shown(known) as app:
        await app.press("escape", "F", "down", "enter", "up", "enter")
        document = app.screen.documents.opened()[-1]
        assert (document.function, document.origin.reference) == ("normalize_error", "seed v1:7, payload 3")
        assert app.screen.payload.function == "normalize_error"
        assert '"status": 500' in app.screen.payload.text
