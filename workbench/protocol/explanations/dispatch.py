"""Explanations for layer L5, for conformance, and for the classes of failed calls (PROTOCOL.md sections 8 and 12)."""

from __future__ import annotations

from typing import Final

from workbench.protocol.explanations.explanation import Explanation

_L5: Final = "L5"
_CALL: Final = "call"
_CONFORMANCE: Final = "conformance"

ENTRIES: Final = (
    Explanation(
        "version_lookup",
        _L5,
        "The function was negotiated in the handshake.",
        "Without a version, nobody knows what the envelope means.",
        "Look at the handshake: the function must be supported in an offered version, chosen, and implemented.",
        8,
    ),
    Explanation(
        "request_envelope",
        _L5,
        "The request is a JSON object.",
        "The host adds the version to it, as the field _v.",
        "Correct the payload: it must start with { and end with }.",
        8,
    ),
    Explanation(
        "serialize_request",
        _L5,
        "The request can be written as JSON.",
        "It is sent as text.",
        "This is a step of the host: a plugin cannot cause it.",
        8,
    ),
    Explanation(
        "plugin_call",
        _L5,
        "The call ends in time, returns 0, sets no error text, and its output is UTF-8.",
        "Anything else means that the plugin did not answer.",
        "An error text is the plugin's own: look for it in the source. A trap names itself; in Rust a panic is one: "
        "look for unwrap, expect and indexing, and return Err with a text instead. A trap can leave globals and memory "
        "half changed; the host calls the same instance again.",
        8,
    ),
    Explanation(
        "deserialize_response",
        _L5,
        "The output is JSON.",
        "No output at all counts as an empty text, and an empty text is not JSON.",
        "Set an output on every path out of the function; observe answers with an object too. Write nothing else.",
        8,
    ),
    Explanation(
        "response_envelope",
        _L5,
        "The output is an object whose _v is the negotiated version, as an unsigned integer.",
        "It shows the host which version the plugin really used.",
        "Answer with the request's own _v, as a number: 1, not 1.0 and not a string.",
        8,
    ),
    Explanation(
        "response_decode",
        _L5,
        "Apart from _v, the output is exactly the function's response type.",
        "Unknown and missing fields are rejected, so that both sides mean the same thing.",
        "Correct the place that the error names. With serde: write every required field; skip_serializing_if fits only "
        "those that may be absent.",
        8,
    ),
    Explanation(
        "panic",
        _L5,
        "The host's own code does not fail.",
        "If it does, the error is caught, and ends only this dispatch.",
        "This is a defect of the workbench, not of the plugin: please report it.",
        8,
    ),
    Explanation(
        "FunctionMissing",
        _CONFORMANCE,
        "A plugin speaks the functions that its kind needs.",
        "A router that cannot filter is not a router.",
        "Implement the function and choose a version of it in the handshake, or check the plugin as another kind.",
        12,
    ),
    Explanation(
        "UnexpectedResponse",
        _CONFORMANCE,
        "A response fits the payload, not only its type: as many decisions as candidates.",
        "A host pairs them up.",
        "Decide for every candidate, and for none when none is given.",
        12,
    ),
    Explanation(
        "compile",
        _CALL,
        "The engine can compile the module.",
        "The walk over the sections sees their order and extent; the code inside is the engine's business.",
        "Read the engine's text: often a feature that it does not know, or a function whose code does not fit its "
        "type. Set the target features of the build back to the default.",
        4,
    ),
    Explanation(
        "instantiate",
        _CALL,
        "The imports can be linked, and the start code succeeds.",
        "An instance is built before anything is called.",
        "Compare the imports with what the budget links; keep start functions and _initialize short.",
        3,
    ),
    Explanation(
        "missing_export",
        _CALL,
        "The export that is called is there.",
        "The host looks it up by name.",
        "Export a function without parameters under exactly that name.",
        8,
    ),
    Explanation(
        "trap",
        _CALL,
        "The code does not trap.",
        "A trap ends the call at once; nothing is unwound.",
        "The cause names the trap. unreachable is usually a panic: set a panic hook that logs, or build with debug "
        "names to see where it was. Memory and globals may be half changed.",
        8,
    ),
    Explanation(
        "timeout",
        _CALL,
        "The call ends within the wall clock of its budget: 200 ms strict, 5,000 ms serving.",
        "A request waits for it. In the running host an outer timer of 5 s also counts the wait for the instance.",
        "Look for an endless loop, or work in smaller pieces. Calls of one instance wait for each other.",
        3,
    ),
    Explanation(
        "fuel",
        _CALL,
        "The call ends within the fuel of its budget: 10,000,000 strict, 1,000,000,000 serving.",
        "Fuel counts instructions, so a verdict does not depend on how busy the machine is.",
        "Build with --release. Reading a large input costs fuel for every byte; so do base64 and JSON.",
        3,
    ),
    Explanation(
        "memory",
        _CALL,
        "Each linear memory stays within the pages of its budget: 32 pages (2 MiB) when serving.",
        "Many plugins share one host.",
        "Keep less: decode bodies in pieces, drop what is no longer needed, choose a smaller allocator.",
        3,
    ),
    Explanation(
        "exit_code",
        _CALL,
        "The export returns 0.",
        "Anything else is the plugin's way to say that it failed.",
        "The error text is the plugin's own: look for it in the source. Where it set none, let it set one: the number "
        "alone says little.",
        8,
    ),
    Explanation(
        "error_text",
        _CALL,
        "A call that returns 0 sets no error text.",
        "A host takes the text for a failure, whatever the number says.",
        "Set an error only before a non-zero return.",
        8,
    ),
    Explanation(
        "output_too_large",
        _CALL,
        "The output is no larger than the host reads.",
        "It is copied out of the plugin's memory.",
        "Answer with less.",
        1,
    ),
    Explanation(
        "host_function",
        _CALL,
        "Host functions are called with arguments that they accept.",
        "A host function's error makes the whole call fail.",
        "Read which one failed: storage above its quota, more than 65,536 random bytes, an invalid block; or a "
        "call under --imports trap, where every call fails.",
        9,
    ),
    Explanation(
        "internal_error",
        _CALL,
        "Our own host functions do not fail.",
        "If one does, the call fails instead of continuing with a wrong value.",
        "This is a defect of the workbench, not of the plugin: please report it.",
        9,
    ),
    Explanation(
        "cancelled",
        _CALL,
        "The call was not ended from the keyboard.",
        "A running call can always be ended.",
        "Nothing: you ended it. Memory and globals may be half changed; a reset gives a new instance.",
        None,
    ),
    Explanation(
        "child_died",
        _CALL,
        "The module does not take the engine's process down.",
        "The engine has its own process, so only that one dies. A production host would have died.",
        "Look at the cause. Known ways: a start function or _initialize that calls into the host, a NUL in a name, a "
        "forged block of the engine's memory.",
        None,
    ),
    Explanation(
        "overstayed",
        _CALL,
        "The call ends within any budget at all.",
        "Some work is seen by neither clock nor fuel: compiling, one long bulk instruction, table growth, start code "
        "that reads the configuration.",
        "Make the module smaller or simpler; do not read configuration or variables in constructors.",
        None,
    ),
    Explanation(
        "memory_limit",
        _CALL,
        "The engine's process stays within its own memory limit.",
        "Memory that no budget counts (tables, the compiler) must not take the machine down.",
        "Make the module smaller; do not grow tables without bound.",
        None,
    ),
    Explanation(
        "machine",
        _CALL,
        "This machine gives the engine address space, memory, threads and open files.",
        "The engine reserves 17 GB of address space for an instance. A limit here says nothing about a plugin.",
        "Raise the limit (ulimit -v, -u, -n) or free memory, and run it again.",
        None,
    ),
    Explanation(
        "compile_limit",
        _CALL,
        "The module compiles within the processor time that the workbench allows.",
        "A module of a few kilobytes can keep the compiler busy for minutes; no budget counts that.",
        "Split functions with very many locals and branches into smaller ones, or raise compile_limit_ms.",
        None,
    ),
)
