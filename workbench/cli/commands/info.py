"""`workbench info`: versions, and every setting with the place its value came from."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from workbench import __version__
from workbench.cli.key_options import checked_keys
from workbench.cli.options import resolved_settings
from workbench.cli.output import Exit, new_page, print_json, print_page
from workbench.cli.project_facts import project_facts, project_json
from workbench.cli.redaction import narrate_found
from workbench.cli.settings_problems import theme_problems
from workbench.errors.base import place_in_file
from workbench.installed import installed_version
from workbench.project import Project, ResolvedSettings, slips_of
from workbench.protocol import limits
from workbench.protocol.redaction.redactor import REDACTED, Redactor
from workbench.reports.text.page import Page
from workbench.settings import ENVIRONMENT, SETTINGS, Resolved
from workbench.visible import visible

_NAME_WIDTH: Final = 42
_PARTS = ("extism", "extism-sys", "textual", "pygments", "watchfiles", "orjson", "platformdirs")


def run(arguments: argparse.Namespace) -> int:
    """Print what runs here."""
    resolved = resolved_settings(arguments, goes_on=True)
    checked_keys(resolved)
    # The screen opens with another theme, and says so.
    notes = [*slips_of(Project()), *map(str, theme_problems(resolved["theme"]))]
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
        facts = {"versions": versions, "protocol": protocol, "confinement": confinement}
        of_project: dict[str, Any] = {"project": project_json(resolved.project), "named_profile": _chosen(resolved)}
        of_project["notes"] = notes
        print_json({**facts, **of_project, "settings": _settings_json(settings, resolved)})
        narrate_found(redactor, "the settings")
        return Exit.PASSED
    page = new_page(arguments.color)
    project = dict(project_facts(resolved.project))
    titled: dict[str, Mapping[str, Any]] = {"versions": versions, "protocol": protocol}
    titled |= {"confinement": confinement, "project": project}
    if notes:
        titled["notes"] = {f"note {number}": note for number, note in enumerate(notes, start=1)}
    _write(page, titled)
    _write_settings(page, settings, resolved)
    print_page(page)
    narrate_found(redactor, "the settings")
    return Exit.PASSED


def _without_secrets(resolved: ResolvedSettings, redactor: Redactor) -> dict[str, Resolved]:
    """Return the settings as they may be shown to others: what this prints is what people put into reports."""
    settings = {
        # Names of variables, not what they hold.
        name: one if name == "config_env" else replace(one, value=redactor.value(one.value, name))
        for name, one in resolved.items()
    }
    hidden = dict.fromkeys(resolved.secret_config, REDACTED)
    return settings | {"config": replace(settings["config"], value=settings["config"].value | hidden)}


def _confinement(settings: Mapping[str, Resolved]) -> dict[str, str]:
    """Return what the process that runs plugins gives up here; that it cannot run is a fact too."""
    from workbench.compose import confinement_facts  # noqa: PLC0415 - the engine's, which most commands do without
    from workbench.errors.operator import EngineUnavailable  # noqa: PLC0415 - as above

    try:
        return confinement_facts(settings)
    except EngineUnavailable as error:
        return {"error": str(error)}


def _chosen(resolved: ResolvedSettings) -> dict[str, Any] | None:
    """Return the named profile that holds; None: none of the files' profiles does."""
    chosen = resolved.named_profile
    return None if chosen is None else {"name": chosen.name, "source": chosen.source, "files": list(chosen.files)}


def _settings_json(settings: Mapping[str, Resolved], resolved: ResolvedSettings) -> dict[str, Any]:
    """Return each setting with its source; of tables that several sources add to, that of each entry too."""
    shown: dict[str, Any] = {name: {"value": one.value, **_origin_json(one)} for name, one in settings.items()}
    for path, entry in resolved.entries.items():
        shown[path[0]].setdefault("entries", {})[".".join(path[1:])] = _origin_json(entry)
    return shown


def _origin_json(one: Resolved) -> dict[str, Any]:
    at = one.position
    return {
        "source": one.source,
        "profile": one.profile or None,
        "line": None if at is None else at.line,
        "column": None if at is None else at.column,
    }


def _origin(one: Resolved, name: str) -> str:
    """Return where a value came from, for people."""
    if one.source == ENVIRONMENT:
        return f"{ENVIRONMENT}, {SETTINGS[name].variable}"
    line = None if one.position is None else one.position.line
    profile = f", profile {one.profile}" if one.profile else ""
    return f"{visible(one.source)}{place_in_file(line)}{profile}"


def _write(page: Page, facts_by_title: Mapping[str, Mapping[str, Any]]) -> None:
    for title, facts in facts_by_title.items():
        page.line(page.paint(title, "strong"))
        for name, fact in facts.items():
            shown = ", ".join(fact) if isinstance(fact, list) else visible(str(fact))
            page.line(f"  {name:<{_NAME_WIDTH}} {shown}")


def _write_settings(page: Page, settings: Mapping[str, Resolved], resolved: ResolvedSettings) -> None:
    page.line(page.paint("settings", "strong"))
    if (chosen := resolved.named_profile) is not None:
        page.line(
            f"  {'chosen profile':<{_NAME_WIDTH}} {chosen.name:<20} {page.paint(visible(chosen.source), 'quiet')}"
        )
    for name, setting in settings.items():
        for path, value in _entries((name,), setting.value):
            shown, origin = ".".join(map(visible, path)), resolved.entries.get(path, setting)
            page.line(f"  {shown:<{_NAME_WIDTH}} {value:<20} {page.paint(_origin(origin, name), 'quiet')}")


def _entries(path: tuple[str, ...], value: object) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give a setting's value as a project file has it: a table as one entry for each of its keys."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _entries((*path, str(key)), inner)
    elif isinstance(value, bool):
        yield path, "true" if value else "false"
    elif isinstance(value, int):
        yield path, f"{value:_}"
    elif isinstance(value, (list, tuple)) and value:
        yield path, ", ".join(visible(str(one)) for one in value)
    else:
        yield path, visible(str(value)) if value not in ((), [], {}, None) else "none"


def _installed(part: str) -> str:
    return installed_version(part) or "not installed"
