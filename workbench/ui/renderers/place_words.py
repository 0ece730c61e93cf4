"""What each pane and sheet is for, and what its signs and words mean: the first page of the help. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from workbench.session.values.loop_phase import LoopPhase
from workbench.ui.drawing import styles


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """What help says of one pane or sheet."""

    title: str
    shows: str
    """Two or three sentences: what stands there, and what it is good for."""
    states: tuple[tuple[str, str], ...] = ()
    """Signs and words that stand there, each with its meaning."""


_PASSED: Final = (f"{styles.OK} green", "It passed.")
_FAILED: Final = (f"{styles.FAILED} red", "It failed; the line beside it names the error, and f12 explains it.")
_NOT_RUN: Final = (f"{styles.NOTHING} grey", "It did not run: what comes before it failed, or is still running.")
_RUNNING: Final = (f"{styles.RUNNING} accent", "It runs now.")

LOOP: Final = {
    LoopPhase.WATCHING: "The workbench waits for the plugin's file.",
    LoopPhase.BUILDING: "The build command runs.",
    LoopPhase.COMPILING: "The engine compiles the module.",
    LoopPhase.CHECKING: "The layers are walked.",
    LoopPhase.READY: "The newest build passed, and answers.",
    LoopPhase.REJECTED: "A host refuses the newest build, and there is no earlier one that was good.",
    LoopPhase.STALE: "The newest build is no good, or another one was asked for: an earlier one answers.",
    LoopPhase.PAUSED: "The newest build answers, and changes are left alone until you resume.",
}
"""The words at the right end of the first line, which hold for the whole screen."""

_NO_NEED: Final = "Nothing here changes the plugin or its file."

PLACES: Final = {
    "sections": PlaceWords(
        "1 Sections",
        "What stands in the module's file, read without running any of it: sections with offset and size, imports, "
        "exports, the nine static checks. Enter reads a section, x shows its bytes.",
        (_PASSED, _FAILED, _NOT_RUN),
    ),
    "handshake": PlaceWords(
        "2 Handshake",
        "What the host offers and what the plugin took of it: per wire function the version that both will speak, and "
        "the capabilities it needs. The views offer and accept are the two messages themselves.",
        (
            (f"{styles.OK} negotiated", "Host and plugin speak a version of the function."),
            (styles.NOTHING, "They do not, and need not: the word beside it says why. The host does without it."),
            _FAILED,
        ),
    ),
    "self-check": PlaceWords(
        "3 Self-check",
        "The plugin writes and reads samples of its own messages, and says whether they came out the same. The view "
        "record is what the registry would write down of it.",
        (_PASSED, _FAILED, ("nothing to ask", "The plugin took no function that could be checked.")),
    ),
    "dispatch": PlaceWords(
        "4 Dispatch: the payload",
        "The request that is sent to the plugin. Type it, ctrl+space completes, what is wrong is marked as you type; "
        "ctrl+j sends it. Each wire function keeps its own text, f7 goes to the next one.",
        (
            (styles.FAILED, "A host would refuse the text here; f12 says why."),
            ("!", "A host takes it; what it does may not be what you meant."),
            (f"{styles.FULL} not saved", "The text differs from its file; ctrl+s saves it."),
            ("edited since sent", "The response beside it belongs to an earlier text."),
        ),
    ),
    "response": PlaceWords(
        "4 Dispatch: the response",
        "What the plugin answered, and what a host does with that answer. h and l turn the views: as text, as a tree, "
        "as bytes, what was sent, the log of the call, the difference from the answer before.",
        (
            (f"{styles.OK} ok", "The host uses the answer."),
            (f"{styles.FAILED} fallback", "The host cannot use it, and does what the function's policy says instead."),
            ("possibly interrupted", "The instance was stopped inside its code; R replaces it."),
        ),
    ),
    "host": PlaceWords(
        "5 Host",
        "The host that the plugin sees: storage, counters, log, clock, snapshots, injected faults, and its settings. "
        "What you change here holds for the next call.",
    ),
    "open-plugin": PlaceWords(
        "Open plugin",
        "The plugins that were open before, the most recent first, then the samples; or type the path of any other. "
        "What you typed for the present one is kept.",
    ),
    "lab": PlaceWords(
        "Negotiation lab",
        "The host's offer, to be changed: tick functions, versions and capabilities, and see at which of the nine "
        "steps the negotiation ends. Nothing of it reaches your session before you apply it.",
        (
            (f"{styles.OK} green", "The step passed."),
            (f"{styles.FAILED} red", "The negotiation ends here; the error stands below."),
            (f"{styles.NOTHING} grey", "The step was not reached."),
        ),
    ),
    "journey": PlaceWords(
        "Request journey",
        "One request on its way through all functions, as a host takes it: each answer becomes the next request. The "
        "last row is what the caller of the proxy gets.",
        (
            (f"{styles.OK} green", "The host uses the answer."),
            (f"{styles.FAILED} red", "The plugin failed there; the host does what its policy says."),
            (f"{styles.NOTHING} grey", "No plugin has this function, or the host needed no call."),
        ),
    ),
    "conformance": PlaceWords(
        "6 Conformance",
        "The cases that every plugin of its kind must pass, run on the newest build. Enter opens a case as a payload.",
        (_PASSED, _FAILED, _RUNNING),
    ),
    "history": PlaceWords(
        "History",
        "Every dispatch of this plugin, of earlier runs too, the newest first. Enter opens one as a payload, r sends "
        "it again, s saves it as a recording.",
        ((f"{styles.OK} ok", "The host used the answer."), (f"{styles.FAILED} fallback", "The host fell back.")),
    ),
    "payloads": PlaceWords(
        "Payloads",
        "The payload files of the project by wire function, and what is open in the editor. Enter opens one.",
        ((f"{styles.FULL} not saved", "What you typed is not in the file yet."),),
    ),
    "generations": PlaceWords(
        "Generations",
        "Every build that was loaded in this run, with the verdict of each layer. Compare two of them with C.",
        (_PASSED, _FAILED, _NOT_RUN),
    ),
    "compare": PlaceWords("Compare builds", "Two builds side by side: sections, exports, sizes, cost, answers."),
    "matrix": PlaceWords(
        "Replay matrix",
        "The same calls on several builds: a row for each call, a column for each build.",
        (
            ("same", "The answer is the one that was recorded."),
            ("changed", "It answers, or fails, in another way."),
            ("newly failing", "It was good, and is not."),
            ("fixed", "It failed, and is good."),
        ),
    ),
    "bench": PlaceWords("Benchmark", f"What calls with the payload cost: time, fuel, memory. {_NO_NEED}"),
    "drift": PlaceWords(
        "Hidden state",
        "The same payload many times, on fresh instances and on one that lives on, with clock and random source held "
        "still. Answers that differ depend on something beside the payload.",
    ),
    "fuzz": PlaceWords(
        "Fuzz",
        "Payloads that nobody thought of are sent; of what fails, the smallest is kept. s saves it as a payload.",
    ),
    "trace": PlaceWords(
        "Trace",
        "Every message between host and plugin in order, with size and time; what the plugin asks its host stands "
        "indented within the call that asks, with arguments and result.",
        (
            ("→", "From the host to the plugin."),
            ("←", "From the plugin to the host."),
            ("paused", "The list stands still; space goes on with what has come."),
        ),
    ),
    "present": PlaceWords(
        "The five layers",
        "One layer at a time: what happens there and why, on the plugin that is loaded, with its bytes and messages. "
        "What matters in them has a bar beside it.",
        (_PASSED, _FAILED, (f"{styles.NOTHING} grey", "It was not reached, or nothing was sent yet.")),
    ),
    "build-output": PlaceWords("Build output", "All that the build command wrote, as it wrote it."),
    "trust": PlaceWords(
        "Trust the project",
        "What workbench.toml would run and change. Nothing of it runs before you trust it.",
    ),
    "share": PlaceWords(
        "Report and bundle",
        "What is written for other people, and what a bundle would hold, before anything is written. Secrets are taken "
        "out; what looks like one and stays is named.",
    ),
    "notices": PlaceWords("Notices", "All that was said at the foot of the screen in this run, the newest last."),
    "content": PlaceWords(
        "Content of a base64 value",
        "The bytes behind a base64 value as text or JSON. What you type here is written back when you close it.",
    ),
    "explain": PlaceWords(
        "Explain", "What failed or what the cursor stood on: what it is, its rule, why there is one, what a host does."
    ),
    "outline": PlaceWords("Go to a part", "The parts of the payload by their paths. Type to narrow, enter goes there."),
    "preview": PlaceWords("Preview", "The payload as it will be sent, its variables filled in."),
}
"""By the id of the pane, or of the command that opens the sheet."""
