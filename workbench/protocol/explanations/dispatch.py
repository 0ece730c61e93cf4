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
        "Without a version nobody knows what the envelope means.",
        "Look at the handshake: the function must be supported at an offered version, chosen and implemented.",
        8,
    ),
    Explanation(
        "request_envelope",
        _L5,
        "The request is a JSON object.",
        "The version is put into it as _v.",
        "Mend the payload: it starts with { and ends with }.",
        8,
    ),
    Explanation(
        "serialize_request",
        _L5,
        "The request can be written as JSON.",
        "It travels as text.",
        "This is the host's own step: it cannot arise from a plugin.",
        8,
    ),
    Explanation(
        "plugin_call",
        _L5,
        "The call ends in time, returns 0, sets no error text and puts out UTF-8.",
        "Anything else means that the plugin did not answer.",
        "Read the cause beside the reason. In Rust a panic is a trap: look for unwrap, expect and indexing, and return "
        "Err with a text instead. A trap can leave globals and memory half changed; the host calls the same instance "
        "again.",
        8,
    ),
    Explanation(
        "deserialize_response",
        _L5,
        "The output is JSON.",
        "No output counts as an empty text, which is none.",
        "Set an output on every way out of the function; observe answers with an object too. Print nothing else.",
        8,
    ),
    Explanation(
        "response_envelope",
        _L5,
        "The output is an object whose _v is the negotiated version, as an unsigned integer.",
        "It tells the host which version the plugin really spoke.",
        "Answer with the request's own _v, as a number: 1, not 1.0 and not a string.",
        8,
    ),
    Explanation(
        "response_decode",
        _L5,
        "What stands beside _v is the function's response type, and nothing more.",
        "Unknown and missing fields are refused, so that both sides mean the same.",
        "Mend the place that the error names. With serde: write every required field; skip_serializing_if fits only "
        "those that may be absent.",
        8,
    ),
    Explanation(
        "panic",
        _L5,
        "The host's own code does not fail.",
        "If it does, the fault is caught and ends only this dispatch.",
        "This is our fault, not the plugin's: tell us.",
        8,
    ),
    Explanation(
        "FunctionMissing",
        _CONFORMANCE,
        "A plugin speaks the functions that its kind needs.",
        "A router that cannot filter is no router.",
        "Implement the function and choose a version of it in the handshake, or check against another kind.",
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
        "The imports can be linked, and the start code ends well.",
        "An instance is built before anything is called.",
        "Compare the imports with what the budget links; keep start functions and _initialize short.",
        3,
    ),
    Explanation(
        "missing_export",
        _CALL,
        "The export that is called is there.",
        "It is looked up by its name.",
        "Export a function without parameters under exactly that name.",
        8,
    ),
    Explanation(
        "trap",
        _CALL,
        "The code does not trap.",
        "A trap ends the call where it stands; nothing is unwound.",
        "The cause names the trap. unreachable is mostly a panic: set a panic hook that logs, or build with debug "
        "names to see where it was. Memory and globals may be half changed.",
        8,
    ),
    Explanation(
        "timeout",
        _CALL,
        "The call ends within the wall clock of its budget: 200 ms strict, 5,000 ms serving.",
        "A request waits for it. In the running host an outer timer of 5 s also counts the wait for the instance.",
        "Look for a loop that does not end; work in smaller pieces. Calls of one instance queue.",
        3,
    ),
    Explanation(
        "fuel",
        _CALL,
        "The call ends within the fuel of its budget: 10,000,000 strict, 1,000,000,000 serving.",
        "Fuel counts instructions, so that a verdict does not depend on how busy the machine is.",
        "Build with --release. Reading a large input costs fuel for every byte; base64 and JSON again.",
        3,
    ),
    Explanation(
        "memory",
        _CALL,
        "Each linear memory stays within the pages of its budget: 32 pages (2 MiB) when serving.",
        "Many plugins live in one host.",
        "Keep less: decode bodies in pieces, drop what is no longer needed, choose a smaller allocator.",
        3,
    ),
    Explanation(
        "exit_code",
        _CALL,
        "The export returns 0.",
        "Anything else is the plugin's way to say that it failed.",
        "Read the error text, if it set one; if it did not, set one: the number alone says little.",
        8,
    ),
    Explanation(
        "error_text",
        _CALL,
        "A call that returns 0 sets no error text.",
        "A host takes the text as a failure, whatever the number says.",
        "Set an error only on the way to a non-zero return.",
        8,
    ),
    Explanation(
        "output_too_large",
        _CALL,
        "The output is not above what is read of it.",
        "It is copied out of the plugin's memory.",
        "Answer with less.",
        1,
    ),
    Explanation(
        "host_function",
        _CALL,
        "Host functions are called with what they accept.",
        "A host function's error makes the whole call fail.",
        "Read which one refused: storage above its quota, more than 65,536 random bytes, a block that is none; or a "
        "call under --imports trap, where each one fails.",
        9,
    ),
    Explanation(
        "internal_error",
        _CALL,
        "Our own host functions do not fail.",
        "If one does, the call fails instead of going on with a wrong value.",
        "This is our fault, not the plugin's: tell us.",
        9,
    ),
    Explanation(
        "cancelled",
        _CALL,
        "The call was not ended from the keyboard.",
        "A call that runs can always be ended.",
        "Nothing: you ended it. Memory and globals may be half changed; a reset gives a new instance.",
        None,
    ),
    Explanation(
        "child_died",
        _CALL,
        "The module does not take the engine's process down.",
        "The engine runs in a process of its own, so that only that one dies. A production host would have died.",
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
        "The engine reserves 17 GB of address space for an instance; what it is refused says nothing about a plugin.",
        "Raise the limit that holds it back (ulimit -v, -u, -n), or free memory, and run it again.",
        None,
    ),
    Explanation(
        "compile_limit",
        _CALL,
        "The module compiles within the processor time that the workbench allows.",
        "A module of a few kilobytes can keep the compiler busy for minutes; no budget counts that.",
        "Cut functions with very many locals and branches into smaller ones, or raise compile_limit_ms.",
        None,
    ),
)
