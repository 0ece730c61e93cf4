"""What the child gives up before it runs a guest: the names that both processes use for it, and the child's report.

Owns: which features there are, which of them are essential, and the report's form. Must not know how a feature is put
in force.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from workbench.engine.wire.frames import FrameError, Header

REASON_MAX_CHARACTERS: Final = 200


class Confinement(Enum):
    """How much confinement is asked for."""

    AVAILABLE = "available"
    """All that this system offers; what it lacks is left out and reported."""
    REQUIRED = "required"
    """The essential features, or no plugin is run."""
    OFF = "off"
    """None: for tests and debuggers."""


class Feature(Enum):
    """One thing that the child gives up. The value is its name for people."""

    NO_NEW_PRIVILEGES = "no new privileges"
    LIMITS = "limits of files, descriptors and core dumps"
    FILES = "file access (Landlock)"
    SYSTEM_CALLS = "system calls (seccomp)"
    TCP = "TCP (Landlock)"
    SCOPES = "signals and abstract sockets (Landlock)"
    CAPABILITIES = "capabilities"
    PARENT_DEATH = "end with our process"


ESSENTIAL: Final = frozenset({Feature.NO_NEW_PRIVILEGES, Feature.LIMITS, Feature.FILES, Feature.SYSTEM_CALLS})
"""The others close doors that these close too, each in another way."""


@dataclass(frozen=True, slots=True)
class ConfinementReport:
    """What the child gave up, in its own words, which it said before it ran any guest."""

    in_force: frozenset[Feature] = frozenset()
    lacking: tuple[tuple[Feature, str], ...] = ()
    """What is not in force, and why not."""

    @property
    def lacks_essential(self) -> tuple[tuple[Feature, str], ...]:
        """The essential features among `lacking`."""
        return tuple((feature, reason) for feature, reason in self.lacking if feature in ESSENTIAL)


def report_header(report: ConfinementReport) -> Header:
    """Return a report as JSON values."""
    return {
        "in_force": [feature.name for feature in Feature if feature in report.in_force],
        "lacking": {feature.name: reason[:REASON_MAX_CHARACTERS] for feature, reason in report.lacking},
    }


def read_report(value: object) -> ConfinementReport:
    """Return a report that the child sent: of each feature that it is in force, or why not. Raises FrameError."""
    if not isinstance(value, dict):
        raise FrameError(f"expected a report of the confinement, found {type(value).__name__}")
    in_force, lacking = value.get("in_force"), value.get("lacking")
    if not isinstance(in_force, list) or not isinstance(lacking, dict):
        raise FrameError("expected the features in force and those that are lacking")
    said = [name for name in (*in_force, *lacking) if isinstance(name, str)]
    if sorted(said) != sorted(Feature.__members__):
        raise FrameError("expected each feature of the confinement once")
    reasons = tuple((feature, lacking[feature.name]) for feature in Feature if feature.name in lacking)
    if not all(isinstance(reason, str) for _, reason in reasons):
        raise FrameError("expected a text for each feature that is lacking")
    kept = tuple((feature, reason[:REASON_MAX_CHARACTERS]) for feature, reason in reasons)
    return ConfinementReport(frozenset(feature for feature in Feature if feature.name in in_force), kept)
