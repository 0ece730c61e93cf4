"""What the variables of saved payloads stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.errors import WorkbenchError


@dataclass(frozen=True, slots=True)
class VariableValues:
    """Values by name."""

    plain: Mapping[str, str] = field(default_factory=dict)
    """Of the project file, which is kept with the source."""
    secret: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Of the environment: they win, and are kept as `${NAME}` wherever something is kept or shown."""

    @property
    def known(self) -> dict[str, str]:
        """All of them."""
        return {**self.plain, **self.secret}

    def hidden(self, used: Iterable[str]) -> dict[str, str]:
        """Return the secret ones among those that are used: what was never sent cannot come back."""
        return {name: self.secret[name] for name in sorted(set(used)) if name in self.secret}


@dataclass(frozen=True, slots=True)
class SharedAnswers:
    """What a session lets another one beside it take into its payloads."""

    answers: Mapping[tuple[str, str], Any] = field(default_factory=dict, repr=False)
    """The last good answers, as in `KnownVariables`."""
    sent: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """The secret values that may stand in them, with their names."""


@dataclass(frozen=True, slots=True)
class KnownVariables:
    """All that variables of a payload can become at one moment of a session."""

    values: VariableValues = field(default_factory=VariableValues)
    answers: Mapping[tuple[str, str], Any] = field(default_factory=dict, repr=False)
    """The last good answers, by function and name of the document; by function and an empty name the last of all.

    Those of the plugin beside this one are among them, where this one has none.
    """
    error: WorkbenchError | None = None
    """Why the values of the environment file are not known; None: they are, or there is no such file."""
    sent: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """The secret values that were sent in this session, with their names: an answer may still hold them."""

    def secrets(self, used: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Return what is not shown of a payload that uses some names, in pairs of name and value."""
        return (*self.values.hidden(used).items(), *self.sent)
