"""The exception tree. Errors carry data, are split by who must act, and build their text themselves.

    WorkbenchError                 kind, hint, details; the text says expected, found, where
    ├─ PluginError                 the plugin's author must act
    │  ├─ IdentityError            L1: WasmParseError, MissingCustomSection, DuplicateCustomSection, SectionTooLarge,
    │  │                           MalformedPayload, MagicMismatch, PluginNameEmpty, PluginNameInvalid,
    │  │                           PluginVersionEmpty, PluginVersionTooLong
    │  ├─ Instantiate, Call, OutputTooLarge        L2 and L3
    │  ├─ HandshakeError           L2: MissingHandshakeExport, Timeout, DecodeAccept, HandshakeSchemaVersionMismatch,
    │  │                           ChosenForUnknownFunction, ChosenVersionNotOffered, DowngradeAttempt,
    │  │                           RequiredCapabilityUnavailable, ImplementedFunctionCountExceeded,
    │  │                           ImplementedUnknownFunction, SupportedUnknownFunction, SupportedVersionOutOfRange,
    │  │                           ChosenFunctionNotImplemented, ChosenVersionNotSupported, DeclaredFunctionMissing,
    │  │                           UndeclaredExport
    │  ├─ InvalidTimestamp         L3 and L4
    │  ├─ SelfCheckError           L3: MissingSelfCheckExport, DecodeResponse, TooManyFunctions, SuccessWithFailures,
    │  │                           FailureWithoutFailures, FailureStatus
    │  ├─ RecordError              L4: IdentityValidationFailed, ExpirationBeforeHandshake, NoNegotiatedFunctions,
    │  │                           SizeLimitExceeded, BlobMissing, PluginNameMismatch, BlobSha256Mismatch
    │  ├─ DispatchError            L5: its kind is the stage
    │  ├─ FunctionMissing, UnexpectedResponse, HostEffect      conformance
    │  └─ ThresholdExceeded, ThresholdUnmeasured   limits of `check`
    ├─ OperatorError               the person at the keyboard must act
    │  ├─ OfferError               FunctionCountExceeded, FunctionVersionCountExceeded, VersionOutOfRange,
    │  │                           CapabilityCountExceeded
    │  ├─ EmptyRequest
    │  ├─ RegistryError            RegistryLocked, RegistryDamaged, RegistryTooNew, RegistryUnwritable, RegistryFull,
    │  │                           RecordUnknown, RecordAmbiguous
    │  ├─ DocumentNameInvalid, DocumentUnknown, DocumentExists, DocumentChanged, DocumentsInCircle, VariableInvalid,
    │  │  InvalidDocuments, ExpectationInvalid, ImportUnreadable      saved payloads
    │  ├─ DemoScriptInvalid        demo scripts
    │  ├─ ProjectFileRefused, ProjectPathOutside, LimitNotRaised      project files
    │  ├─ ProjectNameInvalid, FolderInUse                             new projects
    │  ├─ ArgumentInvalid, ArgumentUnknown, InvalidArguments, PathOutside, CallsTooMany      agents
    │  └─ PluginUnreadable, PluginFileTooLarge, SettingInvalid, FaultUnknown, SettingUnknown, InvalidSettings,
    │     NameUnknown, OptionUnknown, OfferUndecodable, StorageTooLarge, FileUnreadable, FileDamaged, PlaceUnwritable,
    │     LineDamaged, LinesDamaged, EndCutOff, FormatTooNew, ExtraMissing, AddressUnusable, PluginClosed
    └─ HostError                   we must act
       └─ EngineUnavailable, MachineError, InternalError, CallTooLong, WorkbenchLimitCompileTime, WorkbenchLimitMemory

Each leaf is imported from the module of its layer: `workbench.errors.handshake` and so on.
"""

from workbench.errors.base import HostError, OperatorError, PluginError, WorkbenchError, as_json, json_value

__all__ = ["HostError", "OperatorError", "PluginError", "WorkbenchError", "as_json", "json_value"]
