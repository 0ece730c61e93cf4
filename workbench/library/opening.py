"""How programs open a plugin."""

from __future__ import annotations

from typing import Unpack

from workbench.library.open_plugin import OpenPlugin
from workbench.library.open_plugin_async import AsyncPlugin
from workbench.library.options import FilePath, PluginOptions


def open_plugin(path: FilePath, **options: Unpack[PluginOptions]) -> OpenPlugin:
    """Open a plugin: read its bytes, and start the process that runs it.

    >>> import workbench
    >>> with workbench.open_plugin("dialect.wasm") as plugin:
    ...     outcome = plugin.call("shape")
    >>> outcome.ok, outcome.response["method"]
    (True, 'POST')

    Nothing is judged yet: a plugin that a host would reject can be opened, and says so when it is asked. The bytes are
    those of now, whatever becomes of the file.

    Args:
        path: Where the module stands.
        options: See `PluginOptions`. A project file, the environment and a person's own settings hold as for the
            command line.

    Raises:
        PluginUnreadable, PluginFileTooLarge: There is no module that can be read.
        InvalidSettings, SettingInvalid, FaultUnknown, OfferUndecodable: An option cannot be.
        ProjectFileRefused, FileUnreadable, FileDamaged, PlaceUnwritable: A file of settings, or one that an option
            names, cannot be used.
        EngineUnavailable: The process cannot be started.
    """
    return OpenPlugin(path, options)


def open_plugin_async(path: FilePath, **options: Unpack[PluginOptions]) -> AsyncPlugin:
    """Return a plugin that `async with` opens, and whose methods are awaited.

    >>> import asyncio, workbench
    >>> async def shaped():
    ...     async with workbench.open_plugin_async("dialect.wasm") as plugin:
    ...         return await plugin.call("shape")
    >>> asyncio.run(shaped()).ok
    True

    Arguments are as for `open_plugin`; its errors are raised by `async with`.
    """
    return AsyncPlugin(path, options)
