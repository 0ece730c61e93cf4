"""Several plugins for people: a line for each, the worst first, and one that counts them."""

from __future__ import annotations

from shlex import quote
from typing import Final

from workbench.reports.text.page import Page
from workbench.session.values.plugin_verdict import (
    FAILED,
    NO_VERDICT,
    PASSED,
    UNREADABLE,
    ManyVerdicts,
    PluginVerdict,
)
from workbench.visible import duration, size, visible, width

WORDS: Final = {PASSED: "passed", FAILED: "failed", UNREADABLE: "unreadable", NO_VERDICT: "no verdict"}
_SIGNS: Final = {PASSED: ("✓", "good"), FAILED: ("✕", "bad"), UNREADABLE: ("✕", "bad"), NO_VERDICT: ("!", "warn")}
_PATH_WIDTH_MAX: Final = 60
_PATH_MAX: Final = 400
_REASON_MAX: Final = 200


def write_many(page: Page, run: ManyVerdicts) -> None:
    """Write the table and the count."""
    rows = run.worst_first
    names = [visible(one.path, limit=_PATH_MAX) for one in rows]
    columns = min(max(map(width, names), default=0), _PATH_WIDTH_MAX)
    page.items(_line(page, one, name, columns) for one, name in zip(rows, names, strict=True))
    page.line(count_line(run))
    if rows and not rows[0].passed:
        page.note(f"why the first one failed: workbench check {visible(quote(rows[0].path), limit=_PATH_MAX)}")


def _line(page: Page, one: PluginVerdict, name: str, columns: int) -> str:
    sign, colour = _SIGNS[one.exit_code]
    figures = [
        f"{WORDS[one.exit_code]:<10}",
        f"{duration(one.wall_us) if one.wall_us else '–':>8}",
        f"{'–' if one.size_bytes is None else size(one.size_bytes):>9}",
    ]
    if one.fuel_share is not None:
        figures.append(f"fuel {one.fuel_share:>4.0%}")
    padding = " " * max(columns - width(name), 0)
    said = visible(one.reason, limit=_REASON_MAX)
    return f"{page.paint(sign, colour)} {name}{padding}  {'  '.join(figures)}  {said}".rstrip()


def count_line(run: ManyVerdicts) -> str:
    """Return how many plugins ended how, in one line."""
    said = [
        f"{run.count(code):,} {WORDS[code]}" for code in (PASSED, FAILED, UNREADABLE, NO_VERDICT) if run.count(code)
    ]
    if run.not_checked:
        said.append(f"{run.not_checked:,} not checked (--fail-fast)")
    total = len(run.verdicts) + run.not_checked
    shard = f" of shard {run.shard}" if run.shard else ""
    workers = "1 worker" if run.jobs == 1 else f"{run.jobs:,} workers"
    plugins = "1 plugin" if total == 1 else f"{total:,} plugins"
    return f"{plugins}{shard}: {', '.join(said) or 'none'}; {duration(run.wall_us)}, {workers}"
