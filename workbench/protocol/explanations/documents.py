"""Explanations for what goes wrong with saved payloads."""

from __future__ import annotations

from typing import Final

from workbench.protocol.explanations.explanation import Explanation

_PAYLOADS: Final = "saved payloads"

ENTRIES: Final = (
    Explanation(
        "DocumentNameInvalid",
        _PAYLOADS,
        "A saved payload has a name that every file system can hold, without the ending of its file.",
        "The files are made for version control and other machines; names that end in .expect belong to expectations.",
        "Choose letters, digits, spaces, - and _.",
        None,
    ),
    Explanation(
        "DocumentUnknown",
        _PAYLOADS,
        "A saved payload that is named stands in the payload folder, under its function.",
        "Another one would answer another question.",
        "Mend the name, or save the payload as FUNCTION/NAME.json.",
        None,
    ),
    Explanation(
        "DocumentExists",
        _PAYLOADS,
        "A new payload takes no name that is in use.",
        "What was saved before would be lost.",
        "Choose another name, or delete the other payload first.",
        None,
    ),
    Explanation(
        "DocumentChanged",
        _PAYLOADS,
        "A payload is saved in place of the text that it was read from.",
        "Somebody else changed the file since, and their text would be lost.",
        "Read it again, save under another name, or save in its place if that is meant.",
        None,
    ),
    Explanation(
        "DocumentsInCircle",
        _PAYLOADS,
        "Payloads that need the answers of others can be put in order.",
        "In a circle none can be the first to be sent.",
        "Write the value of one ${response:…} out.",
        None,
    ),
    Explanation(
        "VariableInvalid",
        _PAYLOADS,
        "Each variable of a saved payload has a value.",
        "A plugin would take the name for the value.",
        "Give it a value in the payload folder's .env or under [variables] in the project file; the environment has to "
        "be opened with --expand-environment. Write $${ for the text ${.",
        None,
    ),
    Explanation(
        "InvalidDocuments",
        _PAYLOADS,
        "All saved payloads of a run can be sent.",
        "All problems are named at once, before anything is sent.",
        "Mend each of them.",
        None,
    ),
    Explanation(
        "ExpectationInvalid",
        _PAYLOADS,
        "A file of expectations holds nothing but known keys with values that they can have.",
        "A misspelled expectation would never fail.",
        "Mend the key or the value that the error names.",
        None,
    ),
    Explanation(
        "ImportUnreadable",
        _PAYLOADS,
        "A request that is imported is a curl command, a HAR entry, an HTTP message or a Messages request.",
        "A guess would send another request than the one that was copied.",
        "Copy the request once more, with its body in it and not in a file.",
        None,
    ),
    Explanation(
        "DemoScriptInvalid",
        "workbench",
        "A demo script holds the steps that docs/demo.md lists, and plugins that are there.",
        "A show that stops in the middle, before others, is worse than none; so all of it is read before it begins.",
        "Mend the line that the error names; the nearest known word stands in it.",
        None,
    ),
)
