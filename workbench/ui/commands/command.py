"""What a command is, and how one is declared. Knows neither screen nor framework."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

Target = TypeVar("Target")
Function = TypeVar("Function", bound=Callable[..., object])

_MARK = "declared_command"
_TAKES = "takes_over"


class Scope(Enum):
    """Where the keys of a command work."""

    EVERYWHERE = "everywhere"
    """Also while typing."""
    OUTSIDE_EDITOR = "outside the editor"
    """Where the focused part does not take the key for itself."""
    LIST = "in lists and texts"
    SHEET = "on its sheet"
    PALETTE = "in the palette"
    """No key of its own."""


@dataclass(frozen=True, slots=True)
class Command(Generic[Target]):
    """One thing that can be asked for."""

    id: str
    """Kebab case. Settings remap keys by it, so it stays when a title changes."""
    title: str
    help: str
    """One sentence: what it does."""
    run: Callable[[Target], object]
    """Does it, on the target that its scope names. May return an awaitable."""
    scope: Scope = Scope.PALETTE
    keys: tuple[str, ...] = ()
    """The first is shown."""
    footer: str = ""
    """The word beside the key in a footer; empty: it stands in none."""
    synonyms: tuple[str, ...] = ()
    """Other words by which the palette finds it."""
    now: Callable[[Target], str] | None = None
    """Of a switch: how it stands, in a word or two. None: it is no switch."""


def command(
    id: str,  # noqa: A002 - the field's name
    title: str,
    help: str,  # noqa: A002 - the field's name
    scope: Scope = Scope.PALETTE,
    *keys: str,
    footer: str = "",
    synonyms: tuple[str, ...] = (),
    now: Callable[[Any], str] | None = None,
) -> Callable[[Function], Function]:
    """Declare a function or method as what a command does."""

    def mark(function: Function) -> Function:
        name = function.__name__

        def run(target: Any) -> object:
            # By name, so that a subclass's own method does it.
            return getattr(target, name)()

        is_method = "." in function.__qualname__.rpartition("<locals>.")[2]
        declared: Command[Any] = Command(
            id, title, help, run if is_method else function, scope, keys, footer, synonyms, now
        )
        setattr(function, _MARK, declared)
        return function

    return mark


def takes_over(*ids: str) -> Callable[[Function], Function]:
    """Declare a method of a sheet as what commands of the main screen do there."""

    def mark(function: Function) -> Function:
        setattr(function, _TAKES, ids)
        return function

    return mark


def declared_in(namespace: object) -> Iterator[Command[Any]]:
    """Yield the commands that the functions of a class or module declare, in the order of their definition."""
    for member in vars(namespace).values():
        found = getattr(member, _MARK, None)
        if isinstance(found, Command):
            yield found


def taken_over_in(namespace: object) -> dict[str, str]:
    """Return the method's name for each command that a class takes over, by its id."""
    return {found: name for name, member in vars(namespace).items() for found in getattr(member, _TAKES, ())}
