"""Commands on payload documents: which one is shown, and what becomes of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.ui.commands.command import Scope, command

if TYPE_CHECKING:
    from workbench.ui.actions.workplace import Workplace


@command(
    "save",
    "Save the payload",
    "Save the payload as a file of the project; a new one asks for its name.",
    Scope.EVERYWHERE,
    "ctrl+s",
    footer="save",
    synonyms=("write", "file"),
)
def save(on: Workplace) -> None:
    """Save the payload."""
    on.files.save()


@command("save-as", "Save the payload as", "Save the payload under another name.", synonyms=("write", "file"))
def save_as(on: Workplace) -> None:
    """Save the payload under another name."""
    on.files.save_as()


@command(
    "new-payload",
    "New payload",
    "Begin an empty payload for the function; what is open stays open.",
    Scope.EVERYWHERE,
    "ctrl+n",
    synonyms=("begin", "empty"),
)
def begin(on: Workplace) -> None:
    """Begin an empty payload."""
    on.documents.begin()
    on.panes.go_to("dispatch")


@command(
    "next-payload",
    "Next open payload",
    "Show the next open payload of the function.",
    Scope.EVERYWHERE,
    "ctrl+pagedown",
    synonyms=("tab", "document", "switch"),
)
def next_payload(on: Workplace) -> None:
    """Show the next open payload of the function."""
    on.documents.step(1)


@command(
    "previous-payload",
    "Previous open payload",
    "Show the previous open payload of the function.",
    Scope.EVERYWHERE,
    "ctrl+pageup",
    synonyms=("tab", "document", "switch"),
)
def previous_payload(on: Workplace) -> None:
    """Show the previous open payload of the function."""
    on.documents.step(-1)


@command("copy-payload", "Duplicate the payload", "Open the text of the payload as another one.", synonyms=("clone",))
def duplicate(on: Workplace) -> None:
    """Open the text of the payload as another one."""
    on.documents.copy()


@command("rename-payload", "Rename the payload", "Give the payload's file another name.", synonyms=("move",))
def rename(on: Workplace) -> None:
    """Give the payload's file another name."""
    on.files.rename()


@command("delete-payload", "Delete the payload", "Delete the payload's file; its text stays open, undo by Put back.")
def delete(on: Workplace) -> None:
    """Delete the payload's file."""
    on.files.delete()


@command("put-back", "Put back the deleted payload", "Undo the last deletion.", synonyms=("undo", "undelete"))
def put_back(on: Workplace) -> None:
    """Put back the payload that was deleted last."""
    on.files.put_back()


@command("close-payload", "Close the payload", "Close the payload; one that is not saved asks first.")
def close(on: Workplace) -> None:
    """Close the payload."""
    on.documents.close()


@command("reopen-payload", "Reopen the closed payload", "Open what was closed last again.", synonyms=("undo",))
def reopen(on: Workplace) -> None:
    """Open the payload that was closed last again."""
    on.documents.reopen()


@command(
    "save-test",
    "Save as test",
    "Save the payload, and expect the answer that is shown: `workbench run` judges it from then on.",
    Scope.OUTSIDE_EDITOR,
    "S",
    footer="test",
    synonyms=("expectation", "regression", "expect"),
)
def save_test(on: Workplace) -> None:
    """Expect the answer that is shown from now on."""
    on.tests.save()


@command(
    "import-request",
    "Import a request",
    "Make a payload of the curl command, HAR entry or Messages request that stands in the editor.",
    synonyms=("curl", "har", "paste"),
)
def import_request(on: Workplace) -> None:
    """Make a payload of the request that stands in the editor."""
    on.importing.do()


@command("read-file", "Read the file again", "Put what the payload's file holds in its place; can be undone.")
def read_again(on: Workplace) -> None:
    """Put what the payload's file holds in its place."""
    on.files.read_again()
