"""How plugins are loaded and called, as rows, and what each setting does. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from textual.content import Content

from workbench.protocol import limits
from workbench.protocol.budgets import Budget, Imports
from workbench.protocol.offer import reference_offer
from workbench.protocol.profiles import Profile
from workbench.protocol.redaction.redactor import Redactor
from workbench.ui.drawing.lines import BLANK, Line, facts
from workbench.ui.drawing.styles import GREY, count, grey, say
from workbench.ui.drawing.table import Column, Row
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.session.values.settings import Settings
    from workbench.session.values.state import SessionState

COLUMNS: Final = (Column("setting"), Column("value", stretches=True, least=20), Column("option", rank=1))
CONFIG: Final = "config\0"
"""Stands before a name in the key of a row of the plugin's configuration."""
_VALUE_MAX: Final = 400
_FUNCTIONS_MAX: Final = 64
_VERSIONS_MAX: Final = 32
_Versions = Mapping[str, tuple[int, ...]]
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
    "offer": (
        "The functions and versions that the host offers, and capabilities beside those above.",
        "The plugin is loaded again: negotiation begins anew. A file that changes later is read when enter is pressed.",
    ),
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
    "offer": "takes the path of a file, as workbench offer --format json prints it; empty: the reference's offer",
    "config": "takes another value",
}


def rows(state: SessionState) -> list[Row]:
    """Return the settings of the host, then the entries of the plugin's configuration."""
    settings = state.settings
    fixed = (
        ("profile", f"{settings.profile.value}, {_LINES[settings.profile]}", "--profile"),
        ("budget", _budget(settings.budget), "--budget"),
        ("imports", _IMPORTS[settings.imports], "--imports"),
        ("capabilities", " ".join(sorted(settings.capabilities)) or "none", "--capability"),
        ("offer", _offered(settings), "--offer"),
    )
    listed = [_row(name, name, value, option) for name, value, option in fixed]
    entries = ((name, shown_value(settings, name)) for name in settings.config)
    return [*listed, *(_row(f"{CONFIG}{name}", f"config {name}", value, "--config") for name, value in entries)]


def _versions(settings: Settings) -> list[Line]:
    """Return what is offered, function by function, and where it is not what the reference offers."""
    offered, usual = settings.host_offer.function_versions, reference_offer().function_versions
    names = [*usual, *(name for name in sorted(offered) if name not in usual)][:_FUNCTIONS_MAX]
    lines = [*facts((f"  {visible(name, limit=60)}", _version(name, offered, usual)) for name in names), BLANK]
    of_file = " ".join(sorted(settings.offer.host_capabilities)) if settings.offer is not None else ""
    return [*facts([("  capabilities of the file", visible(of_file, limit=_VALUE_MAX))]), *lines]


def _version(name: str, offered: _Versions, usual: _Versions) -> Content:
    if name not in offered:
        return say(("not offered", "bold"), ("   the reference offers it", GREY))
    versions = ", ".join(map(str, offered[name][:_VERSIONS_MAX])) or "no version"
    if name not in usual:
        return say((versions, "bold"), ("   the reference does not know it", GREY))
    if set(offered[name]) == set(usual[name]):
        return grey(versions)
    return say((versions, "bold"), (f"   the reference offers {', '.join(map(str, usual[name]))}", GREY))


def _row(key: str, name: str, value: str, option: str) -> Row:
    return Row(key, (Content(visible(name, limit=60)), Content(visible(value, limit=_VALUE_MAX)), grey(option)))


def _offered(settings: Settings) -> str:
    if settings.offer is None:
        return "as the reference offers"
    functions = count(len(settings.offer.function_versions), "function")
    return f"{functions}, of {settings.offer_file}" if settings.offer_file else f"{functions}, set in this run"


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
    if kind == "offer":
        steps += [("d", "offers as the reference does")]
        lines += _versions(state.settings)
    elif kind == "config" and key is not None:
        steps += [("d", "takes this entry away")]
    elif kind == "capabilities":
        most = f"{limits.CAPABILITIES_MAX_COUNT} at most"
        steps += [("d", f"offers none; {most}")]
    return [*lines, *facts((f"  {pressed}", grey(what)) for pressed, what in steps)]
