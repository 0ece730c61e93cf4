"""Commands on builds: reading, building, watching, and which build answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.ui.actions.sources import open_below
from workbench.ui.bridge.requests import AnswerSwitchRequested, BuildCancelRequested, BuildRequested, PauseRequested
from workbench.ui.commands.command import Scope, command
from workbench.ui.drawing.lines import SourcePlace
from workbench.ui.in_browser import NO_BUILD

if TYPE_CHECKING:
    from workbench.ui.actions.workplace import Workplace


@command(
    "reload",
    "Reload",
    "Read the plugin again, even if its bytes are the same.",
    Scope.EVERYWHERE,
    "ctrl+r",
    footer="reload",
    synonyms=("refresh", "reread"),
)
def reload(on: Workplace) -> None:
    """Read the plugin again."""
    on.reload()


@command(
    "build",
    "Build now",
    "Run the build command, even if no source changed.",
    Scope.OUTSIDE_EDITOR,
    "B",
    footer="build",
    synonyms=("compile", "make"),
)
def build(on: Workplace) -> None:
    """Run the build command."""
    if on.state is not None and on.state.project.untrusted is not None and on.state.project.untrusted.command:
        on.overlays.open_sheet("trust")
    elif on.in_browser and (on.state is None or on.state.build.command is None):
        on.notify(NO_BUILD, severity="warning")
    elif on.state is None or on.state.build.command is None:
        on.notify("There is no build command: set it with --build or in workbench.toml.", severity="warning")
    else:
        on.ask(BuildRequested())


@command("build-cancel", "Cancel the build", "Stop the running build command.", synonyms=("stop",))
def cancel_build(on: Workplace) -> None:
    """Stop the running build command."""
    on.ask(BuildCancelRequested())


@command(
    "pause",
    "Pause or resume watching",
    "Ignore changed files until this is pressed again.",
    Scope.OUTSIDE_EDITOR,
    "w",
    footer="pause",
    synonyms=("watch", "stop watching"),
    now=lambda on: "paused" if on.state and on.state.paused else "watching",
)
def toggle_pause(on: Workplace) -> None:
    """Ignore changed files, or go on with them."""
    on.ask(PauseRequested(paused=not (on.state and on.state.paused)))


@command(
    "answer-newest",
    "Answer with the newest build",
    "Dispatch to the newest good build, after an older one was chosen.",
    synonyms=("generation", "latest"),
)
def answer_with_newest(on: Workplace) -> None:
    """Let the newest good build answer."""
    on.ask(AnswerSwitchRequested(None))


@command(
    "build-error-open",
    "Open the build error",
    "Open your editor at the line of the chosen build error.",
    Scope.EVERYWHERE,
    "alt+e",
    footer="open error",
    synonyms=("compiler", "jump to error", "line"),
)
def open_build_error(on: Workplace) -> None:
    """Open the person's editor at the chosen error of the failed build."""
    error = on.build_strip.chosen
    if error is None or not error.file:
        on.notify("No build error names a place: ^p build output shows the whole.", severity="warning")
        return
    open_below(on, on.build_strip.folder, SourcePlace(error.file, error.line or 1, error.column))


@command(
    "build-error-next",
    "Next build error",
    "Choose the next error of the failed build.",
    Scope.EVERYWHERE,
    "alt+down",
    footer="next error",
)
def next_build_error(on: Workplace) -> None:
    """Choose the next error."""
    on.build_strip.step(1)


@command(
    "build-error-previous",
    "Previous build error",
    "Choose the previous error of the failed build.",
    Scope.EVERYWHERE,
    "alt+up",
)
def previous_build_error(on: Workplace) -> None:
    """Choose the error before."""
    on.build_strip.step(-1)
