"""Commands that open sheets, one line each. The sheet stands in `sheets/`, in a file named as its command."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.ui.commands.command import Command, Scope

_OUTSIDE = Scope.OUTSIDE_EDITOR


def _opens(name: str) -> Callable[[Workplace], None]:
    return lambda on: on.overlays.open_sheet(name)


def _sheet(
    name: str, title: str, help_text: str, scope: Scope, key: str, footer: str = "", synonyms: tuple[str, ...] = ()
) -> Command[Workplace]:
    return Command(name, title, help_text, _opens(name), scope, (key,), footer, synonyms)


SHEETS: tuple[Command[Workplace], ...] = (
    _sheet(
        "host",
        "Host",
        "Storage, counters, log, clock, snapshots, injected faults, settings.",
        _OUTSIDE,
        "5",
        "host",
        ("capability", "config", "offer", "profile"),
    ),
    _sheet("conformance", "Conformance", "The conformance cases of the newest build.", _OUTSIDE, "6", "", ("cases",)),
    _sheet(
        "lab",
        "Negotiation lab",
        "Edit the offer and see each step of the verdict, other hosts, what breaks the plugin.",
        _OUTSIDE,
        "O",
        "lab",
        ("offer", "sweep", "version", "capability", "handshake"),
    ),
    _sheet("history", "History", "Search, resend and record past dispatches.", Scope.EVERYWHERE, "f8", "history"),
    _sheet(
        "payloads",
        "Payloads",
        "Open, rename, copy, delete.",
        Scope.EVERYWHERE,
        "ctrl+l",
        "payloads",
        ("open",),
    ),
    Command(
        "open-plugin",
        "Open plugin",
        "Recent plugins, samples, or a path: in the place of this one, or beside it.",
        _opens("open-plugin"),
        _OUTSIDE,
        ("0", "alt+0"),
        "plugins",
        ("switch", "recent", "samples", "beside", "another"),
    ),
    _sheet("generations", "Generations", "All builds of this run.", Scope.EVERYWHERE, "f9", "builds", ("builds",)),
    _sheet("compare", "Compare builds", "Two builds side by side: facts, cost, answers.", _OUTSIDE, "C", "", ("diff",)),
    _sheet("matrix", "Replay matrix", "Replay marked or recent calls on several builds.", _OUTSIDE, "m"),
    _sheet("bench", "Benchmark", "Measure what calls with this payload cost.", _OUTSIDE, "T", "", ("time", "speed")),
    _sheet(
        "drift", "Hidden state", "What answers depend on beside their payload.", _OUTSIDE, "H", "", ("drift", "flaky")
    ),
    _sheet("fuzz", "Fuzz", "Send payloads that nobody thought of; shrink what fails.", _OUTSIDE, "F", "", ("random",)),
    _sheet(
        "journey",
        "Request journey",
        "Take one request through all functions, as a host does.",
        _OUTSIDE,
        "J",
        "",
        ("waterfall", "proxy"),
    ),
    _sheet("trace", "Trace", "Every message between host and plugin, in order.", _OUTSIDE, "t"),
    _sheet("build-output", "Build output", "What the build command wrote.", _OUTSIDE, "b", "", ("compiler",)),
    _sheet("trust", "Trust the project", "What workbench.toml asks for: see it, trust it or not.", _OUTSIDE, "P"),
    Command(
        "share",
        "Report and bundle",
        "A page, a text for a pull request, or all that others need to see the same in one file.",
        _opens("share"),
        synonyms=("export", "html", "markdown", "bug", "zip", "attach", "save"),
    ),
    Command(
        "notices",
        "Notices",
        "All that was said at the foot of the screen in this run.",
        _opens("notices"),
        synonyms=("messages", "warnings", "errors"),
    ),
)

if TYPE_CHECKING:
    from workbench.ui.actions.workplace import Workplace
"""In the order of help and palette."""
