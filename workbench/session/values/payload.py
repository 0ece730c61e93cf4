"""A payload as a document: its text, where that came from, and whether it was edited since."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.session.values.saved_payload import FileVersion, SavedName


class OriginKind(Enum):
    """Where the text of a payload came from at first."""

    SAMPLE = "sample"
    """The dry-run sample of the function."""
    DRAFT = "draft"
    """What was typed in an earlier run, or in another window."""
    TEMPLATE = "template"
    NEW = "new"
    """Nothing: it was begun empty."""
    FILE = "file"
    HISTORY = "history entry"
    IMPORT = "import"
    """A request from elsewhere: a curl command, a HAR entry, a Messages request."""
    FUZZ = "found by fuzz"
    JOURNEY = "journey step"
    CASE = "conformance case"
    COPY = "copy"
    """The text of another document."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the text of a payload came from at first."""

    kind: OriginKind = OriginKind.SAMPLE
    reference: str = ""
    """The path of the file, the number of the entry or the name of the template; empty for the others."""


@dataclass(frozen=True, slots=True)
class PayloadDocument:
    """One text that can be sent to one wire function."""

    function: str
    text: str
    """As it was typed, fit to be sent or not."""
    name: str = ""
    """Empty: it has none yet."""
    origin: Origin = Origin()
    begun_as: str = field(default="", repr=False)
    """The text that came from the origin."""
    sent: str | None = field(default=None, repr=False)
    """The text as it was last sent; None: it was not."""
    saved: str | None = field(default=None, repr=False)
    """The text as it was last saved under its name; None: it was not."""
    version: FileVersion | None = field(default=None, repr=False)
    """What its file held when it was read or written last; None: it has no file."""
    disk: FileVersion | None = field(default=None, repr=False)
    """What its file was found to hold meanwhile; None: what it held then."""
    number: int = field(default=0, compare=False)
    """Tells it from all others of this run, from 1."""
    slot: int = field(default=0, compare=False)
    """Tells it from others of its function from run to run."""

    @property
    def at(self) -> SavedName | None:
        """Which saved payload it is; None: it is not saved."""
        if not self.name:
            return None
        from workbench.session.values.saved_payload import SavedName  # noqa: PLC0415 - the first frame shows none

        return SavedName(self.function, self.name)

    @property
    def title(self) -> str:
        """What it is called where its function is known: its name, else where it came from."""
        kind, reference = self.origin.kind.value, self.origin.reference
        return self.name or (f"{kind} {reference}" if reference else kind)

    @property
    def is_changed_on_disk(self) -> bool:
        """True when somebody else changed or deleted its file since it was read or saved."""
        return self.disk is not None and self.disk != self.version

    @property
    def is_own(self) -> bool:
        """True when a person typed it, now or in an earlier run, fetched or saved it: only they may replace it."""
        return self.is_edited or bool(self.name) or self.origin.kind not in (OriginKind.SAMPLE, OriginKind.NEW)

    @property
    def is_edited(self) -> bool:
        """True when it reads otherwise than it came from its origin."""
        return self.text != self.begun_as

    @property
    def is_edited_since_sent(self) -> bool:
        """True when it was sent, and reads otherwise now."""
        return self.sent is not None and self.text != self.sent

    @property
    def is_edited_since_saved(self) -> bool:
        """True when it was saved, and reads otherwise now."""
        return self.saved is not None and self.text != self.saved


@dataclass(frozen=True, slots=True)
class OtherDraft:
    """A text for the same function of the same plugin that another window kept meanwhile."""

    text: str
    at: float
    """When it was found, in unix seconds."""
