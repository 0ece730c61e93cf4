"""Opens plugins for the screen: the one of the command line, and others while it runs. Knows no widget."""

from __future__ import annotations

import argparse
import os
import threading
import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workbench.assets import sample_plugins
from workbench.cli.key_options import checked_keys
from workbench.cli.options import resolved_settings, settings_again
from workbench.compose import SessionOpening
from workbench.errors.operator import InvalidSettings, PluginUnreadable, SettingInvalid
from workbench.loop.artifact import read_artifact
from workbench.loop.watch import ArtifactWatch
from workbench.project import build_nothing, slips_of
from workbench.project_watch import ProjectWatch
from workbench.settings import OPTION
from workbench.store.places import HISTORY_NAME
from workbench.store.preferences import FilePreferences
from workbench.ui.bridge.plugin_port import OpenedPlugin

if TYPE_CHECKING:
    from workbench.errors import OperatorError, WorkbenchError
    from workbench.project import ResolvedSettings
    from workbench.protocol.hosting.injected_faults import FaultPlan
    from workbench.protocol.offer import Offer
    from workbench.session.values.plugin_listing import PluginListing
    from workbench.store.places import Places
    from workbench.store.recent_plugins import RecentPlugins

_MAGIC: Final = b"\0asm"
OF_ONE_PLUGIN: Final[dict[str, Any]] = {
    "build": None,
    "watch": None,
    "payloads": None,
    "config": None,
    "config_file": None,
    "config_env": None,
    "trust_project": False,
    "never_builds": False,
    "at_end": None,
}
"""Options that belong to the plugin of the command line alone: another one is not built by its command, does not see
its configuration, and nobody has trusted its project file."""


def _names_profile_by_option(error: OperatorError) -> bool:
    return isinstance(error, SettingInvalid) and (error.name, error.source) == ("profile", OPTION)


class CommandLinePlugins:
    """`PluginOpener` of the screen's port. What describes the host holds for each plugin; see `OF_ONE_PLUGIN`."""

    def __init__(
        self,
        arguments: argparse.Namespace,
        places: Places,
        faults: FaultPlan | None,
        offer: tuple[Offer, str] | None,
    ) -> None:
        """Open nothing yet.

        Args:
            arguments: The command line.
            places: Where our files stand.
            faults: What is injected from the start; None: nothing.
            offer: The host's offer and the file that it was read from; None: the reference's.
        """
        self._arguments, self._places, self._faults, self._offer = arguments, places, faults, offer
        self._lock = threading.Lock()
        self._open: list[SessionOpening] = []
        """Those that have not been ended."""
        self._first = ""
        self._line: str | None = None
        """The protocol's profile that the first plugin has; None before it was opened."""

    def first(self, plugin: str, resolved: ResolvedSettings) -> OpenedPlugin:
        """Return the plugin of the command line, whose settings were read already."""
        self._first, self._line = os.path.realpath(plugin), resolved["profile"].value
        return self._opened(plugin, resolved, self._arguments)

    def open(self, path: str) -> OpenedPlugin:
        """Return the plugin at a path, as a start with it would have it. A leading `~` is the home folder.

        Raises:
            PluginUnreadable, PluginFileTooLarge: No module stands there.
            InvalidSettings, FileDamaged, FileUnreadable: Its project file cannot hold.
        """
        place = os.path.realpath(os.path.expanduser(path))  # noqa: PTH111 - raises nothing without a home folder
        module = read_artifact(place)
        if not module.startswith(_MAGIC):
            from workbench.protocol.wasm.formats import LOOKED_AT_BYTES, format_of  # noqa: PLC0415 - as below

            raise PluginUnreadable(place, format_of(module[:LOOKED_AT_BYTES]))
        changes = {} if place == self._first else OF_ONE_PLUGIN
        named = self._arguments.plugin if place == self._first else place
        arguments = argparse.Namespace(**{**vars(self._arguments), **changes, "plugin": named})
        return self._opened(place, *self._settings_of(arguments))

    def _settings_of(self, arguments: argparse.Namespace) -> tuple[ResolvedSettings, argparse.Namespace]:
        """Return the settings of another plugin, and the arguments that give them.

        A profile of the first plugin's project may be none of this one's: what it says of the protocol holds all the
        same, as the rest of what describes the host.
        """
        try:
            return resolved_settings(arguments, goes_on=True), arguments
        except InvalidSettings as error:
            others = tuple(one for one in error.problems if not _names_profile_by_option(one))
            if others or not error.problems:
                raise InvalidSettings(others, error.more) from None
            arguments.profile = self._line
            return resolved_settings(arguments, goes_on=True), arguments

    def listing(self) -> PluginListing:
        """Return recent plugins and samples."""
        from workbench.session.values.plugin_listing import ListedSample, PluginListing  # noqa: PLC0415 - as below

        recent, error = self._recent.all()
        known = {one.place for one in recent}
        samples = ((os.path.realpath(one.path), one) for one in sample_plugins())
        listed = (ListedSample(place, one.name, one.summary) for place, one in samples if place not in known)
        return PluginListing(recent, tuple(listed), error, os.path.realpath(os.path.expanduser("~")))  # noqa: PTH111

    def seen(self, place: str, name: str, version: str) -> WorkbenchError | None:
        """Remember that a plugin is shown; return why that is not possible."""
        folder = getattr(self._arguments, "at_end", None)
        if folder is not None and Path(place).is_relative_to(os.path.realpath(folder)):
            # Of a bundle: it will not stand there for long.
            return None
        return self._recent.seen(place, name, version)

    def forget(self, place: str) -> WorkbenchError | None:
        """Forget a plugin; return why that is not possible."""
        return self._recent.forget(place)

    @cached_property
    def _recent(self) -> RecentPlugins:
        from workbench.store.recent_plugins import RecentPlugins  # noqa: PLC0415 - the first frame waits for none of it

        return RecentPlugins(self._places.state, time.time)

    def kill(self) -> None:
        """End at once what would outlive our process; any thread may call it."""
        for opening in tuple(self._open):
            opening.kill()

    def close(self) -> None:
        """End what the sessions have not ended themselves."""
        for opening in tuple(self._open):
            self._end(opening)

    def _opened(self, plugin: str, resolved: ResolvedSettings, arguments: argparse.Namespace) -> OpenedPlugin:
        if arguments.in_browser and not arguments.allow_build:
            build_nothing(resolved)
        source = ArtifactWatch(plugin, polling=resolved["poll"].value)
        history = self._places.state / HISTORY_NAME
        opening = SessionOpening(resolved, plugin, history, self._faults, noticed=source.has_noticed, offer=self._offer)
        says = slips_of(resolved.project)

        def read() -> ResolvedSettings:
            found = settings_again(arguments)
            checked_keys(found, in_browser=arguments.in_browser)
            return found

        watch = ProjectWatch(arguments.plugin, resolved, read, says)
        with self._lock:
            self._open.append(opening)
        return OpenedPlugin(
            session=opening.session,
            source=source,
            preferences=FilePreferences(self._places.state),
            place=os.path.realpath(plugin),
            project_news=watch.news,
            close=lambda: self._end(opening),
        )

    def _end(self, opening: SessionOpening) -> None:
        opening.close()
        with self._lock:
            if opening in self._open:
                self._open.remove(opening)
