"""What the screen shows, as it leaves the session for other people: in a page, or in a bundle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.protocol.redaction.found import Found
from workbench.session.values.bundle import BundleRecording, BundleText
from workbench.session.values.check_report import CheckReport
from workbench.session.values.generation import Rows
from workbench.session.values.history import HistoryEntry


@dataclass(frozen=True, slots=True)
class SessionSnapshot:
    """One build, and what was done with it in this run. Values of secret variables have their names in their place."""

    checked: CheckReport
    """What was found of the build, as far as the session has looked."""
    versions: Mapping[str, str]
    """Of the engine, by name."""
    generations: Rows = ()
    """All builds of this run, the newest last."""
    calls: tuple[HistoryEntry, ...] = ()
    """The newest dispatches of this run, the newest last."""
    calls_total: int = 0
    """How many there were."""
    payloads: tuple[BundleText, ...] = ()
    """The saved payloads; empty where they were not asked for."""
    recordings: tuple[BundleRecording, ...] = ()
    """The newest dispatches as a recording."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """What was written."""

    path: str
    size_bytes: int
    taken_out: tuple[Found, ...] = ()
    """Secrets that the file does not have, and where they stood."""
    kept: tuple[Found, ...] = ()
    """What the file has, and looks like a secret."""
