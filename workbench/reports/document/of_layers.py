"""Chapters on layers L2 to L4: negotiation, self-check, record."""

from __future__ import annotations

import json
from typing import Any

from workbench.protocol.function_table import FunctionRow
from workbench.protocol.handshake import Accept
from workbench.protocol.layers import Layer
from workbench.protocol.negotiation.steps import OfferTried, StepState
from workbench.protocol.offer import Offer
from workbench.reports.document.blocks import (
    Block,
    FactList,
    Foldout,
    Listing,
    Paragraph,
    StepList,
    StepRow,
    Tone,
    Words,
)
from workbench.reports.document.of_module import table
from workbench.session.values.generation import Generation

_STATES = {
    StepState.PASSED: Words("passed", Tone.GOOD),
    StepState.ENDED: Words("ended here", Tone.BAD),
    StepState.NOT_REACHED: Words("not reached", Tone.QUIET),
}
_NONE = Words("–", Tone.QUIET)


def json_listing(title: str, value: Any) -> Listing:
    """Return a JSON value, set out over several lines."""
    return Listing(json.dumps(value, ensure_ascii=False, indent=2), title, is_json=True)


def answer_listing(title: str, text: str) -> Listing:
    """Return a text that a plugin gave, set out over several lines where it is JSON, and nothing is lost by that."""
    try:
        return json_listing(title, json.loads(text, object_pairs_hook=_without_repetition))
    except (ValueError, RecursionError):
        return Listing(text or "nothing", title)


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member stands there twice")
    return members


def handshake_blocks(generation: Generation) -> list[Block]:
    """Return the offer beside the accept, the nine steps, and both messages; nothing when L2 was not reached."""
    negotiation = generation.negotiation
    if negotiation is None:
        return []
    offer, accept = negotiation.offer, negotiation.accept
    blocks: list[Block] = [_functions(generation.function_table), *_capabilities(offer, accept)]
    tried = OfferTried(
        offer,
        accept,
        negotiation.error,
        generation.judged_under,
        generation.layer(Layer.HANDSHAKE).cost.output_bytes if generation.accept_text is not None else None,
        generation.accept_text,
    )
    rows = tuple(StepRow(one.step.number, one.step.title, _STATES[one.state], one.compared) for one in tried.steps)
    blocks.append(StepList(rows))
    versions = "handshake_schema_version", "envelope_version"
    offered, accepted = offer.value(), accept.value() if accept else {}
    blocks.append(
        table(
            ("version of", "offered", "accepted"),
            [
                (Words(name, is_code=True), Words(str(offered[name])), Words(str(accepted.get(name, "–"))))
                for name in versions
            ],
            len(versions),
            frozenset({1, 2}),
        )
    )
    messages: list[Block] = [json_listing("Offer", offered)]
    if generation.accept_text is not None:
        messages.append(answer_listing("Answer", generation.accept_text))
    return [*blocks, Foldout("Both messages", tuple(messages))]


def _functions(rows: tuple[FunctionRow, ...]) -> Block:
    return table(
        ("function", "offered", "supported", "chosen", "implemented", "exported", "slot", "result"),
        [
            (
                Words(row.function, is_code=True),
                _versions(row.offered),
                _versions(row.supported),
                _NONE if row.chosen is None else Words(str(row.chosen), is_code=True),
                _yes(row.implemented),
                _yes(row.exported),
                _NONE if row.slot is None else Words(row.slot.value, is_code=True),
                Words("negotiated", Tone.GOOD)
                if row.negotiated
                else Words(row.cause, Tone.QUIET if row.cause == "not implemented" else Tone.BAD),
            )
            for row in rows
        ],
        len(rows),
    )


def _versions(versions: tuple[int, ...]) -> Words:
    return Words(", ".join(map(str, versions)), is_code=True) if versions else _NONE


def _yes(value: bool) -> Words:
    return Words("yes") if value else Words("no", Tone.QUIET)


def _capabilities(offer: Offer, accept: Accept | None) -> list[Block]:
    required = accept.required_capabilities if accept else frozenset()
    names = sorted(offer.host_capabilities | required)
    if not names:
        return [Paragraph(Words("The host offers no capabilities, and the plugin requires none.", Tone.QUIET))]
    rows = []
    for name in names:
        is_lacking = name in required and name not in offer.host_capabilities
        found = Words("not available", Tone.BAD) if is_lacking else Words("available", Tone.GOOD)
        rows.append(
            (
                Words(name, is_code=True),
                _yes(name in offer.host_capabilities),
                _yes(name in required),
                found if name in required else Words("not required", Tone.QUIET),
            )
        )
    return [table(("capability", "offered", "required", "result"), rows, len(rows))]


def self_check_blocks(generation: Generation) -> list[Block]:
    """Return what was asked, every failure, and the answer; nothing when L3 was not reached."""
    found = generation.self_check
    if found is None:
        return []
    if found.request is None:
        return [Paragraph(Words("The profile asks about no function of this plugin.", Tone.QUIET))]
    blocks: list[Block] = [
        FactList((("asked about", Words(", ".join(found.request.functions_to_test), is_code=True)),))
    ]
    if found.response is not None and found.response.failures:
        rows = [(Words(one.stage, is_code=True), Words(one.message)) for one in found.response.failures]
        blocks.append(table(("stage", "failure"), rows, len(rows)))
    messages: list[Block] = [answer_listing("Request", found.request.text())]
    if generation.response_text is not None:
        messages.append(answer_listing("Response", generation.response_text))
    return [*blocks, Foldout("Both messages", tuple(messages))]


def record_blocks(generation: Generation) -> list[Block]:
    """Return what a registry would keep; nothing where it would keep nothing."""
    if generation.metadata is None:
        return []
    return [Foldout("Record", (json_listing("Record", generation.metadata.value()),))]
