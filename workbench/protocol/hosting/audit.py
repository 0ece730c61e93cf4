"""What a module may use of its host, what it declares, what it was seen to use, and where these contradict each other.

A capability is a name that plugin and host agree on; the protocol ties none to a host function. So whether a declared
capability is used, or a used function should have been declared, cannot be known, and is said to be so. Owns these
judgements. Must not know how calls were observed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from workbench.protocol.budgets import SERVING, Budget
from workbench.protocol.calls import HostCall
from workbench.protocol.host_functions import HOST_FUNCTIONS
from workbench.protocol.hosting.declared_memory import memory_above
from workbench.protocol.limits import HOST_FUNCTION_MODULE
from workbench.protocol.wasm import ExternalKind, ModuleMap

_KERNEL = "extism:host/env"
_WASI = ("wasi_snapshot_preview1", "wasi_unstable")


class Occasion(Enum):
    """When a host function was called."""

    HANDSHAKE = "handshake"
    SELF_CHECK = "self_check"
    DISPATCH = "dispatch"
    """Of the dry-run sample of each negotiated function."""


class ContradictionKind(Enum):
    """The name of a contradiction."""

    HOST_FUNCTION_IMPORTED = "HostFunctionImported"
    HOST_FUNCTION_UNKNOWN = "HostFunctionUnknown"
    WASI_IMPORTED = "WasiImported"
    HTTP_IMPORTED = "HttpImported"
    CALLED_IN_HANDSHAKE = "CalledInHandshake"
    CALLED_IN_SELF_CHECK = "CalledInSelfCheck"
    NEVER_SEEN_CALLED = "NeverSeenCalled"
    USED_WITHOUT_CAPABILITY = "UsedWithoutCapability"
    MEMORY_ABOVE_BUDGET = "MemoryAboveBudget"
    CAPABILITY_WITHOUT_IMPORT = "CapabilityWithoutImport"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing that is worth knowing."""

    kind: ContradictionKind
    certain: bool
    """True: it follows from the bytes or was seen. False: it cannot be known; the message says what is missing."""
    message: str
    """One sentence; may quote the plugin: untrusted text."""


@dataclass(frozen=True, slots=True)
class HostFunctionUse:
    """One of the six host functions."""

    name: str
    imported: bool
    calls: Mapping[Occasion, int] | None
    """How often it was seen to be called; None: nothing was run."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found out."""

    functions: tuple[HostFunctionUse, ...]
    """All six, in the order of PROTOCOL.md section 9."""
    required_capabilities: tuple[str, ...] | None
    """What the plugin declares; None: it did not answer the handshake."""
    contradictions: tuple[Contradiction, ...]


def imports_host_function(module_map: ModuleMap) -> bool:
    """Say whether a module could call a host function at all."""
    return any(one.module == HOST_FUNCTION_MODULE for one in module_map.imports)


def audit(
    module_map: ModuleMap,
    required_capabilities: Iterable[str] | None,
    observed: Mapping[Occasion, Iterable[HostCall]] | None,
    budget: Budget = SERVING,
) -> Audit:
    """Hold against each other what is imported, declared and called.

    Args:
        module_map: The module.
        required_capabilities: What the accept declares; None: there is no accept.
        observed: The calls of host functions by occasion, as far as it came; None: nothing was run.
        budget: What dispatches run under.
    """
    imported = [
        one.name
        for one in module_map.imports
        if one.module == HOST_FUNCTION_MODULE and one.kind is ExternalKind.FUNCTION
    ]
    counted = None
    if observed is not None or not imported:
        counted = {occasion: Counter(call.function for call in calls) for occasion, calls in (observed or {}).items()}
    functions = tuple(
        HostFunctionUse(
            name,
            name in imported,
            None if counted is None else {occasion: counted.get(occasion, Counter())[name] for occasion in Occasion},
        )
        for name in HOST_FUNCTIONS
    )
    capabilities = None if required_capabilities is None else tuple(sorted(required_capabilities))
    contradictions = (
        *_of_memory(module_map, budget),
        *_of_imports(module_map, imported),
        *_of_calls(functions),
        *_of_capabilities(imported, capabilities),
    )
    return Audit(functions, capabilities, contradictions)


def _of_memory(module_map: ModuleMap, budget: Budget) -> Iterator[Contradiction]:
    message = memory_above(module_map, budget)
    if message is not None:
        yield Contradiction(ContradictionKind.MEMORY_ABOVE_BUDGET, certain=True, message=message)


def _of_imports(module_map: ModuleMap, imported: list[str]) -> Iterator[Contradiction]:
    known = [name for name in HOST_FUNCTIONS if name in imported]
    unknown = sorted(set(imported) - set(HOST_FUNCTIONS))
    if known:
        message = f"imports {', '.join(known)}: the strict budget links no host function, so a host rejects it in L2"
        yield Contradiction(ContradictionKind.HOST_FUNCTION_IMPORTED, certain=True, message=message)
    if unknown:
        message = f"imports {', '.join(unknown)} of {HOST_FUNCTION_MODULE}, which no budget links"
        yield Contradiction(ContradictionKind.HOST_FUNCTION_UNKNOWN, certain=True, message=message)
    if any(one.module in _WASI for one in module_map.imports):
        message = "imports WASI, which the strict budget does not link, so a host rejects it in L2"
        yield Contradiction(ContradictionKind.WASI_IMPORTED, certain=True, message=message)
    if any(one.module == _KERNEL and one.name.startswith("http_") for one in module_map.imports):
        message = "imports Extism's HTTP functions: no budget allows a host to be reached, so each request fails"
        yield Contradiction(ContradictionKind.HTTP_IMPORTED, certain=True, message=message)


def _of_calls(functions: tuple[HostFunctionUse, ...]) -> Iterator[Contradiction]:
    for occasion, kind in (
        (Occasion.HANDSHAKE, ContradictionKind.CALLED_IN_HANDSHAKE),
        (Occasion.SELF_CHECK, ContradictionKind.CALLED_IN_SELF_CHECK),
    ):
        called = [use.name for use in functions if use.calls and use.calls[occasion]]
        if called:
            message = f"calls {', '.join(called)} in the {occasion.value}, where a host links no host function"
            yield Contradiction(kind, certain=True, message=message)
    unseen = [use.name for use in functions if use.imported and use.calls and not any(use.calls.values())]
    if unseen:
        message = f"imports {', '.join(unseen)}, and called none of them in what was run: another payload may"
        yield Contradiction(ContradictionKind.NEVER_SEEN_CALLED, certain=False, message=message)


def _of_capabilities(imported: list[str], capabilities: tuple[str, ...] | None) -> Iterator[Contradiction]:
    if capabilities is None:
        return
    if imported and not capabilities:
        message = "imports host functions and requires no capability: the protocol ties none to a host function"
        yield Contradiction(ContradictionKind.USED_WITHOUT_CAPABILITY, certain=False, message=message)
    if capabilities and not imported:
        message = (
            f"requires {', '.join(capabilities)} and imports no host function: a capability may mean something else, "
            "so whether it is used cannot be known"
        )
        yield Contradiction(ContradictionKind.CAPABILITY_WITHOUT_IMPORT, certain=False, message=message)
