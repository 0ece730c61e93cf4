"""JSON text as the reference reads it: scanned, parsed, its numbers and places (PROTOCOL.md section 13)."""
