"""The object of `inspect`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from workbench.reports.json.json_text import error_json

if TYPE_CHECKING:
    from workbench.protocol.static_checks import StaticCheck
    from workbench.session.inspection import Inspection


def checks_json(checks: Iterable[StaticCheck]) -> list[dict[str, Any]]:
    """Return the static checks; `passed` is null for one that was not run."""
    return [{"check": check.check, "passed": check.passed, "detail": check.detail} for check in checks]


def inspection_json(found: Inspection, plugin: dict[str, Any]) -> dict[str, Any]:
    """Return the object of `inspect`; `plugin` says which bytes it speaks of."""
    return {
        "plugin": plugin,
        "sections": [
            {"id": section.id, "name": section.name, "offset": section.offset, "size": section.size}
            for section in found.module_map.sections
        ],
        "imports": [
            {"module": one.module, "name": one.name, "kind": one.kind.value} for one in found.module_map.imports
        ],
        "exports": [{"name": export.name, "kind": export.kind.value} for export in found.module_map.exports],
        "identity": found.identity.value() if found.identity else None,
        "error": error_json(found.error),
        "static_checks": checks_json(found.checks),
    }
