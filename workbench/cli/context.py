"""From arguments, environment and files to settings, and from settings to the parts that a command needs."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors.operator import FileDamaged, SettingInvalid
from workbench.settings import Resolved, from_environment, resolve

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient
    from workbench.protocol.host_functions import HostSnapshot
    from workbench.session.values.generation import Artifact
    from workbench.session.values.settings import Settings

PROJECT_FILE = "workbench.toml"
BESIDE_LIMIT_MB = 384
"""What the second process may use at most, so that both together stay within bounds."""


def resolved_settings(arguments: argparse.Namespace) -> dict[str, Resolved]:
    """Return every setting with its source, as this command line, environment, project and user have it.

    Raises:
        InvalidSettings: A name is not known or a value cannot be; all such problems.
        FileDamaged: A settings file is no TOML.
    """
    layers: list[tuple[str, Mapping[str, Any]]] = [
        ("option", _options(arguments)),
        ("environment", from_environment(os.environ)),
    ]
    for file in (find_project_file(getattr(arguments, "plugin", None)), _user_file()):
        if file is not None:
            layers.append((str(file), _read_toml(file)))
    resolved = resolve(layers)
    return resolved | {"config": _merged_config(layers, resolved["config"])}


def session_settings(resolved: Mapping[str, Resolved]) -> Settings:
    """Return what the session needs of the settings."""
    # The screen paints its first frame before it needs any of them.
    from workbench.protocol.budgets import BUDGETS, SERVING, STRICT, Imports, adjusted  # noqa: PLC0415
    from workbench.protocol.profiles import Profile  # noqa: PLC0415
    from workbench.session.values.settings import Settings  # noqa: PLC0415

    budgets = {name: adjusted(budget, resolved["budgets"].value.get(name, {})) for name, budget in BUDGETS.items()}
    return Settings(
        profile=Profile(resolved["profile"].value),
        capabilities=frozenset(resolved["capabilities"].value),
        budget=budgets[resolved["budget"].value],
        strict=budgets[STRICT.name],
        serving=budgets[SERVING.name],
        imports=Imports(resolved["imports"].value),
        config=resolved["config"].value,
        redispatch=resolved["redispatch"].value,
        measure_fuel=resolved["fuel"].value,
    )


def with_offer(settings: Settings, file: str | None) -> Settings:
    """Return the settings of a host that offers what a file says; None: what the reference offers.

    Raises:
        FileDamaged: The file cannot be read.
        OfferUndecodable: It holds no offer.
    """
    if file is None:
        return settings
    # Few ask for it.
    from workbench.protocol.verdicts import given_offer  # noqa: PLC0415

    return replace(settings, offer=given_offer(read_offer(file)))


def read_offer(file: str) -> bytes:
    """Return the text of an offer.

    Raises:
        FileDamaged: The file cannot be read.
    """
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise FileDamaged(file, "a readable offer", error.strerror or str(error)) from error


def artifact_at(path: str) -> Artifact:
    """Return the build that stands at a path.

    Raises:
        PluginUnreadable, PluginFileTooLarge: There is none that can be read.
    """
    # Only commands that load a plugin pay for it.
    from workbench.loop.artifact import read_artifact  # noqa: PLC0415
    from workbench.session.values.generation import Artifact  # noqa: PLC0415

    module = read_artifact(path)
    return Artifact(path, module, hashlib.sha256(module).hexdigest())


def find_project_file(plugin: str | None) -> Path | None:
    """Return the nearest project file upwards from the plugin, or from here when none is named; None: there is none."""
    start = Path(plugin).absolute().parent if plugin else Path.cwd()
    candidates = (folder / PROJECT_FILE for folder in (start, *start.parents))
    return next((file for file in candidates if _is_file(file)), None)


def plugin_path(arguments: argparse.Namespace, resolved: Mapping[str, Resolved]) -> str | None:
    """Return the plugin that is meant: the argument, else the setting, which is relative to its file; None: none."""
    if arguments.plugin:
        return str(arguments.plugin)
    named = resolved["plugin"]
    if named.value is None:
        return None
    base = Path(named.source).parent if named.source not in {"environment", "option"} else Path()
    return str(base / named.value)


def start_engine(
    resolved: Mapping[str, Resolved] | None = None, *, cached: bool = True, beside: EngineClient | None = None
) -> EngineClient:
    """Start the child process that runs plugins, without waiting for it.

    `resolved` gives the limits of the process; None means the default ones. `cached` False: what was compiled in
    earlier runs is not used. `beside`: another engine, of whose memory limit this one has only what that leaves.
    """
    limits = resolve(()) if resolved is None else resolved
    # Commands that start no engine do not pay for its import.
    from workbench.engine.client.engine_client import EngineClient  # noqa: PLC0415

    engine = EngineClient(
        compile_limit_ms=limits["compile_limit_ms"].value,
        resident_limit_bytes=limits["resident_limit_mb"].value << 20,
        compile_cache_dir=_compile_cache() if cached else None,
        beside=beside,
    )
    engine.start()
    return engine


def engine_beside(resolved: Mapping[str, Resolved], engine: EngineClient) -> EngineClient | None:
    """Return an engine over the same host that measures while the other one answers. Starts nothing yet.

    None: compiled code can be kept nowhere. A search compiles dozens of times, which nobody must pay for unasked.
    """
    from workbench.engine.client.engine_client import EngineClient  # noqa: PLC0415 - as above

    cache = _compile_cache()
    if cache is None:
        return None
    return EngineClient(
        compile_limit_ms=resolved["compile_limit_ms"].value,
        resident_limit_bytes=min(resolved["resident_limit_mb"].value, BESIDE_LIMIT_MB) << 20,
        compile_cache_dir=cache,
        host=engine.host,
        gives_way=True,
        beside=engine,
    )


def bench_engine(resolved: Mapping[str, Resolved], engine: EngineClient, host: HostSnapshot) -> EngineClient:
    """Start an engine beside another one, with a host of its own in this state, which compiles everything anew."""
    benching = start_engine(resolved, cached=False, beside=engine)
    benching.host.restore(host)
    return benching


def _compile_cache() -> Path | None:
    """Return where compiled code is kept: the same bytes are compiled once for both budgets; None: nowhere."""
    from workbench.store.places import places  # noqa: PLC0415 - as above

    folder = places().cache / "compiled"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def _options(arguments: argparse.Namespace) -> dict[str, Any]:
    names = ("profile", "capabilities", "budget", "imports", "poll", "build", "watch", "history")
    options = {name: getattr(arguments, name, None) for name in names}
    return options | {"config": _config_entries(getattr(arguments, "config", None))}


def _config_entries(entries: list[str] | None) -> dict[str, str] | None:
    if entries is None:
        return None
    pairs = [entry.partition("=") for entry in entries]
    for key, sign, value in pairs:
        if not key or not sign:
            raise SettingInvalid("config", key + sign + value, "KEY=VALUE", "option")
    return {key: value for key, _, value in pairs}


def _merged_config(layers: list[tuple[str, Mapping[str, Any]]], strongest: Resolved) -> Resolved:
    """Entries given on the command line add to those of the files, and win over them."""
    merged: dict[str, str] = {}
    for source, values in reversed(layers):
        if isinstance(values.get("config"), Mapping):
            merged |= resolve([(source, {"config": values["config"]})])["config"].value
    return Resolved(merged, strongest.source)


def _is_file(place: Path) -> bool:
    """Say whether a file stands there; in a folder that is closed to us there is none."""
    try:
        return place.is_file()
    except OSError:
        return False


def _user_file() -> Path | None:
    from workbench.store.places import places  # noqa: PLC0415 - platformdirs is loaded only where a place is asked for

    file = places().config / "config.toml"
    return file if _is_file(file) else None


def _read_toml(file: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - most runs have no file to read

    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise FileDamaged(str(file), "TOML", str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise FileDamaged(str(file), "a readable text file", str(error)) from error


def payload_text(arguments: argparse.Namespace, function: str) -> str:
    """Return the payload that the arguments give; without any the dry-run sample of the function.

    Raises:
        FileDamaged: The file cannot be read.
    """
    if arguments.input is None and arguments.input_file is None and not arguments.stdin:
        from workbench.protocol.wire.encode import compact  # noqa: PLC0415 - needs the table of types
        from workbench.protocol.wire.samples import request_sample  # noqa: PLC0415 - as above

        return compact(request_sample(function))
    # Bytes that are not UTF-8 are no JSON: a lone surrogate keeps them so, and the dispatch names the stage.
    return read_input(arguments).decode("utf-8", "surrogateescape")


def read_input(arguments: argparse.Namespace) -> bytes:
    """Return the text that `--input`, `--input-file` or standard input gives.

    Raises:
        FileDamaged: The file cannot be read.
    """
    if arguments.input is not None:
        return str(arguments.input).encode("utf-8", "surrogateescape")
    if arguments.input_file is None:
        return sys.stdin.buffer.read()
    try:
        return Path(arguments.input_file).read_bytes()
    except OSError as error:
        raise FileDamaged(arguments.input_file, "a readable file", error.strerror or str(error)) from error
