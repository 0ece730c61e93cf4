"""One explanation, as a value. Knows no rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Section = int | Literal["8a"]
"""A section of PROTOCOL.md, by its number."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What stands behind one name that a verdict may carry."""

    kind: str
    """The name: of an error, a stage, a static check, a hazard, a class of failed calls, a rule, an effect."""
    layer: str
    """`L1` to `L5`, `L2 and L3`, `static check`, `call`, `conformance`, `registry`, `hazard`, `audit`, `host`,
    `host effect`, `host stage`, `warning`, `workbench`."""
    rule: str
    """What must hold."""
    why: str
    """What the rule is good for."""
    mend: str
    """What to do about it. Rust-flavoured where that helps, since most plugins are written in Rust."""
    section: Section | None
    """The section of PROTOCOL.md; None: the protocol does not speak of it."""
