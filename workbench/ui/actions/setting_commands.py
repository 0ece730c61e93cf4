"""Commands that change how plugins are loaded and called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.ui.bridge.host_requests import FaultsClearRequested, HostStartRequested
from workbench.ui.bridge.requests import SettingsRequested
from workbench.ui.commands.command import Command, command

_LINES = {"0.1": "first", "0.3": "last"}


def _change(on: Workplace, **changes: Any) -> None:
    if on.state is not None:
        on.ask(SettingsRequested(replace(on.state.settings, **changes)))


def _on_or_off(on: Workplace, setting: str) -> str:
    if on.state is None:
        return ""
    return "on" if getattr(on.state.settings, setting) else "off"


def _chosen(name: str) -> Callable[[Workplace], str]:
    """Return what tells, of a command that chooses one of several, that this one is in use."""

    def now(on: Workplace) -> str:
        settings = on.state.settings if on.state is not None else None
        in_use = settings is not None and name in (settings.profile.value, settings.budget.name)
        return "in use" if in_use else ""

    return now


def _choose_profile(profile: str) -> Callable[[Workplace], None]:
    def choose(on: Workplace) -> None:
        from workbench.protocol.profiles import Profile  # noqa: PLC0415 - the first frame does not need it

        _change(on, profile=Profile(profile), named_profile="")

    return choose


PROFILES: tuple[Command[Workplace], ...] = tuple(
    Command(
        f"profile-{profile}",
        f"Profile {profile}",
        f"Use the profile of the {line} Extism line; reloads the plugin.",
        _choose_profile(profile),
        now=_chosen(profile),
    )
    for profile, line in _LINES.items()
)

if TYPE_CHECKING:
    from workbench.ui.actions.workplace import Workplace
"""One for each profile."""


@command(
    "budget-serving",
    "Budget serving",
    "Dispatch with the limits of the running host: 5,000 ms, host functions.",
    synonyms=("limits", "timeout"),
    now=_chosen("serving"),
)
def use_serving(on: Workplace) -> None:
    """Dispatch under the project's serving budget, which is the protocol's unless it has its own limits."""
    if on.state is not None:
        _change(on, budget=on.state.settings.serving)


@command(
    "budget-strict",
    "Budget strict",
    "Dispatch with the limits of the conformance suite: 200 ms, no host functions.",
    synonyms=("limits", "timeout", "conformance"),
    now=_chosen("strict"),
)
def use_strict(on: Workplace) -> None:
    """Dispatch under the project's strict budget, which is the protocol's unless it has its own limits."""
    if on.state is not None:
        _change(on, budget=on.state.settings.strict)


@command(
    "imports",
    "Imports: reference or trap",
    "Under the strict budget, link traps to see who calls the host; reloads the plugin.",
    now=lambda on: on.state.settings.imports.value if on.state else "",
)
def toggle_imports(on: Workplace) -> None:
    """Switch between the reference's imports and traps in their place."""
    from workbench.protocol.budgets import Imports  # noqa: PLC0415 - the first frame does not need it

    current = on.state.settings.imports if on.state else Imports.TRAP
    other = Imports.TRAP if current is Imports.REFERENCE else Imports.REFERENCE
    _change(on, imports=other)
    on.notify(f"Imports: {other.value}.")


@command(
    "conformance-switch",
    "Run conformance cases after a reload",
    "Switch on or off.",
    synonyms=("suite", "tests", "cases"),
    now=lambda on: _on_or_off(on, "run_conformance"),
)
def toggle_conformance(on: Workplace) -> None:
    """Switch on or off that the conformance cases run after a reload."""
    wanted = not (on.state and on.state.settings.run_conformance)
    _change(on, run_conformance=wanted)
    on.notify(f"Conformance cases {'' if wanted else 'do not '}run after a reload.")


@command(
    "redispatch",
    "Dispatch again after a reload",
    "Switch on or off.",
    synonyms=("resend", "auto"),
    now=lambda on: _on_or_off(on, "redispatch"),
)
def toggle_redispatch(on: Workplace) -> None:
    """Switch on or off that the last payload is sent again after a reload."""
    wanted = not (on.state and on.state.settings.redispatch)
    _change(on, redispatch=wanted)
    on.notify(f"The last payload is {'' if wanted else 'not '}sent again after a reload.")


@command(
    "fuel",
    "Measure fuel automatically",
    "Measure fuel while the workbench is idle; switch on or off.",
    synonyms=("cost",),
    now=lambda on: _on_or_off(on, "measure_fuel"),
)
def toggle_fuel(on: Workplace) -> None:
    """Switch on or off that fuel is measured by itself."""
    wanted = not (on.state and on.state.settings.measure_fuel)
    _change(on, measure_fuel=wanted)
    on.notify("Fuel is measured while the workbench is idle." if wanted else "Fuel is measured on request only.")


@command("faults-clear", "Clear injected faults", "Let the host serve every call again.", synonyms=("faults",))
def clear_faults(on: Workplace) -> None:
    """Clear all injected faults."""
    on.ask(FaultsClearRequested())


@command("start-none", "Start from no snapshot", "Dispatch with the host's state as it is.", synonyms=("snapshot",))
def start_from_none(on: Workplace) -> None:
    """Let dispatches find the host as it is."""
    on.ask(HostStartRequested(None))
