"""Commands on the payload: which function it is for, and what stands in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.ui.commands.command import Command, Scope, command

if TYPE_CHECKING:
    from workbench.ui.actions.workplace import Workplace
    from workbench.ui.outside_editor import TerminalLender


@command(
    "editor",
    "Open in $EDITOR",
    "Edit the payload in your own editor.",
    Scope.EVERYWHERE,
    "f4",
    footer="editor",
    synonyms=("vim", "external", "edit"),
)
def edit_outside(on: Workplace) -> None:
    """Edit the payload in the person's own editor; what is saved there is one edit here."""
    from workbench.ui.other_programs import EditorUnusable  # noqa: PLC0415
    from workbench.ui.outside_editor import edit  # noqa: PLC0415

    try:
        text = edit(cast("TerminalLender", on.app), on.payload.text)
    except EditorUnusable as error:
        on.notify(str(error), severity="error", markup=False)
        return
    on.payload.editor.put(text)


@command(
    "next-function",
    "Next function",
    "Show the payload of the next wire function.",
    Scope.EVERYWHERE,
    "f7",
    footer="function",
)
def next_function(on: Workplace) -> None:
    """Turn to the next wire function."""
    on.dispatch_pane.turn_to(on.dispatch_pane.ribbon.neighbour(1))


@command(
    "previous-function",
    "Previous function",
    "Show the payload of the previous wire function.",
    Scope.EVERYWHERE,
    "shift+f7",
)
def previous_function(on: Workplace) -> None:
    """Turn to the previous wire function."""
    on.dispatch_pane.turn_to(on.dispatch_pane.ribbon.neighbour(-1))


@command(
    "format",
    "Format the payload",
    "Lay out the JSON; can be undone.",
    Scope.EVERYWHERE,
    "f3",
    footer="format",
    synonyms=("pretty", "indent"),
)
def format_payload(on: Workplace) -> None:
    """Lay the payload out."""
    if not on.payload.editor.lay_out():
        on.notify("The payload is not JSON yet: the list below the editor says where.", severity="warning")


@command(
    "minify",
    "Minify the payload",
    "Remove the white space between the parts of the JSON; can be undone.",
    synonyms=("compact", "one line"),
)
def minify_payload(on: Workplace) -> None:
    """Remove the white space of the payload."""
    if not on.payload.editor.minify():
        on.notify("The payload is not JSON yet: the list below the editor says where.", severity="warning")


@command(
    "sort-keys",
    "Sort the keys",
    "Sort the payload's keys at every level; can be undone.",
    synonyms=("order", "alphabetical"),
)
def sort_payload_keys(on: Workplace) -> None:
    """Sort the keys of the payload."""
    if not on.payload.editor.sort_keys():
        on.notify("The payload is not JSON yet: the list below the editor says where.", severity="warning")


@command(
    "line-numbers",
    "Line numbers",
    "Show or hide the line numbers of the payload; remembered.",
    synonyms=("gutter",),
    now=lambda on: "shown" if on.payload.editor.show_line_numbers else "hidden",
)
def toggle_line_numbers(on: Workplace) -> None:
    """Show or hide the line numbers."""
    shown = not on.payload.editor.show_line_numbers
    on.payload.editor.show_line_numbers = shown
    on.remember_line_numbers(shown)


@command(
    "mutate",
    "Mutate the payload",
    "Break the payload in one place, another one each time; can be undone.",
    Scope.EVERYWHERE,
    "ctrl+t",
    synonyms=("fuzz", "break", "variant"),
)
def mutate(on: Workplace) -> None:
    """Put the next broken variant of the payload into the editor, and say what to expect of it; can be undone."""
    on.panes.go_to("dispatch")
    variant = on.payload.mutate()
    # Nothing that was said of the variant before holds any more.
    on.app.clear_notifications()
    if variant is None:
        on.notify("Only a valid request can be mutated: the list below the editor says why.", severity="warning")
    else:
        on.notify(variant.sentence, markup=False, timeout=8)


@command("sample", "Load the sample", "Replace the payload with the dry-run sample; can be undone.")
def load_sample(on: Workplace) -> None:
    """Put the function's sample into the editor; can be undone."""
    from workbench.ui.payload.drafts import sample  # noqa: PLC0415

    on.payload.editor.put(sample(on.payload.function, on.payload.line_width))


@command(
    "carry-state",
    "Carry the signer state over",
    "Put the signer state of the last answer into the payload of sign or on_unauthorized; can be undone.",
    Scope.OUTSIDE_EDITOR,
    "V",
    synonyms=("chain", "signer", "build_signer"),
)
def carry_state(on: Workplace) -> None:
    """Put the signer's state that was answered last into the payload; from another function turn to `sign` first."""
    from workbench.ui.payload.signer_state import GIVING, TAKING, state_in, with_state  # noqa: PLC0415

    answers = (on.response.last_response(function) for function in GIVING)
    state = next((found for answer in answers if answer and (found := state_in(answer)) is not None), None)
    if state is None:
        on.notify("No answer holds a signer state: dispatch build_signer first.", severity="warning", timeout=4)
        return
    if on.payload.function not in TAKING:
        on.payloads.show_function(TAKING[0])
    text = with_state(on.payload.text, state)
    if text is None:
        on.notify("The payload has no signer_state, or is not JSON yet.", severity="warning", timeout=4)
    else:
        on.payload.editor.put(text)
        on.notify("The signer state of the last answer is in the payload; ^z undoes it.", timeout=3)


@command("other-draft", "Other draft", "Replace the payload with the one of another window; can be undone.")
def load_other_draft(on: Workplace) -> None:
    """Put what another window kept for the function into the editor, the next one each time; can be undone."""
    text = on.payloads.other_draft()
    if text is None:
        on.notify("No other window has kept another payload for this function.", timeout=3)
    else:
        on.payload.editor.put(text)


def _choose(name: str) -> Callable[[Workplace], None]:
    def choose(on: Workplace) -> None:
        on.dispatch_pane.turn_to(name)
        on.panes.go_to("dispatch")

    return choose


FUNCTIONS: tuple[Command[Workplace], ...] = tuple(
    Command(f"function-{one.name}", f"Function {one.name}", f"Show its payload: {one.purpose}.", _choose(one.name))
    for one in WIRE_FUNCTIONS.values()
)
"""One for each wire function."""
