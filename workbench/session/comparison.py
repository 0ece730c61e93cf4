"""What is different: between two JSON values, and between two builds. Pure; texts of plugins stay as they came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import islice, zip_longest
from typing import Any, Final

from workbench.protocol.layers import Layer
from workbench.session.state import Generation

DIFFERENCES_MAX: Final = 500
VALUES_MAX: Final = 200_000
"""Pairs of values that are looked at; behind them the comparison is cut off."""
LINES_MAX: Final = 40
NAME_CHARACTERS_MAX: Final = 80

_ABSENT: Final = object()


class Change(Enum):
    """What became of a value."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place at which two JSON values differ."""

    pointer: str
    """JSON pointer (RFC 6901); empty for the whole value."""
    change: Change
    before: Any = None
    """None when it was added; a JSON null looks the same, so ask `change`."""
    after: Any = None
    """None when it was removed."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences, in the order of the newer value."""

    differences: tuple[Difference, ...]
    cut_off: bool = False
    """True: there may be more than were looked for."""

    @property
    def equal(self) -> bool:
        """True when nothing differs."""
        return not self.differences and not self.cut_off


def compare(before: Any, after: Any) -> Comparison:
    """Compare two JSON values by structure and type: 1, 1.0 and true are three values.

    Objects are compared by key, arrays by position. An absent key is not null.
    """
    found: list[Difference] = []
    pending: list[tuple[str, Any, Any]] = [("", before, after)]
    looked_at = 0
    while pending:
        if looked_at == VALUES_MAX or len(found) == DIFFERENCES_MAX:
            return Comparison(tuple(found), cut_off=True)
        looked_at += 1
        pointer, old, new = pending.pop()
        if isinstance(old, dict) and isinstance(new, dict):
            keys = [*new, *(key for key in old if key not in new)]
            parts = [
                (f"{pointer}/{_escaped(key)}", old.get(key, _ABSENT), new.get(key, _ABSENT))
                for key in keys[: VALUES_MAX + 1]
            ]
            pending.extend(reversed(parts))
        elif isinstance(old, list) and isinstance(new, list):
            pairs = islice(zip_longest(old, new, fillvalue=_ABSENT), VALUES_MAX + 1)
            parts = [(f"{pointer}/{at}", *pair) for at, pair in enumerate(pairs)]
            pending.extend(reversed(parts))
        elif old is _ABSENT:
            found.append(Difference(pointer, Change.ADDED, after=new))
        elif new is _ABSENT:
            found.append(Difference(pointer, Change.REMOVED, before=old))
        elif not _same(old, new):
            found.append(Difference(pointer, Change.CHANGED, old, new))
    return Comparison(tuple(found))


def _same(old: Any, new: Any) -> bool:
    # The text of a float tells 0.0 from -0.0, which are equal numbers but other JSON.
    return type(old) is type(new) and (repr(old) == repr(new) if isinstance(old, float) else bool(old == new))


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def generation_changes(old: Generation, new: Generation) -> tuple[str, ...]:
    """Return what changed from one build to another, a short line each; empty when nothing that is compared did."""
    lines = [
        *_module_changes(old, new),
        *_identity_changes(old, new),
        *_negotiation_changes(old, new),
        *_self_check_changes(old, new),
    ]
    if len(lines) <= LINES_MAX:
        return tuple(lines)
    return (*lines[:LINES_MAX], f"and {len(lines) - LINES_MAX:,} more")


def _module_changes(old: Generation, new: Generation) -> Iterator[str]:
    if old.artifact.sha256 == new.artifact.sha256:
        return
    before, after = old.artifact.size_bytes, new.artifact.size_bytes
    yield f"module: {_grown(before, after)}" if before != after else f"module: other bytes, {after:,} as before"
    yield from _size_changes(_section_sizes(old), _section_sizes(new))
    yield from _set_changes("import", _imports(old), _imports(new))
    yield from _set_changes("export", _exports(old), _exports(new))


def _size_changes(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[str]:
    for name in [*after, *(name for name in before if name not in after)]:
        old, new = before.get(name), after.get(name)
        if old is None:
            yield f"section {_cut(name)} added: {new:,} bytes"
        elif new is None:
            yield f"section {_cut(name)} removed: {old:,} bytes"
        elif old != new:
            yield f"section {_cut(name)}: {_grown(old, new)}"


def _section_sizes(generation: Generation) -> Mapping[str, int]:
    """Return the bytes of all sections of one name together, in file order."""
    sizes: Counter[str] = Counter()
    for section in generation.module_map.sections:
        if not section.depth:
            sizes[section.name] += section.size
    return sizes


def _imports(generation: Generation) -> Iterable[str]:
    return [f"{one.module} {one.name}, a {one.kind.value}" for one in generation.module_map.imports]


def _exports(generation: Generation) -> Iterable[str]:
    return [f"{one.name}, a {one.kind.value}" for one in generation.module_map.exports]


def _identity_changes(old: Generation, new: Generation) -> Iterator[str]:
    before = old.identity.value() if old.identity else {}
    after = new.identity.value() if new.identity else {}
    if bool(before) != bool(after):
        yield "identity added" if after else "identity removed"
        return
    for field in after:
        if before[field] != after[field]:
            yield f"{field}: {_cut(str(before[field]))} → {_cut(str(after[field]))}"


def _negotiation_changes(old: Generation, new: Generation) -> Iterator[str]:
    before, after = _versions(old), _versions(new)
    for function in [*after, *(name for name in before if name not in after)]:
        was, now = before.get(function, "not negotiated"), after.get(function, "not negotiated")
        if was != now:
            yield f"{_cut(function)}: {was} → {now}"
    yield from _set_changes("required capability", _required(old), _required(new))
    yield from _layer_changes(Layer.HANDSHAKE, old, new)


def _versions(generation: Generation) -> Mapping[str, str]:
    negotiation = generation.negotiation
    if negotiation is None or negotiation.error is not None or negotiation.accept is None:
        return {}
    return {name: f"version {version}" for name, version in negotiation.accept.chosen_versions.items()}


def _required(generation: Generation) -> Iterable[str]:
    negotiation = generation.negotiation
    return negotiation.accept.required_capabilities if negotiation and negotiation.accept else ()


def _self_check_changes(old: Generation, new: Generation) -> Iterator[str]:
    yield from _layer_changes(Layer.SELF_CHECK, old, new)
    yield from _set_changes("self-check failure", _self_check_failures(old), _self_check_failures(new))


def _self_check_failures(generation: Generation) -> Iterable[str]:
    response = generation.self_check.response if generation.self_check else None
    return [f"{failure.stage}: {failure.message}" for failure in response.failures] if response else ()


def _layer_changes(layer: Layer, old: Generation, new: Generation) -> Iterator[str]:
    before, after = old.layer(layer), new.layer(layer)
    words = [result.error.kind if result.error else result.verdict.value for result in (before, after)]
    if words[0] != words[1]:
        yield f"{layer.label} {layer.value}: {words[0]} → {words[1]}"


def _set_changes(what: str, old: Iterable[str], new: Iterable[str]) -> Iterator[str]:
    before, after = set(old), set(new)
    yield from (f"{what} added: {_cut(name)}" for name in sorted(after - before))
    yield from (f"{what} removed: {_cut(name)}" for name in sorted(before - after))


def _grown(before: int, after: int) -> str:
    return f"{before:,} → {after:,} bytes ({after - before:+,})"


def _cut(text: str) -> str:
    return text if len(text) <= NAME_CHARACTERS_MAX else text[:NAME_CHARACTERS_MAX] + "…"
