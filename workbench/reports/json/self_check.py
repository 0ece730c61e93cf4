"""The object of `self-check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.reports.json.check import round_trips_json
from workbench.reports.json.json_text import error_json
from workbench.reports.json.parts import layer_json, plugin_json

if TYPE_CHECKING:
    from workbench.session.values.generation import Generation
    from workbench.session.values.settings import Settings


def self_check_json(generation: Generation, settings: Settings) -> dict[str, Any]:
    """Return the object of `self-check`; `self_check` is null where a layer before it failed."""
    return {
        "plugin": plugin_json(generation.artifact),
        "profile": settings.profile.value,
        "imports": settings.imports.value,
        "passed": generation.is_good,
        "layers": [layer_json(result) for result in generation.layers[:3]],
        "self_check": _self_check_json(generation),
        "error": error_json(generation.error),
        "hints": [hint.value() for hint in generation.hints],
    }


def _self_check_json(generation: Generation) -> dict[str, Any] | None:
    """Return what was asked and answered; `request` is null where the profile asks about no function of the plugin."""
    found = generation.self_check
    if found is None:
        return None
    request = None
    if found.request is not None:
        asked = found.request
        request = {"functions_to_test": list(asked.functions_to_test), "initiated_at": asked.initiated_at}
    return {
        "request": request,
        "response": found.response.value() if found.response else None,
        "round_trips": round_trips_json(found.response),
    }
