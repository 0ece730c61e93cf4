"""What the screen needs to show one plugin, and to open another one. The composition root plugs it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from workbench.errors import WorkbenchError
    from workbench.session.payload_ports import Preferences
    from workbench.session.ports import ArtifactSource
    from workbench.session.values.plugin_listing import PluginListing
    from workbench.ui.bridge.session_port import SessionFactory


@dataclass(frozen=True, slots=True)
class OpenedPlugin:
    """One plugin, with all that belongs to it alone: what it starts is ended by its bridge, and then by `close`."""

    session: SessionFactory
    """Makes its session, on the bridge's thread, with what it passes its states to."""
    source: ArtifactSource
    """Where its builds come from."""
    preferences: Preferences
    """What is remembered from run to run; what was typed for it among that."""
    place: str = ""
    """Its real path; empty: it is not known, as of a session that a test makes."""
    project_news: Callable[[], tuple[str, bool] | None] | None = None
    """Says what became of its project file since it was asked last, and if that is an error; None: nobody does."""
    close: Callable[[], object] = lambda: None
    """Ends what its session has not ended itself. May be called again."""


class PluginOpener(Protocol):
    """Opens plugins. All methods may block for a moment, and are called from one thread."""

    def open(self, path: str) -> OpenedPlugin:
        """Return the plugin at a path as a start with it would have it: its project file, its payloads, its drafts.

        Raises:
            WorkbenchError: There is no plugin, or its project file cannot hold. Nothing was started.
        """

    def listing(self) -> PluginListing:
        """Return what can be opened without typing a path."""

    def seen(self, place: str, name: str, version: str) -> WorkbenchError | None:
        """Remember that a plugin is shown, with its name and version; return why that is not possible."""

    def forget(self, place: str) -> WorkbenchError | None:
        """Forget a plugin that was shown once; return why that is not possible."""
