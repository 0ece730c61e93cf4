"""The project file as a person meets it: why it is not used, what it asks for, and their answer."""

from __future__ import annotations

from dataclasses import replace

from workbench.session.load.build_controller import BuildController
from workbench.session.ports import ProjectFile
from workbench.session.state_store import StateStore
from workbench.session.values.state import ProjectState
from workbench.trust import Requests


class ProjectController:
    """Shows what waits for trust, and lets it run once it is given. May be used from any thread."""

    def __init__(self, file: ProjectFile | None, builds: BuildController, states: StateStore) -> None:
        """Show what is known of the file; None: there is none."""
        self._file, self._builds, self._states = file, builds, states
        if file is not None:
            states.set_silently(project=ProjectState(file.untrusted, file.refused))

    def start(self) -> None:
        """Say why nothing counts that was trusted before."""
        if self._file is not None and self._file.note is not None:
            self._states.note("trust", str(self._file.note))

    def trust(self, requests: Requests) -> None:
        """Trust what a person has seen, and remember it. Nothing is done when the file asks for something else by now.

        The command runs from now on. Limits and paths hold from the next start.
        """
        if self._file is None or self._states.state.project.untrusted != requests:
            return
        error = self._file.remember(requests)
        self._states.change(project=ProjectState())
        self._states.note("trust", f"trusted for this run only: {error}" if error is not None else "")
        if requests.command is not None:
            self._builds.release()

    def decline(self) -> None:
        """Ask no more in this run; what waits goes on waiting."""
        self._states.update(lambda state: replace(state, project=replace(state.project, declined=True)))
