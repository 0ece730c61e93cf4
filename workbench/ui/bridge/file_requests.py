"""Everything that the screen requests of files that a person names, each as a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from workbench.ui.bridge.request import Request, Turn

if TYPE_CHECKING:
    from workbench.errors import OperatorError
    from workbench.session.values.path_completion import PathCompletion
    from workbench.ui.bridge.session_port import SessionLike


class PathCompletionRequested(Request["PathCompletion"]):
    """Complete a path that is typed."""

    typed: str
    suffixes: tuple[str, ...]
    """How the names of files end that count."""

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> PathCompletion:
        """Complete it."""
        return session.complete_path(self.typed, self.suffixes)


class OfferFileRequested(Request["OperatorError | None"]):
    """Negotiate with the offer of a file. The result is why it cannot be; None: it is what is offered now."""

    path: str
    """Empty: the reference's offer."""

    def run(self, session: SessionLike) -> OperatorError | None:
        """Offer it."""
        return session.offer.use_file(self.path)
