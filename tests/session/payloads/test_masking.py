"""Secrets are taken out of whatever is kept or shown of a dispatch."""

from __future__ import annotations

import base64

import pytest

from tests.test_errors import ROWS
from workbench.errors import WorkbenchError
from workbench.errors.dispatch import DispatchError
from workbench.protocol.calls import CallOutcome
from workbench.protocol.dispatch import DispatchOutcome, Stage
from workbench.session.payloads.masking import masked
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.host_view import HostView, storage_sha256

SECRET = "sk-very-secret"
SECRETS = {"KEY": SECRET}


def test_every_text_and_all_bytes_of_a_record_have_the_name_in_their_place() -> None:
    encoded = base64.b64encode(SECRET.encode()).decode()
    error = DispatchError(Stage.PLUGIN_CALL.value, "sign", "", "a return of 0", f"bad key {SECRET}", cause=SECRET)
    outcome = DispatchOutcome(
        "sign",
        1,
        f'{{"a":"{SECRET}"}}',
        {SECRET: [encoded, {"b": SECRET}], "n": 1.5},
        f'{{"a":"{encoded}"}}',
        error,
        Stage.PLUGIN_CALL,
        CallOutcome(output=b"\xff" + SECRET.encode()),
    )
    record = DispatchRecord(1, 1, f'"{SECRET}"', outcome, 0.5)
    found = masked(record, SECRETS)
    for part in (SECRET, encoded):
        assert part not in repr(found)
    assert found.outcome.error is not None
    assert str(found.outcome.error) == str(error).replace(SECRET, "${KEY}")
    assert found.outcome.call is not None
    assert found.outcome.call.output == b"\xff${KEY}"
    assert (found.outcome.stage, found.at, found.outcome.response["n"]) == (Stage.PLUGIN_CALL, 0.5, 1.5)
    # What was given stays as it was.
    assert SECRET in str(error)
    assert record.payload == f'"{SECRET}"'


def test_a_value_that_is_a_word_of_the_protocol_leaves_what_things_are_told_apart_by() -> None:
    error = DispatchError(Stage.PLUGIN_CALL.value, "sign", "", "a return of 0", "no sign")
    outcome = DispatchOutcome("sign", 1, "{}", error=error, stage=Stage.PLUGIN_CALL)
    found = masked(DispatchRecord(1, 1, '"sign"', outcome, 0.5), {"MODE": "sign", "CALL": "plugin_call"})
    assert (found.payload, found.outcome.function) == ('"${MODE}"', "sign")
    assert found.outcome.policy == outcome.policy
    assert isinstance(found.outcome.error, DispatchError)
    assert (found.outcome.error.kind, found.outcome.error.found) == ("plugin_call", "no ${MODE}")


def test_stored_values_are_masked_with_their_hash() -> None:
    found = masked(HostView({"k": SECRET.encode()}, "old", {SECRET: 1}), SECRETS)
    assert found.storage == {"k": b"${KEY}"}
    assert found.storage_sha256 == storage_sha256({"k": b"${KEY}"})
    assert found.counters == {"${KEY}": 1}


def test_a_hash_of_entries_without_a_secret_stays() -> None:
    for storage in ({"k": b"v"}, None):
        assert masked(HostView(storage, "known"), SECRETS).storage_sha256 == "known"


def test_without_secrets_the_same_value_comes_back() -> None:
    value = HostView({"k": b"v"})
    assert masked(value, {}) is value


@pytest.mark.parametrize("error", [row[0] for row in ROWS], ids=lambda error: type(error).__name__)
def test_every_error_is_masked_also_one_that_was_made_by_keywords(error: WorkbenchError) -> None:
    """Of such a one Python keeps no arguments by which it could be made again."""
    named = type(error).__new__(type(error))
    named.__dict__.update(error.__dict__)
    assert named.args == ()
    for one in (error, named):
        found = masked(one, {"NOT": "in any of them"})
        assert (str(found), found.details, type(found)) == (str(error), error.details, type(error))
        assert found is not one
