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
    """Return the object of `inspect`; `plugin` says which bytes it speaks of.

    The totals are what the module has, of which very long lists hold only a part. `encoding` is `module`, `component`,
    or null for what is neither. A section nested in a component has its `depth`, 1 or more.
    """
    module_map = found.module_map
    return {
        "plugin": plugin,
        "encoding": module_map.encoding.value if module_map.encoding else None,
        "sections": [
            {"id": one.id, "name": one.name, "offset": one.offset, "size": one.size}
            | ({"depth": one.depth} if one.depth else {})
            for one in module_map.sections
        ],
        "sections_total": module_map.sections_total,
        "imports": [{"module": one.module, "name": one.name, "kind": one.kind.value} for one in module_map.imports],
        "imports_total": module_map.imports_total,
        "exports": [{"name": export.name, "kind": export.kind.value} for export in module_map.exports],
        "exports_total": module_map.exports_total,
        "identity": found.identity.value() if found.identity else None,
        "error": error_json(found.error),
        "hints": [hint.value() for hint in found.hints],
        "static_checks": checks_json(found.checks),
        "notes": list(found.notes),
    }
