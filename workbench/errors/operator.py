"""Errors that the person at the keyboard must fix, and our own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from workbench.errors.artifact import PluginFileTooLarge as PluginFileTooLarge  # noqa: PLC0414 - is found here too
from workbench.errors.artifact import PluginUnreadable as PluginUnreadable  # noqa: PLC0414
from workbench.errors.base import HostError, OperatorError, did_you_mean, place_in_file
from workbench.errors.remedies import remedy_for_reading, remedy_for_writing
from workbench.quoting import quoted


@dataclass(eq=False)
class SettingInvalid(OperatorError):
    """A setting has a value that it cannot have."""

    name: str
    value: str | None
    """As it was given, to be quoted; None: `found` describes it."""
    expected: str
    source: str
    """Where the value came from: `option`, `environment`, a file's path."""
    line: int | None = None
    """In which line of the file it stands; None: in no file, or this is not known."""
    column: int | None = None
    """In which column of that line, from 1, in characters."""
    found: str = ""
    """What is there in words, where the value is no text, is missing, or may be a secret."""
    nearest: str | None = None
    """What was probably meant; None when nothing is alike."""

    def __str__(self) -> str:
        found = self.found if self.value is None else quoted(self.value)
        place = f"{self.name} ({self.source}{place_in_file(self.line, self.column)})"
        return f"{place}: expected {self.expected}, found {found}{did_you_mean(self.nearest)}"


@dataclass(eq=False)
class FaultUnknown(OperatorError):
    """A text names no fault that can be injected."""

    spec: str
    expected: str
    source: str
    """Where the text came from: `option`, `typed`."""
    nearest: str | None
    """What was probably meant; None when nothing is alike."""

    def __str__(self) -> str:
        meant = did_you_mean(self.nearest)
        return f"fault ({self.source}): expected {self.expected}, found {quoted(self.spec)}{meant}"


@dataclass(eq=False)
class PluginClosed(OperatorError):
    """A program uses an open plugin after it was closed, or closed it while it was used."""

    path: str

    hint: ClassVar[str] = "Use it inside of the `with` block that opened it, or open it again."

    def __str__(self) -> str:
        return f"plugin {quoted(self.path)}: expected one that is open, found one that was closed"


@dataclass(eq=False)
class StorageTooLarge(OperatorError):
    """What is to be stored for a plugin exceeds its quota. Nothing is changed."""

    plugin: str
    used_bytes: int
    """What it would use (PROTOCOL.md section 9)."""

    quota_bytes: int

    def __str__(self) -> str:
        return f"storage of {self.plugin}: expected at most {self.quota_bytes:,} bytes, found {self.used_bytes:,}"


@dataclass(eq=False)
class SettingUnknown(OperatorError):
    """A setting's name is not known."""

    name: str
    source: str
    nearest: str | None
    """The known name that is most alike; None when none is."""
    line: int | None = None
    """In which line of the file it stands; None: in no file, or this is not known."""
    column: int | None = None
    """In which column of that line, from 1, in characters."""

    @property
    def hint(self) -> str:  # type: ignore[override]
        """Where the known names are listed; empty when the nearest one says enough."""
        if self.nearest:
            return ""
        is_action = self.name.startswith("keys.")
        return (
            "`workbench keys` lists the actions."
            if is_action
            else "`workbench schema settings` describes every setting."
        )

    def __str__(self) -> str:
        at, meant = place_in_file(self.line, self.column), did_you_mean(self.nearest)
        return f"{self.source}{at}: expected a known setting, found {quoted(self.name)}{meant}"


@dataclass(eq=False)
class InvalidSettings(OperatorError):
    """Settings cannot hold; all the problems at once, as far as a person would read them."""

    problems: tuple[OperatorError, ...]
    more: int = 0
    """Problems that are left out."""

    @property
    def hint(self) -> str:  # type: ignore[override]
        """What to do about them, each way once; empty where they say enough themselves."""
        return " ".join(dict.fromkeys(one.hint for one in self.problems if one.hint))

    def __str__(self) -> str:
        left_out = [f"and {self.more:,} more like these"] if self.more else []
        return "\n".join([*(str(problem) for problem in self.problems), *left_out])


_LISTED: Final = {
    "type": "`workbench schema` prints the wire types; `decode` also knows wire_request:FUNCTION, envelope:FUNCTION.",
    "kind": "`workbench explain` lists the kinds.",
    "place": "`workbench locate` lists the places.",
    "entry of the plugin's history": "`workbench history PLUGIN` lists them.",
    "action or key": "`workbench keys` lists them.",
    "command or .wasm file": "`workbench --help` lists the commands; a plugin's path ends in .wasm or holds a slash.",
}


@dataclass(eq=False)
class NameUnknown(OperatorError):
    """A name is none of those that can be asked for."""

    what: str
    """What is named: `type`, `error kind`, `conformance kind`."""

    name: str
    nearest: str | None
    """The known name that is most alike; None when none is."""

    def __str__(self) -> str:
        meant = did_you_mean(self.nearest)
        return f"expected a known {self.what}, found {quoted(self.name)}{meant}"

    @property
    def hint(self) -> str:  # type: ignore[override]
        """Where the known names are listed; empty when the nearest one says enough."""
        return "" if self.nearest else _LISTED.get(self.what, "")


@dataclass(eq=False)
class OptionUnknown(OperatorError):
    """An option or argument is none of the command that it was given to."""

    option: str
    command: str
    """`workbench check`; `workbench` is the screen."""

    known_to: tuple[str, ...]
    """The commands that have it; empty: none has."""

    nearest: str | None
    """The option of the command that is most alike; None when none is."""

    reason: str | None = None
    """Why there is no such option, where other tools have it; None: it is not known elsewhere, or means nothing."""

    def __str__(self) -> str:
        meant = did_you_mean(self.nearest) if self.reason is None else f": {self.reason}"
        whose = "the screen" if self.command == "workbench" else "this command"
        expected = f"an option of {whose}" if self.option.startswith("-") else "no further argument"
        return f"{self.command}: expected {expected}, found {quoted(self.option)}{meant}"

    @property
    def hint(self) -> str:  # type: ignore[override]
        """Which commands have it, or where the options are listed; empty: the reason says what to do."""
        if self.reason is not None:
            return ""
        if self.known_to:
            first, more = ", ".join(self.known_to[:4]), len(self.known_to) - 4
            count = f" and {more} more" if more > 0 else ""
            return f"{self.option} is an option of {first}{count}: workbench {self.known_to[0]} … {self.option} …"
        return "" if self.nearest else f"`{self.command} --help` lists what it takes."


@dataclass(eq=False)
class OfferUndecodable(OperatorError):
    """The text that was given as the host's offer is not one."""

    path: str
    expected: str
    found: str
    offset: int | None = None
    """Bytes from the start of the text, or None when the error has no single place."""
    file: str | None = None
    """The file that holds the text; None: it stands in none."""

    def __str__(self) -> str:
        at = "" if self.offset is None else f" at byte {self.offset:,}"
        where = "offer," if self.file is None else f"{self.file}:"
        return f"{where} {self.path}{at}: expected {self.expected}, found {self.found}"


@dataclass(eq=False)
class FileDamaged(OperatorError):
    """A file that was named, or one of our own, does not have its form."""

    path: str
    expected: str
    found: str

    hint: ClassVar[str] = "Repair the file, name another one, or move it away."

    def __str__(self) -> str:
        return f"{self.path}: expected {self.expected}, found {self.found}"


@dataclass(eq=False)
class FileUnreadable(OperatorError):
    """A file or folder that was named, or one of our own, is missing or cannot be read."""

    path: str
    expected: str
    reason: str
    """What stood in the way: `no such file or directory`, `permission denied`."""

    @property
    def hint(self) -> str:  # type: ignore[override]
        """What to do about it; empty when the reason says it all."""
        return remedy_for_reading(self.reason)

    def __str__(self) -> str:
        return f"{self.path}: expected {self.expected}, found: {self.reason}"


@dataclass(eq=False)
class PlaceUnwritable(OperatorError):
    """One of our own files cannot be written. Nothing is kept, and work goes on."""

    path: str
    reason: str
    """What stood in the way: `permission denied`, `no space left on device`."""

    @property
    def hint(self) -> str:  # type: ignore[override]
        """What to do about it; empty when the reason says it all."""
        return remedy_for_writing(self.reason)

    def __str__(self) -> str:
        return f"{self.path}: expected a file that can be written, found: {self.reason}"


@dataclass(eq=False)
class EngineUnavailable(HostError):
    """The child process that runs plugins cannot be started or does not answer."""

    reason: str
    stderr: str = ""
    """The last lines that the child wrote to its standard error. Empty when it wrote none."""

    remedy: str = ""
    """What gives the child what it needs; empty when the reason says it all."""

    @property
    def hint(self) -> str:  # type: ignore[override]
        """What to do about it."""
        return self.remedy

    def __str__(self) -> str:
        said = f"; it wrote: {self.stderr}" if self.stderr else ""
        return f"engine: expected a running child process, found: {self.reason}{said}"


@dataclass(eq=False)
class InternalError(HostError):
    """Our own code failed. Named without the text of the failure, which may quote a payload."""

    doing: str
    """What was going on: `loading of plugin.wasm`."""

    fault: str
    """The class of the failure."""

    place: str
    """File and line."""

    hint: ClassVar[str] = "This is a defect of the workbench: please report it, with the plugin if you can."

    def __str__(self) -> str:
        return f"{self.doing}: the workbench itself failed with {self.fault} in {self.place}"
