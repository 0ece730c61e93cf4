"""Plugins from Python: `workbench.open_plugin`, and what it returns.

Owns the names that programs use. Calls the same use cases as the command line, through `workbench.compose`; knows
neither screen nor arguments. `docs/library.md` lists what is public.
"""
