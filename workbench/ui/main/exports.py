"""What leaves the screen for a person's other programs: copies and pictures. Says what is known to have happened."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors.remedies import remedy_for_writing, words_of
from workbench.ui.widgets.notifying import Notifying
from workbench.visible import size

if TYPE_CHECKING:
    from textual.app import App

TOOL_MAX_S = 2.0
"""Seconds that a clipboard tool may take."""
_TMUX_BUFFER = ("tmux", "load-buffer", "-")


class ScreenExports:
    """Copies texts and saves pictures. Whatever may take a moment runs beside the screen."""

    def __init__(
        self, app: Callable[[], App[Any]], notify: Notifying, run: Callable[[Coroutine[Any, Any, None]], object]
    ) -> None:
        """Export nothing yet.

        Args:
            app: Gives the application.
            notify: Says what happened.
            run: Runs something beside the screen.
        """
        self._app, self._notify, self._run = app, notify, run
        self._folder: Path | None = None

    def copy(self, text: str) -> None:
        """Put a text on the clipboard: by a tool of this machine, and by the terminal."""
        if not text:
            self._notify("There is nothing to copy.", timeout=2, markup=False)
            return
        text = text.encode("utf-8", "replace").decode()
        self._app().copy_to_clipboard(text)
        self._run(self._copy(text))

    async def _copy(self, text: str) -> None:
        import os  # noqa: PLC0415

        amount = size(len(text.encode()))
        if self._in_browser():
            # A tool of the server fills the clipboard of whoever sits there.
            self._notify(f"Copied {amount}: the browser's clipboard has it while the page has the focus.", timeout=4)
            return
        from workbench.ui.other_programs import clipboard_command  # noqa: PLC0415 - the first frame does not need it

        command = clipboard_command(os.environ)
        if command is not None and await _has_taken(command, text):
            self._notify(f"Copied {amount}.", timeout=2, markup=False)
            return
        into = ["tmux's buffer"] if os.environ.get("TMUX") and await _has_taken(_TMUX_BUFFER, text) else []
        try:
            into.append(str(await asyncio.to_thread(self._write_copy, text)))
        except OSError as error:
            into.append(f"no file ({words_of(error)})")
        doubt = await _doubt(os.environ)
        self._notify(f"Copied {amount} to {' and '.join(into)}; {doubt}.", timeout=6, markup=False)

    def _write_copy(self, text: str) -> Path:
        """Write a copy to a file of this run that nobody else can read."""
        import tempfile  # noqa: PLC0415

        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="workbench-"))
        path = self._folder / "copied.txt"
        path.write_text(text, encoding="utf-8")
        return path

    def save_screenshot(self, folder: Path | None = None) -> None:
        """Save a picture of the screen; a folder of None is the person's folder for downloads."""
        app = self._app()
        if folder is None:
            from platformdirs import user_downloads_path  # noqa: PLC0415 - the first frame does not need it

            folder = user_downloads_path()
        path = folder / time.strftime("workbench-%Y%m%d-%H%M%S.svg")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(app.export_screenshot(), encoding="utf-8")
        except OSError as error:
            reason = words_of(error)
            said = f"{path}: the picture cannot be saved: {reason}. {remedy_for_writing(reason)}"
            self._notify(said.rstrip(), severity="error", markup=False)
        else:
            self._notify(f"Saved {path}.", markup=False)

    def _in_browser(self) -> bool:
        return bool(getattr(self._app(), "in_browser", False))


async def _doubt(environment: Mapping[str, str]) -> str:
    """Say what is known of the terminal's clipboard, which never answers."""
    from workbench.ui.other_programs import TMUX_MAY_PASS_ON  # noqa: PLC0415 - as above

    if environment.get("TMUX"):
        passes_on = await _said_by(TMUX_MAY_PASS_ON, "")
        if passes_on is not None and passes_on.strip() in ("off", "external"):
            return f"tmux keeps it from the terminal's clipboard (set-clipboard is {passes_on.strip()})"
    elif environment.get("STY"):
        return "screen keeps it from the terminal's clipboard"
    return "whether the terminal's clipboard has it is not known"


async def _has_taken(command: tuple[str, ...], text: str) -> bool:
    """Give a text to a tool, and say whether it has taken it."""
    return await _said_by(command, text) is not None


async def _said_by(command: tuple[str, ...], text: str) -> str | None:
    """Give a text to a tool, and return what it says; None: it failed, or took too long."""
    from workbench.ui.other_programs import TMUX_MAY_PASS_ON  # noqa: PLC0415 - the first frame does not need it

    pipe, quiet = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    # Some go on in the background with what they were given, and keep what they say open.
    says = pipe if command == TMUX_MAY_PASS_ON else quiet
    try:
        process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=says, stderr=quiet)
    except OSError:
        return None
    try:
        said, _ = await asyncio.wait_for(process.communicate(text.encode()), TOOL_MAX_S)
    except (TimeoutError, OSError):
        process.kill()
        await process.wait()
        return None
    return (said or b"").decode(errors="replace") if process.returncode == 0 else None
