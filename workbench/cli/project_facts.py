"""What `info` says of the project file: whether it holds, what of it is trusted, what is ignored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.errors import WorkbenchError, as_json
from workbench.project import Project
from workbench.reports.json.trust import requests_json
from workbench.trust import Requests


def project_json(project: Project) -> dict[str, Any]:
    """Return what is known of the project file; `file` null: there is none, `refused` null: it was read."""
    return {
        "file": None if project.file is None else str(project.file),
        "refused": _error(project.refused),
        "trusted_by": project.trusted_by or None,
        "requests": _requests(project.requests),
        "untrusted": _requests(project.untrusted),
        "note": _error(project.note),
        "overrules": None if project.overrules is None else str(project.overrules),
    }


def _error(error: WorkbenchError | None) -> dict[str, Any] | None:
    return None if error is None else as_json(error)


def _requests(requests: Requests | None) -> dict[str, Any] | None:
    return None if requests is None else requests_json(requests)


def project_facts(project: Project) -> Iterator[tuple[str, str]]:
    """Give the same as names and texts."""
    yield "file", "none" if project.file is None else str(project.file)
    if project.overrules is not None:
        yield "overruled", f"[tool.cc-lb-workbench] in {project.overrules}"
    if project.refused is not None:
        yield "refused", str(project.refused)
    if project.trusted_by:
        yield "trusted", f"with all that it asks for, by {project.trusted_by}"
    if project.requests is not None and project.requests.command is not None:
        waits = project.untrusted is not None and project.untrusted.command is not None
        yield "build command", "not trusted: `workbench trust` shows it" if waits else "trusted"
    untrusted = project.untrusted
    for number, limit in enumerate(untrusted.limits if untrusted is not None else ()):
        yield f"ignored limit {number + 1}", str(limit)
    for number, path in enumerate(untrusted.paths if untrusted is not None else ()):
        yield f"refused path {number + 1}", str(path)
    if project.note is not None:
        yield "record of trust", str(project.note)
