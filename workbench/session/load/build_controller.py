"""The build command as the loop sees it: what it does is shown, what it wrote is kept until the next one."""

from __future__ import annotations

from dataclasses import replace

from workbench.session.ports import Builder
from workbench.session.state_store import StateStore
from workbench.session.values.build_error import BuildErrors
from workbench.session.values.state import BuildState


class BuildController:
    """Asks a builder for builds, and shows them; `BuildListener` of the port. May be used from any thread."""

    def __init__(self, builder: Builder | None, states: StateStore) -> None:
        """Build nothing yet; None: the plugin is built elsewhere."""
        self._builder = builder
        self._states = states
        if builder is not None:
            states.set_silently(build=BuildState(builder.command))

    def start(self) -> None:
        """Watch the sources from now on."""
        if self._builder is not None:
            self._builder.start(self)

    @property
    def is_active(self) -> bool:
        """Whether the plugin is built here, as far as anybody has allowed it."""
        return self._builder is not None and not self._builder.is_held

    def release(self) -> None:
        """Begin what was held until a person trusts its command."""
        if self._builder is not None:
            self._builder.release()

    def now(self) -> None:
        """Build, whether anything has changed or not. A build that runs is ended first."""
        if self._builder is not None:
            self._builder.build()

    def cancel(self) -> None:
        """End the build that runs."""
        if self._builder is not None and self._states.state.build.running:
            self._builder.cancel()

    def pause(self, *, paused: bool) -> None:
        """Leave changes of the sources alone, or go on with them."""
        if self._builder is not None:
            self._builder.pause(paused=paused)

    def stop(self) -> None:
        """End watching, and the build that runs."""
        if self._builder is not None:
            self._builder.stop()

    # ---- from the builder's threads -------------------------------------------------------------------------------

    def build_started(self, number: int, causes: tuple[str, ...]) -> None:
        """Show that a build has begun; that the last one failed, or left the artifact alone, counts no more.

        Its errors are worked on: they stay until it is known whether they are mended.
        """
        now = self._states.clock()
        self._states.note("artifact", "")
        self._states.update(
            lambda state: replace(
                state,
                build=BuildState(
                    state.build.command, number, running=True, since=now, causes=causes, errors=state.build.errors
                ),
            )
        )

    def build_printed(self, lines: tuple[str, ...]) -> None:
        """Show what it wrote so far."""
        self._states.update(lambda state: replace(state, build=replace(state.build, lines=lines)))

    def build_finished(
        self, lines: tuple[str, ...], sentence: str, *, passed: bool | None, errors: BuildErrors | None = None
    ) -> None:
        """Show how it ended."""
        now = self._states.clock()
        self._states.update(
            lambda state: replace(
                state,
                build=replace(
                    state.build,
                    running=False,
                    since=now,
                    lines=lines,
                    sentence=sentence,
                    failed=passed is False,
                    errors=errors,
                ),
            )
        )

    def build_deferred(self, reason: str) -> None:
        """Show that the next build begins by itself, a little later."""
        self._states.update(lambda state: replace(state, build=replace(state.build, deferred=reason)))

    def artifact_untouched(self, text: str) -> None:
        """Show that a build has left the artifact as it was."""
        self._states.note("artifact", text)

    def sources_noted(self, text: str) -> None:
        """Show what is to be known of the sources."""
        self._states.note("sources", text)
