"""The project's build: its command runs when its sources change. Brings the runner and the watch of sources together.

Owns that the watch knows when a build runs, and what a build was begun for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbench.loop.artifact import FileSignature, signature_of
from workbench.loop.build import BuildEnd, BuildResult, BuildRunner
from workbench.loop.sources import SourceWatch
from workbench.loop.written_modules import nearest_written
from workbench.session.values.build_error import BuildErrors

if TYPE_CHECKING:
    from workbench.loop.build_output import BuildOutput
    from workbench.session.ports import BuildListener

_NAMED_MAX: Final = 5
"""Paths that are named in a note; of more the number is said."""
_NOTICE_MAX_S: Final = 0.5
_NOTICE_STEP_S: Final = 0.005


class ProjectBuild:
    """A build command and the sources that begin it; `Builder` of the session's port."""

    def __init__(
        self,
        command: str,
        folder: Path,
        *,
        artifact: Path,
        globs: Sequence[str] = (),
        polling: bool = False,
        time_limit_s: float | None = None,
        colored: bool = True,
        noticed: Callable[[FileSignature], bool] | None = None,
    ) -> None:
        """Start nothing yet.

        Args:
            command: What the shell runs.
            folder: Where it runs, and where the sources stand.
            artifact: What it builds; never a source. Where there is none at the start, it is built at once.
            globs: Which files are sources, from the folder on; empty: all that look like it.
            polling: Look for changes a few times a second, for drives without events.
            time_limit_s: Seconds that one build may take; None: as long as it likes.
            colored: Ask compilers for colours.
            noticed: Says whether whoever watches the artifact knows how it stands; None: nobody does.
        """
        self.command = command
        self._artifact = artifact
        self._runner = BuildRunner(command, folder, self, time_limit_s=time_limit_s, colored=colored)
        self._sources = SourceWatch(folder, self, globs=globs, artifact=artifact, polling=polling)
        self._listener: BuildListener | None = None
        self._causes: tuple[str, ...] = ()
        self._folder = folder.absolute()
        self._artifact_before = signature_of(artifact)
        self._begun_ns = 0
        self._noticed = noticed

    # ---- the builder ----------------------------------------------------------------------------------------------

    def start(self, listener: BuildListener) -> None:
        """Watch the sources from now on, until `stop`. To be called once."""
        self._listener = listener
        self._sources.start()
        if not self._artifact.exists():
            self.build()

    def build(self) -> None:
        """Build now. A build that runs is ended first."""
        self._causes = ()
        self._runner.request()

    def release(self) -> None:
        """Do nothing: nothing holds it back."""

    @property
    def is_held(self) -> bool:
        """Never: whoever made it was allowed to."""
        return False

    def cancel(self) -> None:
        """End the build that runs."""
        self._runner.cancel()

    def pause(self, *, paused: bool) -> None:
        """Leave alone what changes in the sources, or go on, with what has changed meanwhile."""
        if paused:
            self._sources.pause()
        else:
            self._sources.resume()

    def stop(self) -> None:
        """End watching and what runs."""
        self._sources.stop()
        self._runner.stop()

    def kill(self) -> None:
        """End what runs at once, without waiting; any thread may call it."""
        self._runner.kill()

    # ---- from the runner's thread ---------------------------------------------------------------------------------

    def build_started(self, number: int, command: str) -> None:
        """From now on what changes may be the build's own doing."""
        del command
        self._artifact_before, self._begun_ns = signature_of(self._artifact), time.time_ns()
        self._sources.build_started()
        if self._listener is not None:
            self._listener.build_started(number, self._causes)

    def build_printed(self, output: BuildOutput) -> None:
        """Pass on what was written."""
        if self._listener is not None:
            self._listener.build_printed(output.lines)

    def build_finished(self, result: BuildResult) -> None:
        """Pass on how it ended; what changed meanwhile begins the next one."""
        passed = None if result.end is BuildEnd.CANCELLED else result.passed
        if passed:
            # Nobody is notified that it passed before it is known whether sources are ahead of it already, and before
            # its module is being read: else the build that answered before would seem to be the newest.
            self._sources.build_finished()
            self._await_notice()
        if self._listener is not None:
            lines = result.output.lines
            errors = None if passed is not False else self._errors(lines)
            self._listener.build_finished(lines, result.sentence, passed=passed, errors=errors)
            if passed:
                self._listener.artifact_untouched(self._untouched())
        if not passed:
            self._sources.build_finished()

    def _await_notice(self) -> None:
        """Wait, for a moment at most, until the module that was written is noticed."""
        if self._noticed is None or signature_of(self._artifact) == self._artifact_before:
            return
        deadline = time.monotonic() + _NOTICE_MAX_S
        while time.monotonic() < deadline and not self._noticed(signature_of(self._artifact)):
            time.sleep(_NOTICE_STEP_S)

    def _errors(self, lines: tuple[str, ...]) -> BuildErrors:
        # A build that passes waits for none of it.
        from workbench.loop.compiler_errors import build_errors, last_lines  # noqa: PLC0415

        return BuildErrors(str(self._folder), build_errors(lines), last_lines(lines))

    def _untouched(self) -> str:
        """Say that the build which has passed left the artifact as it was; empty: it did not."""
        if signature_of(self._artifact) != self._artifact_before:
            return ""
        written = nearest_written(self._folder, self._artifact.absolute(), self._begun_ns)
        if written is None:
            return f"the build passed and wrote no module: {self._artifact.name} is as it was"
        return f"the build passed and left {self._artifact.name} as it was, but wrote {written}: is that the plugin?"

    # ---- from the watch's thread ----------------------------------------------------------------------------------

    def sources_changed(self, paths: tuple[str, ...]) -> None:
        """Build what has changed."""
        self._causes = paths
        self._runner.request()

    def sources_deferred(self, paths: tuple[str, ...], seconds: float) -> None:
        """Pass on that the build itself may write what has changed, and when the next one begins."""
        named = ", ".join(paths) if len(paths) <= _NAMED_MAX else f"{len(paths):,} files"
        if self._listener is not None:
            self._listener.build_deferred(
                f"builds again in {seconds:.0f} s, since {named} changed during each of the last builds; "
                "leave out with `watch` what the build writes itself"
            )

    def sources_noted(self, problem: str) -> None:
        """Pass on what is to be known of the sources."""
        if self._listener is not None:
            self._listener.sources_noted(problem)
