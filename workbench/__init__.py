"""The terminal workbench and Python host for cc-lb plugins. Importing this package costs nothing.

What is public stands in `__all__` and in docs/library.md; each name is loaded when it is first asked for. The file
`__init__.pyi` beside this one says the same to type checkers.
"""

__version__ = "0.1.0"

_PLACES = {
    "open_plugin": "workbench.library.opening",
    "open_plugin_async": "workbench.library.opening",
    "AsyncPlugin": "workbench.library.open_plugin_async",
    "AsyncPluginSession": "workbench.library.open_plugin_async",
    "OpenPlugin": "workbench.library.open_plugin",
    "PluginSession": "workbench.library.plugin_session",
    "PluginOptions": "workbench.library.options",
    "Outcome": "workbench.library.outcomes",
    "CheckOutcome": "workbench.library.outcomes",
    "ReplayOutcome": "workbench.library.outcomes",
    "RunOutcome": "workbench.library.outcomes",
    "WorkbenchError": "workbench.errors",
    "PluginError": "workbench.errors",
    "OperatorError": "workbench.errors",
    "HostError": "workbench.errors",
}
_MODULES = frozenset({"errors", "protocol"})

__all__ = sorted([*_PLACES, *_MODULES, "__version__"])  # noqa: PLE0605 - of the places above


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for."""
    from importlib import import_module  # noqa: PLC0415 - most who import this package ask for none

    if name in _MODULES:
        return import_module(f"workbench.{name}")
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module 'workbench' has no attribute {name!r}")
    # Not an import statement: what stands below this package imports it, too.
    found: object = getattr(import_module(place), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
