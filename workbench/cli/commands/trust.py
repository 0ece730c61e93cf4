"""`workbench trust [PATH]`: show what a project file asks for, and remember that a person trusts it."""

from __future__ import annotations

import argparse
import contextlib
import os
import time
from pathlib import Path
from typing import Final

from workbench.cli.confirmation import confirmed
from workbench.cli.output import Exit, narrate, new_page, print_json, print_page
from workbench.cli.streams import flush_out
from workbench.errors import WorkbenchError
from workbench.errors.operator import FileDamaged, FileUnreadable
from workbench.project import TRUST_OPTION, Project, read_settings, remember, trust_file
from workbench.reports.json.trust import grant_json, requests_json
from workbench.reports.text.trust import write_grants, write_requests
from workbench.store.pyproject import NAMED, PYPROJECT, pyproject_in
from workbench.store.settings_files import PROJECT_FILE, find_project_file
from workbench.trust import Requests, not_granted

_FILES: Final = (PROJECT_FILE, PYPROJECT)


def run(arguments: argparse.Namespace) -> int:
    """Ask, list or forget."""
    if arguments.list:
        return _list(arguments)
    if arguments.remove:
        return _remove(arguments)
    project = _project(arguments)
    requests = project.requests
    waits = not_granted(requests, trust_file().grants()[0]) if requests is not None else None
    if project.note is not None:
        narrate(f"workbench: {project.note}")
    if requests is None or not waits:
        return _say(arguments, project, "asks for nothing" if requests is None else "is trusted", trusted=True)
    trusted = _is_trusted(arguments, requests, waits)
    if trusted:
        _raise(remember(requests))
    return _say(arguments, project, "is trusted from now on" if trusted else "is not trusted", trusted=trusted)


def _project(arguments: argparse.Namespace) -> Project:
    """Return the project that is meant. Raises FileUnreadable: there is none; ProjectFileRefused: it breaks a rule."""
    start = arguments.path
    folder = Path(start) if start is not None and Path(start).is_dir() else None
    if folder is not None:
        start = str(folder / PROJECT_FILE)
    file = find_project_file(start)
    meant = file is not None and (
        # A file or folder that is named is meant itself, whatever stands above it.
        (start is None or (folder is None and Path(start).name not in _FILES))
        or (
            file.parent == Path(os.path.abspath(start)).parent  # noqa: PTH100 - without `..`
            and (folder is not None or file.name == Path(start).name)
        )
    )
    if not meant:
        expected = f"a project file, {PROJECT_FILE} or {PYPROJECT} with {NAMED}, there or above"
        raise FileUnreadable(arguments.path or PROJECT_FILE, expected, "none")
    trusted_by = TRUST_OPTION if arguments.trust_project else ""
    return read_settings({"profile": arguments.profile}, start, trusted_by=trusted_by).project


def _is_trusted(arguments: argparse.Namespace, requests: Requests, waits: Requests) -> bool:
    """Show what is asked for, and return whether a person trusts it."""
    if arguments.format == "json":
        return bool(arguments.yes)
    page = new_page(arguments.color, shows_all=True)
    write_requests(page, requests, waits)
    print_page(page)
    flush_out()
    if arguments.yes:
        return True
    return confirmed("Trust it?", nobody="; --yes trusts it")


def _say(arguments: argparse.Namespace, project: Project, said: str, *, trusted: bool) -> Exit:
    if arguments.format == "json":
        asked = requests_json(project.requests) if project.requests is not None else None
        print_json({"project": str(project.file), "trusted": trusted, "requests": asked})
    else:
        narrate(f"workbench: {project.file} {said}")
    return Exit.PASSED if trusted else Exit.FAILED


def _list(arguments: argparse.Namespace) -> Exit:
    grants, error = trust_file().grants()
    _raise(error)
    if arguments.format == "json":
        print_json({"trusted": [grant_json(one) for one in grants]})
        return Exit.PASSED
    page = new_page(arguments.color, shows_all=True)
    write_grants(page, grants, time.time())
    print_page(page)
    return Exit.PASSED


def _remove(arguments: argparse.Namespace) -> Exit:
    """Forget what was trusted of a project, which need not be there any more."""
    key = _key(arguments.path)
    grants, error = trust_file().grants()
    _raise(error)
    removed = [one for one in grants if one.project == key]
    if not removed:
        raise FileUnreadable(key, "a project file that is trusted", "none; `workbench trust --list` lists them")
    _raise(trust_file().remove(key))
    if arguments.format == "json":
        print_json({"removed": [grant_json(one) for one in removed]})
    else:
        narrate(f"workbench: {key} is no longer trusted")
    return Exit.PASSED


def _key(path: str | None) -> str:
    """Return what a project file is remembered by: of the one that is named, in the folder that is named, or above."""
    if path is not None and Path(path).name in _FILES:
        place = Path(path)
    elif path is not None and (Path(path).is_dir() or not os.path.lexists(path)):
        place = pyproject_in(Path(path)) or Path(path) / PROJECT_FILE
        place = Path(path) / PROJECT_FILE if os.path.lexists(Path(path) / PROJECT_FILE) else place
    else:
        place = find_project_file(path) or Path(path or "") / PROJECT_FILE
    with contextlib.suppress(ValueError):
        return str(Path(os.path.realpath(place.parent)) / place.name)
    raise FileDamaged(str(path), "a path", "one with NUL")


def _raise(error: WorkbenchError | None) -> None:
    if error is not None:
        raise error
