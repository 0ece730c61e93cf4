"""Demo scripts in files, whoever wrote them: read within bounds, with the plugins that they name found. Plays nothing.

A script is a stranger's. Nothing is read for it but the file itself and the plugins that it names.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from workbench.errors.demo import DemoScriptInvalid
from workbench.naming import nearest
from workbench.protocol.json.byte_order_marks import byte_order_mark
from workbench.quoting import quoted
from workbench.session.demo.reading import read_script
from workbench.session.demo.script import DemoScript
from workbench.store.bounded_files import BoundedFiles
from workbench.store.named_files import named_place
from workbench.store.toml_text import TomlTextError, read_toml

SCRIPT_MAX_BYTES: Final = 256 * 1024
SUFFIX: Final = ".wasm"


def read_demo(path: str, samples: Mapping[str, Path]) -> DemoScript:
    """Return the script in a file.

    Args:
        path: Of the file. A pipe is not read: a screen would wait for it.
        samples: The sample plugins by their names; any other plugin is named by its path from the script's folder.

    Raises:
        FileUnreadable, PlaceUnwritable: It is missing or cannot be read; no place is named so.
        FileDamaged: It is too large.
        DemoScriptInvalid: It is no TOML in UTF-8, or holds what no demo can do.
    """
    place = named_place(path)
    content = BoundedFiles().read(place, "a demo script", SCRIPT_MAX_BYTES)
    mark = byte_order_mark(content)
    if mark is not None:
        raise DemoScriptInvalid(path, 1, "", "TOML in UTF-8 without a byte order mark", mark)
    try:
        values, positions = read_toml(content.decode())
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DemoScriptInvalid(path, line, "", "TOML in UTF-8", f"the byte 0x{content[error.start]:02x}") from error
    except TomlTextError as error:
        # The parser of the standard library says the line itself.
        raise DemoScriptInvalid(path, None, "", error.expected, error.found) from error
    folder = Path(os.path.realpath(place)).parent

    def plugin_at(name: str) -> str:
        if name in samples:
            return os.path.realpath(samples[name])
        return _module(folder, name, samples)

    return read_script(values, {key: one.line for key, one in positions.items()}, path, plugin_at)


def _module(folder: Path, name: str, samples: Mapping[str, Path]) -> str:
    """Return the path of a plugin that is no sample. Raises DemoScriptInvalid, of which the reader knows the place."""
    expected = f"a sample ({', '.join(samples)}), or the path of a {SUFFIX} file from the script's folder"
    if not name.endswith(SUFFIX) or "\0" in name:
        raise DemoScriptInvalid("", None, "", expected, quoted(name), nearest(name, samples))
    found = Path(os.path.realpath(folder / name))
    if not found.is_file():
        beside = [one.name for one in found.parent.glob(f"*{SUFFIX}")] if found.parent.is_dir() else []
        raise DemoScriptInvalid("", None, "", "a plugin that is there", f"no file {found}", nearest(found.name, beside))
    return str(found)
