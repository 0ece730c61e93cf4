"""Every recorded verdict of a real decoder, as far as decoding goes: accepted or not, and the canonical text.

What is checked after decoding (names, versions, timestamps) belongs to the layers and is tested with them.
"""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from workbench.protocol import jsontext
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.decode import DecodeFault, Mode, from_text, from_value
from workbench.protocol.wire.encode import canonical, compact
from workbench.protocol.wire.messages import TYPES_BY_NAME, request_type, response_type

VECTORS = Path(__file__).parent.parent / "vectors" / "serde.jsonl"
CHECKED_AFTER_DECODING = {"identity", "accept", "self_check_response", "augmented_metadata"}
FAULTS_OF_DECODING = {"MalformedPayload", "DecodeAccept", "DecodeResponse", "Decode", "Call"}


def _by_type() -> dict[str, list[dict[str, Any]]]:
    grouped = defaultdict(list)
    for line in VECTORS.read_text().splitlines():
        vector = json.loads(line)
        grouped[vector["type"]].append(vector)
    return grouped


GROUPED = _by_type()
PLAIN = sorted(name for name in GROUPED if name in TYPES_BY_NAME)
ENVELOPES = sorted(name for name in GROUPED if name.startswith("envelope:"))
WIRE_REQUESTS = sorted(name for name in GROUPED if name.startswith("wire_request:"))


def test_every_type_of_the_vectors_is_known() -> None:
    assert set(GROUPED) == {*PLAIN, *ENVELOPES, *WIRE_REQUESTS}


def _decoded(name: str, vector: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return the canonical text and None, or None and the fault."""
    wire_type = TYPES_BY_NAME[name]
    try:
        value = from_text(wire_type, base64.b64decode(vector["text_b64"]), Mode(vector["mode"]))
    except DecodeFault as fault:
        return None, str(fault)
    return canonical(wire_type, value), None


@pytest.mark.parametrize("name", PLAIN)
def test_a_text_is_accepted_and_written_as_recorded(name: str) -> None:
    differing = []
    for vector in GROUPED[name]:
        text, fault = _decoded(name, vector)
        decodes = vector["ok"]
        if name in CHECKED_AFTER_DECODING:
            decodes = vector.get("error_kind") not in FAULTS_OF_DECODING
        if (fault is None) != decodes or (vector["ok"] and text != vector["canonical"]):
            differing.append((vector["id"], fault, text))
    assert not differing


def _stage_of(name: str, output: bytes) -> tuple[str | None, str | None]:
    """Return the stage at which an envelope fails, and the canonical response when none does."""
    _, function, profile = name.split(":")
    wire_type = response_type(function, Profile(profile))
    try:
        envelope = jsontext.parse(output)
    except jsontext.InvalidUtf8:
        return "plugin_call", None
    except jsontext.JsonTextError:
        return "deserialize_response", None
    if not isinstance(envelope, dict) or type(envelope.get("_v")) is not int or envelope.pop("_v") != 1:
        return "response_envelope", None
    try:
        return None, canonical(wire_type, from_value(wire_type, envelope))
    except DecodeFault:
        return "response_decode", None


@pytest.mark.parametrize("name", ENVELOPES)
def test_an_envelope_s_response_decodes_as_recorded(name: str) -> None:
    differing = []
    for vector in GROUPED[name]:
        verdict = _stage_of(name, base64.b64decode(vector["text_b64"]))
        if verdict != (vector.get("stage"), vector.get("canonical")):
            differing.append((vector["id"], verdict))
    assert not differing


@pytest.mark.parametrize("name", WIRE_REQUESTS)
def test_a_request_goes_out_as_recorded(name: str) -> None:
    wire_type = request_type(name.split(":")[1])
    for vector in GROUPED[name]:
        try:
            request = from_text(wire_type, base64.b64decode(vector["text_b64"]), Mode.VALUE)
        except DecodeFault:
            assert not vector["ok"], vector["id"]
        else:
            assert compact({**request, "_v": 1}) == vector["canonical"], vector["id"]
