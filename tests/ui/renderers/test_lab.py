"""The negotiation lab as text: the offer as rows, the nine steps, the messages, hosts and sweeps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from tests.fakes import answered, failed
from tests.messages import FakeExports, accept_value
from tests.ui import states
from workbench.errors.handshake import OfferError
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.calls import CallOutcome, FailureKind, Phase
from workbench.protocol.handshake import judge_handshake
from workbench.protocol.negotiation.changes import Change, ChangeKind
from workbench.protocol.negotiation.offer_draft import OfferDraft, draft_of
from workbench.protocol.negotiation.steps import OfferTried
from workbench.protocol.offer import Offer, check_offer, reference_offer
from workbench.session.values.generation import Generation
from workbench.session.values.lab import LabState
from workbench.session.values.sweep_report import ChangedOffer, SweepReport, SweepState, SweepStep
from workbench.ui.drawing.lines import Line
from workbench.ui.drawing.table import Row
from workbench.ui.renderers import lab as renderer
from workbench.ui.renderers import lab_hosts
from workbench.ui.renderers.lab_hosts import Host

OFFER = reference_offer(["log"])
MISSING = failed(FailureKind.EXIT_CODE, "required capability 'disk' not available in host capabilities")
NOT_BUILT = failed(FailureKind.INSTANTIATE, "unknown import", phase=Phase.INSTANTIATE)


def tried(answer: Any = None, offer: Offer = OFFER, **overrides: Any) -> OfferTried:
    outcome = answer if isinstance(answer, CallOutcome) else answered(accept_value("shape", **overrides))
    negotiation = judge_handshake(offer, outcome, FakeExports(["shape"]))
    text = outcome.output.decode() or None
    return OfferTried(offer, negotiation.accept, negotiation.error, answer_bytes=len(text or ""), answer_text=text)


def lab(one: OfferTried) -> LabState:
    return LabState(1, one.offer, one)


def impossible(offer: Offer) -> OfferTried:
    with pytest.raises(OfferError) as raised:
        check_offer(offer)
    return OfferTried(offer, error=raised.value)


def cells(rows: list[Row]) -> dict[str, list[str]]:
    return {row.key: [cell.plain for cell in row.cells] for row in rows}


def text(lines: list[Line]) -> str:
    return "\n".join(line.content.plain for line in lines)


def steps(one: OfferTried, *, brief: bool | None = None, height: int = 99) -> str:
    return text(renderer.step_lines(lab(one), brief=brief, width=60, height=height))


def test_each_row_has_what_is_offered_spoken_and_chosen() -> None:
    found = cells(renderer.rows(draft_of(OFFER), OFFER, tried()))
    assert found["function:shape"] == ["[✓] shape", "1", "1", "1", ""]
    assert found["function:filter"] == ["[✓] filter", "1", "–", "–", ""]
    assert found["capability:log"] == ["[✓] log", "capability", "–", "–", ""]
    assert found["schema"] == ["    schema version", "1", "1", "–", ""]
    assert found["envelope"] == ["    envelope version", "1", "1", "–", ""]


def test_what_is_changed_says_what_it_was() -> None:
    draft = draft_of(Offer({"shape": (1, 2, 3, 4, 5, 6, 7, 8), "zz": ()}, frozenset({"b"}), 2)).knowing(["log"])
    found = cells(renderer.rows(draft, OFFER, None))
    assert found["function:shape"][1:] == ["1, 2, 3, 4, 5, 6 … 2 more", "–", "–", "was 1"]
    assert found["function:zz"] == ["[✓] zz", "none", "–", "–", "added"]
    assert found["function:sign"] == ["[ ] sign", "1", "–", "–", "taken out"]
    assert found["capability:b"][4] == "added"
    assert found["capability:log"] == ["[ ] log", "capability", "–", "–", "taken out"]
    assert found["schema"][4] == "was 1"
    assert cells(renderer.rows(draft, draft.offer, None))["function:zz"][4] == "none of the seven"


def test_of_an_offer_that_no_host_can_make_the_first_rows_are_listed() -> None:
    names = [f"f{number:04}" for number in range(renderer.ROWS_MAX + 5)]
    odd = Offer(dict.fromkeys(names, (1,)), frozenset(names))
    found = cells(renderer.rows(OfferDraft(odd), odd, impossible(odd)))
    assert len(found) == 2 * renderer.ROWS_MAX + 4
    assert found["more:functions"][0] == "    … 5 more functions"
    assert found["more:capabilities"][0] == "    … 5 more capabilities"


def test_the_row_that_an_error_speaks_of_names_the_step() -> None:
    without = draft_of(OFFER).with_function_toggled("shape")
    assert cells(renderer.rows(without, OFFER, tried(offer=without.offer)))["function:shape"][4] == "✕ step 7"
    needed = tried(required_capabilities=["disk"])
    found = cells(renderer.rows(draft_of(OFFER).knowing(["disk"]), OFFER, needed))
    assert found["capability:disk"] == ["[ ] disk", "capability", "required", "–", "✕ step 7"]
    schema = tried(handshake_schema_version=3)
    assert cells(renderer.rows(draft_of(OFFER), OFFER, schema))["schema"][4] == "✕ step 7"
    zero = Offer({"shape": (0,)})
    assert cells(renderer.rows(draft_of(zero), OFFER, impossible(zero)))["function:shape"][4] == "✕ step 1"
    assert "✕ step 4" not in str(cells(renderer.rows(draft_of(OFFER), OFFER, tried(MISSING))))


def test_the_line_above_says_the_verdict_and_how_much_is_changed() -> None:
    assert renderer.summary(lab(tried()), pending=False, changes=0).plain.strip() == (
        "✓ all nine steps passed   negotiated shape 1"
    )
    ended = renderer.summary(lab(tried(MISSING)), pending=False, changes=2).plain
    assert ended == "✕ ended at step 4: Call   2 changes"
    assert "being tried" in renderer.summary(lab(tried()), pending=True, changes=0).plain
    gone = LabState(1, OFFER, None, EngineUnavailable("gone"))
    assert "EngineUnavailable" in renderer.summary(gone, pending=False, changes=0).plain
    assert "nothing: a registry would keep no record" in renderer.verdict(tried(chosen_versions={})).plain


def test_passed_steps_have_their_sentences_where_there_is_room() -> None:
    assert "must export cc_lb_handshake" in steps(tried())
    assert "must export cc_lb_handshake" not in steps(tried(), height=9)
    assert "must export cc_lb_handshake" in steps(tried(), brief=False, height=9)
    assert "must export cc_lb_handshake" not in steps(tried(), brief=True)


def test_where_there_is_no_room_the_steps_that_passed_share_a_line() -> None:
    found = steps(tried(required_capabilities=["disk"]), height=9).splitlines()
    assert found[0] == "✓ 1 to 6                    passed"
    assert found[1] == "✕ 7 accept against offer    ended here"
    assert "– 8 to 9                    not reached" in found
    assert steps(tried(), height=3).splitlines()[0] == "✓ 1 to 9                    passed"
    first = impossible(Offer({"shape": (0,)}))
    assert steps(first, height=3).splitlines()[0] == "✕ 1 host's own offer        ended here"


def test_the_step_that_ended_has_its_sentence_and_its_error_always() -> None:
    found = steps(tried(MISSING), brief=True).splitlines()
    assert found[3] == "✕ 4 call the plugin         ended here"
    assert "The export gets the offer" in found[4]
    assert "✕ Call" in found[5]
    assert "– 9 accept against exports  not reached" in found


def test_what_the_plugin_answered_stands_below_the_steps() -> None:
    assert "chooses     shape 1" in steps(tried())
    assert "requires    nothing" in steps(tried())
    assert "No accept came." in steps(tried(MISSING))
    assert "It could not be asked." in steps(tried(NOT_BUILT))
    assert "It was not asked." in steps(impossible(Offer({"shape": (0,)})))


def test_a_capability_that_is_lacking_is_named_where_it_helps() -> None:
    assert "→ The plugin requires disk: tick it in the offer." in steps(tried(MISSING))
    assert "tick it" not in steps(tried())


def test_before_a_verdict_and_without_one_it_is_said_why() -> None:
    assert "being tried" in text(renderer.step_lines(None, brief=None, width=60, height=9))
    gone = LabState(1, OFFER, None, EngineUnavailable("gone"))
    assert "EngineUnavailable" in text(renderer.step_lines(gone, brief=None, width=60, height=9))


def test_messages_are_those_that_cross_the_border() -> None:
    found = text(renderer.message_lines(OFFER, lab(tried()), width=80))
    assert "offer, host to plugin" in found
    assert '"chosen_versions"' in found
    assert "No answer came." in text(renderer.message_lines(OFFER, None, width=80))


def test_a_capability_that_no_guest_can_name_has_advice() -> None:
    odd = Offer({}, frozenset({"Not A Name"}))
    assert "guests made with the crates' macros" in text(renderer.advice_lines(odd, "capability:Not A Name"))
    assert renderer.advice_lines(odd, "schema") == []


# ---- hosts ----------------------------------------------------------------------------------------------------------

HOSTS = [Host("this host", "what it offers", OFFER), Host("empty host", "nothing", Offer({}))]


def test_each_host_has_its_verdict_and_how_much_differs() -> None:
    found = cells(lab_hosts.host_rows(HOSTS, [tried(), tried(offer=Offer({}))], OFFER))
    assert found["0"] == ["this host", "✓ 1 function negotiated", "same"]
    assert found["1"] == ["empty host", "✕ ChosenForUnknownFunction", "8"]
    assert cells(lab_hosts.host_rows(HOSTS, [], OFFER))["1"][1] == "◐ not known"


def test_two_offers_are_compared_with_both_verdicts() -> None:
    found = text(lab_hosts.host_lines(HOSTS[1], tried(offer=Offer({})), OFFER, tried()))
    assert "in the lab  ✓ all nine steps passed" in found
    assert "there       ✕ ended at step 7" in found
    assert "log              offered     not offered" in found
    assert "Both offers are the same." in text(lab_hosts.host_lines(HOSTS[0], None, OFFER, None))


# ---- sweeps ---------------------------------------------------------------------------------------------------------

GENERATION = cast(Generation, states.ready().newest)
BREAKS = ChangedOffer((Change(ChangeKind.REMOVE_FUNCTION, "shape"),), tried(offer=Offer({"sign": (1,)})))
LESSENS = ChangedOffer((Change(ChangeKind.REMOVE_VERSION, "shape", 1),), tried(chosen_versions={}), ("shape",))
MENDS = ChangedOffer((Change(ChangeKind.ADD_CAPABILITY, "disk"),), tried())
REPORT = SweepReport(GENERATION, tried(), 9, 9, (BREAKS,), lessened=(LESSENS,), wall_us=2_000)


def swept(report: SweepReport | None = REPORT, **facts: Any) -> SweepState:
    return SweepState(1, "dialect", OFFER, facts.pop("step", None), report, **facts)


def behind(sweep: SweepState | None, key: str | None) -> str:
    return text(lab_hosts.sweep_lines(sweep, key, width=60, height=20))


def test_what_breaks_stands_before_what_lessens() -> None:
    assert cells(lab_hosts.sweep_rows(swept())) == {
        "0": ["without shape", "7", "✕ ChosenForUnknownFunction"],
        "1": ["shape without version 1", "–", "→ loses shape"],
    }
    assert lab_hosts.sweep_rows(None) == []
    assert lab_hosts.sweep_note(swept()) == "1"
    assert lab_hosts.sweep_note(None) == ""


def test_the_line_above_says_how_far_it_is_and_what_was_found() -> None:
    assert lab_hosts.sweep_summary(swept()).plain.strip() == (
        "1 smallest change breaks the plugin   tried 9 changed offers in 2.0 ms"
    )
    assert "3 of 9 changed offers" in lab_hosts.sweep_summary(swept(None, step=SweepStep(3, 9))).plain
    assert "W sweeps" in lab_hosts.sweep_summary(None).plain
    assert "EngineUnavailable" in lab_hosts.sweep_summary(swept(None, error=EngineUnavailable("gone"))).plain
    early = replace(REPORT, ended_early="it was cancelled")
    assert "ended early: it was cancelled" in lab_hosts.sweep_summary(swept(early)).plain
    hopeless = SweepReport(GENERATION, tried(NOT_BUILT))
    assert "before the offer plays any part" in lab_hosts.sweep_summary(swept(hopeless)).plain


def test_what_was_found_is_counted_in_a_sentence() -> None:
    two = replace(REPORT, found=(BREAKS, BREAKS))
    assert "2 smallest changes break the plugin" in lab_hosts.sweep_summary(swept(two)).plain
    assert "No change that was tried breaks" in lab_hosts.sweep_summary(swept(replace(REPORT, found=()))).plain
    failing = SweepReport(GENERATION, tried(MISSING), 9, 9)
    assert "No change that was tried lets" in lab_hosts.sweep_summary(swept(failing)).plain


def test_behind_a_change_stand_its_steps_and_what_is_lost() -> None:
    found = behind(swept(), "0")
    assert found.startswith("without shape")
    assert "✕ 7 accept against offer    ended here" in found
    assert "NoNegotiatedFunctions" in behind(swept(), "1")


def test_where_nothing_was_found_it_is_said_why() -> None:
    assert "No change that was tried breaks" in text(
        lab_hosts.sweep_lines(swept(replace(REPORT, found=())), None, width=60, height=20)
    )
    hopeless = SweepReport(GENERATION, tried(NOT_BUILT))
    assert "✕ 2 build an instance" in behind(swept(hopeless), None)
    assert "taken out of the offer" in behind(None, None)
    assert "EngineUnavailable" in text(
        lab_hosts.sweep_lines(swept(None, error=EngineUnavailable("gone")), None, width=60, height=20)
    )
    assert lab_hosts.changed_offer(swept(), "7") is None


def test_what_mends_a_plugin_passes() -> None:
    report = SweepReport(GENERATION, tried(MISSING), 9, 9, (MENDS,))
    assert cells(lab_hosts.sweep_rows(swept(report)))["0"] == ["with capability disk", "–", "✓ passes"]
    assert "1 smallest change lets the plugin pass" in lab_hosts.sweep_summary(swept(report)).plain
