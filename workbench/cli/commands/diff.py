"""`workbench diff OLD NEW`: two builds side by side, and what they answer to the same calls."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workbench.cli.context import artifact_at, resolved_settings, session_settings, start_engine
from workbench.cli.output import Exit, Printer, print_json
from workbench.cli.recorded import replay_rules, replay_settings
from workbench.cli.replay_reports import comparison_json, print_comparison
from workbench.cli.reports import layer_json, plugin_json
from workbench.errors.identity import WasmParseError
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.samples import request_sample
from workbench.session.build_comparison import BuildComparison, Pair, SetChange, compare_builds
from workbench.session.kept_outcome import KeptOutcome
from workbench.session.loading import load_generation
from workbench.session.recordings import RecordedCall, Recording
from workbench.session.replay import ReplayReport, replay
from workbench.session.replay_verdicts import CallComparison, CallEffect, ReplayRules, ReplayVerdict, compare_effects
from workbench.session.state import Generation, Settings
from workbench.store.recordings import load_recording
from workbench.visible import duration, size, visible

if TYPE_CHECKING:
    from workbench.engine.link import EngineLink

TIMED_RUNS: Final = 3
"""How often the calls are made; the shortest time of each counts."""
_CLOCK_UNIX_MS: Final = 1_700_000_000_000
"""Where the clock stands when no recording says."""


@dataclass(frozen=True, slots=True)
class ComparedCall:
    """One call, made on both builds."""

    number: int
    function: str
    comparison: CallComparison
    old_us: int
    """Microseconds of the call alone; 0: it was not made."""
    new_us: int


def run(arguments: argparse.Namespace) -> int:
    """Compare and print."""
    arguments.plugin = arguments.new
    resolved = resolved_settings(arguments)
    settings = session_settings(resolved)
    recording = load_recording(Path(arguments.recording)) if arguments.recording else None
    if recording is not None:
        settings = replay_settings(recording, settings, resolved)
    rules = replay_rules(arguments.ignore, arguments.tolerance)
    engine = start_engine(resolved)
    try:
        old, new = (
            load_generation(engine, artifact_at(path), settings, time.time) for path in (arguments.old, arguments.new)
        )
        calls = _compared(engine, old, new, recording or _samples(old, new, settings), settings, rules)
    finally:
        engine.shutdown()
    builds = compare_builds(old, new)
    same = builds.same and all(call.comparison.verdict is ReplayVerdict.SAME for call in calls)
    if arguments.format == "json":
        print_json(_json(old, new, builds, calls, same=same))
    else:
        _print_text(Printer(arguments.color), old, new, builds, calls, same=same)
    if any(isinstance(one.layers[0].error, WasmParseError) for one in (old, new)):
        return Exit.UNREADABLE
    return Exit.PASSED if same else Exit.FAILED


def _samples(old: Generation, new: Generation, settings: Settings) -> Recording:
    """Return the dry-run sample of each function that one of the builds negotiated."""
    accepts = [one.negotiation.accept for one in (old, new) if one.negotiation and one.negotiation.accept]
    chosen = {name for accept in accepts for name in accept.chosen_versions}
    calls = [
        RecordedCall(name, compact(request_sample(name)), CallEffect(KeptOutcome()))
        for name in WIRE_FUNCTIONS
        if name in chosen
    ]
    return Recording("", settings.profile, clock_unix_ms=_CLOCK_UNIX_MS, calls=tuple(calls))


def _compared(
    engine: EngineLink, old: Generation, new: Generation, recording: Recording, settings: Settings, rules: ReplayRules
) -> list[ComparedCall]:
    all_rules = recording.rules.joined(rules)
    before, after = (
        [replay(engine, engine.host, one, recording, settings) for _ in range(TIMED_RUNS)] for one in (old, new)
    )
    return [
        ComparedCall(
            was.number,
            was.recorded.function,
            compare_effects(was.effect, now.effect, all_rules),
            _shortest_us(before, was.number),
            _shortest_us(after, was.number),
        )
        for was, now in zip(before[0].calls, after[0].calls, strict=True)
    ]


def _shortest_us(reports: Sequence[ReplayReport], number: int) -> int:
    calls = (report.calls[number - 1].outcome.call for report in reports)
    return min((call.wall_us for call in calls if call is not None), default=0)


# ---- JSON -----------------------------------------------------------------------------------------------------------


def _json(
    old: Generation, new: Generation, builds: BuildComparison, calls: Sequence[ComparedCall], *, same: bool
) -> dict[str, Any]:
    return {
        "same": same,
        "old": plugin_json(old.artifact) | {"layers": [layer_json(result) for result in old.layers[:4]]},
        "new": plugin_json(new.artifact) | {"layers": [layer_json(result) for result in new.layers[:4]]},
        "size": _pair_json(builds.size_bytes),
        "sections": _pairs_json(builds.sections),
        "imports": _set_json(builds.imports),
        "exports": _set_json(builds.exports),
        "identity": _pairs_json(builds.identity),
        "negotiated": _pairs_json(builds.negotiated),
        "capabilities": _set_json(builds.capabilities),
        "layers": _pairs_json(builds.layers),
        "self_check": _set_json(builds.self_check),
        "calls": [
            {"number": call.number, "function": call.function, **comparison_json(call.comparison)}
            | {"old_us": call.old_us, "new_us": call.new_us}
            for call in calls
        ],
    }


def _pair_json(pair: Pair) -> dict[str, Any]:
    return {"name": pair.name, "old": pair.old, "new": pair.new}


def _pairs_json(pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    return [_pair_json(pair) for pair in pairs]


def _set_json(change: SetChange) -> dict[str, list[str]]:
    return {"added": list(change.added), "removed": list(change.removed)}


# ---- text -----------------------------------------------------------------------------------------------------------


def _print_text(
    printer: Printer,
    old: Generation,
    new: Generation,
    builds: BuildComparison,
    calls: Sequence[ComparedCall],
    *,
    same: bool,
) -> None:
    for word, one in (("old", old), ("new", new)):
        title = printer.paint(visible(one.title), "strong")
        artifact = one.artifact
        printer.line(f"{word}  {title}  {size(artifact.size_bytes)}  sha256 {artifact.sha256[:12]}  {artifact.path}")
    if not builds.size_bytes.same:
        printer.line(f"size  {_sizes(builds.size_bytes)}")
    _print_pairs(printer, "sections", [(pair.name, _sizes(pair)) for pair in builds.sections])
    _print_set(printer, "imports", builds.imports)
    _print_set(printer, "exports", builds.exports)
    for title, pairs in (
        ("identity", builds.identity),
        ("negotiated versions", builds.negotiated),
        ("layers", builds.layers),
    ):
        _print_pairs(printer, title, [(pair.name, f"{_word(pair.old)} → {_word(pair.new)}") for pair in pairs])
    _print_set(printer, "required capabilities", builds.capabilities)
    _print_set(printer, "self-check failures", builds.self_check)
    printer.line(printer.paint(f"calls ({len(calls)})", "strong"))
    for call in calls:
        spent = f"{duration(call.old_us)} → {duration(call.new_us)}"
        print_comparison(printer, f"{call.number} {call.function}  {printer.paint(spent, 'quiet')}", call.comparison)
    printer.line(printer.paint("same", "good") if same else printer.paint("differs", "warn"))


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


def _sizes(pair: Pair) -> str:
    old, new = pair.old or 0, pair.new or 0
    return f"{old:,} → {new:,} bytes ({new - old:+,})"


def _word(value: Any) -> str:
    return "none" if value is None else visible(str(value), limit=200)
