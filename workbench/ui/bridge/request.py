"""What a request to the session is. Knows no particular one."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from workbench.ui.bridge.session_port import SessionLike

Result_co = TypeVar("Result_co", covariant=True)
Answer = TypeVar("Answer")


class Turn(Enum):
    """On which of the bridge's threads a request runs. None of them is the screen's."""

    IN_TURN = "in turn"
    """After everything that was requested before: what changes the session."""
    LOOKUP = "lookup"
    """Beside calls: what any thread may read or cancel. Holds up no call, and is held up by none."""
    BESIDE = "beside"
    """Beside calls, on a thread for long work that the session does beside everything else."""
    AT_ONCE = "at once"
    """Before everything that waits: what ends the running call."""


@dataclass_transform(frozen_default=True, eq_default=True)
class Request(Generic[Result_co]):
    """One thing that the screen requests of the session. Values only, so that a test can compare it.

    Annotated names of a subclass are its fields, as in a frozen dataclass. Not one of those: each takes a third of a
    millisecond to define, and the first frame would wait for all of them.
    """

    TURN: ClassVar[Turn] = Turn.IN_TURN

    def __init__(self, *values: Any, **named: Any) -> None:
        fields = [name for name in type(self).__annotations__ if name != "TURN"]
        given = dict(zip(fields, values, strict=False)) | named
        missing = [name for name in fields if name not in given and not hasattr(type(self), name)]
        if len(values) > len(fields) or given.keys() - set(fields) or missing:
            raise TypeError(f"{type(self).__name__} takes {', '.join(fields) or 'no values'}")
        for name in fields:
            self.__dict__[name] = given[name] if name in given else getattr(type(self), name)

    def run(self, session: SessionLike) -> Result_co:
        """Do it, on the thread of its turn. A `WorkbenchError` is shown to the person; the thread goes on."""
        raise NotImplementedError

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is a value: {name} cannot be set")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.__dict__ == self.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *map(repr, self.__dict__.values())))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"


class Ask(Protocol):
    """How a part of the screen hands a request over. Never waits."""

    def __call__(self, request: Request[Answer], then: Callable[[Answer], object] | None = None) -> None:
        """Request something; `then` gets the result, on the screen's own thread, if there is one."""
