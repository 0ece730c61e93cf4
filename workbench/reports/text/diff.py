"""`diff` for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.reports.text.costs import fuel_engine
from workbench.reports.text.page import Page
from workbench.reports.text.replay import note_unmatched, write_comparison
from workbench.session.compare.build_diff import grown, grown_by
from workbench.session.values.build_comparison import Pair, Part, SetChange
from workbench.session.values.diff_report import DiffReport
from workbench.visible import duration, size, visible


def write_diff(page: Page, report: DiffReport) -> None:
    """Write what differs, and how long both took."""
    builds = report.builds
    for word, one in (("old", report.old), ("new", report.new)):
        title = page.paint(visible(one.title), "strong")
        artifact = one.artifact
        page.line(f"{word}  {title}  {size(artifact.size_bytes)}  sha256 {artifact.sha256[:12]}  {artifact.path}")
    module_size = report.size
    if not module_size.same:
        page.line(f"size  {grown(module_size.old, module_size.new)}")
    _write_pairs(page, "sections", [(pair.name, _sizes(pair)) for pair in report.sections])
    _write_set(page, "imports", builds.changed_set(Part.IMPORTS))
    _write_set(page, "exports", builds.changed_set(Part.EXPORTS))
    for title, part in (
        ("identity", Part.IDENTITY),
        ("negotiated versions", Part.NEGOTIATED),
        ("layers", Part.LAYERS),
    ):
        pairs = builds.differing(part)
        _write_pairs(page, title, [(pair.name, f"{_word(pair.old)} → {_word(pair.new)}") for pair in pairs])
    _write_set(page, "required capabilities", builds.changed_set(Part.CAPABILITIES))
    _write_set(page, "self-check failures", builds.changed_set(Part.SELF_CHECK))
    times = [(pair.name, f"{_spent(pair.old)} → {_spent(pair.new)}") for pair in builds.parts[Part.TIME]]
    _write_pairs(page, "time", times)
    _write_fuel(page, report)
    page.line(page.paint(f"calls ({len(report.calls)})", "strong"))
    for call in report.calls:
        spent = f"{_spent(call.old.wall_us)} → {_spent(call.new.wall_us)}"
        if call.old.fuel is not None or call.new.fuel is not None:
            spent += f"  fuel {_fuel_text(call.old.fuel_used, call.new.fuel_used)}"
        write_comparison(page, f"{call.number} {call.function}  {page.paint(spent, 'quiet')}", call.comparison)
    note_unmatched(page, report.unmatched)
    page.line(page.paint("same", "good") if report.same else page.paint("differs", "warn"))


def _write_fuel(page: Page, report: DiffReport) -> None:
    """Write the fuel of the layers, or how it is measured where it was not."""
    pairs = report.builds.parts[Part.FUEL]
    if pairs and all(pair.old is None and pair.new is None for pair in pairs):
        page.note("the fuel of the layers is not known; for large modules --fuel measures it")
        return
    title = f"fuel of {report.fuel_max:,} on a fresh instance, by {fuel_engine(report.versions)}"
    _write_pairs(page, title, [(pair.name, _fuel_text(pair.old, pair.new)) for pair in pairs])


def _write_pairs(page: Page, title: str, pairs: Sequence[tuple[str, str]]) -> None:
    if pairs:
        page.line(page.paint(title, "strong"))
    page.items(f"  {visible(name, limit=60):<24} {change}" for name, change in pairs)


def _write_set(page: Page, title: str, change: SetChange) -> None:
    if not change.same:
        page.line(page.paint(title, "strong"))
    for sign, colour, names in (("+", "good", change.added), ("-", "bad", change.removed)):
        page.items(f"  {page.paint(sign, colour)} {visible(name, limit=200)}" for name in names)


def _sizes(pair: Pair) -> str:
    return f"{pair.new:,} bytes as before, but other ones" if pair.rewritten else grown(pair.old or 0, pair.new or 0)


def _spent(wall_us: int | None) -> str:
    return duration(wall_us) if wall_us else "not called"


def _fuel_text(old: int | None, new: int | None) -> str:
    change = f" ({grown_by(old, new)})" if old is not None and new is not None and old != new else ""
    return " → ".join("not known" if one is None else f"{one:,}" for one in (old, new)) + change


def _word(value: Any) -> str:
    return "none" if value is None else visible(str(value), limit=200)
