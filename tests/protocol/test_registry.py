"""Registry records, and what is done with a plugin that is to be added (PROTOCOL.md sections 1 and 10)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.messages import accepted
from workbench.errors.base import WorkbenchError
from workbench.errors.handshake import OutputTooLarge
from workbench.errors.identity import SectionTooLarge
from workbench.errors.operator import PluginFileTooLarge
from workbench.errors.records import BlobSha256Mismatch, NoNegotiatedFunctions, PluginNameMismatch, SizeLimitExceeded
from workbench.errors.registry import RegistryFull
from workbench.protocol.identity import Identity
from workbench.protocol.limits import IDENTITY_MAGIC
from workbench.protocol.offer import reference_offer
from workbench.protocol.records import augment
from workbench.protocol.registry import (
    Admission,
    Freshness,
    check_blob,
    check_room,
    freshness_of,
    known_answer,
    record_of,
    rejection_of,
    room_warning,
    sha256_of,
)

IDENTITY = Identity(IDENTITY_MAGIC, 1, "sample", "0.1.0")
OFFER = reference_offer()
METADATA = augment(IDENTITY, accepted("shape"), handshake_completed_at=1_000, self_check_completed_at=1_001)
SHA256 = sha256_of(b"module")
RECORD = record_of(SHA256, METADATA, OFFER)


def test_a_record_says_what_passed_and_with_which_offer() -> None:
    value = RECORD.value()
    assert list(value) == [
        "sha256",
        "plugin_name",
        "plugin_version",
        "abi_envelope",
        "augmented_metadata",
        "host_offer_hash",
        "handshake_schema_version",
        "last_handshake_at",
        "status",
    ]
    assert value["host_offer_hash"] == OFFER.sha256()
    assert (value["last_handshake_at"], value["status"]) == (1_000, "active")
    assert value["augmented_metadata"] == METADATA.value()


@pytest.mark.parametrize(
    ("record", "offer_hash", "now", "freshness"),
    [
        (RECORD, OFFER.sha256(), 1_000 + 604_800, Freshness.FRESH),
        (RECORD, OFFER.sha256(), 1_000 + 604_801, Freshness.EXPIRED),
        (replace(RECORD, last_handshake_at=1_001), OFFER.sha256(), 1_000 + 604_801, Freshness.FRESH),
        (RECORD, reference_offer(["log"]).sha256(), 1_000, Freshness.STALE),
        (RECORD, reference_offer(["log"]).sha256(), 9_999_999, Freshness.STALE),
        (replace(RECORD, status="disabled"), OFFER.sha256(), 1_000, Freshness.INACTIVE),
    ],
)
def test_a_start_skips_what_is_active_of_this_offer_and_not_older_than_seven_days(
    record: object, offer_hash: str, now: int, freshness: Freshness
) -> None:
    assert freshness_of(record, offer_hash, now) is freshness  # type: ignore[arg-type]


def test_the_case_of_a_capability_does_not_make_a_record_stale() -> None:
    record = record_of(SHA256, METADATA, reference_offer(["Log"]))
    assert freshness_of(record, reference_offer(["log", "LOG"]).sha256(), 1_000) is Freshness.FRESH


def test_a_known_active_record_of_this_offer_answers_at_once_however_old() -> None:
    assert known_answer(IDENTITY, SHA256, RECORD, OFFER.sha256()) is RECORD


@pytest.mark.parametrize(
    ("known", "offer_hash"),
    [(None, OFFER.sha256()), (RECORD, "00"), (replace(RECORD, status="disabled"), OFFER.sha256())],
)
def test_otherwise_the_layers_are_run(known: object, offer_hash: str) -> None:
    assert known_answer(IDENTITY, SHA256, known, offer_hash) is None  # type: ignore[arg-type]


def test_the_same_bytes_under_another_name_are_a_conflict_before_all_else() -> None:
    other = replace(RECORD, plugin_name="other", status="disabled")
    with pytest.raises(PluginNameMismatch) as caught:
        known_answer(IDENTITY, SHA256, other, OFFER.sha256())
    assert (caught.value.registered, caught.value.found) == ("other", "sample")
    assert rejection_of(caught.value) is Admission.CONFLICT


@pytest.mark.parametrize(
    ("error", "admission"),
    [
        (SizeLimitExceeded(2, 1), Admission.TOO_LARGE),
        (SectionTooLarge(2, 1, 0), Admission.TOO_LARGE),
        (PluginFileTooLarge("a", 2, 1), Admission.TOO_LARGE),
        (OutputTooLarge("cc_lb_handshake", 2, 1), Admission.REJECTED),
        (NoNegotiatedFunctions(), Admission.REJECTED),
    ],
)
def test_a_failure_is_answered_by_what_must_be_done_about_it(error: WorkbenchError, admission: Admission) -> None:
    assert rejection_of(error) is admission


def test_there_is_room_for_ten_thousand_records() -> None:
    check_room(9_999)
    with pytest.raises(RegistryFull):
        check_room(10_000)


def test_many_records_give_a_warning() -> None:
    assert room_warning(999) is None
    assert room_warning(1_000) is not None
    assert "1,234" in str(room_warning(1_234))


def test_stored_bytes_must_be_those_that_were_registered() -> None:
    check_blob(b"module", SHA256)
    with pytest.raises(BlobSha256Mismatch) as caught:
        check_blob(b"modul", SHA256)
    assert caught.value.expected == SHA256
