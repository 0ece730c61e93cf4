"""A bug bundle: everything that somebody else needs to see what one person saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.protocol.redaction.found import Found
from workbench.session.values.conditions import Conditions
from workbench.session.values.recording import Recording


@dataclass(frozen=True, slots=True)
class BundleMember:
    """One file within a bundle."""

    name: str
    """With `/` between its parts: `payloads/shape/basic.json`."""
    content: bytes = field(repr=False)
    holds: str
    """What it is, in a few words."""


@dataclass(frozen=True, slots=True)
class BundleText:
    """A saved payload, or what is expected of its answer, that goes into a bundle."""

    name: str
    """Below the folder of payloads: `shape/basic.json`."""
    text: str


@dataclass(frozen=True, slots=True)
class BundleRecording:
    """A recording that goes into a bundle."""

    name: str
    """Without the ending of its file."""
    recording: Recording


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is written into one file. Holds no secret that a rule names."""

    members: tuple[BundleMember, ...]
    """The first one says what the others are."""
    has_module: bool
    """False: only its hash is known."""
    taken_out: tuple[Found, ...] = ()
    """Secrets that the bundle does not have, and where they stood."""
    kept: tuple[Found, ...] = ()
    """What the bundle has, and looks like a secret."""

    @property
    def size_bytes(self) -> int:
        """Of all members before they are compressed."""
        return sum(len(member.content) for member in self.members)


@dataclass(frozen=True, slots=True)
class BundleFacts:
    """What a bundle says of itself. Comes from elsewhere: untrusted text."""

    title: str
    """Name and version of the plugin."""
    file: str
    """The name of the plugin's file."""
    sha256: str
    """Of the module: lower-case hex."""
    size_bytes: int
    verdict: str
    """What the workbench said of it, in one sentence."""
    made_by: Mapping[str, str]
    """Versions by name."""
    profile: str
    budget: str
    """Of dispatches: `strict` or `serving`."""
    conditions: Conditions
    config: Mapping[str, str]
    """Of the plugin, as far as it is no secret."""
    hidden_config: tuple[str, ...]
    """Names of its entries that were secret, and are not in the bundle."""
