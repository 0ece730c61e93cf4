"""What the session needs of the world to hand reports and bundles to other people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from workbench.session.values.bundle import Bundle
    from workbench.session.values.session_snapshot import ExportedFile, SessionSnapshot
    from workbench.session.values.trace import TraceMessage


class ExportStore(Protocol):
    """What writes reports and bundles, without their secrets. Raises PlaceUnwritable."""

    def save_report(self, path: str, snapshot: SessionSnapshot) -> ExportedFile:
        """Write a report: for a pull request where the path ends in `.md`, else one page."""

    def preview(self, snapshot: SessionSnapshot, *, with_module: bool) -> Bundle:
        """Return what a bundle would hold."""

    def save_trace(
        self, path: str, title: str, messages: Sequence[TraceMessage], versions: Mapping[str, str]
    ) -> ExportedFile:
        """Write messages as a page where the path ends in `.html`, as Markdown in `.md`, else as JSON lines."""

    def save_bundle(self, path: str, snapshot: SessionSnapshot, *, with_module: bool) -> ExportedFile:
        """Write a bundle."""
