"""The core: what a host says of a plugin's bytes and answers, layer by layer (PROTOCOL.md stands beside this file).

Bytes and values in, values out: no I/O, clock, thread, process or framework. Public and typed, usable without the
rest: `identity` (L1), `offer` and `handshake` (L2), `self_check` (L3), `records` and `registry` (L4), `dispatch` (L5),
`conformance`, `verdicts` for single texts, `explain` for names, `wire` for the messages themselves.
"""
