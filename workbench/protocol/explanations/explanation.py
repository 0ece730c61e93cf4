"""One explanation, as a value. Knows no rule."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """What stands behind one name that a verdict may carry."""

    kind: str
    """The name: of an error, a stage, a static check, a hazard, a class of failed calls."""
    layer: str
    """`L1` to `L5`, `L2 and L3`, `static check`, `call`, `conformance`, `registry`, `hazard`, `audit`, `host`,
    `workbench`."""
    rule: str
    """What must hold."""
    why: str
    """What the rule is good for."""
    mend: str
    """What to do about it. Rust-flavoured where that helps, since most plugins are written in Rust."""
    section: int | None
    """The section of PROTOCOL.md; None: the protocol does not speak of it."""
