"""The plugins that can be opened on the running screen, as they are listed."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.errors import WorkbenchError


@dataclass(frozen=True, slots=True)
class RecentPlugin:
    """One that was opened in this run or an earlier one. What is kept of it is a stranger's text."""

    place: str
    """The real path, absolute."""
    name: str = ""
    """As its identity had it when it was last seen; empty: it had none."""
    version: str = ""
    at: float = 0.0
    """When it was last seen, in unix seconds."""
    is_gone: bool = False
    """No file stands there now."""


@dataclass(frozen=True, slots=True)
class ListedSample:
    """A plugin that comes with the workbench."""

    place: str
    name: str
    summary: str
    """What it shows, in one line."""


@dataclass(frozen=True, slots=True)
class PluginListing:
    """All that is listed."""

    recent: tuple[RecentPlugin, ...] = ()
    """The one that was seen last first."""
    samples: tuple[ListedSample, ...] = ()
    """Those that are not among the recent ones."""
    error: WorkbenchError | None = None
    """Why recent ones are not known; None: they are."""
    home: str = ""
    """The home folder, which stands as `~` in what is shown; empty: there is none."""
