"""How plugins are loaded and called, as rows, and what each setting does. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content

from workbench.protocol import limits
from workbench.protocol.budgets import Budget, Imports
from workbench.protocol.profiles import Profile
from workbench.protocol.redaction.redactor import Redactor
from workbench.ui.drawing.lines import BLANK, Line, facts
from workbench.ui.drawing.styles import count, grey, say
from workbench.ui.drawing.table import Column, Row
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.session.values.settings import Settings
    from workbench.session.values.state import SessionState

COLUMNS: Final = (Column("setting"), Column("value", stretches=True, least=20), Column("option", rank=1))
CONFIG: Final = "config\0"
"""Stands before a name in the key of a row of the plugin's configuration."""
_VALUE_MAX: Final = 400
_LINES: Final = {Profile.V0_1: "the first Extism line", Profile.V0_3: "the last Extism line"}
_IMPORTS: Final = {
    Imports.REFERENCE: "as the reference: the strict budget links no host function",
    Imports.TRAP: "the strict budget links host functions that fail when they are called",
}
_MEANINGS: Final = {
    "profile": ("Which names of the wire and which slots the host uses.", "The plugin is loaded again."),
    "budget": (
        "The limits of a dispatch. Layers are always judged under the strict budget.",
        "The plugin is loaded again.",
    ),
    "imports": ("What a host function is in the strict budget.", "The plugin is loaded again."),
    "capabilities": (
        "What the host offers beside the wire functions. A plugin that requires one which is not offered is refused.",
        "The plugin is loaded again: negotiation begins anew.",
    ),
    "offer": ("The versions that the host offers, by function.", "It is read when the workbench starts."),
    "config": (
        "What the plugin reads by its configuration functions, under the serving budget.",
        "The plugin is loaded again, and its next instance has the new entries.",
    ),
}  # fmt: skip
"""What a setting is, and what follows when it changes."""
_ENTER: Final = {
    "profile": "uses the other profile",
    "budget": "uses the other budget",
    "imports": "uses the other way",
    "capabilities": "takes other names, with spaces between them",
    "config": "takes another value",
}


def rows(state: SessionState) -> list[Row]:
    """Return the settings of the host, then the entries of the plugin's configuration."""
    settings = state.settings
    offer = "as the reference offers" if settings.offer is None else _offered(settings)
    fixed = (
        ("profile", f"{settings.profile.value}, {_LINES[settings.profile]}", "--profile"),
        ("budget", _budget(settings.budget), "--budget"),
        ("imports", _IMPORTS[settings.imports], "--imports"),
        ("capabilities", " ".join(sorted(settings.capabilities)) or "none", "--capability"),
        ("offer", offer, "--offer"),
    )
    listed = [_row(name, name, value, option) for name, value, option in fixed]
    entries = ((name, shown_value(settings, name)) for name in settings.config)
    return [*listed, *(_row(f"{CONFIG}{name}", f"config {name}", value, "--config") for name, value in entries)]


def _row(key: str, name: str, value: str, option: str) -> Row:
    return Row(key, (Content(visible(name, limit=60)), Content(visible(value, limit=_VALUE_MAX)), grey(option)))


def _offered(settings: Settings) -> str:
    offer = settings.host_offer
    return f"{count(len(offer.function_versions), 'function')}, of a file"


def _budget(budget: Budget) -> str:
    pages = "pages without limit" if budget.max_pages is None else count(budget.max_pages, "page")
    fuel = f"fuel {budget.fuel:,}" if budget.fuel else "fuel without limit"
    return f"{budget.name}: {budget.wall_ms:,} ms, {pages}, {fuel}"


def shown_value(settings: Settings, name: str) -> str:
    """Return the value of an entry of the configuration; what is secret by its name or form is not shown."""
    return str(Redactor().named(name, settings.config[name], "config"))


def summary(state: SessionState) -> Content:
    """Return what holds for all of them."""
    note = "of this run; the project file and the command line stay as they are"
    if state.running is not None:
        return say(("not applied yet: a call is running", "bold"), (f"   {note}", ""))
    return grey(note)


def detail_lines(state: SessionState, key: str | None) -> list[Line]:
    """Return what a setting does, and what enter changes."""
    kind = "config" if key is None or key.startswith(CONFIG) else key
    meaning, follows = _MEANINGS[kind]
    lines = [Line(Content(meaning)), Line(grey(follows)), BLANK]
    steps = [("enter", _ENTER[kind])] if kind in _ENTER and key is not None else []
    steps += [("a", "adds an entry to the configuration: key=value")]
    if kind == "config" and key is not None:
        steps += [("d", "takes this entry away")]
    elif kind == "capabilities":
        most = f"{limits.CAPABILITIES_MAX_COUNT} at most"
        steps += [("d", f"offers none; {most}")]
    return [*lines, *facts((f"  {pressed}", grey(what)) for pressed, what in steps)]
