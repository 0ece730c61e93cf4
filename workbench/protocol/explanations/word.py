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
