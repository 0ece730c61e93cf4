"""How tools load a plugin: the arguments that all of them share, and the settings that hold for a call.

The project file, the environment and the person's own settings hold as for every command, with two exceptions. Nothing
lifts the rules for project files: whoever asks here may have written one. And what the person keeps for plugins in
files and variables elsewhere is not handed out: whoever asks here may have written the plugin.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbench.compose import session_settings
from workbench.errors.agents import ArgumentInvalid, InvalidArguments
from workbench.errors.operator import EngineUnavailable
from workbench.mcp_server.parameters import Parameter, choice, mapping, several, text
from workbench.mcp_server.tool import ToolCall
from workbench.project import ResolvedSettings, named_plugin, read_settings
from workbench.session.values.settings import Settings
from workbench.store.offer_files import OFFER_MAX_BYTES, offer_advice, offer_of
from workbench.store.settings_files import PROJECT_FILE

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient

PLUGIN: Final = Parameter(
    "plugin",
    text("Path of the plugin, a .wasm file below the folder of the server. Default: the plugin of its workbench.toml."),
)
LOADING: Final = (
    Parameter("profile", choice(("0.1", "0.3"), "Protocol line of the host. Default: the project's, else 0.1.")),
    Parameter(
        "capabilities",
        several(text("A name.", max_length=256), 64, "Capabilities that the host offers. Default: the project's."),
    ),
    Parameter(
        "budget",
        choice(
            ("strict", "serving"),
            "Limits of time, fuel and memory for dispatches: serving is a running host (5 s, host functions linked), "
            "strict is the handshake's (200 ms, none linked). Default: serving.",
        ),
    ),
    Parameter(
        "imports",
        choice(
            ("reference", "trap"),
            "trap: link the host functions in the strict budget too, so that a call of one fails and an import does "
            "not. It tells whether an import or a call is at fault. Default: reference, which gives the verdict.",
        ),
    ),
    Parameter(
        "config",
        mapping(
            text("A value.", max_length=1_048_576),
            256,
            "Entries of the plugin's configuration, beside those of the project.",
        ),
        is_secret=True,
    ),
)
OFFER_FILE: Final = Parameter(
    "offer_file", text("Path of a JSON file with the offer of another host. Default: what the reference offers.")
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a call of a tool works with."""

    resolved: ResolvedSettings
    settings: Settings
    engine: EngineClient
    notes: tuple[str, ...]
    """Limits that a project file raises in vain, what a host ignores in an offer. Untrusted text."""


def _without_own(settings: Settings, resolved: ResolvedSettings, call: ToolCall) -> tuple[Settings, tuple[str, ...]]:
    """Return settings whose configuration holds nothing that stands outside of the folder, and what it has not got."""
    if call.own_config:
        return settings, ()
    project = resolved.project.file
    is_below = project is not None and Path(os.path.realpath(project)).is_relative_to(call.files.folder)
    kept_back = sorted(
        name
        for name in resolved.secret_config
        if not (is_below and (entry := resolved.entries.get(("config", name))) and entry.source == str(project))
    )
    config = {name: value for name, value in settings.config.items() if name not in kept_back}
    reason = "stands in a file or variable outside of the folder, and no plugin gets it unless --own-config is given"
    return replace(settings, config=config), tuple(f"config.{name} {reason}" for name in kept_back)


def plugin_path(call: ToolCall, tool: str) -> str:
    """Return the plugin of a call: the named one, else that of the project of the folder.

    Raises:
        InvalidArguments: Neither names one.
        PathOutside: The path leads out of the folder.
        ProjectFileRefused, ProjectPathOutside, InvalidSettings, FileDamaged: The settings cannot hold.
    """
    named: str | None = call.given("plugin")
    if named is None:
        folder = call.files.folder
        named = named_plugin(None, read_settings({}, str(folder / PROJECT_FILE), trusted_by=None))
        if named is None:
            expected = "a path, since no project names a plugin here"
            raise InvalidArguments((ArgumentInvalid(tool, "plugin", expected, "nothing"),))
        place = Path(named)
        named = str(place.relative_to(folder)) if place.is_relative_to(folder) else named
    return named


def opened(call: ToolCall, plugin: str) -> Opened:
    """Return what a call works with; `plugin` is the path whose project file holds.

    Raises:
        PathOutside: The path leads out of the folder.
        ProjectFileRefused, InvalidSettings, FileDamaged: The settings cannot hold.
        FileUnreadable, OfferUndecodable: The offer cannot be read.
        EngineUnavailable: Nothing can be run.
    """
    options = {one.name: call.given(one.name) for one in LOADING}
    resolved = read_settings(options, str(call.files.place(plugin)), trusted_by=None)
    notes = () if resolved.project.untrusted is None else tuple(map(str, resolved.project.untrusted.limits))
    settings, kept_back = _without_own(session_settings(resolved), resolved, call)
    notes += kept_back
    file = call.given("offer_file")
    if file is not None:
        content = call.files.content(file, "an offer", OFFER_MAX_BYTES)
        settings = replace(settings, offer=offer_of(content, file), offer_file=file)
        notes += tuple(f"{file}: {one}" for one in offer_advice(content))
    if not call.job.goes_on():
        # It may have been left behind, and the engine belongs to the next one by now.
        raise EngineUnavailable("nobody waits for the call any more")
    return Opened(resolved, settings, call.engines.engine(resolved), notes)
