"""What a project file asks for, and what was trusted, as JSON values."""

from __future__ import annotations

from typing import Any

from workbench.errors import as_json
from workbench.trust import Grant, Requests


def requests_json(requests: Requests) -> dict[str, Any]:
    """Return what is asked for; `command` null: no command."""
    return {
        "project": requests.project,
        "folder": requests.folder,
        "command": requests.command,
        "watch": list(requests.watch),
        "limits": [
            {"name": one.name, "wanted": one.wanted, "standing": one.standing, "line": one.line}
            for one in requests.limits
        ],
        "paths": [as_json(one)["details"] for one in requests.paths],
    }


def grant_json(grant: Grant) -> dict[str, Any]:
    """Return what was trusted; `at` in unix seconds."""
    return {
        "project": grant.project,
        "command": grant.command,
        "watch": list(grant.watch),
        "limits": dict(grant.limits),
        "paths": dict(grant.paths),
        "at": grant.at,
    }
