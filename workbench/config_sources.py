"""Entries of the plugin's configuration from a file and from the environment.

So no secret must stand in a command line, nor in a project file. Owns what `config_file` and `config_env` mean. In each
place that sets any of them, an entry of `config` wins over one of `config_env`, and that over one of `config_file`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workbench.errors.operator import FileDamaged, SettingInvalid
from workbench.settings import SettingsLayer, resolve

if TYPE_CHECKING:
    from workbench.store.bounded_files import BoundedFiles

FILE_MAX_BYTES: Final = 1 << 20
_WHAT: Final = "a configuration"
OURS: Final = ("option", "environment")
"""Sources whose paths are relative to the working folder; all others are files, which theirs are relative to."""


def has_sources(values: Mapping[str, Any]) -> bool:
    """Say whether a layer of settings names a file or variables."""
    return values.get("config_file") is not None or bool(values.get("config_env"))


def with_sources(
    source: str, values: Mapping[str, Any], environment: Mapping[str, str], *, files: BoundedFiles | None = None
) -> tuple[dict[str, Any], frozenset[str]]:
    """Return a layer of settings whose `config` holds all its entries, and the names of those from elsewhere.

    `files` reads the file where a project file names it, which is a stranger's choice; None: it may be a pipe, too.

    Raises:
        FileUnreadable, FileDamaged, LineDamaged: The file cannot be read, or is neither form.
        SettingInvalid: A variable is not set.
    """
    wanted = ("config", "config_file", "config_env")
    given = resolve([SettingsLayer(source, {name: values.get(name) for name in wanted})])
    entries: dict[str, str] = {}
    if given["config_file"].value is not None:
        base = Path() if source in OURS else Path(source).parent
        entries |= read_entries(base / given["config_file"].value, files)
    for key, variable in given["config_env"].value.items():
        value = environment.get(variable)
        if value is None:
            raise SettingInvalid(f"config_env.{key}", variable, "the name of a variable that is set", source)
        entries[key] = value
    return {**values, "config": entries | given["config"].value}, frozenset(entries) - frozenset(given["config"].value)


def read_entries(path: Path, files: BoundedFiles | None = None) -> dict[str, str]:
    """Return what a file holds: a JSON object, or NAME=VALUE in each line. No error quotes a value.

    Raises:
        FileUnreadable, FileDamaged, LineDamaged: As it says.
    """
    from workbench.protocol.json import parsing  # noqa: PLC0415 - few configurations stand in a file
    from workbench.protocol.payload_text.env_file import read_env  # noqa: PLC0415 - as above
    from workbench.store.named_files import read_named  # noqa: PLC0415 - as above

    if files is None:
        content = read_named(path, _WHAT, max_bytes=FILE_MAX_BYTES)
    else:
        content = files.read(path, _WHAT, FILE_MAX_BYTES)
    if not content.lstrip().startswith(b"{"):
        return read_env(content, str(path))
    expected = "a JSON object of texts"
    try:
        value = parsing.parse(content)
        return dict(resolve([SettingsLayer(str(path), {"config": value})])["config"].value)
    except parsing.JsonTextError as error:
        raise FileDamaged(str(path), expected, "a text that is no JSON") from error
    except SettingInvalid as error:
        raise FileDamaged(str(path), expected, "another value") from error
