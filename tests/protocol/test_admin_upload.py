"""What a host answers to an upload."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import plugin_module, wasm_module
from tests.messages import accepted
from workbench.errors.handshake import MissingHandshakeExport
from workbench.errors.registry import RegistryFull
from workbench.protocol.admin_upload import (
    UPLOAD_MAX_BYTES,
    Upload,
    UploadAnswer,
    answer_at_once,
    answer_created,
    answer_rejected,
)
from workbench.protocol.identity import read_identity
from workbench.protocol.offer import reference_offer
from workbench.protocol.records import augment
from workbench.protocol.registry import disabled, record_of, sha256_of

MODULE = plugin_module()
IDENTITY = read_identity(MODULE)
METADATA = augment(IDENTITY, accepted("shape"), handshake_completed_at=1_000, self_check_completed_at=1_001)
RECORD = record_of(sha256_of(MODULE), METADATA, reference_offer())
GOOD = Upload(MODULE, IDENTITY.plugin_name, "plugin.wasm")


def status_and_code(answer: UploadAnswer | None) -> tuple[int, str | None] | None:
    """Status and code."""
    return None if answer is None else (answer.status, answer.code)


def test_an_unknown_plugin_is_negotiated_with_and_created() -> None:
    assert answer_at_once(GOOD, None) is None
    answer = answer_created(RECORD)
    assert (status_and_code(answer), answer.is_stored) == ((201, None), True)
    assert answer.value() == {"status": 201, "code": None, "found": None, "record": RECORD.value()}


@pytest.mark.parametrize("known", [RECORD, disabled(RECORD), replace(RECORD, host_offer_hash="00")])
def test_a_known_sha256_is_answered_with_what_is_stored(known: object) -> None:
    answer = answer_at_once(GOOD, known)  # type: ignore[arg-type]
    assert status_and_code(answer) == (200, None)
    assert answer is not None
    assert answer.record is known


@pytest.mark.parametrize(
    ("upload", "known", "answer"),
    [
        (replace(GOOD, name=None), None, (400, "missing_part")),
        (replace(GOOD, original_filename=None), None, (400, "missing_part")),
        (replace(GOOD, module=None), None, (400, "missing_part")),
        (replace(GOOD, module=wasm_module([])), None, (400, "invalid_plugin_identity")),
        (replace(GOOD, module=b""), None, (400, "invalid_plugin_identity")),
        (replace(GOOD, name="Sample"), None, (400, "plugin_name_mismatch")),
        (replace(GOOD, name="Sample"), RECORD, (400, "plugin_name_mismatch")),
        (GOOD, replace(RECORD, plugin_name="other"), (409, "name_mismatch")),
        (Upload(b"\0" * (UPLOAD_MAX_BYTES + 1), None, None), None, (413, "wasm_too_large")),
        (replace(GOOD, module=b"\0" * UPLOAD_MAX_BYTES), None, (400, "invalid_plugin_identity")),
    ],
)
def test_a_bad_request_is_rejected(upload: Upload, known: object, answer: tuple[int, str]) -> None:
    found = answer_at_once(upload, known)  # type: ignore[arg-type]
    assert status_and_code(found) == answer
    assert found is not None
    assert not found.is_stored
    assert bool(found.found) is (found.error is None)


def test_missing_parts_are_named() -> None:
    answer = answer_at_once(Upload(None, None, None), None)
    assert answer is not None
    assert answer.value()["found"] == "no part name, original_filename, bytes"


def test_a_plugin_that_fails_a_layer_is_invalid() -> None:
    assert status_and_code(answer_rejected(MissingHandshakeExport("cc_lb_handshake", "nothing"))) == (
        400,
        "invalid_plugin",
    )


def test_a_registry_that_fails_is_the_host_s_own_error() -> None:
    assert status_and_code(answer_rejected(RegistryFull(10_000, 10_000))) == (500, "registry_error")
