"""What e says: the failure first, then what the cursor stands on, down to single fields and figures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui import states
from workbench.errors.dispatch import DispatchError
from workbench.errors.handshake import ImplementedUnknownFunction
from workbench.protocol.explanations.explain import EXPLANATIONS
from workbench.protocol.hints.evidence import Hint
from workbench.protocol.negotiation.changes import Change, ChangeKind
from workbench.protocol.negotiation.steps import OfferTried
from workbench.protocol.offer import Offer
from workbench.session.values.lab import LabState
from workbench.session.values.state import SessionState
from workbench.session.values.sweep_report import ChangedOffer, SweepReport, SweepState
from workbench.ui.drawing.lines import Line
from workbench.ui.renderers import explain
from workbench.ui.renderers.looked_at import Look, is_known
from workbench.ui.renderers.response import content
from workbench.ui.renderers.sections import table


def text(lines: list[Line]) -> str:
    return "\n".join(line.content.plain for line in lines)


def test_the_failure_of_the_pane_in_front_is_explained_first() -> None:
    state = states.stale()
    assert state.newest is not None
    of_layer = explain.subject(state, Look("handshake"))
    assert of_layer is not None
    assert of_layer.kinds == ("ChosenVersionNotOffered",)
    assert "PROTOCOL.md section" in text(explain.lines(of_layer, 80))


def test_a_failure_in_the_bytes_shows_its_place() -> None:
    of = explain.subject(states.rejected_at_identity(states.DAMAGED), Look("sections"))
    assert of is not None
    shown = text(explain.lines(of, 80))
    assert "WasmParseError" in shown
    assert "0000e0  " in shown
    assert "rule" in shown


def test_a_fallback_is_explained_by_its_stage_and_by_how_the_call_ended() -> None:
    of = explain.subject(states.fallback(), Look("dispatch"))
    assert of is not None
    assert of.kinds == ("plugin_call", "trap")
    assert "wasm trap: integer divide by zero" in text(explain.lines(of, 80))


def test_a_static_check_is_explained_even_when_it_passed_and_nothing_where_nothing_failed() -> None:
    check = next(one.check for one in states.ready().newest.static_checks)  # type: ignore[union-attr]
    of = explain.subject(states.ready(), Look("sections", "checks", check))
    assert of == explain.Subject((check,), words=("static check",))
    assert check in EXPLANATIONS
    assert explain.subject(states.ready(), Look("sections")).kinds == ()


def failed_dispatch(state: SessionState, *, generation: int, at: float) -> SessionState:
    """Return the state after a dispatch that fell back on a build, at a time."""
    last = states.fallback().last
    assert last is not None
    return replace(state, last=replace(last, generation=generation, at=at))


def test_a_failure_of_a_build_that_answers_no_more_is_not_explained() -> None:
    state = states.reloaded()
    assert state.serving is not None
    old = failed_dispatch(state, generation=state.serving.number - 1, at=9e9)
    assert explain.subject(old, Look("dispatch")).kinds == ()
    assert explain.subject(failed_dispatch(state, generation=state.serving.number, at=9e9), Look("dispatch")).kinds


@pytest.mark.parametrize(("later_s", "kind"), [(1.0, "dispatch"), (-1.0, "layer")])
def test_of_two_failures_the_newer_one_is_explained(later_s: float, kind: str) -> None:
    rejected = states.rejected_at_handshake()
    assert rejected.newest is not None
    good = states.ready().serving
    state = replace(rejected, newest=replace(rejected.newest, number=2, loaded_at=100.0), serving=good)
    state = failed_dispatch(state, generation=1, at=100.0 + later_s)
    found = explain.subject(state, Look("dispatch"))
    assert found is not None
    assert state.last is not None
    expected = state.last.outcome.error if kind == "dispatch" else rejected.newest.layers[1].error
    assert found.error is expected


def test_a_file_that_cannot_be_read_is_newer_than_every_verdict() -> None:
    unreadable = states.unreadable().error
    state = replace(states.rejected_at_handshake(), error=unreadable)
    found = explain.subject(state, Look("handshake"))
    assert found is not None
    assert found.error is unreadable


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (Look("sections", "sections", "cc_lb.plugin.v1#1"), ("cc_lb.plugin.v1", "identity")),
        (Look("sections", "sections", "type#1"), ("type section", "identity")),
        (Look("sections", "sections", "a\x1bname#1"), ("identity",)),
        (Look("handshake", "functions", "observe"), ("observe", "handshake", "offer", "wall time")),
        (Look("handshake", "functions"), ("handshake", "offer", "capability", "slot", "offer hash")),
        (Look("self-check", "result"), ("self_check", "answer size", "memory pages", "persistence")),
        (Look("dispatch", "", "shape"), ("shape", "dispatch", "envelope", "budget")),
        (Look("response", "response", "shape"), ("shape", "effect", "wall time", "response limit")),
        (Look("response", "log", "shape"), ("log", "counters", "storage")),
    ],
)
def test_where_nothing_failed_the_row_the_layer_and_the_figures_are_explained(
    look: Look, words: tuple[str, ...]
) -> None:
    found = explain.subject(states.ready(), look)
    assert set(words) <= set(found.words)
    assert found.words[0] == words[0]
    shown = text(explain.lines(found, 100))
    assert all(name in shown for name in words)
    assert "the host" in shown


def test_every_row_of_the_file_has_a_word_of_its_own() -> None:
    state = states.ready()
    generation = state.newest
    assert generation is not None
    for view in ("sections", "imports", "exports"):
        rows = table(generation, view)[1]
        assert rows or view == "imports"
        for row in rows:
            found = explain.subject(state, Look("sections", view, row.key))
            assert found.words, (view, row.key)


@pytest.mark.parametrize(
    ("look", "names"),
    [
        (Look("sections", "sections", "cc_lb.plugin.v1#1"), ("identity.plugin_name", "identity.magic")),
        (Look("handshake", "offer"), ("offer.function_versions", "offer.host_capabilities")),
        (Look("handshake", "accept"), ("accept.chosen_versions", "accept.required_capabilities")),
        (Look("self-check", "request"), ("self_check_request.functions_to_test",)),
        (Look("self-check", "response"), ("self_check_response.status", "self_check_response.failures.stage")),
        (Look("self-check", "record"), ("augmented_metadata.expires_at",)),
        (Look("response", "own", "shape"), ("shape_response.url", "shape_response.headers.name")),
        (Look("response", "sent", "shape"), ("shape_request.principal.claims",)),
    ],
)
def test_every_field_of_a_message_that_is_shown_is_explained(look: Look, names: tuple[str, ...]) -> None:
    found = explain.subject(states.ready(), look)
    assert set(names) <= {one.name for one in found.fields}
    shown = text(explain.lines(found, 100))
    assert all(name in shown for name in names)


@pytest.mark.parametrize(
    ("steps", "name"),
    [
        (("url",), "shape_response.url"),
        (("headers", 3, "value_base64"), "shape_response.headers.value_base64"),
        (("body_base64", "model"), "shape_response.body_base64"),
    ],
)
def test_the_field_under_the_cursor_of_the_answer_comes_first(steps: tuple[str | int, ...], name: str) -> None:
    found = explain.subject(states.ready(), Look("response", "tree", "shape", steps))
    assert text(explain.lines(found, 100)).startswith(name)
    assert [one.name for one in found.fields].count(name) == 1


def test_the_version_in_an_answer_is_explained_as_the_envelope() -> None:
    found = explain.subject(states.ready(), Look("response", "tree", "shape", ("_v",)))
    assert found.words[:2] == ("envelope", "version")


def test_what_the_protocol_does_not_know_in_an_answer_is_explained_as_the_function() -> None:
    found = explain.subject(states.ready(), Look("response", "tree", "shape", ("nobody",)))
    assert (found.words[0], found.has_field) == ("shape", False)


@pytest.mark.parametrize(
    ("look", "names"),
    [
        (Look("host", "storage"), ("storage", "storage quota")),
        (Look("host", "counters"), ("counters", "cc_lb_metric_incr")),
        (Look("host", "log"), ("log",)),
        (Look("host", "clock", "clock"), ("clock", "cc_lb_now_unix_ms")),
        (Look("host", "clock", "random"), ("random", "cc_lb_random_bytes")),
        (Look("host", "snapshots"), ("snapshots",)),
        (Look("host", "faults"), ("faults",)),
        (Look("host", "settings", "budget"), ("budget", "fuel used")),
        (Look("host", "settings", "config\0region"), ("config",)),
        (Look("generations", "", "1"), ("gen", "sha256")),
        (Look("conformance"), ("conformance",)),
        (Look("history", "", "4", names=("shape", "plugin_call", "Call")), ("shape", "plugin_call", "Call", "history")),
        (Look("trace"), ("trace",)),
        (Look("drift"), ("drift",)),
        (Look("bench"), ("bench",)),
        (Look("lab"), ("lab", "offer", "version")),
        (Look("open-plugin"), ("open-plugin",)),
    ],
)
def test_every_row_of_a_sheet_is_explained(look: Look, names: tuple[str, ...]) -> None:
    found = explain.row_subject(states.ready(), look)
    assert set(names) <= {*found.words, *found.kinds}
    assert is_known(look)


def test_a_message_of_the_trace_is_explained_by_its_export_and_its_end() -> None:
    state = states.ready()
    handshake = next(one for one in state.trace if one.name == "cc_lb_handshake")
    found = explain.row_subject(state, Look("trace", "", str(handshake.number)))
    assert found.words[:2] == ("cc_lb_handshake", "trace")


def test_a_build_that_was_rejected_is_explained_by_its_failure() -> None:
    state = states.rejected_at_handshake()
    assert state.newest is not None
    found = explain.row_subject(state, Look("generations", "", str(state.newest.number)))
    assert found.error is state.newest.layers[1].error


def test_what_ended_the_negotiation_in_the_lab_is_explained_before_the_row() -> None:
    error, hint = ImplementedUnknownFunction("sign"), Hint("function_not_offered", "Offer it.")
    tried = OfferTried(Offer({}), error=error, hints=(hint,))
    state = replace(states.ready(), lab=LabState(1, Offer({}), tried))
    found = explain.row_subject(state, Look("lab", "steps", "function:sign"))
    assert (found.kinds, found.error, found.hints) == (("ImplementedUnknownFunction",), error, (hint,))
    assert found.words[:2] == ("sign", "lab")
    assert explain.row_subject(state, Look("lab", "hosts", "0")).error is None


def test_what_a_change_of_the_sweep_breaks_is_explained() -> None:
    tried = OfferTried(Offer({}), error=ImplementedUnknownFunction("sign"))
    changed = ChangedOffer((Change(ChangeKind.REMOVE_FUNCTION, "sign"),), tried)
    generation = states.ready().newest
    assert generation is not None
    report = SweepReport(generation, OfferTried(Offer({})), found=(changed,))
    swept = SweepState(generation.number, generation.title, Offer({}), None, report)
    found = explain.row_subject(replace(states.ready(), sweep=swept), Look("lab", "sweep", "0"))
    assert found.error is tried.error
    assert explain.row_subject(states.ready(), Look("lab", "sweep", "0")).error is None


@pytest.mark.parametrize("sheet", ["journey", "bench", "fuzz", "drift"])
def test_where_no_build_answers_it_is_explained_why(sheet: str) -> None:
    state = states.rejected_at_handshake()
    assert state.newest is not None
    assert explain.row_subject(state, Look(sheet)).error is state.newest.layers[1].error


def test_a_sheet_without_words_is_not_explained() -> None:
    assert not is_known(Look("preview"))


def test_a_failure_comes_before_the_function_that_has_the_focus() -> None:
    found = explain.subject(states.fallback(), Look("dispatch", key="shape"))
    assert found.kinds
    assert found.words == ("shape",)
    shown = text(explain.lines(found, 80))
    assert shown.index(found.kinds[0]) < shown.index("Makes of a client's request")


def test_a_dispatch_whose_cause_is_known_says_so_beside_the_answer_and_when_it_is_explained() -> None:
    state = states.fallback()
    assert state.last is not None
    error = DispatchError("plugin_call", "shape", "", "a return of 0", "failed to allocate extism memory")
    outcome = replace(state.last.outcome, error=error, request_text="x" * 3_000_000)
    cost = replace(state.last.cost, memory_max_pages=32)
    state = replace(state, last=replace(state.last, outcome=outcome, cost=cost))
    shown, _ = content(state, "response", None, width=60)
    assert "has no room for it" in text(shown)
    assert "has no room for it" in text(explain.lines(explain.subject(state, Look("response", "response")), 80))
