"""What can be typed in a payload, as the editor's list shows it; for an empty editor whole requests. No widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.ui.drawing.base64_content import encoded, value_in_line
from workbench.ui.editor.offers import CompletionOffer, Offers
from workbench.ui.payload.variable_offers import variable_offers

if TYPE_CHECKING:
    from workbench.protocol.completion.candidates import Candidate
    from workbench.session.values.variable_values import KnownVariables


def payload_offers(
    function: str, text: str, cursor: int, last_sent: str | None = None, known: KnownVariables | None = None
) -> Offers:
    """Return what can be typed at a cursor.

    Args:
        function: The wire function.
        text: What stands in the editor.
        cursor: Characters before the cursor.
        last_sent: The payload that was sent last; None: none was.
        known: What variables can become; None: nothing is known yet.
    """
    if not text.strip():
        return Offers(0, len(text), tuple(_whole_requests(function, last_sent)))
    found_here = variable_offers(text, cursor, known) or _mended(text, cursor)
    if found_here is not None:
        return found_here
    from workbench.protocol.completion.candidates import completions  # noqa: PLC0415 - the first frame does not need it
    from workbench.protocol.wire.messages import request_type  # noqa: PLC0415

    found = completions(request_type(function), text, cursor)
    return Offers(found.start, found.end, tuple(map(_offer, found.candidates)), found.typed, found.about)


def _mended(text: str, cursor: int) -> Offers | None:
    """Return what a wrong base64 value at a cursor can be made; None: there is none."""
    first = text.rfind("\n", 0, cursor) + 1
    line = text[first : (text.find("\n", cursor) + 1 or len(text) + 1) - 1]
    value = value_in_line(line, cursor - first) if "_base64" in line else None
    if (
        value is None
        or not value.text
        or value.content is not None
        or "${" in value.text
        or not value.start < cursor - first < value.end
    ):
        return None
    from workbench.protocol.wire.bytes64 import mended_base64  # noqa: PLC0415

    offers = []
    mended = mended_base64(value.text)
    if mended is not None:
        offers.append(_string("mended", mended, "as standard base64 with padding"))
    written = encoded(value.text.encode(errors="replace"))
    offers.append(_string("encoded", written, "the text itself as base64"))
    return Offers(first + value.start, first + value.end, tuple(offers), value.text, f"{value.key}: no base64 yet")


def _string(label: str, text: str, meaning: str) -> CompletionOffer:
    return CompletionOffer(label, f'"{text}"', len(text) + 2, meaning=meaning)


def _offer(one: Candidate) -> CompletionOffer:
    put = one.snippet
    return CompletionOffer(one.label, put.text, put.gap, put.selected, one.type, one.meaning, one.is_required, put.gaps)


def _whole_requests(function: str, last_sent: str | None) -> list[CompletionOffer]:
    from workbench.protocol.completion.snippets import value_snippet  # noqa: PLC0415
    from workbench.protocol.wire.messages import request_type  # noqa: PLC0415

    smallest = value_snippet(request_type(function))
    offers = [
        CompletionOffer(
            "minimal",
            smallest.text,
            smallest.gap,
            smallest.selected,
            meaning="the required fields to fill in",
            gaps=smallest.gaps,
        ),
        _whole("typical", _typical(function), "what a running host sends"),
    ]
    if last_sent is not None and last_sent.strip():
        offers.append(_whole("last sent", last_sent, "the payload that was sent last"))
    return offers


def _whole(label: str, text: str, meaning: str) -> CompletionOffer:
    return CompletionOffer(label, text, 0, meaning=meaning)


def _typical(function: str) -> str:
    import json  # noqa: PLC0415

    from workbench.protocol.wire.typical import typical_request  # noqa: PLC0415

    return json.dumps(typical_request(function), indent=2, ensure_ascii=False)
