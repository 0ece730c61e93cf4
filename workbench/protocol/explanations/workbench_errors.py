"""Explanations for what goes wrong with files, settings and names, and for our own errors."""

from __future__ import annotations

from typing import Final

from workbench.protocol.explanations.explanation import Explanation

_WORKBENCH: Final = "workbench"

ENTRIES: Final = (
    Explanation(
        "PluginUnreadable",
        _WORKBENCH,
        "The plugin's file can be read.",
        "Everything starts with its bytes.",
        "Give the path of the .wasm file that your compiler writes: "
        "target/wasm32-unknown-unknown/release/NAME.wasm, with _ for each - of the crate's name.",
        None,
    ),
    Explanation(
        "PluginFileTooLarge",
        _WORKBENCH,
        "The plugin's file is no larger than the workbench reads.",
        "Compiling a module that large takes minutes.",
        "Build with --release, and strip debug information; keep the identity section.",
        None,
    ),
    Explanation(
        "SettingInvalid",
        _WORKBENCH,
        "Each setting has an allowed value.",
        "A wrong value must not silently become another one.",
        "Correct the value in the place that the error names.",
        None,
    ),
    Explanation(
        "FaultUnknown",
        _WORKBENCH,
        "An injected fault has a known name.",
        "A misspelled fault would never be triggered, and the plugin would look healthy.",
        "Write FUNCTION=fail, FUNCTION=slow:MS, a limit such as fuel=1000, or capability:NAME.",
        None,
    ),
    Explanation(
        "StorageTooLarge",
        _WORKBENCH,
        "The data stored for a plugin stays within its quota.",
        "A host would reject a plugin's attempt to store as much.",
        "Store less, or give the project another storage_quota_bytes.",
        9,
    ),
    Explanation(
        "SettingUnknown",
        _WORKBENCH,
        "Each setting has a known name.",
        "A misspelled setting would have no effect.",
        "Correct the spelling in the place that the error names.",
        None,
    ),
    Explanation(
        "InvalidSettings",
        _WORKBENCH,
        "All settings are valid, and fit together.",
        "All problems are reported at once.",
        "Correct each of them.",
        None,
    ),
    Explanation(
        "NameUnknown",
        _WORKBENCH,
        "What is asked for has a known name.",
        "A guess would answer a question that nobody asked.",
        "Correct the spelling.",
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
        "A file that the workbench is given, or keeps, can be read and has its form.",
        "A damaged file is left untouched, so that nothing in it is lost.",
        "Name a file that is there and can be read; repair a damaged one where the error says, or move it away.",
        None,
    ),
    Explanation(
        "PlaceUnwritable",
        _WORKBENCH,
        "Our own files can be written.",
        "Data that cannot be saved must not look as if it were.",
        "Free disk space, or correct the permissions of the folder.",
        None,
    ),
    Explanation(
        "LineDamaged",
        _WORKBENCH,
        "Each line of a history or a recording is one JSON object of its kind.",
        "A damaged line is never guessed at.",
        "Repair the line by hand, or delete it.",
        None,
    ),
    Explanation(
        "LinesDamaged",
        _WORKBENCH,
        "Each line of a history or a recording is one JSON object of its kind.",
        "Damaged lines are skipped, and the rest is used.",
        "Repair the lines by hand, or delete them.",
        None,
    ),
    Explanation(
        "EndCutOff",
        _WORKBENCH,
        "The last line of a history or a recording is complete.",
        "Writing it was interrupted; the part that was written is set aside, so that nothing is lost.",
        "You need not do anything. If something is missing, look at the part that was set aside.",
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
        "If it does, the error is caught and reported without its text, which may quote a payload.",
        "This is a defect of the workbench, not of your plugin: please report it, with the plugin if you can.",
        None,
    ),
    Explanation(
        "MachineError",
        _WORKBENCH,
        "This machine has the resources that the work needs: memory, disk space, file descriptors, processes, open "
        "streams.",
        "A resource that is missing here says nothing about a plugin, so there is no verdict.",
        "Free the resource that the error names, or raise its limit, and run it again.",
        None,
    ),
    Explanation(
        "WorkbenchLimitCompileTime",
        _WORKBENCH,
        "A module compiles within compile_limit_ms of processor time, all threads together.",
        "The reference does not limit it, and a module of a few kilobytes can keep the compiler busy for minutes.",
        "Split functions with very many locals and branches into smaller ones, or raise compile_limit_ms.",
        None,
    ),
    Explanation(
        "WorkbenchLimitMemory",
        _WORKBENCH,
        "Compiling a module and building an instance stay within resident_limit_mb of memory.",
        "The reference does not limit it; without a limit one module could take this machine down.",
        "Make the module smaller, or raise resident_limit_mb.",
        None,
    ),
    Explanation(
        "EngineUnavailable",
        _WORKBENCH,
        "The process that runs plugins can be started.",
        "The engine lives in a process of its own, so that no plugin can take the workbench down.",
        "Read what it wrote. Most often there is no libextism for this platform, or too little memory (ulimit -v).",
        None,
    ),
)
