"""Which versions run here: ours, the engine's and its parts', the screen's, and the protocol lines that are spoken."""

from __future__ import annotations

import sys
from typing import Final

from workbench import __version__
from workbench.engine.client.versions import engine_versions
from workbench.installed import installed_version

LINES: Final = ("0.1", "0.3")
"""As `workbench.protocol.profiles` has them, which is not loaded here."""


def versions() -> dict[str, str]:
    """Return each version by name, ours first; what is not installed is left out."""
    python = ".".join(map(str, sys.version_info[:3]))
    textual = installed_version("textual")
    known = {"workbench": __version__, **engine_versions(), "textual": textual, "python": python}
    return {name: version for name, version in known.items() if version is not None}


def versions_line() -> str:
    """Return them in one line: `workbench 0.1.0, extism 1.1.1, …; protocol 0.1, 0.3`."""
    named = ", ".join(f"{name} {version}" for name, version in versions().items())
    return f"{named}; protocol {', '.join(LINES)}"
