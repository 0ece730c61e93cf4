"""Two builds side by side: every fact of both, part by part, and what of it differs. Pure.

Names and texts come from plugins and are untrusted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from workbench.protocol.layers import Layer, LayerResult
from workbench.protocol.wasm import ExternalKind, ModuleMap, Section, walk_leniently
from workbench.protocol.wasm.contents import READ_MAX
from workbench.session.values.build_comparison import BuildComparison, Pair, Part, SetChange
from workbench.session.values.generation import Generation

T = TypeVar("T")

LINES_MAX: Final = 40
NAME_CHARACTERS_MAX: Final = 80
MODULE_LINE: Final = "module: "
"""How the first line begins that tells of bytes alone."""


CALLING_LAYERS: Final = (Layer.HANDSHAKE, Layer.SELF_CHECK)
"""Layers that call the plugin while it is loaded."""


def compare_builds(old: Generation, new: Generation) -> BuildComparison:
    """Compare two builds."""
    maps = _whole_map(old), _whole_map(new)
    by_name = all(one.is_listed_whole for one in maps)
    before, after = (_facts(build, one, by_name=by_name) for build, one in zip((old, new), maps, strict=True))
    parts = {part: _pairs(before[part], after[part]) for part in Part}
    rewritten = _rewritten((old, maps[0]), (new, maps[1]))
    if rewritten:
        pairs = parts[Part.SECTIONS]
        parts[Part.SECTIONS] = tuple(replace(pair, rewritten=pair.name in rewritten) for pair in pairs)
    return BuildComparison(parts)


def _pairs(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Pair, ...]:
    names = [*old, *(name for name in new if name not in old)]
    return tuple([Pair(name, old.get(name), new.get(name)) for name in names])


def _whole_map(build: Generation) -> ModuleMap:
    """Return the map with all that the module has, as long as its bytes are kept."""
    module_map = build.module_map
    if module_map.is_listed_whole or build.artifact.dropped_bytes:
        return module_map
    return walk_leniently(build.artifact.module, listed_max=READ_MAX)[0]


def _facts(build: Generation, module_map: ModuleMap, *, by_name: bool) -> Mapping[Part, Mapping[str, Any]]:
    """Return the facts of a build; of imports and exports that are not all listed only how many there are."""
    negotiation, checked = build.negotiation, build.self_check
    accept = negotiation.accept if negotiation is not None else None
    response = checked.response if checked is not None else None
    calling = [(_named(result), result.cost) for result in map(build.layer, CALLING_LAYERS)]
    imports = _names(module_map.imports, lambda one: f"{one.module} {one.name} ({one.kind.value})")
    kinds = {kind: kind.value for kind in ExternalKind}
    # Written out: there may be a million of them.
    exports = {f"{one.name} ({kinds[one.kind]})": True for one in module_map.exports}
    return {
        Part.MODULE: {"size": build.artifact.size_bytes, "sha256": build.artifact.sha256},
        Part.IDENTITY: build.identity.value() if build.identity else {},
        Part.LAYERS: {
            _named(result): result.error.kind if result.error else result.verdict.value
            for result in build.layers
            if result.layer is not Layer.DISPATCH
        },
        Part.TIME: {name: cost.wall_us or None for name, cost in calling},
        Part.FUEL: {name: cost.fuel_used for name, cost in calling},
        Part.NEGOTIATED: dict(accept.chosen_versions) if accept and negotiation and not negotiation.error else {},
        Part.CAPABILITIES: _names(sorted(accept.required_capabilities) if accept else (), str),
        Part.SELF_CHECK: _names(response.failures if response else (), lambda one: f"{one.stage}: {one.message}"),
        Part.IMPORTS: imports if by_name else {f"{module_map.imports_total:,} in all": True},
        Part.EXPORTS: exports if by_name else {f"{module_map.exports_total:,} in all": True},
        Part.SECTIONS: _section_sizes(module_map),
    }


def _names(found: Sequence[T], name: Callable[[T], str]) -> dict[str, Any]:
    return {name(one): True for one in found}


def _named(result: LayerResult) -> str:
    return f"{result.layer.label} {result.layer.value}"


def _section_sizes(module_map: ModuleMap) -> Mapping[str, int]:
    return {name: sum(section.size for section in sections) for name, sections in _sections(module_map).items()}


def _rewritten(one: tuple[Generation, ModuleMap], other: tuple[Generation, ModuleMap]) -> frozenset[str]:
    """Return the sections of one size that hold other bytes; none where the bytes of a build are not kept any more."""
    (old, old_map), (new, new_map) = one, other
    if old.artifact.sha256 == new.artifact.sha256 or old.artifact.dropped_bytes or new.artifact.dropped_bytes:
        return frozenset()
    before, after = _sections(old_map), _sections(new_map)
    return frozenset(
        name for name in before.keys() & after.keys() if _hold_other_bytes(old, before[name], new, after[name])
    )


def _hold_other_bytes(old: Generation, before: list[Section], new: Generation, after: list[Section]) -> bool:
    sizes = [[section.size for section in sections] for sections in (before, after)]
    if sizes[0] != sizes[1]:
        return sum(sizes[0]) == sum(sizes[1])
    return any(
        old.artifact.module[was.offset : was.end] != new.artifact.module[now.offset : now.end]
        for was, now in zip(before, after, strict=True)
    )


def _sections(module_map: ModuleMap) -> Mapping[str, list[Section]]:
    found: dict[str, list[Section]] = {}
    for section in module_map.sections:
        if not section.depth:
            found.setdefault(section.name, []).append(section)
    return found


# ---- in words -------------------------------------------------------------------------------------------------------


def generation_changes(old: Generation, new: Generation) -> tuple[str, ...]:
    """Return what changed from one build to another, a short line each, what tells most first; empty: nothing did."""
    found = compare_builds(old, new)
    lines = [
        *(f"{pair.name}: {pair.old} → {pair.new}" for pair in found.differing(Part.LAYERS)),
        *(_versions(pair) for pair in found.differing(Part.NEGOTIATED)),
        *_set_lines("required capability", found.changed_set(Part.CAPABILITIES)),
        *_set_lines("self-check failure", found.changed_set(Part.SELF_CHECK)),
        *_identity_lines(old, new, found),
        *_set_lines("import", found.changed_set(Part.IMPORTS)),
        *_set_lines("export", found.changed_set(Part.EXPORTS)),
        *_module_lines(found),
    ]
    if len(lines) <= LINES_MAX:
        return tuple(lines)
    return (*lines[:LINES_MAX], f"and {len(lines) - LINES_MAX:,} more")


def fuel_changes(old: Generation, new: Generation) -> tuple[str, ...]:
    """Return how the fuel of L2 and L3 changed, a short line each; empty where it is not known of both, or the same."""
    lines = []
    for layer in CALLING_LAYERS:
        before, after = (build.layer(layer).cost.fuel_used for build in (old, new))
        if before is not None and after is not None and before != after:
            lines.append(f"fuel {layer.label} {before:,} → {after:,} ({grown_by(before, after)})")
    return tuple(lines)


def grown_by(before: int, after: int) -> str:
    """Return by how much a number has grown, as a share: `+5 %`, `-0.2 %`; a difference where there was nothing."""
    if not before:
        return f"{after:+,}"
    share = (after - before) / before * 100
    return (
        f"{share:+,.0f} %" if abs(share) >= 10 else f"{share:+.1f} %" if abs(share) >= 0.05 else f"{after - before:+,}"
    )


def _versions(pair: Pair) -> str:
    was, now = ("not negotiated" if one is None else f"version {one}" for one in (pair.old, pair.new))
    return f"{_cut(pair.name)}: {was} → {now}"


def _identity_lines(old: Generation, new: Generation, found: BuildComparison) -> Iterable[str]:
    if (old.identity is None) != (new.identity is None):
        return [f"{Part.IDENTITY.value} {'added' if new.identity else 'removed'}"]
    differing = found.differing(Part.IDENTITY)
    return [f"{pair.name}: {_cut(str(pair.old))} → {_cut(str(pair.new))}" for pair in differing]


def _module_lines(found: BuildComparison) -> Iterator[str]:
    size, sha256 = found.parts[Part.MODULE]
    if sha256.same:
        return
    yield MODULE_LINE + (_other_bytes(size) if size.same else grown(size.old, size.new))
    for pair in found.differing(Part.SECTIONS):
        if pair.old is None:
            yield f"section {_cut(pair.name)} added: {pair.new:,} bytes"
        elif pair.new is None:
            yield f"section {_cut(pair.name)} removed: {pair.old:,} bytes"
        else:
            yield f"section {_cut(pair.name)}: {_other_bytes(pair) if pair.rewritten else grown(pair.old, pair.new)}"


def _other_bytes(pair: Pair) -> str:
    return f"other bytes, {pair.new:,} as before"


def _set_lines(what: str, change: SetChange) -> Iterator[str]:
    yield from (f"{what} added: {_cut(name)}" for name in change.added)
    yield from (f"{what} removed: {_cut(name)}" for name in change.removed)


def grown(before: int, after: int) -> str:
    """Return how a size changed: `10 → 12 bytes (+2)`."""
    return f"{before:,} → {after:,} bytes ({after - before:+,})"


def _cut(text: str) -> str:
    return text if len(text) <= NAME_CHARACTERS_MAX else text[:NAME_CHARACTERS_MAX] + "…"
