"""The sheets of the workbench, and what stands in their rows."""

from __future__ import annotations

from typing import Final

from workbench.protocol.explanations.word import Word

_OURS: Final = "None knows of it: it is the workbench's."


def _own(name: str, what: str, rule: str, why: str, host: str = _OURS) -> Word:
    return Word(name, what, rule, why, host, None)


ENTRIES: Final = (
    _own(
        "history",
        "Every dispatch that was made, with payload, answer, cost and what the plugin did to its host.",
        "It is private, holds no secret values, and is capped.",
        "What was tried can be found, sent again and kept as a test.",
    ),
    _own(
        "trace",
        "Every message between host and plugin, in order: calls, answers, and calls of host functions.",
        "It shows how each message begins.",
        "It shows the protocol at work, and where the time goes.",
        "It makes the same calls, and keeps no trace of them.",
    ),
    _own(
        "compare",
        "Two builds side by side: what they declare, their cost, their answers to the same calls.",
        "Both get the same state of the host, clock and seed.",
        "A change that nobody wanted shows before a release.",
    ),
    _own(
        "matrix",
        "Recorded or marked calls on several builds: which answers are the same, changed, failing, fixed.",
        "Each build begins with the state that was recorded.",
        "It says with which build an answer changed.",
    ),
    _own(
        "bench",
        "What calls with one payload cost, beside the build before.",
        "Figures are compared within one run only.",
        "A build that became slow or hungry shows.",
    ),
    _own(
        "drift",
        "What answers depend on beside their payload: clock, random source, storage, the instance's own memory.",
        "The same payload gives the same answer.",
        "Hidden state makes failures that nobody can repeat.",
        "It keeps one instance for many calls, so that such state lives on.",
    ),
    _own(
        "fuzz",
        "Payloads that nobody thought of, made by changing one that works; failing ones are made small.",
        "Every payload that decodes gets an answer, or a fallback without a trap.",
        "Users send what no author tries.",
    ),
    _own(
        "journey",
        "One proxied request through all functions: each answer becomes the next input, as a host does it.",
        "It ends with an answer for the caller, whatever plugins say.",
        "A plugin is one part of a chain; here you see what becomes of its answer.",
        "It does the same; what the protocol leaves open is named as assumed.",
    ),
    _own(
        "lab",
        "The negotiation of this plugin with offers that you choose: other versions, functions and capabilities.",
        "Nothing of it changes the offer that the plugin is loaded with.",
        "It says which host of tomorrow would reject the plugin, and by which rule.",
    ),
    _own(
        "open-plugin",
        "The plugins that were opened, the last one first.",
        "The one that is chosen takes the place of the one that is shown.",
        "A second plugin is looked at without leaving the screen.",
    ),
    _own(
        "payloads",
        "Payload documents: what is open, what is saved, templates to begin with.",
        "A file holds exactly the payload.",
        "What was typed can be kept, shared and run as a test.",
    ),
    _own(
        "build-output",
        "What the build command wrote.",
        "The command ends with 0.",
        "The compiler says what to change.",
    ),
    _own(
        "trust",
        "What workbench.toml asks for that a stranger should not decide: a command, limits, files outside.",
        "It waits until you trust it.",
        "A project file may be a stranger's.",
    ),
    _own(
        "notices",
        "All that was said at the foot of the screen in this run.",
        "Nothing in it needs an answer.",
        "A notice that was missed can be read again.",
    ),
    Word(
        "effect",
        "What a host does with an answer that decoded: used, used_in_part, ignored or fails_request.",
        "It is used.",
        "An answer can decode and still be useless.",
        "It says nothing of it in production: the workbench does.",
        "8a",
    ),
    Word(
        "outcome",
        "How a dispatch ended: ok with a response, or fallback.",
        "The outcome is ok.",
        "A failed call is never an error of the host's, and never retried.",
        "It uses the response, or does what the function's policy says.",
        8,
    ),
    Word(
        "policy",
        "What holds when a function gives no response: fail_request, silent_skip, use_default or pass_through.",
        "It is fixed for each function.",
        "Every plugin may fail, and the proxy goes on in a known way.",
        "fail_request aborts, silent_skip drops the call, use_default keeps all candidates, pass_through changes "
        "nothing.",
        7,
    ),
    Word(
        "instance",
        "What answers: one long-lived instance, or a fresh one for each dispatch.",
        "Globals and memory of a long-lived one persist from call to call.",
        "A plugin may keep what is expensive to make.",
        "It keeps one instance for each slot; a failed call does not replace it.",
        3,
    ),
    _own(
        "recording",
        "Calls with payload, answer and state of the host, in a file for version control.",
        "A replay gives the same answers.",
        "What was tried by hand becomes a regression test.",
    ),
)
