"""Layer L4: augmented metadata and its rules (PROTOCOL.md section 10)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.messages import accepted
from workbench.errors.records import IdentityValidationFailed, RecordError
from workbench.errors.self_check import InvalidTimestamp
from workbench.protocol.identity import Identity
from workbench.protocol.limits import AUGMENTED_METADATA_MAX_BYTES, IDENTITY_MAGIC
from workbench.protocol.records import AugmentedMetadata, augment, check_metadata, decode_metadata
from workbench.protocol.wire.decode import DecodeError

IDENTITY = Identity(IDENTITY_MAGIC, 1, "sample", "0.1.0")
GOOD = augment(IDENTITY, accepted("shape"), handshake_completed_at=1_000, self_check_completed_at=1_001)
_EMPTY_CAPABILITIES_BYTES = len(GOOD.canonical())


def with_size(size_bytes: int) -> AugmentedMetadata:
    """Metadata of exactly this size: one long capability, its quotes counted."""
    return replace(GOOD, negotiated_capabilities=frozenset({"x" * (size_bytes - _EMPTY_CAPABILITIES_BYTES - 2)}))


def test_a_plugin_that_passed_is_kept_for_seven_days() -> None:
    assert GOOD.expires_at == 1_000 + 604_800
    assert GOOD.self_check_passed
    assert not GOOD.is_expired(GOOD.expires_at - 1)
    assert GOOD.is_expired(GOOD.expires_at)


def test_metadata_is_written_as_the_reference_would_and_read_back() -> None:
    assert GOOD.canonical() == (
        '{"identity":{"magic":[204,27,112,16,0,1,0,0],"abi_envelope":1,"plugin_name":"sample","plugin_version":"0.1.0"},'
        '"negotiated_functions":{"shape":1},"negotiated_capabilities":[],"handshake_completed_at":1000,'
        '"self_check_passed":true,"self_check_completed_at":1001,"expires_at":605800}'
    )
    assert decode_metadata(GOOD.canonical()) == GOOD


def test_the_required_capabilities_and_chosen_versions_are_what_was_negotiated() -> None:
    accept = accepted("shape", "sign", required_capabilities=["net", "log"])
    metadata = augment(IDENTITY, accept, handshake_completed_at=1, self_check_completed_at=1)
    assert metadata.negotiated_functions == {"shape": 1, "sign": 1}
    assert metadata.negotiated_capabilities == {"net", "log"}


@pytest.mark.parametrize("text", ["", "{}", GOOD.canonical().replace("true", "1"), GOOD.canonical()[:-1] + ',"x":1}'])
def test_a_text_that_is_no_metadata_is_rejected(text: str) -> None:
    with pytest.raises(DecodeError):
        decode_metadata(text)


@pytest.mark.parametrize(
    ("metadata", "kind"),
    [
        (GOOD, None),
        (replace(GOOD, self_check_passed=False), None),
        (
            replace(GOOD, identity=replace(IDENTITY, magic=bytes(8)), handshake_completed_at=0),
            "IdentityValidationFailed",
        ),
        (replace(GOOD, identity=replace(IDENTITY, plugin_name="")), "IdentityValidationFailed"),
        (replace(GOOD, identity=replace(IDENTITY, abi_envelope=2)), None),
        (replace(GOOD, handshake_completed_at=0, negotiated_functions={}), "InvalidTimestamp"),
        (replace(GOOD, self_check_completed_at=-1), "InvalidTimestamp"),
        (replace(GOOD, expires_at=0), "InvalidTimestamp"),
        (replace(GOOD, expires_at=1_000, negotiated_functions={}), "ExpirationBeforeHandshake"),
        (replace(GOOD, expires_at=1_001), None),
        (replace(with_size(AUGMENTED_METADATA_MAX_BYTES + 99), negotiated_functions={}), "NoNegotiatedFunctions"),
        (with_size(AUGMENTED_METADATA_MAX_BYTES), None),
        (with_size(AUGMENTED_METADATA_MAX_BYTES + 1), "SizeLimitExceeded"),
    ],
)
def test_the_first_broken_rule_of_metadata_counts(metadata: AugmentedMetadata, kind: str | None) -> None:
    if kind is None:
        check_metadata(metadata)
        return
    with pytest.raises((RecordError, InvalidTimestamp)) as caught:
        check_metadata(metadata)
    assert caught.value.kind == kind


def test_the_wrong_time_is_the_first_in_the_order_of_the_protocol() -> None:
    with pytest.raises(InvalidTimestamp) as caught:
        check_metadata(replace(GOOD, expires_at=0, self_check_completed_at=0))
    assert caught.value.field == "self_check_completed_at"


def test_an_error_of_the_identity_is_kept_as_the_cause() -> None:
    with pytest.raises(IdentityValidationFailed) as caught:
        check_metadata(replace(GOOD, identity=replace(IDENTITY, plugin_version="1" * 33)))
    assert caught.value.cause.kind == "PluginVersionTooLong"
