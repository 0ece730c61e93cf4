"""What the layers, the wire functions and the words on the screen are: read when nothing has failed."""

from __future__ import annotations

from typing import Final

from workbench.protocol.explanations import (
    case_words,
    figure_words,
    host_words,
    module_words,
    printed_words,
    tool_words,
)
from workbench.protocol.explanations.word import Word

__all__ = ["WORDS", "Word"]

_LAYERS: Final = (
    Word(
        "identity",
        "Layer L1: who the plugin says it is, in the custom section cc_lb.plugin.v1. It is read from the bytes.",
        "There is one such section of at most 64 KiB, with magic, abi_envelope, name and version, in a module whose "
        "sections can be walked to the end.",
        "A host knows whose module it has before it runs any of its code.",
        "It refuses a module without one, and files the others under name and version.",
        2,
    ),
    Word(
        "handshake",
        "Layer L2: the host offers functions, versions and capabilities; the plugin answers which it takes.",
        "The answer fits the offer: no unknown function, no lower version than both know, no capability that is "
        "missing, and the exports are those that were named.",
        "Host and plugin are built at different times; each message has to mean the same to both.",
        "It calls a function only at the version that was chosen here.",
        4,
    ),
    Word(
        "self_check",
        "Layer L3: the plugin writes and reads samples of its own messages, and says whether they came out the same.",
        "The answer is success without failures, within 200 ms and 8 KiB.",
        "A wire type that differs from the host's shows before a request of a user meets it.",
        "It takes no plugin whose self-check fails.",
        6,
    ),
    Word(
        "persistence",
        "Layer L4: what the registry writes down of a plugin that has passed: its hash, identity, versions and times.",
        "The times are above 0 and in order, at least one function is negotiated, and it is at most 256 KiB of JSON.",
        "A start within seven days need not ask every plugin again.",
        "It skips L2 and L3 while the record is fresh and the offer's hash is the same.",
        10,
    ),
    Word(
        "dispatch",
        "Layer L5: a wire function is called with a request, as it is for each request that goes through the proxy.",
        "The request carries the negotiated version as _v; the response has the same _v, and fits the function's type.",
        "Every call can fail without harm: what happens then is fixed for each function.",
        "It uses the response; where there is none, the function's fallback policy holds.",
        8,
    ),
)
_FUNCTIONS: Final = (
    Word(
        "shape",
        "Makes of a client's request the request that goes upstream: URL, method, headers, body.",
        "URL and headers can be sent, and bodies are base64.",
        "Each upstream wants its own form; the proxy knows none of them.",
        "It sends what came out; without an answer the request fails.",
        7,
    ),
    Word(
        "normalize_error",
        "May rewrite the body of an upstream's error.",
        "The body is base64, or null: unchanged.",
        "Clients then see one form of error, whichever upstream was asked.",
        "It hands the body on; without an answer the old one.",
        7,
    ),
    Word(
        "build_signer",
        "Makes the state that sign needs, such as a token.",
        "The state is any JSON, which only the plugin understands.",
        "What is expensive to get is fetched once, not for each request.",
        "It keeps the state and hands it to sign; without an answer the request fails.",
        7,
    ),
    Word(
        "sign",
        "Puts credentials on a request that was shaped.",
        "Each field of the answer replaces the request's; null leaves it.",
        "Credentials stay apart from the form of requests.",
        "It sends what was signed; without an answer the request fails.",
        7,
    ),
    Word(
        "on_unauthorized",
        "Says what to do when the upstream answers 401.",
        "decision is refresh, with a new state; every other word gives up.",
        "A token that ran out can be renewed without the client's notice.",
        "It tries once more with the new state, never twice.",
        7,
    ),
    Word(
        "observe",
        "Is notified of what happens to requests, in batches of events.",
        "Events are of the six kinds; the answer is an empty object.",
        "Counting and logging stay out of the proxy.",
        "It reads nothing of the answer; a batch that fails is dropped and counted.",
        7,
    ),
    Word(
        "filter",
        "Keeps or rejects the upstreams that could serve a request.",
        "Each result names a candidate by its id; one that is not named is dropped.",
        "Whose requests go where is a matter of the operator, not of the proxy.",
        "It tries the candidates that are left; without an answer all of them.",
        7,
    ),
)
_SECTIONS: Final = (
    Word(
        "cc_lb.plugin.v1",
        "The identity section: a JSON object in a custom section of the module.",
        "It stands there exactly once, with exactly four fields.",
        "It can be read without running the module.",
        "It reads it first, and refuses a module without it.",
        2,
    ),
    Word(
        "export",
        "What a host can call or read: functions, memories, globals.",
        "cc_lb_handshake, cc_lb_self_check, and each implemented wire function; each takes nothing and returns an i32.",
        "A call goes by name; input and output go through the Extism kernel.",
        "It compares them with the functions that the handshake names.",
        4,
    ),
    Word(
        "import",
        "What the module wants from its host: functions, by module and name.",
        "In the strict budget Extism's kernel only; in the serving budget the six host functions and WASI too.",
        "A plugin can do nothing but what it is given.",
        "It builds no instance of a module that wants anything else.",
        9,
    ),
    Word(
        "linear memory",
        "The memory that the module declares, in pages of 64 KiB.",
        "The serving budget gives 32 pages; a declared memory above that cannot be dispatched.",
        "One plugin must not take the memory of all others.",
        "It ends a call that grows above the limit.",
        3,
    ),
)
_WORDS: Final = (
    Word(
        "budget",
        "The limits of a call: wall clock, fuel, pages, and what is linked.",
        "strict for L2, L3 and conformance: 200 ms and 10,000,000 fuel; serving for L5: 5,000 ms and 1,000,000,000.",
        "A plugin that loops or grows must not hold up the proxy.",
        "It ends the call that meets a limit.",
        3,
    ),
    Word(
        "capability",
        "A name of what a host can do beside the wire functions.",
        "The plugin requires only what the offer names, letter by letter.",
        "A plugin that needs more than a host has is rejected before it is used.",
        "It offers the names that its operator has given.",
        4,
    ),
    Word(
        "slot",
        "The place in the proxy that a function fills: router, shape or observability_hook.",
        "filter gives router, shape gives shape, observe gives observability_hook; the others give none.",
        "An operator puts plugins into slots, not functions.",
        "It builds an instance for each slot; globals are not shared between them.",
        4,
    ),
    Word(
        "profile",
        "A line of the protocol: 0.1 or 0.3.",
        "It decides what the self-check is asked, and the form of filter's answer.",
        "Hosts of both lines are in use.",
        "It speaks one of them.",
        11,
    ),
    Word(
        "envelope",
        "What is put around a request or response: the member _v, the version that was negotiated.",
        "The response carries the same _v as its request.",
        "A message of another version is never taken for one of this.",
        "It adds _v before the call, and takes it out of the answer.",
        8,
    ),
    Word(
        "offer",
        "What the host sends in the handshake: versions for each function, and its capabilities.",
        "At most 32 functions with 16 versions each, and 32 capabilities.",
        "The plugin sees what the host knows, and chooses.",
        "It hashes the offer in a form that no order changes, and compares it at the next start.",
        5,
    ),
    Word(
        "@1",
        "The version of a wire function that host and plugin negotiated: shape @1 is version 1 of shape.",
        "It is the highest one that both list for the function.",
        "Each side may know versions that the other does not.",
        "It sends the number as _v with each request, and expects it in each answer.",
        4,
    ),
    Word(
        "gen",
        "Generation: a build that was loaded in this run, counted from 1.",
        "The newest one that passed its layers answers.",
        "Answers of two builds can be told apart and compared.",
        "None knows of it: the word is the workbench's.",
        None,
    ),
)

_PARTS: Final = (
    _LAYERS,
    _FUNCTIONS,
    _SECTIONS,
    _WORDS,
    *(part.ENTRIES for part in (module_words, figure_words, host_words, case_words, printed_words, tool_words)),
)
WORDS: Final[dict[str, Word]] = {one.name: one for part in _PARTS for one in part}
"""By name: layers, wire functions, sections, figures, host functions and state, cases, words of reports, sheets."""
