"""What a person changes of how plugins are loaded and called, from the sheet of the host."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from workbench.protocol import limits
from workbench.protocol.budgets import Imports
from workbench.protocol.profiles import Profile
from workbench.ui.bridge.file_requests import OfferFileRequested
from workbench.ui.bridge.requests import SettingsRequested
from workbench.ui.renderers.host_settings import CONFIG, shown_value

if TYPE_CHECKING:
    from workbench.errors import OperatorError
    from workbench.session.values.settings import Settings
    from workbench.ui.screens.sheet_context import SheetContext
    from workbench.ui.sheets.host_prompts import Prompting

_OFFER: Final = "file of the offer, tab completes; empty: as the reference offers"


class SettingPrompts:
    """Turns what has two values, and lets the others be typed at the foot of the sheet."""

    def __init__(self, context: SheetContext, prompt: Prompting) -> None:
        """Ask for nothing yet."""
        self._context, self._prompt = context, prompt

    def choose(self, key: str) -> None:
        """Change the setting of a row."""
        settings = self._settings
        if settings is None:
            return
        if key == "profile":
            other = Profile.V0_3 if settings.profile is Profile.V0_1 else Profile.V0_1
            self._change(profile=other, named_profile="")
        elif key == "budget":
            self._change(budget=settings.serving if settings.budget.name == "strict" else settings.strict)
        elif key == "imports":
            self._change(imports=Imports.TRAP if settings.imports is Imports.REFERENCE else Imports.REFERENCE)
        elif key == "capabilities":
            names = " ".join(sorted(settings.capabilities))
            self._prompt("capabilities, with spaces between them", names, self._offer)
        elif key == "offer":
            self._ask_offer(_OFFER, settings.offer_file)
        elif key.startswith(CONFIG):
            name = key.removeprefix(CONFIG)
            value = settings.config.get(name, "")
            # A secret is typed anew: others may look at the screen.
            offered = value if shown_value(settings, name) == value else ""
            self._prompt(f"value of {name}", offered, lambda typed: self._configure(name, typed))

    def add(self) -> None:
        """Add an entry to the plugin's configuration."""

        def put(text: str) -> None:
            name, equals, value = text.partition("=")
            if not name or not equals:
                raise ValueError("expected key=value")
            self._configure(name, value)

        self._prompt("configuration of the plugin: key=value", "", put)

    def delete(self, key: str) -> None:
        """Take an entry of the configuration away, or all capabilities."""
        settings = self._settings
        if settings is None:
            return
        if key == "capabilities":
            self._change(capabilities=frozenset())
        elif key == "offer":
            self._context.ask(OfferFileRequested(""))
        elif key.startswith(CONFIG):
            self._change(config={name: one for name, one in settings.config.items() if f"{CONFIG}{name}" != key})

    def clear(self) -> None:
        """Take all entries of the configuration away."""
        self._change(config={})

    def _offer(self, text: str) -> None:
        names = frozenset(text.replace(",", " ").split())
        if len(names) > limits.CAPABILITIES_MAX_COUNT:
            raise ValueError(f"expected at most {limits.CAPABILITIES_MAX_COUNT} capabilities, found {len(names)}")
        self._change(capabilities=names)

    def _ask_offer(self, what: str, path: str) -> None:
        """Let the file of an offer be named; one that holds none is asked for again, with what is wrong with it."""

        def answered(typed: str, error: OperatorError | None) -> None:
            if error is not None:
                self._ask_offer(str(error), typed)

        def taken(typed: str) -> None:
            path = typed.strip()
            self._context.ask(OfferFileRequested(path), partial(answered, path))

        self._prompt(what, path, taken, files=(".json",))

    def _configure(self, name: str, value: str) -> None:
        if (settings := self._settings) is not None:
            self._change(config={**settings.config, name: value})

    def _change(self, **changes: Any) -> None:
        if (settings := self._settings) is not None:
            self._context.ask(SettingsRequested(replace(settings, **changes)))

    @property
    def _settings(self) -> Settings | None:
        state = self._context.state()
        return None if state is None else state.settings
