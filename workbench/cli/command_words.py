"""The commands that run without a screen, and what each does."""

from __future__ import annotations

from typing import Final

COMMANDS: Final = {
    "inspect": "read the module: sections, imports, exports, identity, static checks; starts no engine",
    "check": "run layers 1 to 3, the static checks and the conformance cases",
    "handshake": "negotiate with one offer, and show each of the nine steps",
    "self-check": "run the plugin's own check of its wire types, and show every failure in full",
    "sweep": "try every small change of the host's offer, and find the smallest that break the plugin",
    "call": "dispatch one wire function",
    "run": "send saved payloads as tests, and judge what is expected of the answers",
    "import": "turn a curl command, a HAR entry or a Messages request into a payload",
    "fuzz": "send payloads that nobody thought of, and shrink what fails",
    "journey": "take one proxied request through all functions of one or several plugins, as a host does",
    "trace": "show every message that crosses the border, and what the plugin asks its host within each call",
    "bench": "measure what a call costs, and what its parts cost",
    "replay": "repeat recorded calls on a build, and report what differs",
    "diff": "compare two builds: module, identity, negotiation, self-check, answers, time",
    "decode": "say what the reference says of a text",
    "offer": "print the host's offer, its canonical form and its hash",
    "schema": "print the JSON Schema of a wire type",
    "registry": "rehearse layer 4: add, list, show, remove, recheck, upload, start",
    "history": "list what was sent to a plugin on the screen, show one dispatch, compare two; changes nothing",
    "explain": "explain a rule: what it says, why it exists, how to fix a violation",
    "serve": "show the screen in a browser, on this machine",
    "mcp": "let a coding agent inspect, check, call and more, over the Model Context Protocol",
    "bundle": "put what somebody else needs to see the same into one file, without its secrets",
    "open": "open such a bundle on the screen, or check it",
    "demo": "play a demo script on the screen: all samples, layer by layer, what breaks and why",
    "trust": "show what a workbench.toml asks for, and remember that you trust it",
    "info": "print versions, and each setting with its source",
    "new": "write a project to begin with: plugin, build, saved payloads, CI, settings of editors",
    "theme": "write a theme of your own to begin with",
    "doctor": "examine this machine: engine, limits, terminal, clipboard, each with its remedy",
    "keys": "list every action of the screen with its keys and its id, as your settings have them",
    "completion": "print what bash, zsh or fish needs to complete commands, options and files",
    "locate": "print where files are kept",
}
