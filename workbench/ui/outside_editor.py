"""Hands a text to the person's own editor and takes it back, or opens a file there at a line.

Whatever goes wrong is named, and nothing is lost.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path, PurePath
from stat import S_ISREG
from typing import TYPE_CHECKING, Final, Protocol

from textual.app import SuspendNotSupported

from workbench.errors.remedies import remedy_for_writing, words_of
from workbench.ui.in_browser import NO_EDITOR
from workbench.ui.other_programs import EditorUnusable, editor_command
from workbench.ui.terminal.signals import Interrupted
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.ui.terminal.signals import SignalWatch

NAME: Final = "payload.json"
AT_ONCE_S: Final = 2.0
"""Seconds within which nobody has edited anything: the editor has opened a window of its own, and returned."""
_ENDING_S: Final = 0.7
"""Seconds that an editor has to end when it is asked to."""
_PLUS_LINE: Final = ("+{line}", "{path}")
_PLUS_LINE_COMMA_COLUMN: Final = ("+{line},{column}", "{path}")
_PLUS_LINE_COLON_COLUMN: Final = ("+{line}:{column}", "{path}")
_CURSOR: Final = ("+call cursor({line},{column})", "{path}")
_BEHIND_THE_PATH: Final = ("{path}:{line}:{column}",)
_GOTO: Final = ("--goto", "{path}:{line}:{column}")

LINE_ARGUMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("vi", "view", "elvis", "nvi", "joe", "mcedit", "mg"), _PLUS_LINE),
    **dict.fromkeys(("vim", "nvim", "gvim", "mvim", "vimx", "nvim-qt"), _CURSOR),
    **dict.fromkeys(("emacs", "emacsclient", "kak", "micro", "gedit", "gnome-text-editor"), _PLUS_LINE_COLON_COLUMN),
    **dict.fromkeys(("nano", "pico", "ne"), _PLUS_LINE_COMMA_COLUMN),
    **dict.fromkeys(("hx", "helix", "zed", "zeditor", "subl", "sublime_text"), _BEHIND_THE_PATH),
    **dict.fromkeys(("code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"), _GOTO),
    "kate": ("--line", "{line}", "--column", "{column}", "{path}"),
    **dict.fromkeys(("idea", "clion", "rustrover", "rider"), ("--line", "{line}", "--column", "{column}", "{path}")),
}
"""How editors are told where to stand, by the name of their program; others are given the file alone."""


class TerminalLender(Protocol):
    """The application, as far as another program is given its terminal."""

    signals: SignalWatch | None
    at_end: list[Callable[[], object]]

    @property
    def in_browser(self) -> bool:
        """A browser shows the screen, and would show no other program."""

    def suspend(self) -> AbstractContextManager[None]:
        """Lend the terminal to another program."""


def _command_on(app: TerminalLender) -> list[str]:
    """Return the words of the editor. Raises EditorUnusable, also where nobody would see it."""
    if app.in_browser:
        raise EditorUnusable(NO_EDITOR)
    return editor_command(os.environ)


def edit(app: TerminalLender, text: str) -> str:
    """Return the text as it was saved in the editor.

    Raises:
        EditorUnusable: It was not edited: the editor is not there or failed, the terminal cannot be lent, the file
            cannot be read back, or the editor returned at once. Where a file is worth keeping the text names it.
    """
    command = _command_on(app)
    try:
        folder = Path(tempfile.mkdtemp(prefix="workbench-"))
    except OSError as error:
        raise EditorUnusable(f"No file for the editor could be made: {_said(error)}") from error
    keeping = _Keeping()

    def clear_away() -> None:
        _remove_unchanged(folder, text)

    # For an end that leaves no time to come back here.
    app.at_end.append(clear_away)
    try:
        return _edited(app, text, command, folder, keeping)
    except SuspendNotSupported:
        raise EditorUnusable("This terminal cannot be lent to another program.") from None
    except OSError as error:
        raise EditorUnusable(f"{visible(command[0], limit=40)}: {_said(error)}") from error
    finally:
        with contextlib.suppress(ValueError):
            app.at_end.remove(clear_away)
        if not keeping.keep:
            shutil.rmtree(folder, ignore_errors=True)


@dataclass
class _Keeping:
    """Whether the file is worth keeping when the text was not edited."""

    keep: bool = False


def _edited(app: TerminalLender, text: str, command: list[str], folder: Path, keeping: _Keeping) -> str:
    """Return the text as it was saved; say in `keeping` whether its file stays. Raises as `edit` does."""
    path = folder / NAME
    _write(path, text)
    began = time.monotonic()
    code = _run(app, [*command, str(path)])
    saved = _read(path)
    unchanged = saved is not None and saved in (text, text + "\n")
    name = visible(command[0], limit=40)
    if code:
        keeping.keep = not unchanged
        kept = f" What it saved is in {path}." if keeping.keep else ""
        raise EditorUnusable(f"{name} {_ended(code)}; the payload is as it was.{kept}")
    if saved is None:
        keeping.keep = path.exists()
        kept = f" The file is {path}." if keeping.keep else ""
        what = "saved nothing that is UTF-8" if keeping.keep else "removed the file"
        raise EditorUnusable(f"{name} {what}; the payload is as it was.{kept}")
    if unchanged and time.monotonic() - began < AT_ONCE_S:
        keeping.keep = True
        app.at_end.append(lambda: _remove_unchanged(folder, text))
        raise EditorUnusable(
            f"{name} returned at once, and nothing was changed. If it opened a window, "
            f"add its option to wait to $EDITOR (such as --wait); the file is {path}."
        )
    return saved if text.endswith("\n") else saved.removesuffix("\n")


def place_command(command: Sequence[str], path: Path, line: int, column: int | None = None) -> list[str]:
    """Return the words that open a file at a line.

    Args:
        command: The words of the editor, as `editor_command` gives them.
        path: The file, absolute: so it is never taken for an option.
        line: From 1.
        column: From 1; None: not known.
    """
    arguments = LINE_ARGUMENTS.get(PurePath(command[0]).name.removesuffix(".exe"), ("{path}",))
    return [*command, *(one.format(path=path, line=line, column=column or 1) for one in arguments)]


def open_place(app: TerminalLender, path: str, line: int, column: int | None = None) -> None:
    """Let the person's editor open a file at a line. What is saved there is the editor's business.

    Args:
        app: Lends the terminal.
        path: Where the file stands. It may come from a plugin: no more is done than to open a regular file.
        line: From 1.
        column: From 1; None: not known.

    Raises:
        EditorUnusable: There is no such file, or it was not opened: the editor is not there or failed, or the terminal
            cannot be lent.
    """
    command = _command_on(app)
    shown, name = visible(path, limit=200), visible(command[0], limit=40)
    try:
        place = Path(path).resolve(strict=True)
        if not S_ISREG(place.stat().st_mode):
            raise EditorUnusable(f"{shown} is no regular file.")
    except (OSError, ValueError) as error:
        raise EditorUnusable(f"{shown}: {getattr(error, 'strerror', None) or error}.") from error
    try:
        code = _run(app, place_command(command, place, line, column))
    except SuspendNotSupported:
        raise EditorUnusable("This terminal cannot be lent to another program.") from None
    except OSError as error:
        raise EditorUnusable(f"{name}: {error.strerror or error}.") from error
    if code:
        raise EditorUnusable(f"{name} {_ended(code)}.")


def _ended(code: int) -> str:
    """Say how an editor ended that did not end well."""
    if code > 0:
        return f"ended with {code}"
    with contextlib.suppress(ValueError):
        return f"was ended by {signal.Signals(-code).name}"
    return f"was ended by signal {-code}"


def _run(app: TerminalLender, command: list[str]) -> int:
    """Run the editor on the terminal, and return its exit code. A signal that ends the screen ends it, too."""
    with app.suspend():
        process = subprocess.Popen(command)
        end = process.kill
        app.at_end.append(end)
        try:
            with app.signals.interruptible() if app.signals is not None else contextlib.nullcontext():
                return process.wait()
        except Interrupted:
            # The screen ends after this; what was saved until now is taken back like any other text.
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_ENDING_S)
            return 0
        finally:
            with contextlib.suppress(ValueError):
                app.at_end.remove(end)
            if process.poll() is None:
                process.kill()
                process.wait()


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        file.write(text)


def _read(path: Path) -> str | None:
    """Return what the file holds; None when it is gone or is no UTF-8."""
    try:
        return path.read_bytes().decode(errors="surrogatepass")
    except (OSError, UnicodeDecodeError):
        return None


def _remove_unchanged(folder: Path, text: str) -> None:
    """Remove a file that was left for an editor in a window of its own, unless somebody saved it there."""
    if _read(folder / NAME) in (text, text + "\n"):
        shutil.rmtree(folder, ignore_errors=True)


def _said(error: OSError) -> str:
    """Return what the system says, and what to do about it."""
    reason = words_of(error)
    remedy = remedy_for_writing(reason)
    return f"{reason}. {remedy}" if remedy else f"{reason}."
