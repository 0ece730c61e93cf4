"""How a layer is drawn when it is presented."""

from __future__ import annotations

from tests.ui import states
from workbench.protocol.layers import Layer
from workbench.protocol.presenter.page import Loaded, ShownMessage
from workbench.protocol.presenter.pages import page
from workbench.session.values.state import SessionState
from workbench.ui.renderers import present


def loaded(state: SessionState) -> Loaded:
    found = present.loaded_of(state)
    assert found is not None
    return found


def text(state: SessionState, layer: Layer, width: int = 100) -> str:
    of = loaded(state)
    return "\n".join(line.content.plain for line in present.shown_lines(page(of, layer), of, width))


def test_nothing_is_presented_before_a_build_was_loaded() -> None:
    assert present.loaded_of(states.watching()) is None


def test_marked_members_have_a_bar_over_all_that_they_hold_and_a_note_beside_the_first_line() -> None:
    shown = text(states.ready(), Layer.HANDSHAKE)
    bars = [line for line in shown.splitlines() if line.startswith("▌ ")]
    assert '▌   "function_versions": {  ← what the host can call, and how' in bars
    assert '▌     "shape": [1],' in bars
    assert '    "envelope_version": 1,' in shown.splitlines()


def test_a_note_without_room_stands_on_the_next_line() -> None:
    lines = text(states.ready(), Layer.HANDSHAKE, 60).splitlines()
    at = next(index for index, line in enumerate(lines) if '"chosen_versions"' in line)
    assert lines[at + 1].startswith("▌     ↑ agreed: these may be called")


def test_every_line_fits_the_width_that_it_was_laid_out_for() -> None:
    for width in (75, 110):
        for layer in Layer:
            of = loaded(states.ready())
            shown = page(of, layer)
            assert present.ladder(of.layers, shown, width).cell_length <= width
            assert max(len(row) for row in present.sentences(shown, width).plain.split("\n")) <= width


def test_name_and_version_stand_out_in_the_digits_and_in_the_characters() -> None:
    of = loaded(states.ready())
    lines = present.shown_lines(page(of, Layer.IDENTITY), of, 100)
    out = "".join(
        line.content.plain[span.start : span.end]
        for line in lines
        for span in line.content.spans
        if span.style == "bold reverse"
    )
    digits = b"dialect".hex()
    assert all(pair in out for pair in (digits[at : at + 2] for at in range(0, len(digits), 2)))


def test_what_ended_a_layer_stands_above_the_messages() -> None:
    shown = text(states.rejected_at_handshake(), Layer.HANDSHAKE)
    assert shown.index("RequiredCapabilityUnavailable") < shown.index("Plugin to host: the accept")


def test_a_dispatch_of_an_older_build_is_not_presented_on_this_one() -> None:
    assert loaded(states.stale()).dispatched is None
    assert loaded(states.ready()).dispatched is not None


def test_a_message_that_is_no_json_is_shown_as_it_stands() -> None:
    of = loaded(states.ready())
    shown = page(of, Layer.HANDSHAKE)
    odd = type(shown)(shown.layer, shown.verdict, "", "", (ShownMessage("odd", "no \x1b json"),))
    assert "no ␛ json" in "\n".join(line.content.plain for line in present.shown_lines(odd, of, 80))


def test_of_the_keys_as_many_are_shown_as_there_is_room_for() -> None:
    shown = page(loaded(states.ready()), Layer.IDENTITY)
    keys = ("space", "right", "left")
    wide = present.headline(shown, "dialect 0.3.1", keys, 100)
    assert wide.plain.endswith("keys  space   right   left ")
    assert wide.cell_length == 100
    assert present.headline(shown, "dialect 0.3.1", keys, 60).plain.endswith("   keys  left ")
    assert "keys" not in present.headline(shown, "dialect 0.3.1", (), 100).plain


def test_the_plugins_own_words_on_its_faults_stand_first() -> None:
    shown = text(states.rejected_at_self_check(), Layer.SELF_CHECK)
    assert shown.index("capability_verification") < shown.index("FailureStatus")


def test_a_layer_that_waits_for_a_request_says_so_and_what_may_be_called() -> None:
    state = states.ready(dispatched=False)
    shown = page(loaded(state), Layer.DISPATCH)
    assert "○ waits for a request" in present.headline(shown, "", (), 100).plain
    assert "  normalize_error@1  optionally rewrite" in text(state, Layer.DISPATCH)
