"""The pictures of the docs, made from the real program: `python -m tests.pictures`.

Each theme of ours has a picture of the whole screen; the other screens are shown in the dark one.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Final

from workbench.cli.main import main as workbench

FOLDER: Final = Path(__file__).parents[1] / "docs/pictures"
SCRIPT: Final = FOLDER / "screens.toml"
THEMES: Final = ("workbench-dark", "workbench-light", "workbench-contrast")
NAMES: Final = (
    "screen", "identity", "handshake", "self-check", "record", "dispatch", "trace", "fallback", "lab", "journey",
    "capability", "rejected", "explain",
)  # fmt: skip
"""Of the steps of the script, in their order."""
SIZE: Final = "120x40"
_FONTS: Final = re.compile(r"@font-face\s*\{[^}]*\}\s*")
"""Textual names a font on the network: who reads the docs loads nothing from elsewhere."""


def main() -> int:
    """Make all pictures anew; return the exit code of the first demo that fails."""
    for theme in THEMES:
        with tempfile.TemporaryDirectory() as made:
            code = workbench(["demo", str(SCRIPT), "--pictures", made, "--size", SIZE, "--theme", theme])
            if code:
                return code
            for name, path in zip(NAMES, sorted(Path(made).glob("*.svg")), strict=True):
                if name == NAMES[0] or theme == THEMES[0]:
                    target = FOLDER / f"{name}-{theme.removeprefix('workbench-')}.svg"
                    target.write_text(_FONTS.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
