"""Requests from elsewhere as payloads: curl commands, HAR entries, HTTP messages, bodies of the Messages API. Pure."""
