"""`workbench registry add|list|show|remove|recheck|upload|upload-command|start`: the rehearsal of layer 4."""

from __future__ import annotations

import argparse
import json
import shlex
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workbench.cli.options import resolved_settings, with_offer
from workbench.cli.output import Exit, narrate, new_page, print_json, print_page, verdict_exit
from workbench.cli.progress import shown_progress
from workbench.cli.redaction import print_report
from workbench.cli.report_files import ReportFiles, report_files
from workbench.compose import artifact_at, session_settings, start_engine
from workbench.errors import PluginError
from workbench.errors.machine import MachineError
from workbench.errors.operator import PluginFileTooLarge
from workbench.reports import judged_hosts
from workbench.reports.json import registry as as_json
from workbench.reports.text import registry as as_text
from workbench.reports.text.page import Page
from workbench.session.registry import records as registry
from workbench.session.values.settings import Settings
from workbench.settings import Resolved
from workbench.store.places import is_nowhere, places
from workbench.store.registry import RegistryFile
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient
    from workbench.protocol.admin_upload import UploadAnswer
    from workbench.reports.junit import ReportCase


def run(arguments: argparse.Namespace) -> int:
    """Do what the verb says with the registry's file."""
    if arguments.verb == "upload-command":
        return _upload_command(arguments)
    reads = (getattr(arguments, "plugin", None), arguments.offer, arguments.registry)
    reports = report_files(getattr(arguments, "report", ()), reads)
    resolved = resolved_settings(arguments)
    settings = with_offer(session_settings(resolved), arguments.offer)
    path = Path(arguments.registry) if arguments.registry else _own_registry()
    with RegistryFile(path) as records, shown_progress(arguments, f"registry {arguments.verb}"):
        return _VERBS[arguments.verb](_Asked(arguments, resolved, settings, records, reports))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for, of which registry, under which settings."""

    arguments: argparse.Namespace
    resolved: Mapping[str, Resolved]
    settings: Settings
    records: RegistryFile
    reports: ReportFiles

    def write(self, cases: Callable[[], Sequence[ReportCase]], value: Callable[[], Any]) -> None:
        """Write the reports that were asked for. Raises PlaceUnwritable, MachineError."""
        self.reports.write(f"registry {self.arguments.verb}", cases, value)

    def start(self) -> EngineClient:
        return start_engine(self.resolved)


def _own_registry() -> Path:
    """Return the file of our own registry. Raises MachineError when there is no folder for it."""
    folder = places().state
    if is_nowhere(folder):
        expected = "a home folder, or XDG_STATE_HOME to name a place"
        raise MachineError("the registry", expected, "neither", "Name a file: --registry FILE.")
    return folder / "registry.sqlite3"


def _print(asked: _Asked, value: Callable[[], Any], write: Callable[[Page], None]) -> None:
    """Print a report as JSON or for people."""
    if asked.arguments.format == "json":
        print_report(value())
        return
    page = new_page(asked.arguments.color, shows_all=asked.arguments.all)
    write(page)
    print_page(page)


def _add(asked: _Asked) -> int:
    artifact = artifact_at(asked.arguments.plugin)
    engine = asked.start()
    try:
        added = registry.add(asked.records, engine, artifact, asked.settings, time.time)
    finally:
        engine.shutdown()
    if added.warning:
        narrate(added.warning)
    asked.write(lambda: judged_hosts.added_cases(added, asked.arguments.plugin), lambda: as_json.added_json(added))
    _print(asked, lambda: as_json.added_json(added), lambda page: as_text.write_added(page, added, artifact.sha256))
    return verdict_exit(added.error, passed=added.admission in judged_hosts.ADDED)


def _list(asked: _Asked) -> int:
    listed = registry.list_records(asked.records, asked.settings, time.time())
    _print(asked, lambda: as_json.records_json(listed), lambda page: as_text.write_records(page, listed))
    return Exit.PASSED


def _show(asked: _Asked) -> int:
    shown = registry.show(asked.records, asked.arguments.record, asked.settings, time.time())
    _print(asked, lambda: as_json.record_json(shown), lambda page: as_text.write_record(page, shown))
    return Exit.PASSED if shown.blob_error is None else Exit.FAILED


def _remove(asked: _Asked) -> int:
    removed = registry.remove(asked.records, asked.arguments.record)
    name = f"{removed.plugin_name} {removed.sha256[:12]}"
    _print(asked, lambda: {"removed": removed.value()}, lambda page: page.verdict(True, "removed", name))
    return Exit.PASSED


def _recheck(asked: _Asked) -> int:
    report = registry.recheck(
        asked.records, asked.start, asked.settings, time.time, time.monotonic, keep=not asked.arguments.dry_run
    )
    asked.write(lambda: judged_hosts.recheck_cases(report), lambda: as_json.recheck_json(report))
    _print(asked, lambda: as_json.recheck_json(report), lambda page: as_text.write_recheck(page, report))
    errors = [result.error for result in report.results if result.outcome is registry.Recheck.BROKEN]
    return max((verdict_exit(error, passed=False) for error in errors), default=Exit.PASSED)


def _upload(asked: _Asked) -> int:
    answer = _uploaded(asked)
    asked.write(lambda: judged_hosts.upload_cases(answer, asked.arguments.plugin), lambda: as_json.upload_json(answer))
    _print(asked, lambda: as_json.upload_json(answer), lambda page: as_text.write_upload(page, answer))
    return verdict_exit(answer.error, passed=answer.is_stored)


def _uploaded(asked: _Asked) -> UploadAnswer:
    from workbench.protocol.admin_upload import Upload, answer_too_large  # noqa: PLC0415 - few upload
    from workbench.session.registry.upload import upload  # noqa: PLC0415

    path, left_out = asked.arguments.plugin, asked.arguments.without
    try:
        module = artifact_at(path).module
    except PluginFileTooLarge as error:
        return answer_too_large(error.size)
    request = Upload(
        None if "bytes" in left_out else module,
        None if "name" in left_out else asked.arguments.name or _name_of(module, path),
        None if "original_filename" in left_out else Path(path).name,
    )
    return upload(asked.records, asked.start, request, asked.settings, clock=time.time)


def _name_of(module: bytes, path: str) -> str:
    """Return the name in the identity; the file's where there is none, so that the host says what is wrong."""
    from workbench.protocol.identity import read_identity  # noqa: PLC0415 - as above

    try:
        return read_identity(module).plugin_name
    except PluginError:
        return Path(path).stem


def _upload_command(arguments: argparse.Namespace) -> int:
    """Print the request that uploads a plugin; nothing is sent."""
    from workbench.protocol.admin_upload import UPLOAD_PATH  # noqa: PLC0415 - as above

    path = arguments.plugin
    name = arguments.name or _name_of(artifact_at(path).module, path)
    parts = {"bytes": f"@{path}", "name": name, "original_filename": Path(path).name}
    base = shlex.quote(arguments.url.rstrip("/")) if arguments.url else '"$CC_LB_ADMIN_URL"'
    # A text part must be taken as it stands: curl reads a file for a value that begins with @ or <.
    fields = [f"--form {shlex.quote(f'bytes=@{json.dumps(path, ensure_ascii=False)};type=application/wasm')}"]
    fields += [f"--form-string {shlex.quote(f'{part}={parts[part]}')}" for part in ("name", "original_filename")]
    command = " ".join(["curl --fail-with-body --request POST", base + UPLOAD_PATH, *fields])
    if arguments.format == "json":
        print_json(as_json.upload_command_json(command, parts))
        return Exit.PASSED
    page = new_page(arguments.color)
    page.line(visible(command, limit=len(command)))
    page.note("add the header that your host's admin asks for; nothing was sent")
    print_page(page)
    return Exit.PASSED


def _start(asked: _Asked) -> int:
    from workbench.session.registry.start import StartOutcome, StartRequest, start_host  # noqa: PLC0415 - few start a host

    given = asked.arguments
    request = StartRequest(is_forced=given.force, shutdown_at=given.shutdown_at, keep=not given.dry_run)
    report = start_host(asked.records, asked.start, asked.settings, request, clock=time.time, monotonic=time.monotonic)
    asked.write(lambda: judged_hosts.start_cases(report), lambda: as_json.start_json(report))
    _print(asked, lambda: as_json.start_json(report), lambda page: as_text.write_start(page, report))
    disabled = [result.error for result in report.results if result.outcome is StartOutcome.DISABLED]
    return max((verdict_exit(error, passed=False) for error in disabled), default=Exit.PASSED)


_VERBS: Final = {
    "add": _add,
    "list": _list,
    "show": _show,
    "remove": _remove,
    "recheck": _recheck,
    "upload": _upload,
    "start": _start,
}
