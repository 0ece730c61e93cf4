"""Commands that copy the dispatch that is shown in a form for elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.ui.commands.command import Command, command

if TYPE_CHECKING:
    from workbench.ui.actions.workplace import Workplace

_FORMS = {
    "copy-as-call": ("workbench call", "Copy the command that makes this dispatch without a screen."),
    "copy-as-extism": ("extism call", "Copy the command that calls the export alone, without the host's functions."),
    "copy-as-pytest": ("pytest test", "Copy a test in Python that expects this answer."),
    "copy-as-rust": ("Rust test", "Copy a test in Rust that expects this answer."),
    "copy-as-markdown": ("Markdown", "Copy payload and answer as a section of a note."),
}
_WITH_SECRETS = {
    "copy-as-call": "Copy the command that makes this very dispatch, for your own terminal.",
    "copy-as-extism": "Copy the command that calls the export with this very payload, for your own terminal.",
}


def _copies(form: str, *, keeps: bool = False) -> Callable[[Workplace], None]:
    def copy(on: Workplace) -> None:
        # Few copy, and after the first frame.
        from workbench.session.values.settings import Settings  # noqa: PLC0415
        from workbench.ui.renderers.copied_secrets import places, without_secrets  # noqa: PLC0415
        from workbench.ui.renderers.copying import FORMS, Copied  # noqa: PLC0415

        record = on.response.shown_record
        build = (on.state.serving or on.state.newest) if on.state is not None else None
        if record is None or build is None:
            on.notify("There is no answer yet: ^j sends the payload.", timeout=3)
            return
        shared, path = without_secrets(record), build.artifact.path
        shown, error = (record, None) if keeps else (shared.record, shared.error)
        settings = on.state.settings if on.state is not None else Settings()
        copied = Copied(shown, path, error, settings)
        on.exports.copy(FORMS[form](copied))
        if record.hidden:
            names = ", ".join(record.hidden)
            on.notify(f"Names stand in it in the place of secret values: {names}.", timeout=6, markup=False)
        if shared.found:
            said = "It holds secrets, for your own terminal" if keeps else "Secrets were taken out"
            on.notify(f"{said}: {places(shared.found)}.", severity="warning", timeout=8, markup=False)

    return copy


@command(
    "copy-value",
    "Copy a value of the answer",
    "Copy what stands at a JSON pointer of the answer; it goes on into the JSON of base64 fields.",
    synonyms=("pointer", "path", "jump"),
)
def copy_value(on: Workplace) -> None:
    """Ask for a JSON pointer, and copy what stands there in the answer."""
    record = on.response.shown_record
    if record is None or not record.outcome.ok:
        on.notify("There is no answer to copy from.", timeout=3)
        return

    def take(pointer: str) -> None:
        from workbench.protocol.payload_text.pointers import NothingThere, pointer_fault, value_at  # noqa: PLC0415

        fault = pointer_fault(pointer)
        try:
            value = None if fault else value_at(record.outcome.response, pointer)
        except NothingThere:
            fault = "nothing in the answer"
        if fault:
            on.notify(f"{pointer}: expected a JSON pointer into the answer, found {fault}.", severity="warning")
        else:
            text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
            on.exports.copy(text)

    on.overlays.line("copy what stands at a JSON pointer, such as /headers/0", "/", take)


_SYNONYMS = ("clipboard", "yank", "export")
COPIES: tuple[Command[Workplace], ...] = (
    *(
        Command(form, f"Copy as {title}", help_text, _copies(form), synonyms=_SYNONYMS)
        for form, (title, help_text) in _FORMS.items()
    ),
    *(
        Command(
            f"{form}-with-secrets",
            f"Copy as {_FORMS[form][0]}, with secrets",
            help_text,
            _copies(form, keeps=True),
            synonyms=_SYNONYMS,
        )
        for form, help_text in _WITH_SECRETS.items()
    ),
)
"""One for each form, and one more for those that are for one's own terminal."""
