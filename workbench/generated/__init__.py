"""What `python -m tests.generated` makes of the parsers and of the actions of the screen, so that no start pays for it.

`keys.json` has every action with its keys, `completion.*` what a shell sources. Tests hold them against what they are
made of.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent


def generated_text(name: str) -> str:
    """Return a file that comes with the workbench. Raises OSError: the installation is damaged."""
    return (FOLDER / name).read_text(encoding="utf-8")
