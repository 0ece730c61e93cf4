"""Our process's half of the engine: it starts the child, asks it, sets its limits, and replaces it.

`engine_client` is the port; `child_supervisor` knows which child there is; `connection` what this one was given and is
asked; `child_process` its descriptors, limits and end; `launch` how it starts. `host_state_store` keeps what guests
store, where no child's death reaches it.

Must not know: libextism, nor what a payload says. May import: `engine.wire`, `session.ports`, `protocol`, `errors`;
never `engine.child`.
"""
