"""Layer 4 rehearsed: what a registry keeps, a host's start and its admin upload (PROTOCOL.md section 10)."""
