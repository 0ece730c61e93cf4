"""The engine's cache of compiled code between runs, when the operator names a folder for it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

from workbench.errors.operator import EngineUnavailable

CONFIG_NAME: Final = "wasmtime.toml"
CODE_NAME: Final = "code"
"""The folder of the code itself. The engine clears away from it whatever it does not know, settings included."""
LIMITS: Final = 'file-count-soft-limit = "1024"\nfiles-total-size-soft-limit = "256Mi"\n'
NO_CACHE: Final = ""
"""What the engine takes for: no cache. Without any setting it would fill a folder of its own choice."""


def cache_config(folder: Path | None) -> str:
    """Return the path of the engine's cache settings, written where they are missing; None as folder means no cache.

    Raises EngineUnavailable when the folder cannot be made or written.
    """
    if folder is None:
        return NO_CACHE
    folder = folder.absolute()
    path = folder / CONFIG_NAME
    # JSON strings are TOML strings too.
    wanted = f"[cache]\ndirectory = {json.dumps(str(folder / CODE_NAME), ensure_ascii=False)}\n{LIMITS}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists() or path.read_text(encoding="utf-8") != wanted:
            beside = path.with_suffix(f".{os.getpid()}")
            beside.write_text(wanted, encoding="utf-8")
            beside.replace(path)
    except OSError as error:
        raise EngineUnavailable(reason=f"no compile cache in {folder}: {error}") from error
    return str(path)
