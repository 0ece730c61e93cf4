"""The objects of `registry`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workbench.protocol.admin_upload import UPLOAD_PATH, UploadAnswer
from workbench.reports.json.json_text import error_json
from workbench.session.registry.records import Added, Listed, Rechecked, RecheckReport, Shown
from workbench.session.registry.start import StartedRecord, StartOutcome, StartReport


def added_json(added: Added) -> dict[str, Any]:
    """Return the object of `registry add`."""
    return {
        "admission": added.admission.value,
        "layer": added.layer.value if added.layer else None,
        "error": error_json(added.error),
        "record": added.record.value() if added.record else None,
    }


def records_json(listed: Iterable[Listed]) -> dict[str, Any]:
    """Return the object of `registry list`."""
    return {"records": [one.record.value() | {"freshness": one.freshness.value} for one in listed]}


def record_json(shown: Shown) -> dict[str, Any]:
    """Return the object of `registry show`."""
    return shown.record.value() | {
        "freshness": shown.freshness.value,
        "size": shown.size_bytes,
        "blob_error": error_json(shown.blob_error),
    }


def recheck_json(report: RecheckReport) -> dict[str, Any]:
    """Return the object of `registry recheck`."""
    return {
        "passed": report.passed,
        "wall_ms": report.wall_ms,
        "wall_max_ms": report.wall_max_ms,
        "results": [_result_json(result) for result in report.results],
    }


def _result_json(result: Rechecked) -> dict[str, Any]:
    return {
        "sha256": result.record.sha256,
        "plugin_name": result.record.plugin_name,
        "freshness": result.freshness.value,
        "outcome": result.outcome.value,
        "layer": result.layer.value if result.layer else None,
        "error": error_json(result.error),
    }


def upload_json(answer: UploadAnswer) -> dict[str, Any]:
    """Return the object of `registry upload`: what the host answers."""
    return answer.value() | {"error": error_json(answer.error)}


def start_json(report: StartReport) -> dict[str, Any]:
    """Return the object of `registry start`."""
    return {
        "passed": report.passed,
        "processed": len(report.results) - report.count(StartOutcome.NOT_LOOKED_AT),
        "skipped_fresh": report.count(StartOutcome.SKIPPED),
        "re_handshaked": report.count(StartOutcome.RENEWED),
        "disabled": report.count(StartOutcome.DISABLED),
        "wall_ms": report.wall_ms,
        "wall_max_ms": report.wall_max_ms,
        "results": [_started_json(result) for result in report.results],
    }


def _started_json(result: StartedRecord) -> dict[str, Any]:
    return {
        "sha256": result.record.sha256,
        "plugin_name": result.record.plugin_name,
        "cause": result.cause.value,
        "outcome": result.outcome.value,
        "layer": result.layer.value if result.layer else None,
        "error": error_json(result.error),
    }


def upload_command_json(command: str, parts: dict[str, str]) -> dict[str, Any]:
    """Return the object of `registry upload-command`: the request, and a command line that makes it."""
    return {"method": "POST", "path": UPLOAD_PATH, "parts": parts, "command": command}
