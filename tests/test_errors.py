"""Each error says the same thing tomorrow: its name, its text and its data are part of the contract."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pytest

import workbench.errors
from workbench.errors import WorkbenchError, as_json, json_value
from workbench.errors.agents import (
    ArgumentInvalid,
    ArgumentUnknown,
    CallsTooMany,
    CallTooLong,
    InvalidArguments,
    PathOutside,
)
from workbench.errors.base import PluginError, member
from workbench.errors.conformance import FunctionMissing, HostEffect, UnexpectedResponse, conformance_group
from workbench.errors.demo import DemoScriptInvalid
from workbench.errors.dispatch import DispatchError
from workbench.errors.documents import (
    DocumentChanged,
    DocumentExists,
    DocumentNameInvalid,
    DocumentsInCircle,
    DocumentUnknown,
    ExpectationInvalid,
    ImportUnreadable,
    InvalidDocuments,
    VariableInvalid,
)
from workbench.errors.files import EndCutOff, FormatTooNew, LineDamaged, LinesDamaged
from workbench.errors.grouped import GroupedError
from workbench.errors.handshake import (
    Call,
    CapabilityCountExceeded,
    ChosenForUnknownFunction,
    ChosenFunctionNotImplemented,
    ChosenVersionNotOffered,
    ChosenVersionNotSupported,
    DeclaredFunctionMissing,
    DecodeAccept,
    DowngradeAttempt,
    FunctionCountExceeded,
    FunctionVersionCountExceeded,
    HandshakeSchemaVersionMismatch,
    ImplementedFunctionCountExceeded,
    ImplementedUnknownFunction,
    Instantiate,
    MissingHandshakeExport,
    OutputTooLarge,
    RequiredCapabilityUnavailable,
    SupportedUnknownFunction,
    SupportedVersionOutOfRange,
    Timeout,
    UndeclaredExport,
    VersionOutOfRange,
)
from workbench.errors.identity import (
    DuplicateCustomSection,
    MagicMismatch,
    MalformedPayload,
    MissingCustomSection,
    PluginNameEmpty,
    PluginNameInvalid,
    PluginVersionEmpty,
    PluginVersionTooLong,
    SectionTooLarge,
    WasmParseError,
)
from workbench.errors.machine import (
    MachineError,
    WorkbenchLimitCompileTime,
    WorkbenchLimitMemory,
)
from workbench.errors.operator import (
    EngineUnavailable,
    FaultUnknown,
    FileDamaged,
    FileUnreadable,
    InternalError,
    InvalidSettings,
    NameUnknown,
    OfferUndecodable,
    OptionUnknown,
    PlaceUnwritable,
    PluginClosed,
    PluginFileTooLarge,
    PluginUnreadable,
    SettingInvalid,
    SettingUnknown,
    StorageTooLarge,
)
from workbench.errors.projects import (
    FolderInUse,
    LimitNotRaised,
    ProjectFileRefused,
    ProjectNameInvalid,
    ProjectPathOutside,
    ProjectRule,
)
from workbench.errors.records import (
    BlobMissing,
    BlobSha256Mismatch,
    ExpirationBeforeHandshake,
    IdentityValidationFailed,
    NoNegotiatedFunctions,
    PluginNameMismatch,
    SizeLimitExceeded,
)
from workbench.errors.registry import (
    RecordAmbiguous,
    RecordUnknown,
    RegistryDamaged,
    RegistryFull,
    RegistryLocked,
    RegistryTooNew,
    RegistryUnwritable,
)
from workbench.errors.self_check import (
    DecodeResponse,
    EmptyRequest,
    FailureStatus,
    FailureWithoutFailures,
    InvalidTimestamp,
    MissingSelfCheckExport,
    SuccessWithFailures,
    TooManyFunctions,
)
from workbench.errors.serving import AddressUnusable, ExtraMissing
from workbench.errors.stack_frame import GuestTrace, StackFrame
from workbench.errors.thresholds import ThresholdExceeded, ThresholdUnmeasured

SECTION = "cc_lb.plugin.v1"
SHA = "ab" * 32

TRACE = GuestTrace((StackFrame("f", 9, "lib.rs", 3, None, inlined=True),), "no such index")

ROWS: list[tuple[WorkbenchError, str, dict[str, Any]]] = [
    # L1
    (
        WasmParseError(300, "the id of a section, 0x00 to 0x7f", "0x99"),
        "at byte 300 (0x12c): expected the id of a section, 0x00 to 0x7f, found 0x99",
        {
            "offset": 300,
            "expected": "the id of a section, 0x00 to 0x7f",
            "found": "0x99",
            "section": "",
            "group": "InvalidIdentity",
            "field": "wasm",
        },
    ),
    (
        WasmParseError(300, "2 code bodies", "the end of the section after 1", "code"),
        "at byte 300 (0x12c), section code: expected 2 code bodies, found the end of the section after 1",
        {
            "offset": 300,
            "expected": "2 code bodies",
            "found": "the end of the section after 1",
            "section": "code",
            "group": "InvalidIdentity",
            "field": "wasm",
        },
    ),
    (
        MissingCustomSection(SECTION),
        "expected one custom section 'cc_lb.plugin.v1', found none in the whole file",
        {"section": SECTION, "group": "InvalidIdentity", "field": "custom_section"},
    ),
    (
        DuplicateCustomSection(SECTION, 40, 5000),
        "expected one custom section 'cc_lb.plugin.v1', found a second at byte 5,000 (0x1388); the first is at byte 40",
        {
            "section": SECTION,
            "first_offset": 40,
            "second_offset": 5000,
            "group": "InvalidIdentity",
            "field": "custom_section",
        },
    ),
    (
        SectionTooLarge(65_537, 65_536, 20),
        "expected at most 65,536 bytes of identity payload, found 65,537 at byte 20 (0x14)",
        {"size": 65_537, "max": 65_536, "offset": 20, "group": "InvalidIdentity", "field": "custom_section"},
    ),
    (
        MalformedPayload("$.magic[3]", "an integer from 0 to 255 (u8)", "256", 17),
        "identity payload, $.magic[3] at byte 17 of the payload: expected an integer from 0 to 255 (u8), found 256",
        {
            "path": "$.magic[3]",
            "expected": "an integer from 0 to 255 (u8)",
            "found": "256",
            "offset": 17,
            "group": "InvalidIdentity",
            "field": "payload",
        },
    ),
    (
        MalformedPayload("$", "the field plugin_name", "no such field"),
        "identity payload, $: expected the field plugin_name, found no such field",
        {
            "path": "$",
            "expected": "the field plugin_name",
            "found": "no such field",
            "offset": None,
            "group": "InvalidIdentity",
            "field": "payload",
        },
    ),
    (
        MagicMismatch(bytes.fromhex("cc1b701000010000"), bytes.fromhex("cc1b701000020000")),
        "expected magic cc 1b 70 10 00 01 00 00, found cc 1b 70 10 00 02 00 00",
        {"expected": "cc1b701000010000", "found": "cc1b701000020000", "group": "InvalidIdentity", "field": "magic"},
    ),
    (
        PluginNameEmpty(),
        "plugin_name: expected 1 to 64 bytes, found the empty string",
        {"group": "InvalidIdentity", "field": "name"},
    ),
    (
        PluginNameInvalid("My-Plugin", 9, "^[a-z][a-z0-9_-]*$", 64),
        "plugin_name: expected a match of ^[a-z][a-z0-9_-]*$, found 'My-Plugin'",
        {
            "name": "My-Plugin",
            "size": 9,
            "pattern": "^[a-z][a-z0-9_-]*$",
            "max": 64,
            "group": "InvalidIdentity",
            "field": "name",
        },
    ),
    (
        PluginNameInvalid("a" * 90, 90, "^[a-z][a-z0-9_-]*$", 64),
        "plugin_name: expected at most 64 bytes, found 90: '" + "a" * 80 + "…'",
        {
            "name": "a" * 90,
            "size": 90,
            "pattern": "^[a-z][a-z0-9_-]*$",
            "max": 64,
            "group": "InvalidIdentity",
            "field": "name",
        },
    ),
    (
        PluginVersionEmpty(),
        "plugin_version: expected 1 to 32 bytes, found the empty string",
        {"group": "InvalidIdentity", "field": "version"},
    ),
    (
        PluginVersionTooLong("1" * 33, 33, 32),
        "plugin_version: expected at most 32 bytes, found 33: '" + "1" * 33 + "'",
        {"version": "1" * 33, "size": 33, "max": 32, "group": "InvalidIdentity", "field": "version"},
    ),
    # L2: the host's own offer
    (
        FunctionCountExceeded(33, 32),
        "offer: expected at most 32 functions, found 33",
        {"count": 33, "max": 32},
    ),
    (
        FunctionVersionCountExceeded("shape", 17, 16),
        "offer: expected at most 16 versions of 'shape', found 17",
        {"function": "shape", "count": 17, "max": 16},
    ),
    (
        VersionOutOfRange("shape", 0, 1, 65_535),
        "offer: version of 'shape': expected 1 to 65535, found 0",
        {"function": "shape", "version": 0, "min": 1, "max": 65_535},
    ),
    (
        CapabilityCountExceeded(33, 32),
        "offer: expected at most 32 capabilities, found 33",
        {"count": 33, "max": 32},
    ),
    # L2
    (
        Instantiate("unknown import", "strict"),
        "expected an instance under the strict budget, found: unknown import",
        {"reason": "unknown import", "budget": "strict", "cause": None, "group": "Instantiate"},
    ),
    (
        Instantiate("start failed", "serving", "wasm trap: unreachable"),
        "expected an instance under the serving budget, found: start failed (wasm trap: unreachable)",
        {"reason": "start failed", "budget": "serving", "cause": "wasm trap: unreachable", "group": "Instantiate"},
    ),
    (
        MissingHandshakeExport("cc_lb_handshake", "a memory"),
        "expected the export 'cc_lb_handshake', () -> i32, found a memory",
        {"export": "cc_lb_handshake", "found": "a memory", "group": "MissingExport", "name": "cc_lb_handshake"},
    ),
    (
        Timeout("oom: fuel", 200, 10_000_000),
        "expected an answer within 200 ms and 10,000,000 fuel, found: oom: fuel",
        {"reason": "oom: fuel", "wall_ms_max": 200, "fuel_max": 10_000_000, "cause": None, "group": "WasmTrap"},
    ),
    (
        Call("cc_lb_handshake", "Returned non-zero exit code: 5"),
        "cc_lb_handshake: expected a return of 0, found: Returned non-zero exit code: 5",
        {
            "export": "cc_lb_handshake",
            "reason": "Returned non-zero exit code: 5",
            "cause": None,
            "group": "WasmTrap",
        },
    ),
    (
        Call("cc_lb_self_check", "error while executing", "wasm trap: unreachable"),
        "cc_lb_self_check: expected a return of 0, found: error while executing (wasm trap: unreachable)",
        {
            "export": "cc_lb_self_check",
            "reason": "error while executing",
            "cause": "wasm trap: unreachable",
            "group": "WasmTrap",
        },
    ),
    (
        OutputTooLarge("cc_lb_handshake", 40_000, 32_768),
        "cc_lb_handshake: expected at most 32,768 bytes of output, found 40,000",
        {"export": "cc_lb_handshake", "bytes": 40_000, "max": 32_768, "group": "Serialization"},
    ),
    (
        DecodeAccept("$.chosen_versions.shape", "an integer from 0 to 4,294,967,295 (u32)", "-1", 60),
        "accept, $.chosen_versions.shape at byte 60: expected an integer from 0 to 4,294,967,295 (u32), found -1",
        {
            "path": "$.chosen_versions.shape",
            "expected": "an integer from 0 to 4,294,967,295 (u32)",
            "found": "-1",
            "offset": 60,
            "group": "Serialization",
        },
    ),
    (
        HandshakeSchemaVersionMismatch(2, 1),
        "handshake_schema_version: expected 1, found 2",
        {"got": 2, "expected": 1, "group": "InvalidIdentity", "field": "handshake_schema_version"},
    ),
    (
        ChosenForUnknownFunction("shape", "the offer"),
        "chosen_versions.shape: expected a function of both sides, found none in the offer",
        {"function": "shape", "missing_in": "the offer", "group": "InvalidIdentity", "field": "chosen_versions"},
    ),
    (
        ChosenVersionNotOffered("shape", 2, (1, 3)),
        "chosen_versions.shape: expected one of the offered [1, 3], found 2",
        {
            "function": "shape",
            "chosen": 2,
            "offered": [1, 3],
            "group": "InvalidIdentity",
            "field": "chosen_versions",
        },
    ),
    (
        DowngradeAttempt("shape", 1, 3),
        "chosen_versions.shape: expected 3, the highest that both sides speak, found 1",
        {
            "function": "shape",
            "chosen": 1,
            "max_intersection": 3,
            "group": "DowngradeAttempt",
            "host_offered_max": 3,
            "plugin_chose": 1,
        },
    ),
    (
        RequiredCapabilityUnavailable("fs:read", ("log", "net")),
        "required_capabilities: expected only what the host offers ('log', 'net'), found 'fs:read'",
        {"capability": "fs:read", "offered": ["log", "net"], "group": "MissingCapability", "name": "fs:read"},
    ),
    (
        RequiredCapabilityUnavailable("fs:read", ()),
        "required_capabilities: expected only what the host offers (none), found 'fs:read'",
        {"capability": "fs:read", "offered": [], "group": "MissingCapability", "name": "fs:read"},
    ),
    (
        ImplementedFunctionCountExceeded(17, 16),
        "implemented_functions: expected at most 16, found 17",
        {"count": 17, "max": 16, "group": "InvalidIdentity", "field": "implemented_functions"},
    ),
    (
        ImplementedUnknownFunction("shapes"),
        "implemented_functions: expected only offered functions, found 'shapes'",
        {"function": "shapes", "group": "InvalidIdentity", "field": "implemented_functions"},
    ),
    (
        SupportedUnknownFunction("shapes"),
        "plugin_supported: expected only offered functions, found 'shapes'",
        {"function": "shapes", "group": "InvalidIdentity", "field": "plugin_supported"},
    ),
    (
        SupportedVersionOutOfRange("shape", 0, 1, 65_535),
        "plugin_supported.shape: expected 1 to 65535, found 0",
        {
            "function": "shape",
            "version": 0,
            "min": 1,
            "max": 65_535,
            "group": "InvalidIdentity",
            "field": "plugin_supported",
        },
    ),
    (
        ChosenFunctionNotImplemented("shape"),
        "chosen_versions.shape: expected a function that implemented_functions lists, found it left out there",
        {"function": "shape", "group": "FunctionMissing", "name": "shape"},
    ),
    (
        ChosenVersionNotSupported("shape", 2, (1,)),
        "chosen_versions.shape: expected one of the plugin's own [1], found 2",
        {"function": "shape", "chosen": 2, "supported": [1], "group": "InvalidIdentity", "field": "chosen_versions"},
    ),
    (
        DeclaredFunctionMissing("shape", "nothing"),
        "implemented_functions: expected the export 'shape', () -> i32, found nothing",
        {"function": "shape", "found": "nothing", "group": "FunctionMissing", "name": "shape"},
    ),
    (
        UndeclaredExport("sign"),
        "exports: expected only implemented wire functions, found 'sign'",
        {"function": "sign", "group": "InvalidIdentity", "field": "implemented_functions"},
    ),
    # L3
    (EmptyRequest(), "functions_to_test: expected at least one function, found none", {}),
    (
        MissingSelfCheckExport("cc_lb_self_check", "nothing"),
        "expected the export 'cc_lb_self_check', () -> i32, found nothing",
        {"export": "cc_lb_self_check", "found": "nothing", "group": "MissingExport", "name": "cc_lb_self_check"},
    ),
    (
        DecodeResponse("$.status", "one of success, failure", '"done"', 10),
        'self-check response, $.status at byte 10: expected one of success, failure, found "done"',
        {"path": "$.status", "expected": "one of success, failure", "found": '"done"', "offset": 10, "group": "Output"},
    ),
    (
        InvalidTimestamp("completed_at", 0),
        "completed_at: expected unix seconds above 0, found 0",
        {"field": "completed_at", "found": 0, "group": "Output"},
    ),
    (
        TooManyFunctions("failures", 17, 16),
        "failures: expected at most 16, found 17",
        {"field": "failures", "count": 17, "max": 16, "group": "Output"},
    ),
    (SuccessWithFailures(2), "status success: expected no failures, found 2", {"count": 2, "group": "Output"}),
    (FailureWithoutFailures(), "status failure: expected at least one failure, found none", {"group": "Output"}),
    (
        FailureStatus(({"stage": "wire_function_test", "message": "shape: no round trip"},)),
        "expected status success, found 1 failure(s): wire_function_test: shape: no round trip",
        {"failures": [{"stage": "wire_function_test", "message": "shape: no round trip"}], "group": "FailureStatus"},
    ),
    # L4
    (
        IdentityValidationFailed(PluginNameEmpty()),
        "identity: plugin_name: expected 1 to 64 bytes, found the empty string",
        {
            "cause": {
                "kind": "PluginNameEmpty",
                "message": "plugin_name: expected 1 to 64 bytes, found the empty string",
                "details": {"group": "InvalidIdentity", "field": "name"},
            }
        },
    ),
    (
        ExpirationBeforeHandshake(10, 10),
        "expires_at: expected a time after 10, found 10",
        {"expires_at": 10, "handshake_completed_at": 10},
    ),
    (NoNegotiatedFunctions(), "negotiated_functions: expected at least one, found none", {}),
    (
        SizeLimitExceeded(300_000, 262_144),
        "metadata: expected at most 262,144 bytes of compact JSON, found 300,000",
        {"bytes": 300_000, "max": 262_144},
    ),
    (
        PluginNameMismatch(SHA, "one", "two"),
        "sha256 abababababab: expected the plugin name 'one', found 'two'",
        {"sha256": SHA, "registered": "one", "found": "two"},
    ),
    (
        BlobMissing("aa"),
        "blob: expected the bytes of aa, found none",
        {"sha256": "aa"},
    ),
    (
        BlobSha256Mismatch("aa", "bb"),
        "blob: expected sha256 aa, found bb",
        {"expected": "aa", "found": "bb"},
    ),
    # L5
    (
        DispatchError("response_decode", "sign", "$.headers[0]", "an object (HeaderWire)", "null", None, 12),
        "sign, $.headers[0] at byte 12: expected an object (HeaderWire), found null",
        {
            "function": "sign",
            "path": "$.headers[0]",
            "expected": "an object (HeaderWire)",
            "found": "null",
            "cause": None,
            "offset": 12,
        },
    ),
    (
        DispatchError("plugin_call", "shape", "", "a return of 0 and no error text", "timeout", "ended after 5,000 ms"),
        "shape: expected a return of 0 and no error text, found timeout (ended after 5,000 ms)",
        {
            "function": "shape",
            "path": "",
            "expected": "a return of 0 and no error text",
            "found": "timeout",
            "cause": "ended after 5,000 ms",
            "offset": None,
        },
    ),
    (
        DispatchError("plugin_call", "shape", "", "a return of 0", "a trap", trace=TRACE),
        "shape: expected a return of 0, found a trap",
        {
            "function": "shape",
            "path": "",
            "expected": "a return of 0",
            "found": "a trap",
            "cause": None,
            "offset": None,
            "frames": [
                {"function": "f", "offset": 9, "file": "lib.rs", "line": 3, "column": None, "inlined": True},
            ],
            "panic": "no such index",
            "fault_address": None,
        },
    ),
    (
        DispatchError(
            "plugin_call",
            "shape",
            "",
            "a return of 0",
            "a trap",
            "wasm trap: out of bounds memory access",
            trace=GuestTrace((), None, 0x7FFF_FF00),
        ),
        "shape: expected a return of 0, found a trap (wasm trap: out of bounds memory access)",
        {
            "function": "shape",
            "path": "",
            "expected": "a return of 0",
            "found": "a trap",
            "cause": "out of bounds memory access at 0x7fffff00",
            "offset": None,
            "frames": [],
            "panic": None,
            "fault_address": 0x7FFF_FF00,
        },
    ),
    # conformance
    (
        FunctionMissing("filter", "router"),
        "kind router: expected 'filter' among the chosen versions, found it left out",
        {"name": "filter", "wanted_by": "router", "group": "FunctionMissing"},
    ),
    (
        UnexpectedResponse("dispatch:filter:candidate_count", "$.results", "1 decision", "0"),
        "dispatch:filter:candidate_count, $.results: expected 1 decision, found 0",
        {"case": "dispatch:filter:candidate_count", "path": "$.results", "expected": "1 decision", "found": "0"},
    ),
    (
        HostEffect("dispatch:shape:basic", "fails_request", "/url", "url", "'u': relative URL without a base"),
        "dispatch:shape:basic, /url: expected an answer that the host uses, found 'u': relative URL without a base "
        "(rule url: fails_request)",
        {
            "case": "dispatch:shape:basic",
            "effect": "fails_request",
            "path": "/url",
            "rule": "url",
            "found": "'u': relative URL without a base",
        },
    ),
    # thresholds
    (
        ThresholdExceeded("max-size", "size", 110_352, 100_000, "bytes", "", ""),
        "size: expected at most 100,000 bytes (--max-size), found 110,352: 10,352 too much (10.4%)",
        {
            "threshold": "max-size",
            "figure": "size",
            "found": 110_352,
            "limit": 100_000,
            "unit": "bytes",
            "where": "",
            "means": "",
            "over": 10_352,
        },
    ),
    (
        ThresholdExceeded("max-fuel", "fuel", 9, 8, "units of fuel", "dispatch:shape:basic", "80% of the budget"),
        "fuel: expected at most 8 units of fuel, 80% of the budget (--max-fuel), found 9 in dispatch:shape:basic: "
        "1 too much (12.5%)",
        {
            "threshold": "max-fuel",
            "figure": "fuel",
            "found": 9,
            "limit": 8,
            "unit": "units of fuel",
            "where": "dispatch:shape:basic",
            "means": "80% of the budget",
            "over": 1,
        },
    ),
    (
        ThresholdUnmeasured("max-fuel", "fuel", "the budget does not meter fuel"),
        "fuel: expected a figure to hold against --max-fuel, found none: the budget does not meter fuel",
        {"threshold": "max-fuel", "figure": "fuel", "reason": "the budget does not meter fuel"},
    ),
    # the person at the keyboard
    (
        PluginUnreadable("a.wasm", "no such file"),
        "a.wasm: expected a readable .wasm file, found: no such file",
        {"path": "a.wasm", "reason": "no such file"},
    ),
    (
        PluginUnreadable("a.wasm", "no such file", "make", "workbench.toml, line 3"),
        "a.wasm: expected a readable .wasm file, found: no such file",
        {"path": "a.wasm", "reason": "no such file", "build": "make", "build_at": "workbench.toml, line 3"},
    ),
    (
        PluginFileTooLarge("a.wasm", 70_000_000, 67_108_864),
        "a.wasm: expected at most 67,108,864 bytes, found 70,000,000",
        {"path": "a.wasm", "size": 70_000_000, "max": 67_108_864},
    ),
    (
        SettingInvalid("clock", None, "milliseconds since 1970", "option", found="a text without ="),
        "clock (option): expected milliseconds since 1970, found a text without =",
        {
            "name": "clock",
            "value": None,
            "expected": "milliseconds since 1970",
            "source": "option",
            "line": None,
            "column": None,
            "found": "a text without =",
            "nearest": None,
        },
    ),
    (
        SettingInvalid("profile", "0.2", "0.1 or 0.3", "workbench.toml", 3, 11, nearest="0.1"),
        "profile (workbench.toml, line 3, column 11): expected 0.1 or 0.3, found '0.2'; did you mean '0.1'?",
        {
            "name": "profile",
            "value": "0.2",
            "expected": "0.1 or 0.3",
            "source": "workbench.toml",
            "line": 3,
            "column": 11,
            "found": "",
            "nearest": "0.1",
        },
    ),
    (
        ProjectFileRefused("/p/workbench.toml", ProjectRule.OWNER, "a file of yours or of root's", "one of user 7"),
        "/p/workbench.toml is not used (owner): expected a file of yours or of root's, found one of user 7",
        {
            "path": "/p/workbench.toml",
            "rule": "owner",
            "expected": "a file of yours or of root's",
            "found": "one of user 7",
        },
    ),
    (
        ProjectNameInvalid("My", "a to z", "'M' as the first one"),
        "plugin name 'My': expected a to z, found 'M' as the first one",
        {"name": "My", "expected": "a to z", "found": "'M' as the first one"},
    ),
    (
        FolderInUse("hello", "notes.txt and 2 more"),
        "hello: expected no folder yet, or an empty one, found notes.txt and 2 more",
        {"path": "hello", "found": "notes.txt and 2 more"},
    ),
    (
        ProjectPathOutside("/p/workbench.toml", "plugin", "../x.wasm", "/x.wasm", "/p", 2, 10),
        "plugin (/p/workbench.toml, line 2, column 10): expected a path below /p in a project file that is not "
        "trusted, found '../x.wasm', which leads to /x.wasm",
        {
            "path": "/p/workbench.toml",
            "name": "plugin",
            "value": "../x.wasm",
            "leads_to": "/x.wasm",
            "folder": "/p",
            "line": 2,
            "column": 10,
        },
    ),
    (
        LimitNotRaised("/p/workbench.toml", "budgets.serving.fuel", 0, 1_000_000, 5),
        "budgets.serving.fuel (/p/workbench.toml, line 5): expected at most 1,000,000 in a project file that is not "
        "trusted, found no limit, which is ignored",
        {
            "path": "/p/workbench.toml",
            "name": "budgets.serving.fuel",
            "wanted": 0,
            "standing": 1_000_000,
            "line": 5,
            "column": None,
        },
    ),
    (
        SettingUnknown("profil", "workbench.toml", "profile"),
        "workbench.toml: expected a known setting, found 'profil'; did you mean 'profile'?",
        {"name": "profil", "source": "workbench.toml", "nearest": "profile", "line": None, "column": None},
    ),
    (
        SettingUnknown("zzz", "workbench.toml", None, 4, 2),
        "workbench.toml, line 4, column 2: expected a known setting, found 'zzz'",
        {"name": "zzz", "source": "workbench.toml", "nearest": None, "line": 4, "column": 2},
    ),
    (
        InvalidSettings((SettingUnknown("zzz", "option", None),), 3),
        "option: expected a known setting, found 'zzz'\nand 3 more like these",
        {
            "more": 3,
            "problems": [
                {
                    "kind": "SettingUnknown",
                    "message": "option: expected a known setting, found 'zzz'",
                    "details": {"name": "zzz", "source": "option", "nearest": None, "line": None, "column": None},
                }
            ],
        },
    ),
    (
        NameUnknown("type", "identiti", "identity"),
        "expected a known type, found 'identiti'; did you mean 'identity'?",
        {"what": "type", "name": "identiti", "nearest": "identity"},
    ),
    (
        NameUnknown("error kind", "zzz", None),
        "expected a known error kind, found 'zzz'",
        {"what": "error kind", "name": "zzz", "nearest": None},
    ),
    (
        OfferUndecodable("$", "an object (HandshakeOffer)", "null", 0),
        "offer, $ at byte 0: expected an object (HandshakeOffer), found null",
        {"path": "$", "expected": "an object (HandshakeOffer)", "found": "null", "offset": 0, "file": None},
    ),
    (
        OfferUndecodable("$.zz", "no such field", "the field 'zz'", 9, "offer.json"),
        "offer.json: $.zz at byte 9: expected no such field, found the field 'zz'",
        {"path": "$.zz", "expected": "no such field", "found": "the field 'zz'", "offset": 9, "file": "offer.json"},
    ),
    (
        PluginClosed("dialect.wasm"),
        "plugin 'dialect.wasm': expected one that is open, found one that was closed",
        {"path": "dialect.wasm"},
    ),
    (
        ExtraMissing("serve", "textual-serve", "serve"),
        "workbench serve: expected the package textual-serve, found none",
        {"command": "serve", "package": "textual-serve", "extra": "serve"},
    ),
    (
        ArgumentInvalid("check", "kind", "one of shape, signer", "'router'"),
        "check, kind: expected one of shape, signer, found 'router'",
        {"tool": "check", "argument": "kind", "expected": "one of shape, signer", "found": "'router'"},
    ),
    (
        ArgumentUnknown("check", "plugni", "plugin"),
        "check: expected an argument of this tool, found 'plugni'; did you mean 'plugin'?",
        {"tool": "check", "argument": "plugni", "nearest": "plugin"},
    ),
    (
        InvalidArguments((ArgumentInvalid("check", "plugin", "a text", "nothing"),), 2),
        "check, plugin: expected a text, found nothing\nand 2 more like these",
        {
            "problems": [
                {
                    "kind": "ArgumentInvalid",
                    "message": "check, plugin: expected a text, found nothing",
                    "details": {"tool": "check", "argument": "plugin", "expected": "a text", "found": "nothing"},
                }
            ],
            "more": 2,
        },
    ),
    (
        PathOutside("../a.wasm", "/home/me/plugin"),
        "'../a.wasm': expected a file below /home/me/plugin, found a path that leads out of it",
        {"path": "../a.wasm", "folder": "/home/me/plugin"},
    ),
    (
        CallTooLong("replay", 300),
        "replay: expected an answer within 300 s, found that it was still working",
        {"tool": "replay", "limit_s": 300},
    ),
    (
        CallsTooMany(32, 32),
        "expected at most 32 calls that wait for their turn, found 32 already waiting",
        {"waiting": 32, "max": 32},
    ),
    (
        AddressUnusable("127.0.0.1", 8_000, "address already in use"),
        "127.0.0.1, port 8000: expected an address to listen on, found: address already in use",
        {"host": "127.0.0.1", "port": 8_000, "reason": "address already in use"},
    ),
    (
        LineDamaged("calls.jsonl", 1_200, "a call", "an array"),
        "calls.jsonl, line 1,200: expected a call, found an array",
        {"path": "calls.jsonl", "line": 1_200, "expected": "a call", "found": "an array"},
    ),
    (
        LinesDamaged("history.jsonl", 1, 7),
        "history.jsonl: expected one JSON object in each line, found 1 damaged line, the first at line 7",
        {"path": "history.jsonl", "lines": 1, "first_line": 7},
    ),
    (
        EndCutOff("history.jsonl", 31, "history.jsonl.cut-off"),
        "history.jsonl: expected a whole last line, found 31 bytes of one; set aside in history.jsonl.cut-off",
        {"path": "history.jsonl", "size_bytes": 31, "set_aside_in": "history.jsonl.cut-off"},
    ),
    (
        FormatTooNew("calls.jsonl", "recording", 2, 1),
        "calls.jsonl: expected recording format 1 or older, found 2",
        {"path": "calls.jsonl", "what": "recording", "found": 2, "newest_known": 1},
    ),
    (
        FileDamaged("history.jsonl", "one JSON object per line", "a cut line"),
        "history.jsonl: expected one JSON object per line, found a cut line",
        {"path": "history.jsonl", "expected": "one JSON object per line", "found": "a cut line"},
    ),
    (
        OptionUnknown("--format", "workbench", ("check", "call"), None),
        "workbench: expected an option of the screen, found '--format'",
        {"option": "--format", "command": "workbench", "known_to": ["check", "call"], "nearest": None, "reason": None},
    ),
    (
        OptionUnknown("--allow-host", "workbench call", (), None, "a cc-lb host gives a plugin no network"),
        "workbench call: expected an option of this command, found '--allow-host': "
        "a cc-lb host gives a plugin no network",
        {
            "option": "--allow-host",
            "command": "workbench call",
            "known_to": [],
            "nearest": None,
            "reason": "a cc-lb host gives a plugin no network",
        },
    ),
    (
        FileUnreadable("request.json", "a payload that can be read", "no such file or directory"),
        "request.json: expected a payload that can be read, found: no such file or directory",
        {
            "path": "request.json",
            "expected": "a payload that can be read",
            "reason": "no such file or directory",
        },
    ),
    (
        DocumentNameInvalid("a/b", "none of /", "'/' at 1"),
        "payload name 'a/b': expected none of /, found '/' at 1",
        {"name": "a/b", "expected": "none of /", "found": "'/' at 1"},
    ),
    (
        DocumentUnknown("shape", "mesages", "payloads", "messages"),
        "payloads: expected the saved payload 'mesages' of shape, found none; did you mean 'messages'?",
        {"function": "shape", "name": "mesages", "folder": "payloads", "nearest": "messages"},
    ),
    (
        DocumentUnknown("shape", "", "payloads", None),
        "payloads: expected saved payloads of shape, found none",
        {"function": "shape", "name": "", "folder": "payloads", "nearest": None},
    ),
    (
        DocumentUnknown("", "", "payloads", None),
        "payloads: expected saved payloads, found none",
        {"function": "", "name": "", "folder": "payloads", "nearest": None},
    ),
    (
        DocumentExists("payloads/shape/a.json"),
        "payloads/shape/a.json: expected no such file yet, found one",
        {"path": "payloads/shape/a.json"},
    ),
    (
        DocumentChanged("payloads/shape/a.json"),
        "payloads/shape/a.json: expected the file as it was read, found a newer change",
        {"path": "payloads/shape/a.json"},
    ),
    (
        DocumentsInCircle(("sign/a", "sign/b", "sign/a")),
        "expected payloads that can be put in order, found a circle: sign/a → sign/b → sign/a",
        {"documents": ["sign/a", "sign/b", "sign/a"]},
    ),
    (
        VariableInvalid("a.json", "/x/0", "a value for KYE", "none", "KEY"),
        "a.json, /x/0: expected a value for KYE, found none; did you mean 'KEY'?",
        {"document": "a.json", "pointer": "/x/0", "expected": "a value for KYE", "found": "none", "nearest": "KEY"},
    ),
    (
        InvalidDocuments((DocumentExists("a.json"), DocumentExists("b.json"))),
        "a.json: expected no such file yet, found one\nb.json: expected no such file yet, found one",
        {"problems": [as_json(DocumentExists("a.json")), as_json(DocumentExists("b.json"))]},
    ),
    (
        ExpectationInvalid("a.expect.json", "outcome", "one of ok, fallback", "'okay'", "ok"),
        "a.expect.json, outcome: expected one of ok, fallback, found 'okay'; did you mean 'ok'?",
        {
            "path": "a.expect.json",
            "place": "outcome",
            "expected": "one of ok, fallback",
            "found": "'okay'",
            "nearest": "ok",
        },
    ),
    (
        DemoScriptInvalid("show.toml", 9, "step 2, show", "a pane or a sheet", "'handshak'", "handshake"),
        "show.toml, line 9 (step 2, show): expected a pane or a sheet, found 'handshak'; did you mean 'handshake'?",
        {
            "path": "show.toml",
            "line": 9,
            "place": "step 2, show",
            "expected": "a pane or a sheet",
            "found": "'handshak'",
            "nearest": "handshake",
        },
    ),
    (
        DemoScriptInvalid("show.toml", None, "", "TOML", "a folder"),
        "show.toml: expected TOML, found a folder",
        {"path": "show.toml", "line": None, "place": "", "expected": "TOML", "found": "a folder", "nearest": None},
    ),
    (
        ImportUnreadable("curl command", "a URL", "none"),
        "curl command: expected a URL, found none",
        {"what": "curl command", "expected": "a URL", "found": "none"},
    ),
    (
        InternalError("loading of plugin.wasm", "KeyError", "walk.py, line 7"),
        "loading of plugin.wasm: the workbench itself failed with KeyError in walk.py, line 7",
        {"doing": "loading of plugin.wasm", "fault": "KeyError", "place": "walk.py, line 7"},
    ),
    (
        FaultUnknown("storage_putt=fail", "FUNCTION=fail", "option", "storage_put=fail"),
        "fault (option): expected FUNCTION=fail, found 'storage_putt=fail'; did you mean 'storage_put=fail'?",
        {
            "spec": "storage_putt=fail",
            "expected": "FUNCTION=fail",
            "source": "option",
            "nearest": "storage_put=fail",
        },
    ),
    (
        FaultUnknown("?", "FUNCTION=fail", "typed", None),
        "fault (typed): expected FUNCTION=fail, found '?'",
        {"spec": "?", "expected": "FUNCTION=fail", "source": "typed", "nearest": None},
    ),
    (
        StorageTooLarge("sample", 2_000, 1_024),
        "storage of sample: expected at most 1,024 bytes, found 2,000",
        {"plugin": "sample", "used_bytes": 2_000, "quota_bytes": 1_024},
    ),
    (
        PlaceUnwritable("preferences.json", "no space left on device"),
        "preferences.json: expected a file that can be written, found: no space left on device",
        {"path": "preferences.json", "reason": "no space left on device"},
    ),
    # the registry
    (
        RegistryLocked("registry.sqlite", 5_000),
        "registry.sqlite: expected to write within 5,000 ms, found it locked by another process",
        {"path": "registry.sqlite", "waited_ms": 5_000},
    ),
    (
        RegistryDamaged("registry.sqlite", "file is not a database"),
        "registry.sqlite: expected a registry, found: file is not a database",
        {"path": "registry.sqlite", "found": "file is not a database"},
    ),
    (
        RegistryTooNew("registry.sqlite", 2, 1),
        "registry.sqlite: expected registry version 1 or older, found 2",
        {"path": "registry.sqlite", "found": 2, "newest_known": 1},
    ),
    (
        RegistryUnwritable("registry.sqlite", "the disk is full"),
        "registry.sqlite: expected a registry that can be written, found: the disk is full",
        {"path": "registry.sqlite", "reason": "the disk is full"},
    ),
    (
        RegistryFull(10_000, 10_000),
        "registry: expected fewer than 10,000 records, found 10,000",
        {"count": 10_000, "max": 10_000},
    ),
    (
        RecordUnknown("minima", "minimal"),
        "registry: expected a plugin name or the start of a sha256, found no record of 'minima'; "
        "did you mean 'minimal'?",
        {"wanted": "minima", "nearest": "minimal"},
    ),
    (
        RecordAmbiguous("minimal", (SHA, "cd" * 32)),
        "registry: expected one record of 'minimal', found 2: abababababab, cdcdcdcdcdcd",
        {"wanted": "minimal", "sha256s": [SHA, "cd" * 32]},
    ),
    (
        MachineError("stdout", "a stream that can be written", "no space left on device", "Free some space."),
        "stdout: expected a stream that can be written, found: no space left on device",
        {
            "what": "stdout",
            "expected": "a stream that can be written",
            "found": "no space left on device",
            "remedy": "Free some space.",
        },
    ),
    (
        WorkbenchLimitCompileTime("compile", "compile_limit_ms", 20_000, 20_130),
        "compile: expected at most 20,000 ms of processor time, found more than 20,130 ms; "
        "a limit of the workbench (compile_limit_ms), not a host's verdict",
        {"phase": "compile", "setting": "compile_limit_ms", "limit": 20_000, "found": 20_130},
    ),
    (
        WorkbenchLimitMemory("instantiate", "resident_limit_mb", 1_024, 1_100),
        "instantiate: expected at most 1,024 MiB of memory, found 1,100 MiB; "
        "a limit of the workbench (resident_limit_mb), not a host's verdict",
        {"phase": "instantiate", "setting": "resident_limit_mb", "limit": 1_024, "found": 1_100},
    ),
    # ours
    (
        EngineUnavailable("the child ended with signal 11", "segmentation fault"),
        "engine: expected a running child process, found: the child ended with signal 11; it wrote: segmentation fault",
        {"reason": "the child ended with signal 11", "stderr": "segmentation fault", "remedy": ""},
    ),
]


def all_errors(root: type[WorkbenchError] = WorkbenchError) -> set[type[WorkbenchError]]:
    """Every error class of the package, branches included."""
    for module in pkgutil.iter_modules(workbench.errors.__path__):
        importlib.import_module(f"workbench.errors.{module.name}")
    found = {root}
    for child in root.__subclasses__():
        if child.__module__.startswith("workbench.errors"):
            found |= all_errors(child)
    return found


def leaf_errors() -> set[type[WorkbenchError]]:
    """The error classes that are raised: those that none is derived from."""
    errors = all_errors()
    return {error for error in errors if not any(child in errors for child in error.__subclasses__())}


@pytest.mark.parametrize(
    ("error", "text", "details"), ROWS, ids=[f"{type(error).__name__}-{at}" for at, (error, _, _) in enumerate(ROWS)]
)
def test_text_kind_and_details_of_each_error(error: WorkbenchError, text: str, details: dict[str, Any]) -> None:
    kind = error.stage if isinstance(error, DispatchError) else type(error).__name__
    assert as_json(error) == {"kind": kind, "message": text, "details": details}


def test_each_leaf_stands_in_the_table() -> None:
    in_table = {type(error) for error, _, _ in ROWS}
    assert {error.__name__ for error in leaf_errors() - in_table} == set()


def test_each_leaf_stands_in_the_drawn_tree() -> None:
    drawn = workbench.errors.__doc__ or ""
    assert {error.__name__ for error in leaf_errors() if error.__name__ not in drawn} == set()


def test_kinds_are_unique() -> None:
    names = [error.__name__ for error in leaf_errors()]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    ("reason", "group"),
    [
        ("required capability 'fs:read' not available in host capabilities", "MissingCapability"),
        ("handshake: required capability 'fs:read' not available in host capabilities (v1)", "MissingCapability"),
        ("required capability fs:read not available", "WasmTrap"),
    ],
)
def test_a_call_error_that_names_a_capability_counts_as_missing_capability(reason: str, group: str) -> None:
    found = conformance_group(Call("cc_lb_handshake", reason))
    assert found == ({"group": group, "name": "fs:read"} if group == "MissingCapability" else {"group": group})


@pytest.mark.parametrize(
    ("error", "group"),
    [
        (Call("cc_lb_self_check", "required capability 'a' not available in host capabilities"), "WasmTrap"),
        (OutputTooLarge("cc_lb_self_check", 2, 1), "Output"),
        (OutputTooLarge("cc_lb_handshake", 2, 1), "Serialization"),
    ],
)
def test_an_error_of_two_layers_counts_by_its_layer(error: GroupedError, group: str) -> None:
    assert conformance_group(error) == {"group": group}


def test_an_error_of_layer_4_has_no_group() -> None:
    assert conformance_group(BlobMissing("aa")) == {}


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("shape", "$.shape"),
        ("a-b_2", "$.a-b_2"),
        ("a b", '$["a b"]'),
        ("2", '$["2"]'),
        ("", '$[""]'),
        ('"\n', '$["\\"\\n"]'),
        ("x" * 81, '$["' + "x" * 80 + '\\u2026"]'),
    ],
)
def test_odd_names_of_members_are_quoted_and_cut(key: str, path: str) -> None:
    assert member("$", key) == path


def test_facts_become_json_values() -> None:
    class Colour(Enum):
        RED = b"\x01"

    value = {1: (Colour.RED, frozenset({"b", "a"})), "error": PluginNameEmpty()}
    assert json_value(value) == {
        "1": ["01", ["a", "b"]],
        "error": as_json(PluginNameEmpty()),
    }


def test_facts_of_a_dataclass_become_an_object() -> None:
    @dataclass
    class Place:
        line: int

    assert json_value([Place(3)]) == [{"line": 3}]


@pytest.mark.parametrize(
    ("what", "command"),
    [("type", "schema"), ("kind", "explain"), ("place", "locate"), ("command or .wasm file", "--help")],
)
def test_a_name_that_is_like_none_is_answered_by_where_they_are_listed(what: str, command: str) -> None:
    assert f"`workbench {command}`" in NameUnknown(what, "zzz", None).hint
    assert NameUnknown(what, "zzz", "zz").hint == ""


def test_an_error_without_data_has_no_details() -> None:
    assert as_json(PluginError("x")) == {"kind": "PluginError", "message": "x", "details": {}}


def test_a_line_beside_other_things_names_the_kind_or_what_stood_in_the_way() -> None:
    assert PluginNameEmpty().brief == "PluginNameEmpty"
    assert PluginUnreadable("a.wasm", "no such file").brief == "no such file"


@pytest.mark.parametrize(
    "error", [MachineError("memory", "2 GiB", "1 GiB", "Free some."), EngineUnavailable("ended", "", "Free some.")]
)
def test_what_to_do_about_this_machine_is_said_by_who_noticed(error: WorkbenchError) -> None:
    assert error.hint == "Free some."


def test_an_error_that_is_kept_keeps_no_frame() -> None:
    try:
        try:
            raise ValueError
        except ValueError as cause:
            raise PluginNameEmpty from cause
    except PluginNameEmpty as error:
        kept = error.detached()
    assert (kept.__traceback__, kept.__context__, kept.__cause__) == (None, None, None)
