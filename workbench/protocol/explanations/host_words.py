"""What a plugin can ask of its host, and what the host keeps of it: storage, counters, log, clock, random bytes."""

from __future__ import annotations

from typing import Final

from workbench.protocol.explanations.word import Word

_FAILS: Final = "An error of it makes the plugin's call fail."

ENTRIES: Final = (
    Word(
        "cc_lb_log",
        "Host function: writes a line into the host's log, with a level.",
        "(level, message) -> (); the levels are trace, debug, warn and error, anything else counts as info.",
        "What a plugin has to say reaches the operator.",
        "It writes the line with the plugin's name. " + _FAILS,
        9,
    ),
    Word(
        "cc_lb_metric_incr",
        "Host function: adds to a counter.",
        "(name, value) -> (); the value is an unsigned integer of 8 bytes, little endian.",
        "Counters of plugins stand beside those of the proxy.",
        "It adds to the counter that has the plugin's name as label. " + _FAILS,
        9,
    ),
    Word(
        "cc_lb_storage_get",
        "Host function: reads what the plugin has stored under a key.",
        "(key) -> value; an unknown key gives an empty block.",
        "A plugin can remember beyond one instance.",
        "It reads <plugin_name>:<key>, so that no plugin sees another's. " + _FAILS,
        9,
    ),
    Word(
        "cc_lb_storage_put",
        "Host function: stores a value under a key.",
        "(key, value) -> (); all keys and values together are at most 1,048,576 bytes.",
        "A plugin can remember beyond one instance.",
        "Above the quota it stores nothing, and the call fails.",
        9,
    ),
    Word(
        "cc_lb_now_unix_ms",
        "Host function: the time, in milliseconds since 1970.",
        "() -> a block of 8 bytes, little endian.",
        "WebAssembly has no clock of its own.",
        "It gives its own clock. " + _FAILS,
        9,
    ),
    Word(
        "cc_lb_random_bytes",
        "Host function: secure random bytes.",
        "(count) -> bytes; at most 65,536 at once.",
        "WebAssembly has no random source of its own.",
        "It gives bytes of its operating system; above the limit the call fails.",
        9,
    ),
    Word(
        "storage",
        "What plugins have stored in the host, by plugin and key.",
        "Keys and values of a plugin are together at most 1,048,576 bytes.",
        "Its content outlives instances, and reloads of the plugin.",
        "It keeps it for all instances. Here it lives as long as the run, unless a snapshot keeps it.",
        9,
    ),
    Word(
        "counters",
        "What plugins have counted by cc_lb_metric_incr.",
        "A counter only grows.",
        "Operators watch and compare them.",
        "It exports them as metrics, with the plugin's name as label.",
        9,
    ),
    Word(
        "log",
        "What plugins have written by cc_lb_log, and Extism's own log functions.",
        "The level is trace, debug, info, warn or error.",
        "Why a plugin answered as it did stands nowhere else.",
        "It writes the lines into its own log.",
        9,
    ),
    Word(
        "clock",
        "The time that cc_lb_now_unix_ms gives.",
        "None: it may be any time.",
        "A stopped clock makes answers comparable.",
        "It gives the real time. Here it can be stopped, moved or stepped.",
        9,
    ),
    Word(
        "random",
        "Where the bytes of cc_lb_random_bytes come from.",
        "At most 65,536 bytes at once.",
        "A seed makes answers comparable.",
        "It gives secure bytes. Here a seed gives the same ones each time.",
        9,
    ),
    Word(
        "snapshots",
        "States of the host that were kept under a name: storage, counters, clock and seed.",
        "A dispatch can start from one, each time.",
        "What depends on storage can be tried again from the same start.",
        "None knows of them: they are the workbench's.",
        None,
    ),
    Word(
        "faults",
        "What the host is made to do wrong: functions that fail or are slow, smaller limits, missing capabilities.",
        "They apply to dispatches until they are cleared; layers are judged without them.",
        "A plugin that meets a failing host for the first time should not do so in production.",
        "It injects none: it fails by itself.",
        None,
    ),
    Word(
        "config",
        "The plugin's configuration: names and texts that it reads through the Extism kernel.",
        "Values are strings; the strict budget gives none.",
        "One plugin serves several operators.",
        "It passes what its operator wrote, in the serving budget only.",
        3,
    ),
    Word(
        "imports",
        "What becomes of host functions in the strict budget: reference links none, trap links ones that fail.",
        "The verdict of a host is that of reference.",
        "trap shows whether the import alone is wrong, or a call.",
        "It does as reference says.",
        3,
    ),
)
