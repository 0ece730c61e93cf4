"""Programs of the person beside ours: the editor, and what fills the clipboard. Runs none of them."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from workbench.visible import visible

_FALLBACKS: Final = ("vi", "nano")
_TOOLS: Final = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
    ("HOME", ("pbcopy",)),
)
"""Tools that say whether a copy arrived, and the variable without which they cannot work."""
TMUX_MAY_PASS_ON: Final = ("tmux", "show-options", "-gv", "set-clipboard")
"""Asks tmux whether it hands copies on: `off` and `external` say no."""


class EditorUnusable(Exception):
    """The text was not edited. Says why in one line, and what to do."""


def editor_command(environment: Mapping[str, str]) -> list[str]:
    """Return the words of $VISUAL or $EDITOR; an editor that is there when neither is set.

    Raises:
        EditorUnusable: It cannot be run, and why.
    """
    variable = next((name for name in ("VISUAL", "EDITOR") if environment.get(name, "").strip()), None)
    search = environment.get("PATH")
    if variable is None:
        found = next((name for name in _FALLBACKS if shutil.which(name, path=search)), None)
        if found is None:
            raise EditorUnusable("$EDITOR is not set, and there is no vi: set EDITOR to your editor.")
        return [found]
    text = visible(environment[variable], limit=80)
    try:
        words = shlex.split(environment[variable])
    except ValueError:
        raise EditorUnusable(f"${variable} has a quote without its partner: {text}") from None
    if words and shutil.which(words[0], path=search):
        return words
    raise EditorUnusable(f"${variable} is {text}: {_obstacle(words[0]) if words else 'it is empty'}.")


def clipboard_command(environment: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return a tool that puts its input on the clipboard of this machine; None when there is none."""
    path = environment.get("PATH")
    usable = (words for variable, words in _TOOLS if environment.get(variable) and shutil.which(words[0], path=path))
    return next(usable, None)


def _obstacle(program: str) -> str:
    """Return why a program cannot be run."""
    if os.sep not in program:
        return "there is no such program on PATH"
    path = Path(program).expanduser()
    if path.is_dir():
        return "that is a folder"
    return "that file is not executable" if path.exists() else "there is no such file"
