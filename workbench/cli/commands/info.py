"""`workbench info`: versions, and every setting with the place its value came from."""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
from collections.abc import Iterator, Mapping
from typing import Any, Final

from workbench import __version__
from workbench.cli.options import resolved_settings
from workbench.cli.output import Exit, new_page, print_json, print_page
from workbench.cli.project_facts import project_facts, project_json
from workbench.cli.redaction import narrate_found
from workbench.project import ResolvedSettings
from workbench.protocol import limits
from workbench.protocol.redaction.redactor import REDACTED, Redactor
from workbench.reports.text.page import Page
from workbench.settings import Resolved
from workbench.visible import visible

_NAME_WIDTH: Final = 42
_PARTS = ("extism", "extism-sys", "textual", "pygments", "watchfiles", "orjson", "platformdirs")


def run(arguments: argparse.Namespace) -> int:
    """Print what runs here."""
    resolved = resolved_settings(arguments, goes_on=True)
    redactor = Redactor()
    settings = _without_secrets(resolved, redactor)
    versions = {"workbench": __version__, "python": platform.python_version(), "platform": platform.platform()}
    versions |= {part: _installed(part) for part in _PARTS}
    protocol = {
        "identity_section": limits.IDENTITY_SECTION,
        "handshake_schema_version": limits.HANDSHAKE_SCHEMA_VERSION,
        "envelope_version": limits.ENVELOPE_VERSION,
        "profiles": ["0.1", "0.3"],
    }
    confinement = _confinement(resolved)
    if arguments.format == "json":
        shown = {name: {"value": setting.value, "source": setting.source} for name, setting in settings.items()}
        facts = {"versions": versions, "protocol": protocol, "confinement": confinement}
        print_json({**facts, "project": project_json(resolved.project), "settings": shown})
        narrate_found(redactor, "the settings")
        return Exit.PASSED
    page = new_page(arguments.color)
    project = dict(project_facts(resolved.project))
    _write(page, {"versions": versions, "protocol": protocol, "confinement": confinement, "project": project}, settings)
    print_page(page)
    narrate_found(redactor, "the settings")
    return Exit.PASSED


def _without_secrets(resolved: ResolvedSettings, redactor: Redactor) -> dict[str, Resolved]:
    """Return the settings as they may be shown to others: what this prints is what people put into reports."""
    settings = {
        # Names of variables, not what they hold.
        name: one if name == "config_env" else Resolved(redactor.value(one.value, name), one.source)
        for name, one in resolved.items()
    }
    hidden = dict.fromkeys(resolved.secret_config, REDACTED)
    return settings | {"config": Resolved(settings["config"].value | hidden, settings["config"].source)}


def _confinement(settings: Mapping[str, Resolved]) -> dict[str, str]:
    """Return what the process that runs plugins gives up here; that it cannot run is a fact too."""
    from workbench.compose import confinement_facts  # noqa: PLC0415 - the engine's, which most commands do without
    from workbench.errors.operator import EngineUnavailable  # noqa: PLC0415 - as above

    try:
        return confinement_facts(settings)
    except EngineUnavailable as error:
        return {"error": str(error)}


def _write(page: Page, facts_by_title: Mapping[str, Mapping[str, Any]], settings: Mapping[str, Resolved]) -> None:
    for title, facts in facts_by_title.items():
        page.line(page.paint(title, "strong"))
        for name, fact in facts.items():
            shown = ", ".join(fact) if isinstance(fact, list) else visible(str(fact))
            page.line(f"  {name:<{_NAME_WIDTH}} {shown}")
    page.line(page.paint("settings", "strong"))
    for setting_name, setting in settings.items():
        for name, value in _entries(setting_name, setting.value):
            page.line(f"  {name:<{_NAME_WIDTH}} {value:<20} {page.paint(setting.source, 'quiet')}")


def _entries(name: str, value: object) -> Iterator[tuple[str, str]]:
    """Give a setting's value as a project file has it: a table as one entry for each of its keys, in dotted form."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _entries(f"{name}.{visible(str(key))}", inner)
    elif isinstance(value, bool):
        yield name, "true" if value else "false"
    elif isinstance(value, int):
        yield name, f"{value:_}"
    elif isinstance(value, (list, tuple)) and value:
        yield name, ", ".join(visible(str(one)) for one in value)
    else:
        yield name, visible(str(value)) if value not in ((), [], {}, None) else "none"


def _installed(part: str) -> str:
    try:
        return importlib.metadata.version(part)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
