"""`workbench check PLUGIN`: layers 1 to 3, the static checks and the conformance cases."""

from __future__ import annotations

import argparse
import hashlib
import time
from typing import Any

from workbench.artifact_file import read_artifact
from workbench.cli.context import resolved_settings, session_settings, start_engine, with_offer
from workbench.cli.junit import ReportCase, write_reports
from workbench.cli.output import Exit, Printer, narrate, print_json
from workbench.cli.reports import audit_json, check_json, fuel_json, fuel_text
from workbench.errors import WorkbenchError
from workbench.errors.identity import WasmParseError
from workbench.errors.operator import SettingInvalid
from workbench.errors.self_check import FailureStatus
from workbench.protocol import jsontext
from workbench.protocol.audit import Audit
from workbench.protocol.budgets import STRICT, Imports
from workbench.protocol.calls import FuelMeasured
from workbench.protocol.conformance import Kind
from workbench.protocol.layers import Layer, Verdict
from workbench.session.conformance import ConformanceReport, run_conformance
from workbench.session.fuel import layer_fuel
from workbench.session.loading import load_generation
from workbench.session.observing import audited
from workbench.session.port import Engine
from workbench.session.state import Artifact, Generation, Settings
from workbench.visible import duration, size, visible


def run(arguments: argparse.Namespace) -> int:
    """Check the plugin and print the report."""
    resolved = resolved_settings(arguments)
    settings = with_offer(session_settings(resolved), arguments.offer)
    kind = Kind(arguments.kind) if arguments.kind else None
    factory_state = _factory_state(arguments.factory_state)
    engine = start_engine(resolved)
    try:
        module = read_artifact(arguments.plugin)
        artifact = Artifact(arguments.plugin, module, hashlib.sha256(module).hexdigest())
        generation = load_generation(engine, artifact, settings, time.time)
        conformance = _conformance(engine, generation, settings, kind, factory_state)
        fuel = _fuel(engine, generation, settings) if arguments.fuel else {}
        found = audited(engine, generation, settings)
        versions = engine.versions()
    finally:
        engine.shutdown()
    passed = _passed(generation, conformance)
    if arguments.format == "json":
        report = check_json(generation, conformance, passed=passed)
        for layer in report["layers"]:
            measured = fuel.get(layer["layer"])
            layer["fuel"] = measured and fuel_json(measured, settings.strict_budget.fuel, versions)
        made_under = {"profile": settings.profile.value, "imports": settings.imports.value}
        print_json(report | made_under | {"audit": audit_json(found), "budgets": resolved["budgets"].value})
    else:
        said = {name: fuel_text(one, settings.strict_budget.fuel, versions) for name, one in fuel.items()}
        _print_text(Printer(arguments.color), settings, generation, conformance, said)
        _print_audit(Printer(arguments.color), found)
        _print_end(Printer(arguments.color), settings, passed=passed)
    write_reports(arguments.report, "check", _cases(generation, conformance))
    if passed:
        return Exit.PASSED
    first = generation.layers[0].error
    return Exit.UNREADABLE if isinstance(first, WasmParseError) else Exit.FAILED


def _conformance(
    engine: Engine, generation: Generation, settings: Settings, kind: Kind | None, factory_state: Any
) -> ConformanceReport | None:
    """Run the cases of a plugin that can be dispatched; None when it can not."""
    negotiation = generation.negotiation
    if not generation.is_good or negotiation is None:
        return None
    return run_conformance(
        engine,
        generation.artifact.module,
        negotiation,
        settings.profile,
        settings.strict_budget,
        kind,
        plugin_name=generation.identity.plugin_name if generation.identity else "",
        factory_state=factory_state,
    )


def _factory_state(text: str | None) -> Any:
    if text is None:
        return None
    try:
        return jsontext.parse(text)
    except jsontext.JsonTextError as error:
        raise SettingInvalid("factory-state", text, "a JSON value", "option") from error


def _passed(generation: Generation, conformance: ConformanceReport | None) -> bool:
    return (
        generation.is_good
        and all(check.passed for check in generation.static_checks)
        and conformance is not None
        and conformance.passed
    )


def _fuel(engine: Engine, generation: Generation, settings: Settings) -> dict[str, FuelMeasured]:
    """Measure the layers that called something; by the layer's name."""
    measured = {
        layer.value: layer_fuel(engine, generation, settings, layer) for layer in (Layer.HANDSHAKE, Layer.SELF_CHECK)
    }
    return {name: one for name, one in measured.items() if one is not None}


def _print_text(
    printer: Printer,
    settings: Settings,
    generation: Generation,
    conformance: ConformanceReport | None,
    fuel: dict[str, str],
) -> None:
    _print_head(printer, settings, generation)
    printer.line(printer.paint("layers", "strong"))
    for result in generation.layers[:4]:
        ran = {Verdict.PASSED: True, Verdict.FAILED: False}.get(result.verdict)
        spent = f"  {duration(result.cost.wall_us)}" if result.cost.wall_us else ""
        detail = result.error.kind if result.error else result.detail
        printer.verdict(ran, f"{result.layer.label} {result.layer.value}", detail + spent, width=16)
        if result.error is not None:
            _print_error(printer, generation, result.error)
        if result.layer.value in fuel:
            printer.line(f"    {fuel[result.layer.value]}")
    printer.line(printer.paint("static checks", "strong"))
    for check in generation.static_checks:
        printer.verdict(check.passed, check.check, check.detail, width=28)
    _print_cases(printer, conformance)


def _print_audit(printer: Printer, found: Audit) -> None:
    if found.findings:
        printer.line(printer.paint("imports, capabilities, host calls", "strong"))
    for one in found.findings:
        unsure = "" if one.certain else printer.paint(" (can not be known)", "quiet")
        printer.line(f"  {one.kind.value}{unsure}: {visible(one.message)}")


def _print_end(printer: Printer, settings: Settings, *, passed: bool) -> None:
    printer.line(printer.paint("passed", "good") if passed else printer.paint("failed", "bad"))
    if settings.strict != STRICT:
        narrate("verdict given under a strict budget of the project: a host uses the protocol's")
    if settings.imports is Imports.TRAP:
        narrate("verdict given with --imports trap: a host refuses host function imports in the strict budget")


def _print_error(printer: Printer, generation: Generation, error: WorkbenchError) -> None:
    """Write what is wrong; of a self-check that failed, each failure on a line of its own."""
    response = generation.self_check.response if generation.self_check else None
    if isinstance(error, FailureStatus) and response is not None:
        for failure in response.failures:
            printer.line(f"    {visible(failure.stage)}: {visible(failure.message)}")
        printer.hint(error, indent="    ")
    else:
        printer.error(error, indent="    ", named=False)


def _print_head(printer: Printer, settings: Settings, generation: Generation) -> None:
    artifact = generation.artifact
    printer.line(
        f"{printer.paint(visible(generation.title), 'strong')}  {size(artifact.size_bytes)}  sha256 "
        f"{artifact.sha256[:12]}  profile {settings.profile.value}  imports {settings.imports.value}"
    )


def _print_cases(printer: Printer, conformance: ConformanceReport | None) -> None:
    if conformance is None:
        return
    printer.line(printer.paint("conformance", "strong"))
    for case in conformance.results:
        printer.verdict(case.passed, case.layer, case.error.kind if case.error else case.detail, width=44)
        if case.error is not None:
            printer.error(case.error, indent="    ", named=False)
    for extra in conformance.extras:
        printer.line(f"  {printer.paint(extra.kind, 'quiet')}  {visible(extra.message)}")


def _cases(generation: Generation, conformance: ConformanceReport | None) -> list[ReportCase]:
    layers = [
        ReportCase(
            "layers",
            result.layer.value,
            {Verdict.PASSED: True, Verdict.FAILED: False}.get(result.verdict),
            str(result.error or result.detail),
            result.cost.wall_us / 1_000,
        )
        for result in generation.layers[:3]
    ]
    checks = [
        ReportCase("static_checks", check.check, check.passed, check.detail) for check in generation.static_checks
    ]
    cases = [
        ReportCase("conformance", case.layer, case.passed, str(case.error or case.detail))
        for case in (conformance.results if conformance else ())
    ]
    return layers + checks + cases
