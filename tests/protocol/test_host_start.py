"""What a host's start does about each record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import plugin_module, wasm_module
from tests.messages import accepted
from workbench.errors.identity import MissingCustomSection
from workbench.errors.records import BlobMissing, BlobSha256Mismatch, PluginNameMismatch
from workbench.protocol.host_start import StartCause, check_stored, start_cause
from workbench.protocol.identity import read_identity
from workbench.protocol.offer import reference_offer
from workbench.protocol.records import augment
from workbench.protocol.registry import disabled, record_of, sha256_of

OFFER = reference_offer()
MODULE = plugin_module()
METADATA = augment(
    read_identity(MODULE), accepted("shape"), handshake_completed_at=1_000_000, self_check_completed_at=1_000_001
)
RECORD = record_of(sha256_of(MODULE), METADATA, OFFER)
WEEK = 604_800
NOW = 1_000_000 + WEEK


def cause(now: int = NOW, **facts: Any) -> StartCause:
    """What a start does about the record."""
    return start_cause(RECORD, **{"offer_hash": OFFER.sha256(), "now": now, **facts})


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, StartCause.FRESH),
        ({"now": NOW + 1}, StartCause.TOO_OLD),
        ({"offer_hash": "00"}, StartCause.OTHER_OFFER),
        ({"now": NOW + 1, "offer_hash": "00"}, StartCause.OTHER_OFFER),
        ({"shutdown_at": 999_999}, StartCause.FRESH),
        ({"shutdown_at": 1_000_000}, StartCause.FRESH),
        ({"shutdown_at": 1_000_001}, StartCause.INTERRUPTED),
        ({"is_forced": True}, StartCause.FORCED),
        ({"is_forced": True, "shutdown_at": 1_000_001}, StartCause.FORCED),
    ],
)
def test_a_start_skips_what_is_fresh(facts: dict[str, Any], expected: StartCause) -> None:
    assert cause(**facts) is expected
    assert expected.runs is (expected is not StartCause.FRESH)


def test_a_start_does_not_look_at_a_disabled_record() -> None:
    gone = disabled(RECORD)
    assert gone.status == "disabled"
    found = start_cause(gone, offer_hash="00", now=NOW + 1, shutdown_at=NOW, is_forced=True)
    assert found is StartCause.INACTIVE
    assert not found.runs


def test_expires_at_plays_no_part() -> None:
    born_expired = replace(RECORD, augmented_metadata=replace(METADATA, expires_at=1))
    assert start_cause(born_expired, offer_hash=OFFER.sha256(), now=NOW) is StartCause.FRESH


def test_stored_bytes_are_held_against_the_record_in_order() -> None:
    other_name = replace(RECORD, plugin_name="other", sha256="00")
    with pytest.raises(BlobMissing):
        check_stored(other_name, None)
    with pytest.raises(MissingCustomSection):
        check_stored(other_name, wasm_module([]))
    with pytest.raises(PluginNameMismatch):
        check_stored(other_name, MODULE)
    with pytest.raises(BlobSha256Mismatch):
        check_stored(replace(RECORD, sha256="00"), MODULE)
    assert check_stored(RECORD, MODULE) == METADATA.identity
