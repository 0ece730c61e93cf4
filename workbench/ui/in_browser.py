"""What is other where a browser shows the screen: some keys, the editor, builds, where files stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

KEYS: Final[Mapping[str, str]] = {
    "new-payload": "alt+m",
    "mutate": "alt+t",
    "next-payload": "alt+full_stop",
    "previous-payload": "alt+comma",
    "build-error-next": "alt+down,ctrl+down",
    "build-error-previous": "alt+up,ctrl+up",
}
"""Keys by command id, where those of a terminal do not arrive.

Chromium keeps ctrl+n, ctrl+t, ctrl+w, ctrl+tab, ctrl+pgup and ctrl+pgdn for windows and tabs, and gives no page a say.
Of arrows with alt the terminal in the page sends what others send with ctrl. Every other key arrives.
"""

NO_EDITOR: Final = (
    "$EDITOR is off in a browser: it would open on the terminal of the server, which may have none. "
    "Edit here; a saved payload is a file on the server."
)
NO_BUILD: Final = "Building is off in a browser: whoever started `workbench serve` can allow it with --allow-build."
WELCOME: Final = "In a browser: files are read and saved on the machine that serves this; ? shows the keys."
HELP: Final = (
    "In a browser: ctrl+n, ctrl+t, ctrl+pgup and ctrl+pgdn are the browser's own; alt+m, alt+t, alt+, and alt+. stand "
    "in for them. $EDITOR is off. Files are read and saved on the server."
)
"""Stands above the keys."""


def of_server(notice: str) -> str:
    """Return a notice as it is said in a browser: a file that was saved stands on another machine, perhaps."""
    return f"On the server: {notice}" if notice.startswith("Saved ") else notice
