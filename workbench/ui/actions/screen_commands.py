"""Commands on the screen itself: where the focus is, what is seen, colours, help, leaving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from workbench.ui.bridge.requests import CallCancelRequested
from workbench.ui.commands.command import Command, Scope, command

if TYPE_CHECKING:
    from workbench.ui.actions.workplace import Workplace


@command("palette", "Palette", "Search all commands.", Scope.EVERYWHERE, "ctrl+p", footer="palette")
def open_palette(on: Workplace) -> None:
    """Open the palette."""
    on.app.action_command_palette()


@command(
    "jump",
    "Jump",
    "Go to any part of the screen by a letter, to any open payload by its number.",
    Scope.EVERYWHERE,
    "ctrl+o",
    footer="jump",
    synonyms=("go to", "focus"),
)
def jump(on: Workplace) -> None:
    """Offer a letter for every part that can take the focus, and a number for every open payload."""
    on.overlays.jump()


@command(
    "maximise",
    "Maximise",
    "Give the active pane the whole screen, or give it back.",
    Scope.EVERYWHERE,
    "f10",
    footer="maximise",
    synonyms=("zoom", "full screen", "maximize"),
)
def maximise(on: Workplace) -> None:
    """Give the active pane the whole screen, or give it back."""
    on.panes.toggle_maximised()


@command(
    "help",
    "Help",
    "Say what this place is for, what its signs mean, all keys, and what the words mean.",
    Scope.EVERYWHERE,
    "f1",
    footer="help",
    synonyms=("keys", "glossary", "manual", "shortcuts", "terminal"),
)
def show_help(on: Workplace) -> None:
    """Show what the place is for, and all keys."""
    on.overlays.show_help()


@command("help-short", "Help", "The same as f1.", Scope.OUTSIDE_EDITOR, "question_mark")
def show_help_shortly(on: Workplace) -> None:
    """Show the keys."""
    on.overlays.show_help()


@command(
    "tour",
    "Tour",
    "Show what the screen is made of, in five steps.",
    synonyms=("introduction", "first steps", "learn", "start", "begin", "tutorial"),
)
def tour(on: Workplace) -> None:
    """Go from part to part, and say what each is for."""
    panes = [partial(on.panes.go_to, pane) for pane in ("sections", "handshake", "self-check", "dispatch")]
    on.overlays.tour([*panes, lambda: on.response.focus_target().focus()])


@command(
    "explain",
    "Explain",
    "Explain the field at the cursor; elsewhere the newest failure, or what has the focus; of a sheet its row.",
    Scope.EVERYWHERE,
    "f12",
    footer="explain",
    synonyms=("why", "error"),
)
def explain(on: Workplace) -> None:
    """Explain the field at the cursor; outside the editor the newest failure, or what has the focus."""
    asked = on.payload.asked_field(on.focused)
    no_build_answers = on.state is not None and on.state.newest is not None and on.state.serving is None
    if asked is None or (no_build_answers and asked.problem is None):
        on.overlays.explain()
    else:
        on.overlays.explain_field(asked)


@command("explain-short", "Explain", "The same as f12.", Scope.OUTSIDE_EDITOR, "e")
def explain_shortly(on: Workplace) -> None:
    """The same as f12."""
    explain(on)


@command(
    "find",
    "Find",
    "Search in the list or text that has the focus.",
    Scope.OUTSIDE_EDITOR,
    "slash",
    footer="find",
    synonyms=("search", "grep"),
)
async def find(on: Workplace) -> None:
    """Search in the list or text that has the focus."""
    await on.finder.open()


@command(
    "find-here",
    "Find in the payload",
    "Search in the payload, list or text that has the focus.",
    Scope.EVERYWHERE,
    "ctrl+f",
)
async def find_here(on: Workplace) -> None:
    """Search where the focus is, also in the payload."""
    await on.finder.open()


@command("next-pane", "Next pane", "Focus the next pane.", Scope.EVERYWHERE, "f6", footer="pane")
def next_pane(on: Workplace) -> None:
    """Focus the next pane."""
    on.panes.step(1)


@command("previous-pane", "Previous pane", "Focus the previous pane.", Scope.EVERYWHERE, "f2")
def previous_pane(on: Workplace) -> None:
    """Focus the previous pane."""
    on.panes.step(-1)


def _go_to(pane_id: str) -> Callable[[Workplace], None]:
    return lambda on: on.panes.go_to(pane_id)


_PANES = (
    ("1", "sections", "Sections", "Focus pane 1."),
    ("2", "handshake", "Handshake", "Focus pane 2."),
    ("3", "self-check", "Self-check", "Focus pane 3."),
    ("4", "dispatch", "Dispatch pane", "Focus pane 4, in the payload."),
)

PANES: tuple[Command[Workplace], ...] = tuple(
    Command(f"pane-{pane_id}", title, help_text, _go_to(pane_id), Scope.OUTSIDE_EDITOR, (key,))
    for key, pane_id, title, help_text in _PANES
)
"""One for each pane, by its number."""

PANES_WHILE_TYPING: tuple[Command[Workplace], ...] = tuple(
    replace(
        one,
        id=f"typing-{one.id}",
        help=f"{one.help[:-1]}, also while typing.",
        scope=Scope.EVERYWHERE,
        keys=(f"alt+{one.keys[0]}",),
    )
    for one in PANES
)
"""The same with alt: the editor takes plain digits for itself."""


@command(
    "leave",
    "Leave",
    "Cancel the running call; else leave the full size, or the editor.",
    Scope.OUTSIDE_EDITOR,
    "escape",
)
def leave(on: Workplace) -> None:
    """Cancel what runs; else leave the full size, or the editor."""
    if on.state is not None and on.state.running is not None:
        on.ask(CallCancelRequested())
    elif on.panes.maximised:
        on.panes.toggle_maximised()
    elif on.focused is on.payload.editor:
        on.response.focus_target().focus()


@command(
    "hex",
    "Show bytes",
    "Show what the cursor stands on as bytes, or decoded.",
    Scope.OUTSIDE_EDITOR,
    "x",
    footer="bytes",
    synonyms=("hex", "dump", "raw"),
)
def toggle_bytes(on: Workplace) -> None:
    """Show the section as bytes, or decoded."""
    on.sections.toggle_bytes()


@command("host-while-typing", "Host", "The same as 5, also while typing.", Scope.EVERYWHERE, "alt+5")
def open_host(on: Workplace) -> None:
    """Open the sheet of the host."""
    on.overlays.open_sheet("host")


@command(
    "theme",
    "Theme",
    "Choose the colours; the choice is remembered.",
    synonyms=("change colours", "colors", "dark", "light", "contrast"),
    now=lambda on: on.app.theme,
)
def choose_theme(on: Workplace) -> None:
    """Choose the colours."""
    on.app.search_themes()


@command("screenshot", "Screenshot", "Save a picture of the screen as SVG.", synonyms=("picture", "svg"))
def save_screenshot(on: Workplace) -> None:
    """Save a picture of the screen."""
    on.exports.save_screenshot()


@command(
    "quit",
    "Quit",
    "Leave the workbench; payloads are kept.",
    Scope.EVERYWHERE,
    "ctrl+q",
    footer="quit",
    synonyms=("exit", "leave"),
)
def leave_workbench(on: Workplace) -> None:
    """Leave the workbench."""
    on.app.exit()
