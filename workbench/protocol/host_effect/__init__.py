"""The host's effect: what a host does with an answer after it decoded (PROTOCOL.md section 8a).

`judge` is the way in for values, `of_dispatch` for a dispatch or for its texts; `observe_batch` and `filter_chain` are
how the host gets there for several events and filters. Computed from values alone. Whoever shows an effect shows it
beside the protocol's outcome, never in its place.
"""
