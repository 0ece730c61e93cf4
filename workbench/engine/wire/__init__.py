"""What crosses between our process and the child: frames, messages, shared memory.

`frames` are lengths, headers and payloads on a socket; `messages` turns values into headers and back, and trusts
nothing that the child says; `shared_payload_buffer` and `result_buffer` are memory of both; `activity` bounds what a
guest may report.

Must not know: either side. May import: `protocol`, `errors`; neither `engine.client` nor `engine.child`.
"""
