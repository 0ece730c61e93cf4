"""Commands on the text in the payload editor: what can be typed, where to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.ui.bridge.payload_requests import VariablesRequested
from workbench.ui.commands.command import Scope, command

if TYPE_CHECKING:
    from workbench.protocol.json.parsing import Steps
    from workbench.ui.actions.workplace import Workplace


@command(
    "complete",
    "Complete",
    "Offer what can be typed at the cursor.",
    Scope.EVERYWHERE,
    "ctrl+space",
    "ctrl+@",
    footer="complete",
    synonyms=("suggest", "intellisense"),
)
def complete(on: Workplace) -> None:
    """Offer what can be typed at the cursor of the payload."""
    on.panes.go_to("dispatch")
    on.payload.editor.offer()


@command(
    "content",
    "Open the base64 content",
    "Edit what the base64 value at the cursor holds, as JSON, text or bytes; can be undone.",
    Scope.EVERYWHERE,
    "alt+b",
    synonyms=("decode", "encode", "body"),
)
def open_content(on: Workplace) -> None:
    """Edit what the base64 value at the cursor holds."""
    _open_content(on, ())


def _open_content(on: Workplace, steps: Steps) -> None:
    """Edit what the base64 value at the cursor holds, from the part of its JSON on that some steps lead to."""
    from workbench.ui.payload.content_target import ContentTarget  # noqa: PLC0415 - asked for now and then

    editor = on.payload.editor
    value = editor.base64_value()
    if value is None:
        on.notify("No base64 value stands in the cursor's line.", timeout=3)
    else:
        on.overlays.open_content(ContentTarget(editor, editor.cursor_location[0], value), steps)


@command(
    "preview",
    "Preview what is sent",
    "Show the payload as it is sent, its variables replaced; secret values are not shown.",
    Scope.EVERYWHERE,
    "alt+v",
    synonyms=("variables", "environment", "expand", "resolve"),
)
def preview(on: Workplace) -> None:
    """Show the payload as it is sent."""
    function, text = on.payload.function, on.payload.text
    on.ask(VariablesRequested(), lambda known: on.overlays.open_preview(function, text, known))


@command("replace", "Replace in the payload", "Find a term in the payload and replace it.", synonyms=("substitute",))
async def replace(on: Workplace) -> None:
    """Find a term in the payload and replace it."""
    on.panes.go_to("dispatch")
    on.app.call_later(on.finder.open, replaces=True)


@command(
    "outline",
    "Go to a path",
    "List the parts of the payload, or of the answer that has the focus, and go to one by its path.",
    Scope.EVERYWHERE,
    "alt+g",
    synonyms=("outline", "pointer", "jump"),
)
def go_to_path(on: Workplace) -> None:
    """List the parts of what has the focus, else of the payload, and go to one."""
    from workbench.ui.payload.outline import Outline, OutlinePart  # noqa: PLC0415 - asked for now and then

    if on.focused is on.response.searched and on.response.shown_record is not None:
        go_to_pointer(on)
        return
    outline = Outline(on.payload.text)

    def go_to(part: OutlinePart) -> None:
        on.panes.go_to("dispatch")
        on.payload.editor.go_to(outline.place(part.steps if part.inside is None else part.inside))
        if part.inside is not None:
            _open_content(on, part.steps[len(part.inside) :])

    on.overlays.open_outline(outline, go_to)


@command(
    "answer-path",
    "Go to a path in the answer",
    "List the parts of the answer, and go to one by its JSON pointer in the view that is shown.",
    Scope.OUTSIDE_EDITOR,
    "colon",
    footer="go to",
    synonyms=("pointer", "jump", "outline"),
)
def go_to_pointer(on: Workplace) -> None:
    """List the parts of the answer, and go to one."""
    from workbench.ui.payload.outline import AnswerOutline, OutlinePart  # noqa: PLC0415 - asked for now and then

    text = on.response.output_text
    if text is None:
        on.notify("There is no answer to go to: ^j sends the payload.", timeout=3)
        return

    def go_to(part: OutlinePart) -> None:
        on.response.searched.focus()
        missing = on.response.go_to(part.pointer)
        if missing:
            on.notify(missing, timeout=4, markup=False)

    on.overlays.open_outline(AnswerOutline(text), go_to)


@command(
    "fold",
    "Fold",
    "Fold the object or array at the cursor, or unfold it.",
    Scope.EVERYWHERE,
    "alt+c",
    synonyms=("collapse", "unfold", "expand"),
)
def fold(on: Workplace) -> None:
    """Fold the object or array at the cursor, or unfold it."""
    on.panes.go_to("dispatch")
    if not on.payload.editor.toggle_fold():
        on.notify("No object or array of three lines or more stands here.", timeout=3)


@command(
    "fold-level",
    "Fold the level",
    "Fold all objects and arrays as deep as the one at the cursor.",
    Scope.EVERYWHERE,
    "alt+l",
    synonyms=("collapse", "all"),
)
def fold_level(on: Workplace) -> None:
    """Fold all objects and arrays as deep as the one at the cursor."""
    on.panes.go_to("dispatch")
    if not on.payload.editor.fold_level():
        on.notify("No object or array of three lines or more stands here.", timeout=3)


@command(
    "unfold-all",
    "Unfold all",
    "Show every line of the payload again.",
    Scope.EVERYWHERE,
    "alt+u",
    synonyms=("expand", "folds"),
)
def unfold_all(on: Workplace) -> None:
    """Show every line of the payload again."""
    if not on.payload.editor.unfold_all():
        on.notify("Nothing is folded.", timeout=2)


@command(
    "next-problem",
    "Next problem",
    "Go to the next problem of the payload.",
    Scope.EVERYWHERE,
    "alt+n",
    synonyms=("error", "mistake"),
)
def next_problem(on: Workplace) -> None:
    """Go to the next problem of the payload."""
    _step(on, 1)


@command("previous-problem", "Previous problem", "Go to the problem before.", Scope.EVERYWHERE, "alt+p")
def previous_problem(on: Workplace) -> None:
    """Go to the previous problem of the payload."""
    _step(on, -1)


def _step(on: Workplace, step: int) -> None:
    editor = on.payload.editor
    places = [one.start for one in on.payload.problems][::step]
    ahead = [one for one in places if (one > editor.cursor_location if step > 0 else one < editor.cursor_location)]
    found = next(iter([*ahead, *places]), None)
    if found is None:
        on.notify("Nothing is wrong with the payload.", timeout=3)
    else:
        on.panes.go_to("dispatch")
        editor.go_to(found)
