"""`workbench trust [PATH]`: show what a project file asks for, and remember that a person trusts it."""

from __future__ import annotations

import argparse
import contextlib
import os
import time
from pathlib import Path

from workbench.cli.confirmation import confirmed
from workbench.cli.output import Exit, narrate, new_page, print_json, print_page
from workbench.cli.streams import flush_out
from workbench.errors import WorkbenchError
from workbench.errors.operator import FileDamaged, FileUnreadable
from workbench.project import TRUST_OPTION, Project, read_settings, remember, trust_file
from workbench.reports.json.trust import grant_json, requests_json
from workbench.reports.text.trust import write_grants, write_requests
from workbench.store.settings_files import PROJECT_FILE, find_project_file
from workbench.trust import Requests, not_granted


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
    if start is not None and Path(start).is_dir():
        start = str(Path(start) / PROJECT_FILE)
    file = find_project_file(start)
    named = start is None or Path(start).name != PROJECT_FILE or os.path.lexists(start)
    if file is None or not named:
        raise FileUnreadable(start or PROJECT_FILE, f"a project file, {PROJECT_FILE}, there or above", "none")
    return read_settings({}, start, trusted_by=TRUST_OPTION if arguments.trust_project else "").project


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
    if path is not None and Path(path).name == PROJECT_FILE:
        place = Path(path)
    elif path is not None and (Path(path).is_dir() or not os.path.lexists(path)):
        place = Path(path) / PROJECT_FILE
    else:
        place = find_project_file(path) or Path(path or "") / PROJECT_FILE
    with contextlib.suppress(ValueError):
        return str(Path(os.path.realpath(place.parent)) / place.name)
    raise FileDamaged(str(path), "a path", "one with NUL")


def _raise(error: WorkbenchError | None) -> None:
    if error is not None:
        raise error
