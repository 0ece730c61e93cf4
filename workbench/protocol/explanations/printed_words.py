"""The words that stand in the lines of every report: layers by number, budgets, policies, states of the loop."""

from __future__ import annotations

from typing import Final

from workbench.protocol.explanations.word import Word

_OURS: Final = "None knows of it: it is the workbench's."


def _layer(number: int, name: str, section: int, what: str, host: str) -> Word:
    return Word(
        f"L{number}",
        f"The layer {name}: {what}",
        "The layers before it have passed; one that fails ends the check.",
        f"`workbench explain {name}` says what it asks for.",
        host,
        section,
    )


def _policy(name: str, what: str, rule: str, host: str) -> Word:
    return Word(name, what, rule, "Every plugin may fail, and the proxy goes on in a known way.", host, 7)


def _phase(name: str, what: str, rule: str, why: str) -> Word:
    return Word(name, f"A state of the screen's loop: {what}", rule, why, _OURS, None)


ENTRIES: Final = (
    _layer(1, "identity", 2, "who the plugin says it is.", "It refuses a module without one."),
    _layer(2, "handshake", 4, "which functions and versions are spoken.", "It calls what was chosen here alone."),
    _layer(3, "self_check", 6, "the plugin tries its own wire types.", "It takes no plugin whose self-check fails."),
    _layer(4, "persistence", 10, "what the registry writes down.", "It skips L2 and L3 while the record is fresh."),
    _layer(5, "dispatch", 8, "a wire function is called.", "It uses the response, or its fallback policy holds."),
    Word(
        "fallback",
        "A dispatch gave no response that can be used: what the function's policy says holds in its place.",
        "The stage beside it names the step that failed, and the error what was found there.",
        "A failed call is never an error of the host's, and never retried.",
        "It does what the policy says: fail_request, silent_skip, use_default or pass_through.",
        8,
    ),
    Word(
        "ok",
        "A dispatch gave a response that decodes; the host's effect says whether it is of use.",
        "The response has the request's _v, and fits the function's type.",
        "What a plugin answers and what comes of it are two things.",
        "It uses the response; after a fallback the policy holds in its place.",
        8,
    ),
    Word(
        "stage",
        "The step of a dispatch that failed, from version_lookup and request_envelope to plugin_call, "
        "response_envelope and response_decode.",
        "The steps come one after the other, and the first that fails ends the dispatch.",
        "The same error text means another thing before the call than behind it.",
        "It counts failures by stage in its metrics.",
        8,
    ),
    Word(
        "payload",
        "The request that a wire function is called with: JSON, without _v, which the host adds.",
        "It fits the request type of the function: `workbench schema FUNCTION_request` prints that.",
        "What was sent can be sent again, kept as a file, and compared.",
        "It makes one of each request that goes through the proxy.",
        8,
    ),
    Word(
        "_v",
        "The version of the wire function that a request or response is in, beside its other fields.",
        "It is the version that was chosen at the handshake, and the same in both.",
        "Host and plugin are built at different times.",
        "It adds the field to the request, and rejects a response with another one.",
        8,
    ),
    _policy(
        "fail_request",
        "A fallback policy: the request of the client fails.",
        "It holds where nothing can go upstream without an answer, as of shape.",
        "It answers the client with an error.",
    ),
    _policy(
        "silent_skip",
        "A fallback policy: the call is dropped.",
        "It holds where nothing waits for an answer, as of observe.",
        "It drops the call, counts it, and goes on.",
    ),
    _policy(
        "use_default",
        "A fallback policy: the host's own choice holds.",
        "It holds where there is one without the plugin, as of filter.",
        "It keeps all candidates.",
    ),
    _policy(
        "pass_through",
        "A fallback policy: what the plugin was asked to change stays as it is.",
        "It holds where the old form is of use, as of normalize_error.",
        "It goes on as if the plugin had changed nothing.",
    ),
    Word(
        "strict",
        "The budget of handshake, self-check and the cases of `check`: 200 ms and 10,000,000 fuel for each call.",
        "No WASI, and no import of a host function.",
        "A host asks every plugin at its start, and none may hold it up.",
        "It ends the call that meets a limit, and refuses the plugin.",
        3,
    ),
    Word(
        "serving",
        "The budget of a dispatch: 5,000 ms, 1,000,000,000 fuel and 32 pages of memory for each call.",
        "WASI and the six host functions are linked.",
        "A request of a user may take longer than a question at the start.",
        "It ends the call that meets a limit, and the fallback policy holds.",
        3,
    ),
    Word(
        "negotiated",
        "Said of the functions and versions that the plugin chose at the handshake.",
        "Each is in the host's offer and among the plugin's exports.",
        "A function that was not chosen is not called.",
        "It calls these, each at its chosen version.",
        4,
    ),
    Word(
        "expectation",
        "What a saved payload's answer is compared with: NAME.expect.json beside NAME.json.",
        "`workbench run` fails when the answer differs; what it lists under ignore may differ.",
        "A payload with an expectation is a test.",
        _OURS,
        None,
    ),
    Word(
        "generation",
        "One build of the plugin that was loaded, by its number in this run.",
        "The newest good one answers, unless somebody went back.",
        "Each answer can be traced to the bytes that gave it.",
        _OURS,
        None,
    ),
    _phase("watching", "it waits for a file or a build.", "Nothing is loaded yet.", "The line says what is awaited."),
    _phase("building", "the build command runs.", "It is trusted.", "The build that is loaded goes on answering."),
    _phase(
        "compiling", "the engine compiles the module.", "It ends within the limit.", "A large module takes a while."
    ),
    _phase("checking", "the layers are checked.", "They pass one by one.", "Nothing is sent to what a host refuses."),
    _phase("ready", "the newest build answers.", "All of its layers have passed.", "What is sent meets this build."),
    _phase(
        "stale", "an older build answers.", "The newest one is behind, or failed.", "The line says why it is not used."
    ),
    _phase("rejected", "no build answers.", "A layer of the newest one failed.", "The line names the layer."),
    _phase(
        "paused", "changes are left alone.", "It lasts until it is resumed.", "One build can be looked at in peace."
    ),
)
