"""The offer in the lab while it is edited: its changes, what they can be taken back to, where it came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from workbench.protocol.negotiation.offer_draft import OfferDraft, draft_of, versions_of
from workbench.protocol.offer import Offer
from workbench.ui.renderers.lab import CAPABILITY, ENVELOPE, FUNCTION, MORE, SCHEMA

UNDO_MAX: Final = 200


class LabDraft:
    """Holds the draft. Tells of each change."""

    def __init__(
        self, offer: Offer, origin: str, changed: Callable[[], object], *, unchanged: Offer | None = None
    ) -> None:
        """Begin with an offer.

        Args:
            offer: What is offered at first.
            origin: The host that it is one of, in words.
            changed: Is notified of each change.
            unchanged: What that host offers; None: this offer.
        """
        self.value = draft_of(offer)
        self.origin = origin
        self._unchanged = offer if unchanged is None else unchanged
        self.added: str | None = None
        """The row of what was added last, until it was gone to; None: nothing was."""
        self._changed = changed
        self._before: list[tuple[OfferDraft, str, Offer]] = []

    @property
    def offer(self) -> Offer:
        """What is offered."""
        return self.value.offer

    @property
    def title(self) -> str:
        """Whose offer it is, in words, and whether it was changed since."""
        return self.origin if self.offer == self._unchanged else f"{self.origin}, changed"

    def belong_to(self, origin: str) -> None:
        """Be from now on what a host offers; what was this host's offer before is a change of it."""
        now = self.offer
        self.origin, self._unchanged = origin, now
        self._before = [(value, one, now if one == origin else was) for value, one, was in self._before]

    def become(self, value: OfferDraft, origin: str | None = None) -> None:
        """Become another draft, which can be taken back; with an `origin` it is what that host offers."""
        if value == self.value and origin in (None, self.origin):
            return
        self._before = [*self._before[-UNDO_MAX + 1 :], (self.value, self.origin, self._unchanged)]
        self.value = value
        if origin is not None:
            self.origin, self._unchanged = origin, self.offer
        self._changed()

    def take(self, offer: Offer, origin: str) -> None:
        """Become the offer of another host; capabilities that are known stay beside it."""
        self.become(draft_of(offer).knowing(self.value.capabilities), origin)

    def know(self, capabilities: frozenset[str]) -> None:
        """Let capabilities stand beside what is offered."""
        self.value = self.value.knowing(capabilities)

    def undo(self) -> bool:
        """Take the last change back; return whether there was one."""
        if not self._before:
            return False
        self.value, self.origin, self._unchanged = self._before.pop()
        self._changed()
        return True

    def tick(self, key: str) -> bool:
        """Offer the function or capability of a row, or do no more; return whether the row is one of these."""
        if key.startswith(FUNCTION):
            self.become(self.value.with_function_toggled(key.removeprefix(FUNCTION)))
        elif key.startswith(CAPABILITY):
            self.become(self.value.with_capability_toggled(key.removeprefix(CAPABILITY)))
        else:
            return key.startswith(MORE)
        return True

    def step(self, key: str, by: int) -> bool:
        """Let the newest version of a row come (1) or go (-1); return whether the row has versions."""
        if key.startswith(FUNCTION):
            name = key.removeprefix(FUNCTION)
            self.become(self.value.raised(name) if by > 0 else self.value.lowered(name))
        elif key in (SCHEMA, ENVELOPE):
            offer = self.offer
            now = offer.handshake_schema_version if key == SCHEMA else offer.envelope_version
            self.put(key, str(max(now + by, 0)))
        else:
            return False
        return True

    def put(self, key: str, typed: str) -> None:
        """Give a row the value that is typed: versions, or one number. Raises ValueError: it is none."""
        if key == SCHEMA:
            self.become(self.value.with_schema_version(typed))
        elif key == ENVELOPE:
            self.become(self.value.with_envelope_version(typed))
        else:
            self.become(self.value.with_versions(key.removeprefix(FUNCTION), versions_of(typed)))

    def add_function(self, typed: str) -> None:
        """Offer one more function. Raises ValueError: it has no name, or is there."""
        before, added = self.offer.function_versions, self.value.with_new_function(typed)
        self.added = next(f"{FUNCTION}{name}" for name in added.offer.function_versions if name not in before)
        self.become(added)

    def add_capability(self, typed: str) -> None:
        """Offer one more capability. Raises ValueError: it has no name, or is there."""
        before, added = self.offer.host_capabilities, self.value.with_new_capability(typed)
        self.added = next(f"{CAPABILITY}{name}" for name in added.offer.host_capabilities - before)
        self.become(added)
