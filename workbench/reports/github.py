"""What failed as annotations of GitHub Actions: lines that the runner makes notes at a commit of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from workbench.reports.junit import ReportCase
from workbench.visible import visible

ANNOTATIONS_MAX: Final = 50
"""The runner shows ten of a step, and keeps fifty."""
_PATH_MAX: Final = 4_096
_MESSAGE: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def annotation_lines(suite: str, cases: Sequence[ReportCase]) -> str:
    """Return a line for each case that failed, and how many there are more; nothing where none did.

    Nothing in a text begins another line, or another command of the runner.
    """
    failed = [case for case in cases if case.passed is False]
    lines = [_of_case(suite, case) for case in failed[:ANNOTATIONS_MAX]]
    if len(failed) > ANNOTATIONS_MAX:
        lines.append(_line(suite, f"and {len(failed) - ANNOTATIONS_MAX:,} more"))
    return "".join(f"{line}\n" for line in lines)


def _of_case(suite: str, case: ReportCase) -> str:
    message = f"{case.detail}; to do: {case.hint}" if case.hint else case.detail
    return _line(f"{suite}: {case.group} {case.name}", message, case.file)


def _line(title: str, message: str, file: str = "") -> str:
    shown_title = visible(title, limit=200).translate(_PROPERTY)
    place = f"file={visible(file, limit=_PATH_MAX).translate(_PROPERTY)}," if file else ""
    return f"::error {place}title={shown_title}::{visible(message, limit=1_000).translate(_MESSAGE)}"
