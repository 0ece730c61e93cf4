"""The terminal that draws in a browser: files of the package textual-serve, of which nothing is imported."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from workbench.errors.serving import ExtraMissing

SCRIPT: Final = "js/textual.js"
STYLES: Final = "css/xterm.css"
FONT: Final = "fonts/RobotoMono-VariableFont_wght.ttf"


def client_folder() -> Path:
    """Return the folder of the files.

    Raises:
        ExtraMissing: What `workbench serve` needs is not installed.
    """
    client, server = find_spec("textual_serve"), find_spec("aiohttp")
    if client is None or client.origin is None or server is None:
        raise ExtraMissing("serve", "textual-serve", "serve")
    return Path(client.origin).parent / "static"
