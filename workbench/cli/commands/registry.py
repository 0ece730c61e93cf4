"""`workbench registry add|list|show|remove|recheck`: the rehearsal of layer 4."""

from __future__ import annotations

import argparse
import hashlib
import time
from pathlib import Path
from typing import Any

from workbench.cli.context import resolved_settings, session_settings, start_engine
from workbench.cli.output import Exit, Printer, error_json, json_text, narrate, print_json
from workbench.loop.artifact import read_artifact
from workbench.protocol.registry import Admission
from workbench.session import registry
from workbench.session.state import Artifact, Settings
from workbench.store.places import places
from workbench.store.registry import RegistryFile
from workbench.visible import size, visible

_ADDED = frozenset({Admission.CREATED, Admission.RENEWED, Admission.UNCHANGED})


def run(arguments: argparse.Namespace) -> int:
    """Do what the verb says with the registry's file."""
    settings = session_settings(resolved_settings(arguments))
    path = Path(arguments.registry) if arguments.registry else places().state / "registry.sqlite3"
    with RegistryFile(path) as records:
        return _VERBS[arguments.verb](arguments, settings, records)


def _add(arguments: argparse.Namespace, settings: Settings, records: RegistryFile) -> int:
    module = read_artifact(arguments.plugin)
    artifact = Artifact(arguments.plugin, module, hashlib.sha256(module).hexdigest())
    engine = start_engine()
    try:
        added = registry.add(records, engine, artifact, settings, time.time)
    finally:
        engine.shutdown()
    if added.warning:
        narrate(added.warning)
    if arguments.format == "json":
        print_json(
            {
                "admission": added.admission.value,
                "layer": added.layer.value if added.layer else None,
                "error": error_json(added.error),
                "record": added.record.value() if added.record else None,
            }
        )
    else:
        printer = Printer(arguments.color)
        where = f"at {added.layer.label} {added.layer.value}" if added.layer else artifact.sha256[:12]
        printer.verdict(added.admission in _ADDED, added.admission.value, where)
        if added.error is not None:
            printer.error(added.error)
    return Exit.PASSED if added.admission in _ADDED else Exit.FAILED


def _list(arguments: argparse.Namespace, settings: Settings, records: RegistryFile) -> int:
    listed = registry.list_records(records, settings, time.time())
    if arguments.format == "json":
        print_json({"records": [one.record.value() | {"freshness": one.freshness.value} for one in listed]})
        return Exit.PASSED
    printer = Printer(arguments.color)
    for one in listed:
        name = f"{one.record.plugin_name} {one.record.plugin_version}"
        printer.line(f"{one.record.sha256[:12]}  {visible(name):<40} {one.freshness.value}")
    if not listed:
        narrate("the registry is empty; add a plugin: workbench registry add PLUGIN")
    return Exit.PASSED


def _show(arguments: argparse.Namespace, settings: Settings, records: RegistryFile) -> int:
    shown = registry.show(records, arguments.record, settings, time.time())
    facts: dict[str, Any] = shown.record.value() | {
        "freshness": shown.freshness.value,
        "size": shown.size_bytes,
        "blob_error": error_json(shown.blob_error),
    }
    if arguments.format == "json":
        print_json(facts)
    else:
        printer = Printer(arguments.color)
        for name, fact in (facts | {"size": size(shown.size_bytes)}).items():
            text = fact if isinstance(fact, str) else "none" if fact is None else json_text(fact)
            printer.line(f"{name:<26} {visible(text)}")
    return Exit.PASSED if shown.blob_error is None else Exit.FAILED


def _remove(arguments: argparse.Namespace, settings: Settings, records: RegistryFile) -> int:
    removed = registry.remove(records, arguments.record)
    if arguments.format == "json":
        print_json({"removed": removed.value()})
    else:
        Printer(arguments.color).verdict(True, "removed", f"{removed.plugin_name} {removed.sha256[:12]}")
    return Exit.PASSED


def _recheck(arguments: argparse.Namespace, settings: Settings, records: RegistryFile) -> int:
    report = registry.recheck(records, start_engine, settings, time.time, time.monotonic, keep=not arguments.dry_run)
    if arguments.format == "json":
        print_json(
            {
                "passed": report.passed,
                "wall_ms": report.wall_ms,
                "wall_max_ms": report.wall_max_ms,
                "results": [_result_json(result) for result in report.results],
            }
        )
    else:
        _print_results(Printer(arguments.color), report)
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
