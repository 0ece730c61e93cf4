"""`workbench new NAME`: a project to begin with."""

from __future__ import annotations

import argparse
import os
import shlex
from pathlib import Path

from workbench.cli.output import Exit, new_page, print_json, print_page
from workbench.errors import WorkbenchError, as_json
from workbench.errors.operator import PlaceUnwritable
from workbench.exits import exit_code
from workbench.scaffold.project import REQUIREMENTS, NewProject, new_project
from workbench.store.named_files import named_place
from workbench.store.new_folder import write_folder


def run(arguments: argparse.Namespace) -> int:
    """Write the project, and say what to do next."""
    try:
        folder = named_place(arguments.folder)
        project = new_project(_name(arguments, folder), language=arguments.lang, kind=arguments.kind)
        write_folder(folder, project.files)
    except WorkbenchError as error:
        if arguments.format == "json" and exit_code(error) is Exit.USAGE:
            print_json({"error": as_json(error)})
        raise
    _say(arguments, folder, project)
    return Exit.PASSED


def _name(arguments: argparse.Namespace, folder: Path) -> str:
    if arguments.name is not None:
        return str(arguments.name)
    try:
        return Path(os.path.abspath(folder)).name  # noqa: PTH100 - a link is called as it is, not as what it leads to
    except OSError as error:
        raise PlaceUnwritable(str(folder), "the working folder is no longer there") from error


def _say(arguments: argparse.Namespace, folder: Path, project: NewProject) -> None:
    enter = [] if folder == Path() else [f"cd {shlex.quote(str(folder))}"]
    build = " && ".join([*enter, project.build])
    if arguments.format == "json":
        print_json(
            {
                "path": str(folder),
                "name": project.name,
                "kind": project.kind,
                "language": project.language,
                "files": list(project.files),
                "setup": _setup(folder, project),
                "commands": [build, "workbench run"],
            }
        )
        return
    page = new_page(arguments.color)
    page.line(f"{folder}: {len(project.files)} files, kind {project.kind}, in {project.title}")
    page.line("next:")
    page.line(f"  {build}")
    page.line("  workbench run                 # sends the saved payloads, and compares the answers")
    page.line("Without the compiler, first:")
    page.line(f"  {_setup(folder, project)}")
    page.line("`workbench` in the folder opens the screen, which builds whenever you save. README.md has the rest.")
    print_page(page)


def _setup(folder: Path, project: NewProject) -> str:
    """Return what brings the compiler, to be typed where the command was typed."""
    return project.setup.replace(REQUIREMENTS, shlex.quote(str(folder / REQUIREMENTS)))
