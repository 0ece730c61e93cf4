"""What a cause is recognised from, and what is said when it was. Values; they know no cause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from workbench.errors import WorkbenchError
from workbench.protocol.static_checks import WASI_MODULES, WASI_PREFIX
from workbench.protocol.wasm.custom_sections import custom_section_text
from workbench.protocol.wasm.module_map import Import, ModuleMap
from workbench.protocol.wasm.reader import ModuleBytes

NAMES_MAX: Final = 5
"""Names in one sentence."""
_NAME_CHARACTERS_MAX: Final = 80


@dataclass(frozen=True, slots=True)
class Hint:
    """A cause that was recognised, and what to do about it."""

    cause: str
    """A stable word: `old_pdk`, `wasi`. It names the row of the table, not the error."""
    text: str
    """Plain sentences. Holds names from the module: untrusted."""

    def value(self) -> dict[str, str]:
        """Return the hint as the object `{cause, text}` of every JSON report."""
        return {"cause": self.cause, "text": self.text}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One module, and the error that ended a layer."""

    module_map: ModuleMap
    module: ModuleBytes = b""
    """The bytes of the file. Empty where they are not kept any more: then nothing is recognised from them."""
    error: WorkbenchError | None = None
    """None: nothing has failed, or no layer that needs the engine was run."""
    sent_bytes: int = 0
    """Bytes of the request that a dispatch sent; 0: none was sent."""
    max_pages: int | None = None
    """Pages that each memory could grow to in that dispatch; None: as many as the engine gives."""

    @property
    def kind(self) -> str:
        """The kind of the error; empty when there is none."""
        return "" if self.error is None else self.error.kind

    @property
    def words(self) -> str:
        """What the engine or the plugin said; empty when nothing failed there."""
        said = (getattr(self.error, name, None) for name in ("reason", "found", "cause"))
        return " ".join(one for one in said if isinstance(one, str))

    @property
    def wasi_imports(self) -> tuple[Import, ...]:
        """The imports of WASI, of any version."""
        return tuple(
            one for one in self.module_map.imports if one.module in WASI_MODULES or one.module.startswith(WASI_PREFIX)
        )

    @property
    def producers(self) -> str:
        """What the producers section says of languages and tools, in lower case; empty when there is none."""
        sections = self.module_map.custom_sections("producers") if self.module else ()
        lines = (line.text for section in sections[:1] for line in custom_section_text(self.module, section))
        return "\n".join(lines).lower()

    def detail(self, name: str) -> Any:
        """Return a fact of the error; None when it has no such fact."""
        return getattr(self.error, name, None)


def listed(names: Iterable[str]) -> str:
    """Return names as a list to read, each once: the first few, and how many there are more."""
    every = list(dict.fromkeys(names))
    shown = [name if len(name) <= _NAME_CHARACTERS_MAX else name[:_NAME_CHARACTERS_MAX] + "…" for name in every]
    more = [f"{len(every) - NAMES_MAX:,} more"] if len(every) > NAMES_MAX else []
    parts = shown[:NAMES_MAX] + more
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def import_names(imports: Iterable[Import]) -> str:
    """Return imports as a list to read: `env::abort and env::seed`."""
    return listed(f"{one.module}::{one.name}" for one in imports)
