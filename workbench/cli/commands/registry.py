"""`workbench registry add|list|show|remove|recheck`: the rehearsal of layer 4."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.context import artifact_at, resolved_settings, session_settings, start_engine, with_offer
from workbench.cli.output import Exit, Printer, error_json, json_text, narrate, print_json
from workbench.protocol.registry import Admission
from workbench.session import registry
from workbench.session.values.settings import Settings
from workbench.settings import Resolved
from workbench.store.places import places
from workbench.store.registry import RegistryFile
from workbench.visible import size, visible

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient

_ADDED = frozenset({Admission.CREATED, Admission.RENEWED, Admission.UNCHANGED})


def run(arguments: argparse.Namespace) -> int:
    """Do what the verb says with the registry's file."""
    resolved = resolved_settings(arguments)
    settings = with_offer(session_settings(resolved), arguments.offer)
    path = Path(arguments.registry) if arguments.registry else places().state / "registry.sqlite3"
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


def _add(asked: _Asked) -> int:
    artifact = artifact_at(asked.arguments.plugin)
    engine = asked.start()
    try:
        added = registry.add(asked.records, engine, artifact, asked.settings, time.time)
    finally:
        engine.shutdown()
    if added.warning:
        narrate(added.warning)
    if asked.arguments.format == "json":
        print_json(
            {
                "admission": added.admission.value,
                "layer": added.layer.value if added.layer else None,
                "error": error_json(added.error),
                "record": added.record.value() if added.record else None,
            }
        )
    else:
        printer = Printer(asked.arguments.color)
        where = f"at {added.layer.label} {added.layer.value}" if added.layer else artifact.sha256[:12]
        printer.verdict(added.admission in _ADDED, added.admission.value, where)
        if added.error is not None:
            printer.error(added.error)
    return Exit.PASSED if added.admission in _ADDED else Exit.FAILED


def _list(asked: _Asked) -> int:
    listed = registry.list_records(asked.records, asked.settings, time.time())
    if asked.arguments.format == "json":
        print_json({"records": [one.record.value() | {"freshness": one.freshness.value} for one in listed]})
        return Exit.PASSED
    printer = Printer(asked.arguments.color)
    for one in listed:
        name = f"{one.record.plugin_name} {one.record.plugin_version}"
        printer.line(f"{one.record.sha256[:12]}  {visible(name):<40} {one.freshness.value}")
    if not listed:
        narrate("the registry is empty; add a plugin: workbench registry add PLUGIN")
    return Exit.PASSED


def _show(asked: _Asked) -> int:
    shown = registry.show(asked.records, asked.arguments.record, asked.settings, time.time())
    facts: dict[str, Any] = shown.record.value() | {
        "freshness": shown.freshness.value,
        "size": shown.size_bytes,
        "blob_error": error_json(shown.blob_error),
    }
    if asked.arguments.format == "json":
        print_json(facts)
    else:
        printer = Printer(asked.arguments.color)
        for name, fact in (facts | {"size": size(shown.size_bytes)}).items():
            text = fact if isinstance(fact, str) else "none" if fact is None else json_text(fact)
            printer.line(f"{name:<26} {visible(text)}")
    return Exit.PASSED if shown.blob_error is None else Exit.FAILED


def _remove(asked: _Asked) -> int:
    removed = registry.remove(asked.records, asked.arguments.record)
    if asked.arguments.format == "json":
        print_json({"removed": removed.value()})
    else:
        Printer(asked.arguments.color).verdict(True, "removed", f"{removed.plugin_name} {removed.sha256[:12]}")
    return Exit.PASSED


def _recheck(asked: _Asked) -> int:
    report = registry.recheck(
        asked.records, asked.start, asked.settings, time.time, time.monotonic, keep=not asked.arguments.dry_run
    )
    if asked.arguments.format == "json":
        print_json(
            {
                "passed": report.passed,
                "wall_ms": report.wall_ms,
                "wall_max_ms": report.wall_max_ms,
                "results": [_result_json(result) for result in report.results],
            }
        )
    else:
        _print_results(Printer(asked.arguments.color), report)
    return Exit.PASSED if report.passed else Exit.FAILED


def _result_json(result: registry.Rechecked) -> dict[str, Any]:
    return {
        "sha256": result.record.sha256,
        "plugin_name": result.record.plugin_name,
        "freshness": result.freshness.value,
        "outcome": result.outcome.value,
        "layer": result.layer.value if result.layer else None,
        "error": error_json(result.error),
    }


def _print_results(printer: Printer, report: registry.RecheckReport) -> None:
    shown_as = {registry.Recheck.PASSED: True, registry.Recheck.BROKEN: False}
    for result in report.results:
        name = f"{result.record.plugin_name} {result.record.plugin_version}"
        printer.verdict(
            shown_as.get(result.outcome),
            visible(name),
            f"{result.outcome.value}, was {result.freshness.value}",
            width=40,
        )
        if result.error is not None:
            printer.error(result.error, indent="    ")
    narrate(f"{report.wall_ms:,} ms of {report.wall_max_ms:,} ms")


_VERBS = {"add": _add, "list": _list, "show": _show, "remove": _remove, "recheck": _recheck}
