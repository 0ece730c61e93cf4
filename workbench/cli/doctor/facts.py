"""Looks up what `findings` judges: starts the engine once, asks the system, writes a file into each of our folders."""

from __future__ import annotations

import locale
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from workbench.cli.doctor.findings import FolderFact, MachineFacts
from workbench.errors.operator import EngineUnavailable
from workbench.linux import is_linux
from workbench.private_folders import make_private
from workbench.settings import Resolved
from workbench.store.places import Places, is_nowhere
from workbench.ui.other_programs import TMUX_MAY_PASS_ON, EditorUnusable, clipboard_command, editor_command

_INOTIFY: Final = Path("/proc/sys/fs/inotify")
_TMUX_S: Final = 2


def machine_facts(resolved: Mapping[str, Resolved], places: Places) -> MachineFacts:
    """Look everything up. What cannot be found out is None."""
    from workbench.ui.terminal.preflight import unfit  # noqa: PLC0415 - loads no screen

    environment = dict(os.environ)
    started = time.monotonic()
    engine, confinement = _engine(resolved)
    took_ms = (time.monotonic() - started) * 1_000
    editor, editor_error = _editor(environment)
    return MachineFacts(
        environment=environment,
        engine=engine,
        engine_ms=took_ms,
        confinement=confinement,
        unfit=unfit(
            environment,
            locale_encoding=locale.getencoding(),
            utf8_mode=bool(sys.flags.utf8_mode),
            input_tty=sys.stdin is not None and sys.stdin.isatty(),
            output_tty=sys.stdout is not None and sys.stdout.isatty(),
        ),
        screen=_screen(),
        folders={name: folder_fact(getattr(places, name)) for name in ("config", "state", "cache")},
        watches_max=_number(_INOTIFY / "max_user_watches"),
        instances_max=_number(_INOTIFY / "max_user_instances"),
        descriptors_max=_limit(resource.RLIMIT_NOFILE),
        address_space_bytes=_limit(resource.RLIMIT_AS),
        editor=editor,
        editor_error=editor_error,
        clipboard_tool=_clipboard_tool(environment),
        tmux_set_clipboard=_tmux_set_clipboard() if "TMUX" in environment else None,
    )


def folder_fact(folder: Path) -> FolderFact:
    """Return whether something can be written into a folder; it is made, and a file in it that is gone at once."""
    if is_nowhere(folder):
        return FolderFact(str(folder), "there is no such place: HOME is not set", None)
    try:
        make_private(folder)
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        return FolderFact(str(folder), error.strerror or str(error), None)
    return FolderFact(str(folder), None, free)


def _engine(resolved: Mapping[str, Resolved]) -> tuple[str | None, dict[str, str]]:
    from workbench.compose import confinement_facts  # noqa: PLC0415 - the engine's, which most commands do without

    try:
        return None, confinement_facts(resolved)
    except EngineUnavailable as error:
        return str(error), {}


def _editor(environment: Mapping[str, str]) -> tuple[str, str | None]:
    try:
        return " ".join(editor_command(environment)), None
    except EditorUnusable as error:
        return "", str(error)


def _clipboard_tool(environment: Mapping[str, str]) -> str | None:
    command = clipboard_command(environment)
    return None if command is None else command[0]


def _tmux_set_clipboard() -> str | None:
    try:
        said = subprocess.run(TMUX_MAY_PASS_ON, capture_output=True, text=True, timeout=_TMUX_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return said.stdout.strip() or None


def _screen() -> tuple[int, int] | None:
    try:
        size = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ is not None else 1)
    except (OSError, ValueError):
        return None
    return size.columns, size.lines


def _number(file: Path) -> int | None:
    """Return what a file of the system says; None: it says nothing, or there is none on this system."""
    if not is_linux():
        return None
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _limit(what: int) -> int | None:
    soft, _ = resource.getrlimit(what)
    return None if soft == resource.RLIM_INFINITY else soft
