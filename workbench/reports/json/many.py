"""One plugin of several as a line of JSON, and the document of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from workbench.reports.json.check import check_json
from workbench.reports.json.json_text import error_json, json_text
from workbench.session.values.plugin_verdict import FAILED, NO_VERDICT, PASSED, UNREADABLE, ManyVerdicts

if TYPE_CHECKING:
    from workbench.errors import WorkbenchError
    from workbench.session.values.check_report import CheckReport


def plugin_line(
    path: str,
    report: CheckReport | None,
    error: WorkbenchError | None,
    budgets: Mapping[str, Any],
    *,
    exit_code: int,
    wall_us: int,
) -> dict[str, Any]:
    """Return the object of one plugin: that of `check`, or the error that left nothing to report, and how it ended."""
    if report is not None:
        found = check_json(report, budgets)
    else:
        found = {
            "plugin": {"path": path, "size": None, "sha256": None},
            "passed": False,
            "error": error_json(error),
        }
    return found | {"exit_code": exit_code, "wall_ms": round(wall_us / 1_000, 3)}


def many_json(run: ManyVerdicts, lines: Iterable[str]) -> Iterator[str]:
    """Give the pieces of the document of several plugins; `lines` are their objects as texts."""
    yield '{\n"results": [\n'
    for number, line in enumerate(lines):
        yield f",\n{line}" if number else line
    yield "\n],\n"
    rest = json_text(counts_json(run), indent=2)
    yield rest.removeprefix("{\n") + "\n"


def counts_json(run: ManyVerdicts) -> dict[str, Any]:
    """Return how a run over several plugins ended."""
    return {
        "passed": run.exit_code == PASSED,
        "exit_code": run.exit_code,
        "counts": {
            "plugins": len(run.verdicts) + run.not_checked,
            "passed": run.count(PASSED),
            "failed": run.count(FAILED),
            "unreadable": run.count(UNREADABLE),
            "no_verdict": run.count(NO_VERDICT),
            "not_checked": run.not_checked,
        },
        "shard": run.shard or None,
        "jobs": run.jobs,
        "wall_ms": round(run.wall_us / 1_000, 3),
    }
