"""What the variables of saved payloads stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


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
