"""One proxied request through all wire functions, as a host takes it (PROTOCOL.md sections 7 to 8a).

Pure: `run` says which call comes next and is fed with outcomes. What PROTOCOL.md leaves open stands in `assumptions`.
"""
