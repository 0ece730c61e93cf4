"""What a project file asks for, for a person to read before they trust it, and what they have trusted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from workbench.errors.projects import shown_limit
from workbench.reports.text.page import Page
from workbench.trust import EVERY_SOURCE, NOT_TRUSTED, RUNS_AS_YOU, Grant, Requests, request_facts, shown_text

_NAME_WIDTH: Final = 9
_DAY_S: Final = 86_400


def write_requests(page: Page, requests: Requests, waits: Requests) -> None:
    """Write what is asked for, and whether the command is what waits for an answer."""
    for name, text in request_facts(requests):
        page.line(f"{name:<{_NAME_WIDTH}}{text}")
    if waits.command is not None:
        page.line("")
        page.line(RUNS_AS_YOU)
        page.line(NOT_TRUSTED)


def _days_ago(days: int) -> str:
    return "less than a day ago" if not days else f"{days:,} {'day' if days == 1 else 'days'} ago"


def write_grants(page: Page, grants: Sequence[Grant], now: float) -> None:
    """Write what was trusted, and how many days ago."""
    if not grants:
        page.line("No project file is trusted.")
    for grant in grants:
        page.line(page.paint(shown_text(grant.project), "strong"))
        if grant.command is not None:
            page.line(f"  {'command':<{_NAME_WIDTH}}{shown_text(grant.command)}")
            page.line(f"  {'watch':<{_NAME_WIDTH}}{', '.join(map(shown_text, grant.watch)) or EVERY_SOURCE}")
        for name, limit in grant.limits.items():
            page.line(f"  {'limit':<{_NAME_WIDTH}}{shown_text(name)}: {shown_limit(name, limit)}")
        for name, place in grant.paths.items():
            page.line(f"  {'path':<{_NAME_WIDTH}}{shown_text(name)} leads to {shown_text(place)}")
        page.line(f"  {'trusted':<{_NAME_WIDTH}}{_days_ago(int(max(now - grant.at, 0) / _DAY_S))}")
