"""What failed as annotations of GitHub Actions: lines that the runner makes notes at a commit of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from workbench.reports.junit import ReportCase
from workbench.visible import visible

ANNOTATIONS_MAX: Final = 50
"""The runner shows ten of a step, and keeps fifty."""
_MESSAGE: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def annotation_lines(suite: str, cases: Sequence[ReportCase]) -> str:
    """Return a line for each case that failed, and how many there are more; nothing where none did.

    Nothing in a text begins another line, or another command of the runner.
    """
    failed = [case for case in cases if case.passed is False]
    lines = [_line(f"{suite}: {case.group} {case.name}", case.detail) for case in failed[:ANNOTATIONS_MAX]]
    if len(failed) > ANNOTATIONS_MAX:
        lines.append(_line(suite, f"and {len(failed) - ANNOTATIONS_MAX:,} more"))
    return "".join(f"{line}\n" for line in lines)


def _line(title: str, message: str) -> str:
    shown_title = visible(title, limit=200).translate(_PROPERTY)
    return f"::error title={shown_title}::{visible(message, limit=1_000).translate(_MESSAGE)}"
