"""What the figures on the screen are: what was used of a budget, what bounds it, and the numbers of a file."""

from __future__ import annotations

from typing import Final

from workbench.protocol.explanations.word import Word

ENTRIES: Final = (
    Word(
        "wall time",
        "How long the call took by the clock, beside the limit.",
        "At most 200 ms in L2 and L3, 5,000 ms in a dispatch.",
        "A plugin that loops must not hold up the proxy.",
        "It ends the call at the limit: Timeout in L2, Call in L3, plugin_call in a dispatch.",
        3,
    ),
    Word(
        "fuel used",
        "What the call used of its fuel: about one unit for each instruction.",
        "At most 10,000,000 in L2, L3 and conformance, 1,000,000,000 in a dispatch.",
        "It bounds work and not time, so that the same call ends at the same place on every machine.",
        "It ends the call at the limit. Prices belong to the engine's version.",
        3,
    ),
    Word(
        "memory pages",
        "Pages of 64 KiB that the plugin's own linear memory has after the call.",
        "At most 32 in a dispatch; the strict budget leaves it to the engine.",
        "One plugin must not take the memory of all others. A memory never shrinks.",
        "It ends a call that grows a memory above the limit.",
        3,
    ),
    Word(
        "answer size",
        "Bytes of the answer, beside the limit.",
        "At most 32,768 in the handshake, 8,192 in the self-check; a dispatch has no limit but memory.",
        "The host parses what a stranger has written.",
        "It rejects a longer answer with OutputTooLarge, unread.",
        1,
    ),
    Word(
        "response limit",
        "The most bytes of a response that the workbench takes in a dispatch: 32 MiB.",
        "The response is smaller.",
        "No plugin can fill the memory of the workbench.",
        "It has no such limit: there the memory of the instance bounds a response.",
        None,
    ),
    Word(
        "compile time",
        "How long the engine took to make machine code of the module.",
        "None in the protocol; the workbench gives up at compile_limit_ms.",
        "It is paid once for each build.",
        "It pays it at its start, for every plugin; no clock and no fuel bounds it.",
        None,
    ),
    Word(
        "instantiate time",
        "How long it took to build an instance: memory, data, start function.",
        "A start function has the limits of a call.",
        "L2 and L3 each have an instance of their own.",
        "It builds one for each slot, and keeps it.",
        3,
    ),
    Word(
        "offer hash",
        "SHA-256 of the offer's canonical form.",
        "It depends on no order and no repetition.",
        "It says in one word whether a plugin was negotiated with under this offer.",
        "It compares it with the record's: where it differs, the plugin is negotiated with anew.",
        5,
    ),
    Word(
        "sha256",
        "SHA-256 of the file's bytes.",
        "The bytes of a record have its hash.",
        "It names a build, whatever the file is called.",
        "It keeps records by it; a known hash under another plugin name is rejected.",
        10,
    ),
    Word(
        "offset and size",
        "Where a section begins in the file, in hexadecimal digits, and how many bytes it has.",
        "A section ends where its size says, and the identity has at most 65,536 bytes.",
        "A fault in the file is named by its place.",
        "It walks from section to section; damage anywhere ends L1 with WasmParseError.",
        2,
    ),
    Word(
        "version",
        "A number from 1 to 65,535 for the form of one wire function.",
        "The plugin chooses the highest that both sides know.",
        "A function can change its form without a new protocol.",
        "It sends the chosen version as _v, and expects it back.",
        4,
    ),
    Word(
        "storage quota",
        "Bytes that a plugin may store, keys included: 1,048,576.",
        "A put that would exceed it fails and changes nothing.",
        "Storage is shared by all instances of a host, and lives long.",
        "It fails the host function, and with it the call.",
        9,
    ),
    Word(
        "static check",
        "One of nine checks of the module's bytes, which conformance runs.",
        "All nine pass.",
        "They name each fault of a module at once, where a host stops at the first.",
        "It runs none of them as such: it meets the same faults in L1 and L2.",
        2,
    ),
    Word(
        "hazard",
        "What in a module kills or hangs the engine's process.",
        "A module has none.",
        "The protocol does not speak of them; a host that meets one may end.",
        "It is not protected: its process may abort or hang. The workbench loads such a module in a child process.",
        None,
    ),
)
