"""What the screen requests that leaves it for other people: reports and bundles, each as a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from workbench.ui.bridge.request import Request, Turn

if TYPE_CHECKING:
    from workbench.session.values.bundle import Bundle
    from workbench.session.values.session_snapshot import ExportedFile
    from workbench.session.values.trace import TraceMessage
    from workbench.ui.bridge.session_port import SessionLike


class BundlePreviewRequested(Request["Bundle | None"]):
    """Find out what a bundle would hold. The result is None when there is no build yet."""

    with_module: bool

    TURN: ClassVar[Turn] = Turn.BESIDE

    def run(self, session: SessionLike) -> Bundle | None:
        """Find it out."""
        return session.exports.preview(with_module=self.with_module)


class BundleRequested(Request["ExportedFile | None"]):
    """Write a bundle. The result is None when there is no build yet."""

    path: str
    with_module: bool

    TURN: ClassVar[Turn] = Turn.BESIDE

    def run(self, session: SessionLike) -> ExportedFile | None:
        """Write it."""
        return session.exports.bundle(self.path, with_module=self.with_module)


class ReportRequested(Request["ExportedFile | None"]):
    """Write the report of the build that is shown. The result is None when there is none yet."""

    path: str
    """One that ends in `.md` is for a pull request; else it becomes one page."""

    TURN: ClassVar[Turn] = Turn.BESIDE

    def run(self, session: SessionLike) -> ExportedFile | None:
        """Write it."""
        return session.exports.report(self.path)


class TraceFileRequested(Request["ExportedFile | None"]):
    """Write messages of the trace. The result is None when there is no build yet."""

    path: str
    """One that ends in `.html` becomes a page, in `.md` Markdown; else one message stands in each line, as JSON."""
    messages: Sequence[TraceMessage]

    TURN: ClassVar[Turn] = Turn.BESIDE

    def run(self, session: SessionLike) -> ExportedFile | None:
        """Write them."""
        return session.exports.trace(self.path, self.messages)
