"""What is known to kill or hang the process that runs a module, and can be seen in its bytes.

Owns no verdict of the protocol: a module with a hazard may still pass L1. Measured on libextism 1.41. Where start code
only may reach a call that kills, it is advice: the branch may never be taken, and then the module is a good one.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from workbench.protocol.limits import HOST_FUNCTION_MODULE
from workbench.protocol.wasm.code import CallSites, Code
from workbench.protocol.wasm.contents import EXPORT_SECTION, IMPORT_SECTION
from workbench.protocol.wasm.elements import may_hold
from workbench.protocol.wasm.module_map import Encoding, Export, ExternalKind, Import, ModuleMap
from workbench.protocol.wasm.reader import ModuleBytes, byte_view

KERNEL_MODULE: Final = "extism:host/env"
"""The import module of Extism's own functions."""

SLOW_CODE_BYTES: Final = 2_097_152
SLOW_BODIES: Final = 20_000

_KILLING_NAMES: Final = frozenset({"config_get", "var_get", "var_set", "http_request"})
_KILLING_PREFIX: Final = "log_"
_HASKELL_START: Final = "hs_init"
_HASKELL_PARAMS: Final = ("i32", "i32")
_ELEMENT_SECTION, _CODE_SECTION = 9, 10
_DEPTH_MAX: Final = 200
_NAMES_LISTED_MAX: Final = 20


class HazardKind(Enum):
    """The name of a hazard."""

    NOT_A_MODULE = "NotAModule"
    COMPONENT = "Component"
    NUL_IN_IMPORT = "NulInImport"
    NUL_IN_DUPLICATE_EXPORT = "NulInDuplicateExport"
    START_CALLS_HOST = "StartCallsHost"
    SLOW_TO_COMPILE = "SlowToCompile"


@dataclass(frozen=True, slots=True)
class Hazard:
    """One thing that is dangerous in a module."""

    kind: HazardKind
    detail: str
    """A sentence. Holds untrusted text."""

    offset: int | None
    """Where: bytes from the start of the file. None: no single place."""

    fatal: bool
    """True: the module must not reach the engine. False: advice."""

    @property
    def name(self) -> str:
        """The stable name."""
        return self.kind.value


def hazards(module: ModuleBytes, module_map: ModuleMap) -> tuple[Hazard, ...]:
    """Return the hazards of a module, fatal ones first.

    `module_map` is what the walk gave for these bytes. Never raises for what they hold.
    """
    with byte_view(module) as view:
        if module_map.encoding is None:
            return (_not_a_module(view),)
        found = list(_nul_in_names(module_map))
        if module_map.encoding is Encoding.COMPONENT:
            # What is nested in it is not executed either.
            found.append(_component())
        else:
            found += [*_start_code(view, module_map), *_slow(module_map)]
    return tuple(sorted(found, key=lambda one: not one.fatal))


def _not_a_module(view: memoryview) -> Hazard:
    start = bytes(view[:1024])
    text = start.lstrip()
    if b"\0" in start:
        what = "bytes with a NUL that are no module abort the engine's process"
    elif text.startswith((b"(", b";;")):
        what = "this is the text format, which the engine would compile, but no host of this protocol reads"
    elif not start:
        what = "an empty file is no module"
    else:
        what = "the engine takes what is no module for a manifest, and would open the files and addresses it names"
    return Hazard(HazardKind.NOT_A_MODULE, f"expected a module, which starts with 00 61 73 6d: {what}", 0, fatal=True)


def _component() -> Hazard:
    detail = "expected a core module, found a component: the engine rejects it; build without componentising"
    return Hazard(HazardKind.COMPONENT, detail, 4, fatal=False)


def _nul_in_names(module_map: ModuleMap) -> Iterator[Hazard]:
    imports = [one for one in module_map.imports if "\0" in one.module or "\0" in one.name]
    if imports:
        one = imports[0]
        detail = f"a NUL in the import {one.module!r} {one.name!r} aborts the engine's process in its own error text"
        yield Hazard(HazardKind.NUL_IN_IMPORT, detail, _offset(module_map, IMPORT_SECTION), fatal=True)
    counts = Counter(export.name for export in module_map.exports if "\0" in export.name)
    repeated = [name for name, count in counts.items() if count > 1]
    if repeated:
        detail = f"the export {repeated[0]!r} stands there twice, and its NUL aborts the engine's process"
        yield Hazard(HazardKind.NUL_IN_DUPLICATE_EXPORT, detail, _offset(module_map, EXPORT_SECTION), fatal=True)


def _offset(module_map: ModuleMap, section_id: int) -> int | None:
    section = module_map.section(section_id)
    return None if section is None else section.offset


def _slow(module_map: ModuleMap) -> Iterator[Hazard]:
    section = module_map.section(_CODE_SECTION)
    if section is None or (section.size <= SLOW_CODE_BYTES and module_map.function_bodies <= SLOW_BODIES):
        return
    detail = (
        f"{section.size:,} bytes of code in {module_map.function_bodies:,} functions: compiling may take several "
        f"seconds per megabyte, and longer for very many functions; build with optimisation for size"
    )
    yield Hazard(HazardKind.SLOW_TO_COMPILE, detail, section.offset, fatal=False)


def is_killing(one: Import) -> bool:
    """Say whether a call of this import kills the process while no call of an export is under way."""
    if one.kind is not ExternalKind.FUNCTION:
        return False
    if one.module == HOST_FUNCTION_MODULE:
        return True
    return one.module == KERNEL_MODULE and (one.name in _KILLING_NAMES or one.name.startswith(_KILLING_PREFIX))


def _start_code(view: memoryview, module_map: ModuleMap) -> Iterator[Hazard]:
    if len(module_map.imports) < module_map.imports_total:
        # Functions are numbered with all imports before them.
        return
    functions = [one for one in module_map.imports if one.kind is ExternalKind.FUNCTION]
    killing = {index: one for index, one in enumerate(functions) if is_killing(one)}
    if not killing:
        return
    graph = _CallGraph(view, module_map, len(functions), frozenset(killing))
    for root, title, ending in _roots(module_map):
        path = graph.certain_path(root)
        fatal = path is not None
        reached = graph.reached_from(root)
        path = path or next((way for one in killing if (way := reached.way_to(one))), None)
        if path is not None:
            one = killing[path[-1]]
            by_way = f" by way of {_listed(path[1:-1])}" if len(path) > 2 else ""
            detail = f"{title} {'calls' if fatal else 'may call'} {one.module} {one.name}{by_way}, {ending}"
            yield Hazard(HazardKind.START_CALLS_HOST, detail, graph.offset(root), fatal)
        elif graph.may_call_by_table(reached):
            detail = f"{title} calls by a table that may hold a function of the host, {ending}"
            yield Hazard(HazardKind.START_CALLS_HOST, detail, graph.offset(root), fatal=False)


def _roots(module_map: ModuleMap) -> Iterator[tuple[int, str, str]]:
    """Return the functions that run without being called by the host: index, title, what a killing call does there."""
    at_build = "which kills the engine's process while the instance is built"
    at_call = "which kills the engine's process, or never ends, at the first call"
    if module_map.start is not None:
        yield module_map.start.function, "the start function", at_build
    haskell = module_map.export(_HASKELL_START)
    run_by_engine = [
        # A module that also exports `_start` is no reactor, and is rejected before anything of it runs.
        ("_initialize", (), at_build, module_map.export("_start") is None),
        # Of the two ways to begin the engine takes the Haskell one.
        ("__wasm_call_ctors", (), at_call, haskell is None or haskell.kind is not ExternalKind.FUNCTION),
        (_HASKELL_START, _HASKELL_PARAMS, at_call, True),
    ]
    for name, params, ending, is_run in run_by_engine:
        export = module_map.export(name)
        if is_run and export is not None and export.kind is ExternalKind.FUNCTION and _takes(export, params):
            yield export.index, f"the export {name}", ending


def _takes(export: Export, params: tuple[str, ...]) -> bool:
    """Say whether the engine runs a function that it gives these, as far as its type is known."""
    if export.type is None:
        return True
    # Results of the Haskell one are not looked at.
    return export.type.params == params and (bool(params) or not export.type.results)


def _listed(functions: list[int]) -> str:
    shown = [f"function {index}" for index in functions[:_NAMES_LISTED_MAX]]
    return ", ".join([*shown, "…"] if len(functions) > _NAMES_LISTED_MAX else shown)


class _Reached:
    """What a root reaches by direct calls, and from where."""

    def __init__(self, root: int) -> None:
        self.came_from = {root: root}

    def way_to(self, function: int) -> list[int] | None:
        """Return a shortest way, root first, or None when the function is not reached."""
        if function not in self.came_from:
            return None
        way = [function]
        while (before := self.came_from[way[-1]]) != way[-1]:
            way.append(before)
        return way[::-1]


class _CallGraph:
    """Who calls whom, from the code, as far as it is asked for."""

    def __init__(self, view: memoryview, module_map: ModuleMap, imported: int, killing: frozenset[int]) -> None:
        section = module_map.section(_CODE_SECTION)
        self._code = None if section is None else Code(view, section)
        self._view = view
        self._map = module_map
        self._imported = imported
        self._killing = killing
        self._calls: dict[int, CallSites] = {}

    def offset(self, function: int) -> int | None:
        """Return where the function's body stands; None for an imported one, and where there is none."""
        return None if self._code is None else self._code.offset(function - self._imported)

    def certain_path(self, root: int) -> list[int] | None:
        """Return the way to the first killing call that is made for certain, root first; None when there is none."""
        path, _ = self._follow(root, set(), 0)
        return path

    def _follow(self, function: int, entered: set[int], depth: int) -> tuple[list[int] | None, bool]:
        """Return the way from this function, and whether it comes back to its caller."""
        if function in self._killing:
            return [function], False
        if function < self._imported or function in entered:
            return None, True
        if depth == _DEPTH_MAX:
            return None, False
        entered.add(function)
        calls = self._calls_of(function)
        for callee in calls.certain:
            path, returns = self._follow(callee, entered, depth + 1)
            if path is not None:
                return [function, *path], False
            if not returns:
                return None, False
        return None, calls.known and not calls.traps

    def reached_from(self, root: int) -> _Reached:
        """Return what the root reaches by direct calls, whether they are certain or not."""
        reached = _Reached(root)
        waiting = deque([root])
        while waiting:
            function = waiting.popleft()
            calls = self._calls_of(function)
            for callee in (*calls.certain, *calls.possible):
                if callee not in reached.came_from:
                    reached.came_from[callee] = function
                    waiting.append(callee)
        return reached

    def may_call_by_table(self, reached: _Reached) -> bool:
        """Say whether what was reached calls by a table that may hold a killing function."""
        if not any(self._calls_of(function).indirect for function in reached.came_from):
            return False
        if any(one.kind is ExternalKind.TABLE for one in self._map.imports):
            return True
        section = self._map.section(_ELEMENT_SECTION)
        return section is not None and may_hold(self._view, section, self._killing)

    def _calls_of(self, function: int) -> CallSites:
        if function < self._imported or self._code is None:
            return CallSites()
        calls = self._calls.get(function)
        if calls is None:
            calls = self._calls[function] = self._code.calls(function - self._imported)
        return calls
