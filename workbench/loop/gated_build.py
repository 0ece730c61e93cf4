"""A build that a project file asks for and nobody has trusted yet: it watches nothing and runs nothing until then."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.loop.project_build import ProjectBuild

if TYPE_CHECKING:
    from workbench.session.ports import BuildListener


class GatedBuild:
    """Keeps a build from being made; `Builder` of the session's port. May be used from any thread."""

    def __init__(self, command: str, make: Callable[[], ProjectBuild]) -> None:
        """Make nothing yet.

        Args:
            command: What the shell would run; for display.
            make: Makes the build, once it is trusted.
        """
        self.command = command
        self._make = make
        self._build: ProjectBuild | None = None
        self._listener: BuildListener | None = None
        self._paused = self._stopped = False
        self._lock = threading.Lock()

    @property
    def is_held(self) -> bool:
        """Whether it waits for a person's trust."""
        return self._build is None

    def start(self, listener: BuildListener) -> None:
        """Remember who is to be notified."""
        self._listener = listener

    def release(self) -> None:
        """Let it begin: a person has seen and trusted the command."""
        with self._lock:
            if self._build is not None or self._stopped or self._listener is None:
                return
            self._build = build = self._make()
            build.pause(paused=self._paused)
            build.start(self._listener)

    def build(self) -> None:
        """Build now, if it may."""
        if self._build is not None:
            self._build.build()

    def cancel(self) -> None:
        """End the build that runs."""
        if self._build is not None:
            self._build.cancel()

    def pause(self, *, paused: bool) -> None:
        """Leave alone what changes in the sources, or go on."""
        with self._lock:
            self._paused = paused
            if self._build is not None:
                self._build.pause(paused=paused)

    def stop(self) -> None:
        """End watching and what runs; it cannot be released afterwards."""
        with self._lock:
            self._stopped = True
        if self._build is not None:
            self._build.stop()

    def kill(self) -> None:
        """End what runs at once, without waiting."""
        self._stopped = True
        if self._build is not None:
            self._build.kill()
