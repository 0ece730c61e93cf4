"""Commands that show the protocol to others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from workbench.ui.commands.command import Scope, command

if TYPE_CHECKING:
    from workbench.ui.actions.workplace import Workplace


class ShowPlayer(Protocol):
    """Plays the demo."""

    def play(self, *, from_start: bool = False) -> None:
        """Play it: from its beginning, or from where it was left."""

    def play_file(self, path: str) -> None:
        """Play the script of a file."""


class PlaysDemos(Protocol):
    """The app, as far as it plays demos."""

    demos: ShowPlayer


@command(
    "present",
    "Present the layers",
    "Go through the five layers, what happens and why, on the plugin that is loaded; goes on where it was left.",
    Scope.OUTSIDE_EDITOR,
    "L",
    footer="present",
    synonyms=("presenter", "presentation", "projector", "lesson", "explain the protocol", "show"),
)
def present(on: Workplace) -> None:
    """Present the layers."""
    on.overlays.present()


@command(
    "demo",
    "Demo",
    "Play the demo: all samples, layer by layer, what breaks and why; one that was left goes on there.",
    synonyms=("show", "script", "play", "resume", "tour", "booth"),
)
def play_demo(on: Workplace) -> None:
    """Play the demo, or go on with it."""
    cast(PlaysDemos, on.app).demos.play()


@command("demo-restart", "Demo from the beginning", "Play the demo from its first step.", synonyms=("restart", "show"))
def restart_demo(on: Workplace) -> None:
    """Play the demo from its first step."""
    cast(PlaysDemos, on.app).demos.play(from_start=True)


@command("demo-file", "Demo from a file", "Play a demo script of your own, by its path.", synonyms=("script", "toml"))
def play_demo_file(on: Workplace) -> None:
    """Ask for the path of a script, and play it."""
    on.overlays.line("path of a demo script", "", cast(PlaysDemos, on.app).demos.play_file)
