"""`workbench registry add|list|show|remove|recheck`: the rehearsal of layer 4."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workbench.cli.options import resolved_settings, with_offer
from workbench.cli.output import Exit, narrate, new_page, print_json, print_page
from workbench.compose import artifact_at, session_settings, start_engine
from workbench.errors.machine import MachineError
from workbench.reports.json import registry as as_json
from workbench.reports.text import registry as as_text
from workbench.reports.text.page import Page
from workbench.session import registry
from workbench.session.values.settings import Settings
from workbench.settings import Resolved
from workbench.store.places import is_nowhere, places
from workbench.store.registry import RegistryFile

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient


def run(arguments: argparse.Namespace) -> int:
    """Do what the verb says with the registry's file."""
    resolved = resolved_settings(arguments)
    settings = with_offer(session_settings(resolved), arguments.offer)
    path = Path(arguments.registry) if arguments.registry else _own_registry()
    with RegistryFile(path) as records:
        return _VERBS[arguments.verb](_Asked(arguments, resolved, settings, records))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for, of which registry, under which settings."""

    arguments: argparse.Namespace
    resolved: Mapping[str, Resolved]
    settings: Settings
    records: RegistryFile

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
        print_json(value())
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
    _print(asked, lambda: as_json.added_json(added), lambda page: as_text.write_added(page, added, artifact.sha256))
    return Exit.PASSED if added.admission in as_text.ADDED else Exit.FAILED


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
    _print(asked, lambda: as_json.recheck_json(report), lambda page: as_text.write_recheck(page, report))
    return Exit.PASSED if report.passed else Exit.FAILED


_VERBS: Final = {"add": _add, "list": _list, "show": _show, "remove": _remove, "recheck": _recheck}
