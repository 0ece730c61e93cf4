"""Lines for the log of GitHub Actions, whose runner obeys some of them: nothing that a plugin says is one. Pure."""

from __future__ import annotations

import re
from typing import Final

VARIABLE: Final = "GITHUB_ACTIONS"
"""Is set in the environment where such a runner reads what is written."""
_COMMAND: Final = re.compile(r"^((?:\x1b\[\d*m|[^\S\n])*):(?=:)", re.MULTILINE)
"""What the runner takes for a command: it passes over space before it."""
_OLD_COMMAND: Final = "##["
"""The older form, which may stand anywhere in a line."""


def guarded(text: str) -> str:
    r"""Return lines of which the runner obeys none: `\u003a:error::` for `::error::`, `#\u0023[error]` for `##[error]`.

    A text that is JSON means the same.
    """
    if _OLD_COMMAND in text:
        text = text.replace(_OLD_COMMAND, "#\\u0023[")
    return _COMMAND.sub(r"\1\\u003a", text) if "::" in text else text
