"""Two builds side by side: what of the module, the identity, the handshake and the self-check differs. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.protocol.layers import Layer
from workbench.session.state import Generation


@dataclass(frozen=True, slots=True)
class Pair:
    """One fact of both builds, as JSON values; None where a build has none."""

    name: str
    old: Any
    new: Any

    @property
    def same(self) -> bool:
        """True when both builds have the same."""
        return bool(self.old == self.new)


@dataclass(frozen=True, slots=True)
class SetChange:
    """Names that one of two builds has, each sorted."""

    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def same(self) -> bool:
        """True when both builds have the same names."""
        return not self.added and not self.removed


@dataclass(frozen=True, slots=True)
class BuildComparison:
    """What differs between two builds. Names and texts come from plugins and are untrusted."""

    size_bytes: Pair
    sections: tuple[Pair, ...]
    """Bytes by section name, those of one name together; only where they differ, the largest change first."""
    imports: SetChange
    exports: SetChange
    identity: tuple[Pair, ...]
    """By field; only where they differ."""
    negotiated: tuple[Pair, ...]
    """Chosen version by function; only where they differ."""
    capabilities: SetChange
    """Required ones."""
    layers: tuple[Pair, ...]
    """`passed`, `not run` or the kind of the error, by layer, L1 to L4; only where they differ."""
    self_check: SetChange
    """Reported failures, as `stage: message`."""

    @property
    def same(self) -> bool:
        """True when a host could not tell the builds apart by what they declare; sizes and bytes do not count."""
        sets = (self.imports, self.exports, self.capabilities, self.self_check)
        return all(one.same for one in sets) and not (self.identity or self.negotiated or self.layers)


def compare_builds(old: Generation, new: Generation) -> BuildComparison:
    """Compare two builds that were loaded under the same settings."""
    sections = _pairs(_section_sizes(old), _section_sizes(new))
    return BuildComparison(
        size_bytes=Pair("module", old.artifact.size_bytes, new.artifact.size_bytes),
        sections=tuple(sorted(sections, key=lambda pair: -abs((pair.new or 0) - (pair.old or 0)))),
        imports=_set_change(_imports(old), _imports(new)),
        exports=_set_change(_exports(old), _exports(new)),
        identity=_pairs(_identity(old), _identity(new)),
        negotiated=_pairs(_negotiated(old), _negotiated(new)),
        capabilities=_set_change(_required(old), _required(new)),
        layers=_pairs(_layers(old), _layers(new)),
        self_check=_set_change(_failures(old), _failures(new)),
    )


def _pairs(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Pair, ...]:
    pairs = (Pair(name, old.get(name), new.get(name)) for name in [*old, *(name for name in new if name not in old)])
    return tuple(pair for pair in pairs if not pair.same)


def _set_change(old: Iterable[str], new: Iterable[str]) -> SetChange:
    before, after = set(old), set(new)
    return SetChange(tuple(sorted(after - before)), tuple(sorted(before - after)))


def _section_sizes(generation: Generation) -> Mapping[str, int]:
    sizes: Counter[str] = Counter()
    for section in generation.module_map.sections:
        if not section.depth:
            sizes[section.name] += section.size
    return sizes


def _imports(generation: Generation) -> Iterable[str]:
    return (f"{one.module} {one.name} ({one.kind.value})" for one in generation.module_map.imports)


def _exports(generation: Generation) -> Iterable[str]:
    return (f"{one.name} ({one.kind.value})" for one in generation.module_map.exports)


def _identity(generation: Generation) -> Mapping[str, Any]:
    return generation.identity.value() if generation.identity else {}


def _negotiated(generation: Generation) -> Mapping[str, int]:
    negotiation = generation.negotiation
    if negotiation is None or negotiation.error is not None or negotiation.accept is None:
        return {}
    return negotiation.accept.chosen_versions


def _required(generation: Generation) -> Iterable[str]:
    negotiation = generation.negotiation
    return negotiation.accept.required_capabilities if negotiation and negotiation.accept else ()


def _layers(generation: Generation) -> Mapping[str, str]:
    results = (generation.layer(layer) for layer in Layer if layer is not Layer.DISPATCH)
    return {
        f"{result.layer.label} {result.layer.value}": result.error.kind if result.error else result.verdict.value
        for result in results
    }


def _failures(generation: Generation) -> Iterable[str]:
    response = generation.self_check.response if generation.self_check else None
    return [f"{failure.stage}: {failure.message}" for failure in response.failures] if response else ()
