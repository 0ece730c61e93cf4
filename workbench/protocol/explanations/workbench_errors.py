"""Explanations for what goes wrong with files, settings and names, and for our own faults."""

from __future__ import annotations

from typing import Final

from workbench.protocol.explanations.explanation import Explanation

_WORKBENCH: Final = "workbench"

ENTRIES: Final = (
    Explanation(
        "PluginUnreadable",
        _WORKBENCH,
        "The plugin's file can be read.",
        "Everything starts from its bytes.",
        "Give the path of the .wasm file that your compiler writes: "
        "target/wasm32-unknown-unknown/release/NAME.wasm, with _ for each - of the crate's name.",
        None,
    ),
    Explanation(
        "PluginFileTooLarge",
        _WORKBENCH,
        "The plugin's file is not above the size that is read.",
        "Compiling a module that large takes minutes.",
        "Build with --release, and strip debug information; keep the identity section.",
        None,
    ),
    Explanation(
        "SettingInvalid",
        _WORKBENCH,
        "Each setting has a value that it can have.",
        "A wrong value must not turn silently into another one.",
        "Mend the value in the place that the error names.",
        None,
    ),
    Explanation(
        "FaultUnknown",
        _WORKBENCH,
        "A fault on purpose is named by a text that is known.",
        "A misspelled fault would never strike, and its plugin would look well.",
        "Write FUNCTION=fail, FUNCTION=slow:MS, a limit such as fuel=1000, or capability:NAME.",
        None,
    ),
    Explanation(
        "StorageTooLarge",
        _WORKBENCH,
        "What is stored for a plugin stays within its quota.",
        "A guest that stored as much would be refused by a host.",
        "Store less, or give the project another storage_quota_bytes.",
        9,
    ),
    Explanation(
        "SettingUnknown",
        _WORKBENCH,
        "Each setting has a known name.",
        "A misspelled setting would have no effect.",
        "Mend the spelling in the place that the error names.",
        None,
    ),
    Explanation(
        "InvalidSettings",
        _WORKBENCH,
        "All settings hold together.",
        "All problems are told at once.",
        "Mend each of them.",
        None,
    ),
    Explanation(
        "NameUnknown",
        _WORKBENCH,
        "What is asked for has a known name.",
        "A guess would answer another question.",
        "Mend the spelling.",
        None,
    ),
    Explanation(
        "OfferUndecodable",
        _WORKBENCH,
        "A given offer is one that a host could send.",
        "An accept can only be judged against an offer.",
        "Print one with workbench offer, and change that.",
        4,
    ),
    Explanation(
        "FileDamaged",
        _WORKBENCH,
        "Our own files can be read back.",
        "A damaged file is left as it is, so that nothing in it gets lost.",
        "Mend it by hand at the place that the error names, or move it away.",
        None,
    ),
    Explanation(
        "PlaceUnwritable",
        _WORKBENCH,
        "Our own files can be written.",
        "What cannot be kept must not look as if it were.",
        "Make room on the disk, or mend the permissions of the folder.",
        None,
    ),
    Explanation(
        "LineDamaged",
        _WORKBENCH,
        "Each line of a history or a recording is one JSON object of its kind.",
        "A damaged line is never guessed at.",
        "Mend the line by hand, or delete it.",
        None,
    ),
    Explanation(
        "LinesDamaged",
        _WORKBENCH,
        "Each line of a history or a recording is one JSON object of its kind.",
        "Damaged lines are passed over, and the rest is used.",
        "Mend the lines by hand, or delete them.",
        None,
    ),
    Explanation(
        "EndCutOff",
        _WORKBENCH,
        "The last line of a history or a recording is whole.",
        "Writing it was interrupted; what is there of it is set aside, so that nothing gets lost.",
        "Nothing must be done; look at the part that was set aside if you miss something.",
        None,
    ),
    Explanation(
        "FormatTooNew",
        _WORKBENCH,
        "The file's format is one that this workbench knows.",
        "An older workbench would misread what a newer one wrote.",
        "Use the newer workbench, or another file.",
        None,
    ),
    Explanation(
        "InternalError",
        _WORKBENCH,
        "Our own code does not fail.",
        "If it does, the fault is caught, and named without its text, which may quote a payload.",
        "This is our fault, not yours: please report it, with the plugin if you can.",
        None,
    ),
    Explanation(
        "MachineError",
        _WORKBENCH,
        "This machine gives what the work needs: memory, disk, descriptors, processes, streams that are open.",
        "What is lacking here says nothing about a plugin, so there is no verdict.",
        "Free or raise what the error names, and run it again.",
        None,
    ),
    Explanation(
        "EngineUnavailable",
        _WORKBENCH,
        "The process that runs plugins can be started.",
        "The engine lives in a process of its own, so that no plugin can take the workbench down.",
        "Read what it wrote. Most often libextism is not installed for this platform, or memory is short.",
        None,
    ),
)
