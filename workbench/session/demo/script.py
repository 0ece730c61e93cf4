"""A demo script as values. Texts are a stranger's: they are gated where they are shown."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.protocol.offer import Offer
from workbench.session.values.journey_report import JourneySetup


@dataclass(frozen=True, slots=True)
class Show:
    """Show a pane over the whole screen, a sheet, a layer in the presentation, or all panes."""

    place: str
    """One of `words.PLACES`."""
    view: str = ""
    """Of the place; empty: its first."""


@dataclass(frozen=True, slots=True)
class Press:
    """Press keys, one after the other."""

    keys: tuple[str, ...]
    """Each one of `words.KEYS`."""


@dataclass(frozen=True, slots=True)
class Send:
    """Send a payload, and wait for its answer."""

    function: str
    payload: str | None = None
    """None: a typical request of the function."""


@dataclass(frozen=True, slots=True)
class EditOffer:
    """Let the host offer this from now on, and wait until the plugin was negotiated with again."""

    offer: Offer


@dataclass(frozen=True, slots=True)
class SetFaults:
    """Inject these faults into each dispatch from now on, and no others."""

    specs: tuple[str, ...]
    """Empty: none."""


@dataclass(frozen=True, slots=True)
class SwapPlugin:
    """Load another plugin, and wait until its layers were walked. Offer and faults begin anew."""

    name: str
    """As it stands in the script."""
    path: str


@dataclass(frozen=True, slots=True)
class TakeJourney:
    """Take a request through all functions, and wait for its end."""

    setup: JourneySetup


@dataclass(frozen=True, slots=True)
class WaitFor:
    """Wait until something is true."""

    fact: str
    """One of `facts.FACTS`."""


Action = Show | Press | Send | EditOffer | SetFaults | SwapPlugin | TakeJourney | WaitFor


@dataclass(frozen=True, slots=True)
class DemoStep:
    """What is done, and then said until somebody goes on."""

    line: int
    """In which line of the script it begins."""
    say: str = ""
    """Empty: nothing is said, and the next step follows at once."""
    actions: tuple[Action, ...] = ()
    """In the order in which they stand in the script."""


@dataclass(frozen=True, slots=True)
class DemoScript:
    """A show."""

    path: str
    """Of the script, for display."""
    title: str
    plugin: SwapPlugin
    """What is loaded at first."""
    steps: tuple[DemoStep, ...] = field(repr=False)

    @property
    def stops(self) -> tuple[int, ...]:
        """The steps that say something, by their index: there the show waits."""
        return tuple(index for index, step in enumerate(self.steps) if step.say)
