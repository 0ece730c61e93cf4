"""One word of the protocol or of the screen, as a value. Knows no word."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.protocol.explanations.explanation import Section


@dataclass(frozen=True, slots=True)
class Word:
    """What stands behind a layer, a wire function, a section, or another word that the screen uses."""

    name: str
    what: str
    """What it is."""
    rule: str
    """What must hold for it."""
    why: str
    """What the protocol has it for."""
    host: str
    """What a host does with it."""
    section: Section | None
    """The section of PROTOCOL.md; None: the word is this tool's own."""

    @property
    def host_sentence(self) -> str:
        """What a host does with it, for a place where no label says that it is the host of whom this is said."""
        for label_bound, alone in (("It ", "The host "), ("None knows ", "No host knows ")):
            if self.host.startswith(label_bound):
                return alone + self.host.removeprefix(label_bound)
        return self.host
