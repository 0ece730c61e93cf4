"""The child's half of the engine: it compiles, builds and calls, and serves the guests' host functions.

`worker` answers requests in their order; `instances` compiles and builds, one instance for each compiled module;
`series` calls one of them; `host_functions` are the host as guests meet it; `fuel_search` finds what a call uses;
`linear_memory` how large a guest's memory is; `engine_errors` owns the engine's wordings; `libextism` the C functions;
`confinement` what the process gives up before its first thread.

Must not know: why a request is made, nor which limits are watched from outside. May import: `engine.wire`, `protocol`;
never `engine.client`, nor `pathlib`, `logging` or `asyncio`: its start is waited for.
"""
