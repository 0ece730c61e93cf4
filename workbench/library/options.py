"""What a plugin is opened with: the options of the command line as values of Python, and the settings they give."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypedDict

from workbench.compose import session_settings
from workbench.errors.operator import OfferUndecodable, SettingInvalid
from workbench.project import ResolvedSettings, read_settings
from workbench.protocol.host_functions import HostSnapshot
from workbench.protocol.hosting.injected_faults import parse_plan
from workbench.protocol.offer import Offer, offer_from_value
from workbench.protocol.wire.decode import DecodeError
from workbench.quoting import quoted
from workbench.session.host.frozen_host import frozen_host
from workbench.session.host.storage_text import of_plugin
from workbench.session.values.replay_verdict import ReplayRules, check_pointer
from workbench.session.values.settings import Settings
from workbench.store.offer_files import offer_advice, offer_of, read_content
from workbench.store.storages import load_storage

FilePath = str | os.PathLike[str]
"""Where a file stands."""
StoredEntries = Mapping[str, str | bytes]
"""What is stored for a plugin, by key; a text is stored as UTF-8."""
_TRUSTED_BY = "trust_project"


class PluginOptions(TypedDict, total=False):
    """What `open_plugin` takes beside the path. What is not given comes from where the command line takes it."""

    profile: str
    """`0.1`, `0.3`, or the name of a profile of the settings files."""
    capabilities: Iterable[str]
    """Names that the host offers beside those of `offer`."""
    budget: str
    """Of dispatches: `serving` or `strict`."""
    imports: str
    """`reference` or `trap`."""
    config: Mapping[str, Any]
    """The plugin's configuration; a value that is no text is passed on as its JSON text."""
    offer: Offer | Mapping[str, Any] | FilePath | None
    """What the host offers: a value, the JSON object, or the path of a file; None: what the reference offers."""
    faults: Iterable[str]
    """Injected faults, in the words of `call --fault`."""
    clock: int | None
    """Where the host's clock stands, in milliseconds since 1970; None: the real time."""
    seed: str | None
    """Of the host's random source; None: secure random bytes."""
    storage: StoredEntries | FilePath | None
    """What the host has stored for the plugin at the start: entries, or the path of a file; None: nothing."""
    trust_project: bool
    """Use the project file as it is, as `--trust-project` does."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a plugin is opened under."""

    resolved: ResolvedSettings
    settings: Settings
    host: HostSnapshot
    """As it is at the start; entries without the name of a plugin are those of the opened one."""
    notes: tuple[str, ...] = ()
    """What the command line would say beside its report. Untrusted text."""

    def host_of(self, plugin_name: str) -> HostSnapshot:
        """Return the host at the start for a plugin of this name."""
        return replace(self.host, storage=of_plugin(self.host.storage, plugin_name))


def opening_of(path: str, options: PluginOptions) -> Opening:
    """Return what a plugin is opened under.

    Raises:
        InvalidSettings, SettingInvalid, FaultUnknown, OfferUndecodable: An option cannot be.
        ProjectFileRefused, FileDamaged: A settings file does not hold.
        FileUnreadable, PlaceUnwritable, FileDamaged: A file that an option names cannot be read.
    """
    unknown = options.keys() - PluginOptions.__annotations__.keys()
    if unknown:
        raise TypeError(f"open_plugin() got an unexpected keyword argument {min(unknown)!r}")
    names = ("profile", "budget", "imports", "config")
    given: dict[str, Any] = {name: options.get(name) for name in names}
    if (capabilities := options.get("capabilities")) is not None:
        given["capabilities"] = capabilities if isinstance(capabilities, str) else tuple(capabilities)
    trusted_by = _TRUSTED_BY if options.get("trust_project") else ""
    resolved = read_settings(given, path, trusted_by=trusted_by)
    notes = () if resolved.project.untrusted is None else tuple(map(str, resolved.project.untrusted.limits))
    settings, advice = _with_offer(session_settings(resolved), options.get("offer"))
    settings = replace(settings, faults=parse_plan(texts_of(options.get("faults", ()))))
    host = frozen_host(options.get("clock"), options.get("seed"))
    host = replace(host, storage=_storage(options.get("storage")))
    return Opening(resolved, settings, host, (*notes, *advice))


def texts_of(texts: str | Iterable[str]) -> tuple[str, ...]:
    """Return several texts, or the one that stands alone: its letters are never meant."""
    return (texts,) if isinstance(texts, str) else tuple(texts)


def replay_rules(ignore: tuple[str, ...], tolerances: Mapping[str, float]) -> ReplayRules:
    """Return which differences do not count. Raises SettingInvalid: a pointer is none."""
    for name, pointers in (("ignore", ignore), ("tolerances", tuple(tolerances))):
        for pointer in pointers:
            if not check_pointer(pointer):
                raise SettingInvalid(name, pointer, "a JSON pointer, that begins with /", "option")
    return ReplayRules(ignore, dict(tolerances))


def _with_offer(
    settings: Settings, offer: Offer | Mapping[str, Any] | FilePath | None
) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings of a host that offers this, and what a host ignores in it."""
    if offer is None:
        return settings, ()
    if isinstance(offer, Offer):
        return replace(settings, offer=offer), ()
    if isinstance(offer, Mapping):
        try:
            return replace(settings, offer=offer_from_value(dict(offer))), ()
        except DecodeError as error:
            raise OfferUndecodable(error.path, error.expected, error.found, error.offset) from error
    file = os.fspath(offer)
    content = read_content(file)
    advice = tuple(f"{file}: {one}" for one in offer_advice(content))
    return replace(settings, offer=offer_of(content), offer_file=file), advice


def _storage(storage: StoredEntries | FilePath | None) -> Mapping[str, Mapping[str, bytes]]:
    if storage is None:
        return {}
    if not isinstance(storage, Mapping):
        return load_storage(Path(os.fspath(storage)))
    entries = {key: value.encode() if isinstance(value, str) else value for key, value in storage.items()}
    for key, value in entries.items():
        if not isinstance(value, bytes):
            found = f"{quoted(key)} as {type(value).__name__}"
            raise SettingInvalid("storage", None, "entries that are str or bytes", "option", found=found)
    return {"": entries}
