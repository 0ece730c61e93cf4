"""Hands a text to the person's own editor and takes it back."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from textual.app import App, SuspendNotSupported

SUFFIX = ".json"


class EditorUnusable(Exception):
    """The editor could not be run. The text says why, and what to do."""


def editor_command(environment: dict[str, str]) -> list[str]:
    """Return the words of $VISUAL or $EDITOR; `vi` when neither is set."""
    return shlex.split(environment.get("VISUAL") or environment.get("EDITOR") or "vi")


def edit(app: App[None], text: str) -> str:
    """Return the text as it was saved in the editor.

    Raises:
        EditorUnusable: The terminal cannot be handed over, or the editor is not there or failed.
    """
    command = editor_command(dict(os.environ))
    descriptor, name = tempfile.mkstemp(prefix="payload-", suffix=SUFFIX)
    path = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        with app.suspend():
            done = subprocess.run([*command, name], check=False)
        if done.returncode:
            raise EditorUnusable(f"{command[0]} ended with {done.returncode}; the payload is as it was.")
        return path.read_text(encoding="utf-8", errors="replace")
    except SuspendNotSupported:
        raise EditorUnusable("This terminal cannot be handed over to another program.") from None
    except OSError as error:
        raise EditorUnusable(f"{command[0]}: {error.strerror or error}. Set $EDITOR to your editor.") from error
    finally:
        path.unlink(missing_ok=True)
