"""Secrets of the environment taken out of values: what is kept or shown of a dispatch has `${NAME}` in their place."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final, TypeVar

from workbench.errors import WorkbenchError
from workbench.protocol.payload_text.secrets import Masker, Secrets, Unmasker
from workbench.session.values.host_view import HostView, storage_sha256

_T = TypeVar("_T")
_NAMES: Final = frozenset(
    {"function", "stage", "error_kind", "kind", "step", "run", "plugin", "module_sha256", "profile", "budget"}
    | {"triggered", "started_from", "hidden"}
)
"""Fields by which things are told apart. Words of ours or of the protocol, which a short value may be equal to."""


def masked(value: _T, secrets: Secrets) -> _T:
    """Return a value with each secret replaced by its name, in every text and all bytes within. None is changed.

    The names of functions, stages and plugins stay, by which things are told apart.

    Args:
        value: Texts, bytes, JSON values, our own dataclasses and errors, and collections of these.
        secrets: Values by name.
    """
    if not secrets:
        return value
    result: _T = _walked(value, Masker(secrets))
    return result


def unmasked(value: _T, values: Mapping[str, str]) -> _T:
    """Return a value that was masked with the values in the place of their names again."""
    result: _T = _walked(value, Unmasker(values))
    return result


def _walked(value: Any, masker: Masker | Unmasker) -> Any:
    match value:
        case Enum():
            changed: Any = value
        case str():
            changed = masker.text(value)
        case bytes():
            changed = masker.content(value)
        case Mapping():
            changed = {_walked(key, masker): _walked(part, masker) for key, part in value.items()}
        case tuple() | list() | frozenset():
            changed = type(value)(_walked(part, masker) for part in value)
        case HostView():
            changed = _view(value, masker)
        case WorkbenchError():
            changed = _error(value, masker)
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            changed = dataclasses.replace(value, **_parts(value, masker))
        case _:
            changed = value
    return changed


def _parts(value: Any, masker: Masker | Unmasker) -> dict[str, Any]:
    found = ((one.name, getattr(value, one.name)) for one in dataclasses.fields(value) if one.init)
    return {name: part if name in _NAMES else _walked(part, masker) for name, part in found}


def _view(view: HostView, masker: Masker | Unmasker) -> HostView:
    storage = None if view.storage is None else _walked(view.storage, masker)
    counters = _walked(view.counters, masker)
    if storage is None or storage == view.storage:
        return dataclasses.replace(view, counters=counters)
    return dataclasses.replace(view, storage=storage, storage_sha256=storage_sha256(storage), counters=counters)


def _error(error: WorkbenchError, masker: Masker | Unmasker) -> WorkbenchError:
    # Not by its class: what it was made of is not known any more where it was named by keywords.
    changed = type(error).__new__(type(error))
    changed.__dict__.update(error.__dict__)
    changed.args = _walked(error.args, masker)
    if dataclasses.is_dataclass(changed):
        for name, part in _parts(error, masker).items():
            setattr(changed, name, part)
    return changed
