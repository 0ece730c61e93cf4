"""What `check` finds, and how it is shown. Starts no engine, and ends none."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.cli.context import artifact_at, session_settings, with_offer
from workbench.cli.output import Exit, Printer, narrate, print_json
from workbench.cli.reports import audit_json, check_json, cost_text, fuel_json, fuel_text
from workbench.errors import WorkbenchError
from workbench.errors.identity import WasmParseError
from workbench.errors.operator import SettingInvalid
from workbench.errors.self_check import FailureStatus
from workbench.protocol.budgets import STRICT, Imports
from workbench.protocol.calls import FuelMeasured
from workbench.protocol.conformance import Kind
from workbench.protocol.hosting.audit import Audit
from workbench.protocol.json import parsing
from workbench.protocol.layers import Layer, Verdict
from workbench.session.dispatch.conformance_run import run_conformance
from workbench.session.load.load_steps import load_generation
from workbench.session.measure.fuel import layer_fuel
from workbench.session.measure.host_call_probe import audited
from workbench.session.ports import Engine
from workbench.session.values.conformance_report import ConformanceReport
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings
from workbench.settings import Resolved
from workbench.visible import size, visible


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found."""

    settings: Settings
    generation: Generation
    conformance: ConformanceReport | None
    """None: the plugin cannot be dispatched."""
    fuel: Mapping[str, FuelMeasured]
    """By the layer's name; empty when it was not asked for."""
    audit: Audit
    versions: Mapping[str, str]
    """Of the engine; empty when no fuel was asked for."""

    @property
    def passed(self) -> bool:
        """Whether a host would serve the plugin, and it passed every check and case."""
        return (
            self.generation.is_good
            and all(check.passed for check in self.generation.static_checks)
            and self.conformance is not None
            and self.conformance.passed
        )


def checked(engine: Engine, arguments: argparse.Namespace, resolved: Mapping[str, Resolved]) -> Checked:
    """Check the plugin.

    Raises:
        OperatorError: The plugin cannot be read, or an option cannot be.
        EngineUnavailable: It could not be run.
    """
    settings = with_offer(session_settings(resolved), arguments.offer)
    kind = Kind(arguments.kind) if arguments.kind else None
    factory_state = _factory_state(arguments.factory_state)
    generation = load_generation(engine, artifact_at(arguments.plugin), settings, time.time)
    return Checked(
        settings,
        generation,
        _conformance(engine, generation, settings, kind, factory_state),
        _fuel(engine, generation, settings) if arguments.fuel else {},
        audited(engine, generation, settings),
        engine.versions() if arguments.fuel else {},
    )


def show(found: Checked, arguments: argparse.Namespace, resolved: Mapping[str, Resolved]) -> Exit:
    """Print the report, write those that were asked for, and return the exit code."""
    settings, fuel_max = found.settings, found.settings.strict_budget.fuel
    if arguments.format == "json":
        report = check_json(found.generation, found.conformance, passed=found.passed)
        for layer in report["layers"]:
            measured = found.fuel.get(layer["layer"])
            layer["fuel"] = measured and fuel_json(measured, fuel_max, found.versions)
        made_under = {"profile": settings.profile.value, "imports": settings.imports.value}
        print_json(report | made_under | {"audit": audit_json(found.audit), "budgets": resolved["budgets"].value})
    else:
        printer = Printer(arguments.color)
        said = {name: fuel_text(one, fuel_max, found.versions) for name, one in found.fuel.items()}
        _print_text(printer, settings, found.generation, found.conformance, said)
        _print_audit(printer, found.audit)
        _print_end(printer, settings, passed=found.passed)
    if arguments.report:
        from workbench.cli.junit import check_cases, write_reports  # noqa: PLC0415 - few ask for a report

        write_reports(arguments.report, "check", check_cases(found.generation, found.conformance))
    if found.passed:
        return Exit.PASSED
    first = found.generation.layers[0].error
    return Exit.UNREADABLE if isinstance(first, WasmParseError) else Exit.FAILED


def _conformance(
    engine: Engine, generation: Generation, settings: Settings, kind: Kind | None, factory_state: Any
) -> ConformanceReport | None:
    """Run the cases of a plugin that can be dispatched; None when it cannot."""
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
        return parsing.parse(text)
    except parsing.JsonTextError as error:
        raise SettingInvalid("factory-state", text, "a JSON value", "option") from error


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
        detail = result.error.kind if result.error else result.detail
        printer.verdict(ran, f"{result.layer.label} {result.layer.value}", detail, width=16)
        if result.cost.wall_max_ms:
            printer.line(f"    {printer.paint(cost_text(result.cost), 'quiet')}")
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
        unsure = "" if one.certain else printer.paint(" (cannot be known)", "quiet")
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
