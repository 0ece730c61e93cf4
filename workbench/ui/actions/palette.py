"""The palette: every command that can be run now, found by title, synonym or what it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Protocol, runtime_checkable

from textual.command import DiscoveryHit, Hit, Hits, Provider

from workbench.ui.actions.registry import MAIN
from workbench.ui.commands.command import Command, Scope
from workbench.ui.commands.keymap import Keymap, key_of

_UNLISTED = ("palette", "help-short", "explain-short", "leave", "host-while-typing")
_REPEATED = "typing-pane-"
_SYNONYM_SHARE, _HELP_SHARE = 0.9, 0.5
"""Of the score of a match in the title, when it is in a synonym or in what the command does."""
_WORDS_SCORE = 0.1
"""Of a command of which each word of the query begins some word, wherever it stands."""


@runtime_checkable
class CommandRunner(Protocol):
    """A screen whose commands the palette offers."""

    @property
    def own_commands(self) -> Mapping[str, Command[Any]]:
        """Commands that only this screen has, by id."""

    @property
    def keymap(self) -> Keymap:
        """Remapped keys."""

    def now(self, command_id: str) -> str:
        """Return how a switch stands; empty for what is no switch."""

    async def action_run(self, command_id: str) -> None:
        """Do what a command says."""


def offered(own: Mapping[str, Command[Any]]) -> Iterator[Command[Any]]:
    """Yield what the palette offers over a screen with some commands of its own; those come first."""
    yield from own.values()
    yield from (one for one in MAIN.values() if _is_listed(one) and one.scope is not Scope.LIST)


def _is_listed(one: Command[Any]) -> bool:
    return one.id not in _UNLISTED and not one.id.startswith(_REPEATED)


class CommandPalette(Provider):
    """Offers the commands of the screen that the palette was opened on."""

    async def discover(self) -> Hits:
        """Yield all commands, in the order of the registry."""
        for one, title, run in self._commands():
            yield DiscoveryHit(title, run, help=one.help)

    async def search(self, query: str) -> Hits:
        """Yield the commands that match, the best first."""
        matcher = self.matcher(query)
        for one, title, run in self._commands():
            score = matcher.match(title)
            display: Any = matcher.highlight(title) if score > 0 else title
            score = max(
                score,
                _SYNONYM_SHARE * max((matcher.match(word) for word in one.synonyms), default=0.0),
                _HELP_SHARE * matcher.match(one.help) if query.lower() in one.help.lower() else 0.0,
                _WORDS_SCORE if _holds_each_word(one, query) else 0.0,
            )
            if score > 0:
                yield Hit(score, display, run, text=title, help=one.help)

    def _commands(self) -> Iterator[tuple[Command[Any], str, Any]]:
        screen = self.screen
        if isinstance(screen, CommandRunner):
            for one in offered(screen.own_commands):
                key = key_of(one, screen.keymap)
                now = screen.now(one.id)
                title = f"{one.title}{f', now {now}' if now else ''}{f'  ({key})' if key else ''}"
                yield one, title, partial(screen.call_later, screen.action_run, one.id)


def _holds_each_word(one: Command[Any], query: str) -> bool:
    """Say whether each word of a query begins a word of the title, the synonyms or the help."""
    said = " ".join((one.title, *one.synonyms, one.help)).casefold().replace("-", " ").split()
    return all(any(word.startswith(asked) for word in said) for asked in query.casefold().split())
