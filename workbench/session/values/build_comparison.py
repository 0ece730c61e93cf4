"""All facts of two builds, part by part, and what of them differs.

Names and texts come from plugins and are untrusted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final


class Part(Enum):
    """What facts of a build speak of."""

    MODULE = "module"
    """`size` in bytes, and `sha256`."""
    IDENTITY = "identity"
    """By field."""
    LAYERS = "layers"
    """`passed`, `not run` or the kind of the error, of L1 to L4."""
    TIME = "time"
    """Microseconds of the calls that L2 and L3 made."""
    FUEL = "fuel"
    """What these calls used; None: not measured."""
    NEGOTIATED = "negotiated"
    """Chosen version by function."""
    CAPABILITIES = "capabilities"
    """Required ones: True where there is one."""
    SELF_CHECK = "self_check"
    """Reported failures, as `stage: message`: True where there is one."""
    IMPORTS = "imports"
    """True where there is one."""
    EXPORTS = "exports"
    """True where there is one."""
    SECTIONS = "sections"
    """Bytes by name, those of one name together."""


TOLD: Final = frozenset(Part) - {Part.MODULE, Part.SECTIONS, Part.TIME, Part.FUEL}
"""What a build declares: by it a host could tell two builds apart."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One fact of both builds, as JSON values; None where a build has none."""

    name: str
    old: Any
    new: Any
    rewritten: bool = False
    """True: sections of one size that hold other bytes."""

    @property
    def same(self) -> bool:
        """True when both builds have the same."""
        return bool(self.old == self.new) and not self.rewritten


@dataclass(frozen=True, slots=True)
class SetChange:
    """Names that one of two builds has, each sorted."""

    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def same(self) -> bool:
        """True when both builds have the same names."""
        return not self.added and not self.removed


@dataclass(frozen=True, slots=True)
class BuildComparison:
    """All facts of two builds."""

    parts: Mapping[Part, tuple[Pair, ...]]
    """Each part in the order of the older build, then of the newer one."""

    @property
    def same(self) -> bool:
        """True when a host could not tell the builds apart by what they declare; bytes, time and fuel do not count."""
        return all(pair.old == pair.new and not pair.rewritten for part in TOLD for pair in self.parts[part])

    def differing(self, part: Part) -> tuple[Pair, ...]:
        """Return the facts of a part that are not the same."""
        # Written out: there may be a million of them.
        return tuple([pair for pair in self.parts[part] if pair.old != pair.new or pair.rewritten])

    def changed_set(self, part: Part) -> SetChange:
        """Return which names of a part only one build has."""
        pairs = self.differing(part)
        added = sorted(pair.name for pair in pairs if pair.old is None)
        return SetChange(tuple(added), tuple(sorted(pair.name for pair in pairs if pair.new is None)))
