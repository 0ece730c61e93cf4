"""Explanations for the stages that the running host has for its own machinery (PROTOCOL.md section 8).

They are labels of its metrics: no dispatch here fails at one of them, but an author meets them in production.
"""

from __future__ import annotations

from typing import Final

from workbench.protocol.explanations.explanation import Explanation

_HOST_STAGE: Final = "host stage"
_NOT_THE_PLUGIN: Final = "A plugin causes this only if it keeps the instance busy for long: look at the host's log."

ENTRIES: Final = (
    Explanation(
        "plugin_lock",
        _HOST_STAGE,
        "The lock of the plugin's instance can be taken.",
        "One instance serves one call at a time; a panic of the host while it held the lock leaves it unusable.",
        _NOT_THE_PLUGIN,
        8,
    ),
    Explanation(
        "task_join",
        _HOST_STAGE,
        "The host's task that makes the call comes to its end.",
        "Calls run beside the host's other work, and it waits for them.",
        _NOT_THE_PLUGIN,
        8,
    ),
    Explanation(
        "thread_spawn",
        _HOST_STAGE,
        "The host can start a thread for the call.",
        "A machine that cannot start threads serves nobody.",
        _NOT_THE_PLUGIN,
        8,
    ),
    Explanation(
        "thread_join",
        _HOST_STAGE,
        "The host's thread that makes the call comes to its end.",
        "A panic in it is caught where the host waits for it.",
        _NOT_THE_PLUGIN,
        8,
    ),
    Explanation(
        "runtime_build",
        _HOST_STAGE,
        "The host can build the runtime that its thread waits with.",
        "A call that is made outside the host's own runtime needs one of its own.",
        _NOT_THE_PLUGIN,
        8,
    ),
    Explanation(
        "slot_metadata",
        _HOST_STAGE,
        "The slot of the plugin has the metadata of its handshake.",
        "Without it nobody knows which versions were negotiated.",
        "Register the plugin again: its record is missing or damaged.",
        8,
    ),
)
