"""`workbench diff OLD NEW`: two builds side by side, and what they answer to the same calls."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.context import artifact_at, resolved_settings, session_settings, start_engine
from workbench.cli.output import Exit, Printer, print_json
from workbench.cli.recorded import recorded_calls, replay_rules, replay_settings
from workbench.cli.replay_reports import comparison_json, print_comparison
from workbench.cli.reports import fuel_engine, layer_json, plugin_json
from workbench.errors.identity import WasmParseError
from workbench.session.compare.build_diff import CALLING_LAYERS, compare_builds, grown, grown_by
from workbench.session.compare.call_diff import call_fuel, compared_calls, made_calls, sample_calls
from workbench.session.load.load_steps import load_generation, with_layer
from workbench.session.measure.fuel import layer_fuel, with_fuel
from workbench.session.values.build_comparison import BuildComparison, Pair, Part, SetChange
from workbench.session.values.call_comparison import ComparedCall
from workbench.session.values.generation import Generation
from workbench.session.values.recording import Recording
from workbench.session.values.replay_verdict import ReplayRules, ReplayVerdict
from workbench.session.values.settings import Settings
from workbench.visible import duration, size, visible

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient


@dataclass(frozen=True, slots=True)
class _Found:
    """What is to be told of two builds."""

    old: Generation
    new: Generation
    calls: Sequence[ComparedCall]
    builds: BuildComparison
    fuel_max: int
    """Of L2 and L3; 0: not metered."""
    versions: Mapping[str, str]
    """Of the engine, to which the prices of fuel belong."""

    @property
    def same(self) -> bool:
        return self.builds.same and all(call.comparison.verdict is ReplayVerdict.SAME for call in self.calls)


def run(arguments: argparse.Namespace) -> int:
    """Compare and print."""
    arguments.plugin = arguments.new
    resolved = resolved_settings(arguments)
    settings = session_settings(resolved)
    recording = recorded_calls(Path(arguments.recording)) if arguments.recording else None
    if recording is not None:
        settings = replay_settings(recording, settings, resolved)
    rules = replay_rules(arguments.ignore, arguments.tolerance)
    engine = start_engine(resolved)
    try:
        old, new = (_loaded(engine, path, settings) for path in (arguments.old, arguments.new))
        calls = _compared(
            engine,
            (old, new),
            recording or sample_calls((old, new), settings.profile),
            settings,
            rules,
            fuel=arguments.fuel,
        )
        fuel_max = settings.strict_budget.fuel
        found = _Found(old, new, calls, compare_builds(old, new), fuel_max, engine.versions())
    finally:
        engine.shutdown()
    if arguments.format == "json":
        print_json(_json(found))
    else:
        _print_text(Printer(arguments.color), found)
    if any(isinstance(one.layers[0].error, WasmParseError) for one in (old, new)):
        return Exit.UNREADABLE
    return Exit.PASSED if found.same else Exit.FAILED


def _loaded(engine: EngineClient, path: str, settings: Settings) -> Generation:
    """Load a build, and measure the fuel of its layers."""
    build = load_generation(engine, artifact_at(path), settings, time.time)
    for layer in CALLING_LAYERS:
        measured = layer_fuel(engine, build, settings, layer)
        if measured is not None:
            build = with_layer(build, with_fuel(build.layer(layer), measured))
    return build


def _compared(
    engine: EngineClient,
    builds: tuple[Generation, Generation],
    recording: Recording,
    settings: Settings,
    rules: ReplayRules,
    *,
    fuel: bool,
) -> list[ComparedCall]:
    both = [made_calls(engine, engine.host, build, recording, settings) for build in builds]
    old, new = both
    calls = compared_calls(old, new, recording.rules.joined(rules))
    if not fuel:
        return list(calls)
    used = [
        [call_fuel(engine, engine.host, build, settings, recording, call) for call in reports[0].calls]
        for build, reports in zip(builds, both, strict=True)
    ]
    return [
        replace(call, old=replace(call.old, fuel=before), new=replace(call.new, fuel=after))
        for call, before, after in zip(calls, *used, strict=True)
    ]


# ---- JSON -----------------------------------------------------------------------------------------------------------


def _json(found: _Found) -> dict[str, Any]:
    builds = found.builds
    return {
        "same": found.same,
        "old": _build_json(found.old),
        "new": _build_json(found.new),
        "size": _pair_json(_size_of(builds)),
        "sections": _pairs_json(_sections(builds)),
        "imports": _set_json(builds.changed_set(Part.IMPORTS)),
        "exports": _set_json(builds.changed_set(Part.EXPORTS)),
        "identity": _pairs_json(builds.differing(Part.IDENTITY)),
        "negotiated": _pairs_json(builds.differing(Part.NEGOTIATED)),
        "capabilities": _set_json(builds.changed_set(Part.CAPABILITIES)),
        "layers": _pairs_json(builds.differing(Part.LAYERS)),
        "self_check": _set_json(builds.changed_set(Part.SELF_CHECK)),
        "time_us": _pairs_json(builds.parts[Part.TIME]),
        "fuel": {
            "max": found.fuel_max,
            "engine": dict(found.versions),
            "layers": _pairs_json(builds.parts[Part.FUEL]),
        },
        "calls": [_call_json(call) for call in found.calls],
    }


def _build_json(build: Generation) -> dict[str, Any]:
    return plugin_json(build.artifact) | {"layers": [layer_json(result) for result in build.layers[:4]]}


def _call_json(call: ComparedCall) -> dict[str, Any]:
    return {
        "number": call.number,
        "function": call.function,
        **comparison_json(call.comparison),
        "old_us": call.old.wall_us,
        "new_us": call.new.wall_us,
        "old_fuel": call.old.fuel_used,
        "new_fuel": call.new.fuel_used,
    }


def _pair_json(pair: Pair) -> dict[str, Any]:
    rewritten = {"rewritten": True} if pair.rewritten else {}
    return {"name": pair.name, "old": pair.old, "new": pair.new} | rewritten


def _pairs_json(pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    return [_pair_json(pair) for pair in pairs]


def _set_json(change: SetChange) -> dict[str, list[str]]:
    return {"added": list(change.added), "removed": list(change.removed)}


# ---- text -----------------------------------------------------------------------------------------------------------


def _print_text(printer: Printer, found: _Found) -> None:
    builds = found.builds
    for word, one in (("old", found.old), ("new", found.new)):
        title = printer.paint(visible(one.title), "strong")
        artifact = one.artifact
        printer.line(f"{word}  {title}  {size(artifact.size_bytes)}  sha256 {artifact.sha256[:12]}  {artifact.path}")
    module_size = _size_of(builds)
    if not module_size.same:
        printer.line(f"size  {grown(module_size.old, module_size.new)}")
    _print_pairs(printer, "sections", [(pair.name, _sizes(pair)) for pair in _sections(builds)])
    _print_set(printer, "imports", builds.changed_set(Part.IMPORTS))
    _print_set(printer, "exports", builds.changed_set(Part.EXPORTS))
    for title, part in (
        ("identity", Part.IDENTITY),
        ("negotiated versions", Part.NEGOTIATED),
        ("layers", Part.LAYERS),
    ):
        pairs = builds.differing(part)
        _print_pairs(printer, title, [(pair.name, f"{_word(pair.old)} → {_word(pair.new)}") for pair in pairs])
    _print_set(printer, "required capabilities", builds.changed_set(Part.CAPABILITIES))
    _print_set(printer, "self-check failures", builds.changed_set(Part.SELF_CHECK))
    times = [(pair.name, f"{_spent(pair.old)} → {_spent(pair.new)}") for pair in builds.parts[Part.TIME]]
    _print_pairs(printer, "time", times)
    fuel = f"fuel of {found.fuel_max:,} on a fresh instance, by {fuel_engine(found.versions)}"
    _print_pairs(printer, fuel, [(pair.name, _fuel_text(pair.old, pair.new)) for pair in builds.parts[Part.FUEL]])
    printer.line(printer.paint(f"calls ({len(found.calls)})", "strong"))
    for call in found.calls:
        spent = f"{_spent(call.old.wall_us)} → {_spent(call.new.wall_us)}"
        if call.old.fuel is not None or call.new.fuel is not None:
            spent += f"  fuel {_fuel_text(call.old.fuel_used, call.new.fuel_used)}"
        print_comparison(printer, f"{call.number} {call.function}  {printer.paint(spent, 'quiet')}", call.comparison)
    printer.line(printer.paint("same", "good") if found.same else printer.paint("differs", "warn"))


def _print_pairs(printer: Printer, title: str, pairs: Sequence[tuple[str, str]]) -> None:
    if pairs:
        printer.line(printer.paint(title, "strong"))
    for name, change in pairs:
        printer.line(f"  {visible(name, limit=60):<24} {change}")


def _print_set(printer: Printer, title: str, change: SetChange) -> None:
    if not change.same:
        printer.line(printer.paint(title, "strong"))
    for sign, colour, names in (("+", "good", change.added), ("-", "bad", change.removed)):
        for name in names:
            printer.line(f"  {printer.paint(sign, colour)} {visible(name, limit=200)}")


def _size_of(builds: BuildComparison) -> Pair:
    return builds.parts[Part.MODULE][0]


def _sections(builds: BuildComparison) -> list[Pair]:
    """Return the sections that differ, the largest change first."""
    return sorted(builds.differing(Part.SECTIONS), key=lambda pair: -abs((pair.new or 0) - (pair.old or 0)))


def _sizes(pair: Pair) -> str:
    return f"{pair.new:,} bytes as before, but other ones" if pair.rewritten else grown(pair.old or 0, pair.new or 0)


def _spent(wall_us: int | None) -> str:
    return duration(wall_us) if wall_us else "not called"


def _fuel_text(old: int | None, new: int | None) -> str:
    change = f" ({grown_by(old, new)})" if old is not None and new is not None and old != new else ""
    return " → ".join("not known" if one is None else f"{one:,}" for one in (old, new)) + change


def _word(value: Any) -> str:
    return "none" if value is None else visible(str(value), limit=200)
