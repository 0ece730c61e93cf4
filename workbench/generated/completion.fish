# What fish completes behind `workbench`. `workbench completion fish` prints this; docs/completion.md says where it goes.
# Made from the parsers of the workbench by `python -m tests.generated`; it starts nothing.

set -g __workbench_commands inspect check handshake self-check sweep call run import fuzz journey trace bench replay diff decode offer schema registry history explain serve mcp bundle open demo trust info new theme doctor keys completion locate

# The options of a command.
function __workbench_options
  set -l options
  switch $argv[1]
    case ''
      set options -h --help --version --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --trust-project --fault --payloads --expand-environment --build --watch --no-history --poll --color
    case 'inspect'
      set options -h --help --all --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'check'
      set options -h --help --all --kind --factory-state --fuel --drift --reference --watch --max-fuel --max-wall --max-size --max-growth --baseline --update --jobs --fail-fast --shard --timing --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'handshake'
      set options -h --help --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'self-check'
      set options -h --help --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'sweep'
      set options -h --help --seconds --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'call'
      set options -h --help -i --input --input-file --stdin --typical --saved --payloads --expand-environment --timeout --memory-max --loop --log-level --effect --record --keep-secrets --fuel --fault --clock --seed --storage --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'run'
      set options -h --help --plugin --watch --all --payloads --expand-environment --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'import'
      set options -h --help --function --entry --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'fuzz'
      set options -h --help --seed -n --runs --input-file --field --factory-state --allow-refusals --save --all --payloads --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'journey'
      set options -h --help --upstream --request --factory-state --edit --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'trace'
      set options -h --help -i --input --input-file --stdin --typical --fault --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'bench'
      set options -h --help -n --runs -i --input --input-file --stdin --typical --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'replay'
      set options -h --help --update --keep-secrets --all --ignore --tolerance --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'diff'
      set options -h --help --recording --fuel --all --ignore --tolerance --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'decode'
      set options -h --help -i --input --input-file --batch --mode --profile --offer --report --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'offer'
      set options -h --help --function --capability --hash --batch --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'schema'
      set options -h --help --all --editor --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'registry'
      set options -h --help
    case 'registry add'
      set options -h --help --report --registry --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'registry list'
      set options -h --help --registry --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'registry show'
      set options -h --help --registry --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'registry remove'
      set options -h --help --registry --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'registry recheck'
      set options -h --help --dry-run --report --registry --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'registry upload'
      set options -h --help --name --without --report --registry --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'registry upload-command'
      set options -h --help --name --url --registry --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'registry start'
      set options -h --help --force --shutdown-at --dry-run --report --registry --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'history'
      set options -h --help --function --outcome --text --marked --limit --record --compare --payload --keep-secrets --history --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'explain'
      set options -h --help --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'serve'
      set options -h --help --port --host --allow-host --allow-build --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --trust-project --fault --payloads --expand-environment --build --watch --no-history --poll --color
    case 'mcp'
      set options -h --help --own-config
    case 'bundle'
      set options -h --help -o --output --hash-only --no-payloads --payloads --recording --yes --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -q --quiet -v --verbose --color --trust-project
    case 'open'
      set options -h --help --plugin --check --list --extract --all --report --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'demo'
      set options -h --help --unattended --pictures --size --theme --color
    case 'trust'
      set options -h --help --profile --yes --list --remove --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'info'
      set options -h --help --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'new'
      set options -h --help --lang --kind --name --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'theme'
      set options -h --help --from --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'doctor'
      set options -h --help --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'keys'
      set options -h --help --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'completion'
      set options -h --help --format -o --output -q --quiet -v --verbose --color --trust-project
    case 'locate'
      set options -h --help --format -o --output -q --quiet -v --verbose --color --trust-project
  end
  printf '%s\n' $options
end

# What an option takes, and which words: nothing for one that takes none, or is not known.
function __workbench_value
  set -l kind
  set -l words
  switch "$argv[1] $argv[2]"
    case 'schema --all'
      set kind folder
    case '* --allow-host'
      set kind any
    case '* --baseline'
      set kind file
    case '* --budget'
      set kind words; set words 'strict' 'serving'
    case '* --build'
      set kind any
    case '* --capability'
      set kind any
    case '* --clock'
      set kind any
    case ' --color'
      set kind words; set words 'auto' 'never'
    case 'serve --color'
      set kind words; set words 'auto' 'never'
    case 'demo --color'
      set kind words; set words 'auto' 'never'
    case '* --color'
      set kind words; set words 'auto' 'always' 'never'
    case '* --compare'
      set kind any
    case '* --config'
      set kind any
    case '* --config-env'
      set kind any
    case '* --config-file'
      set kind file
    case '* --edit'
      set kind file
    case '* --editor'
      set kind words; set words 'vscode' 'helix' 'neovim'
    case '* --entry'
      set kind any
    case '* --extract'
      set kind folder
    case '* --factory-state'
      set kind any
    case '* --fault'
      set kind any
    case '* --field'
      set kind any
    case 'check --format'
      set kind words; set words 'text' 'json' 'jsonl'
    case 'run --format'
      set kind words; set words 'text' 'json' 'jsonl'
    case 'trace --format'
      set kind words; set words 'text' 'json' 'jsonl'
    case 'keys --format'
      set kind words; set words 'text' 'json' 'markdown'
    case '* --format'
      set kind words; set words 'text' 'json'
    case '* --from'
      set kind words; set words 'workbench-dark' 'workbench-light' 'workbench-contrast'
    case 'offer --function'
      set kind any
    case 'history --function'
      set kind words; set words 'shape' 'normalize_error' 'build_signer' 'sign' 'on_unauthorized' 'observe' 'filter'
    case '* --function'
      set kind words; set words 'shape' 'filter'
    case '* --history'
      set kind file
    case '* --host'
      set kind any
    case '* --ignore'
      set kind any
    case '* --imports'
      set kind words; set words 'reference' 'trap'
    case '* --input'
      set kind any
    case '* --input-file'
      set kind file
    case '* --jobs'
      set kind any
    case 'new --kind'
      set kind words; set words 'dialect' 'router' 'observer' 'signer'
    case '* --kind'
      set kind words; set words 'shape' 'dialect' 'signer' 'observability' 'router'
    case '* --lang'
      set kind words; set words 'zig' 'rust' 'c'
    case '* --limit'
      set kind any
    case '* --log-level'
      set kind words; set words 'trace' 'debug' 'info' 'warn' 'error'
    case '* --loop'
      set kind any
    case '* --max-fuel'
      set kind any
    case '* --max-growth'
      set kind any
    case '* --max-size'
      set kind any
    case '* --max-wall'
      set kind any
    case '* --memory-max'
      set kind any
    case '* --mode'
      set kind words; set words 'direct' 'value'
    case '* --name'
      set kind any
    case '* --offer'
      set kind file
    case '* --outcome'
      set kind words; set words 'ok' 'fallback' 'version_lookup' 'request_envelope' 'serialize_request' 'plugin_call' 'deserialize_response' 'response_envelope' 'response_decode' 'panic'
    case '* --output'
      set kind file
    case '* --payloads'
      set kind folder
    case '* --pictures'
      set kind folder
    case '* --plugin'
      set kind wasm
    case '* --port'
      set kind any
    case '* --profile'
      set kind words; set words '0.1' '0.3'
    case '* --record'
      set kind file
    case '* --recording'
      set kind file
    case '* --registry'
      set kind file
    case '* --report'
      set kind report
    case '* --request'
      set kind file
    case '* --runs'
      set kind any
    case '* --saved'
      set kind any
    case '* --seconds'
      set kind any
    case '* --seed'
      set kind any
    case '* --set-config'
      set kind any
    case '* --shard'
      set kind any
    case '* --shutdown-at'
      set kind any
    case '* --size'
      set kind any
    case '* --storage'
      set kind file
    case '* --text'
      set kind any
    case '* --theme'
      set kind any
    case '* --timeout'
      set kind any
    case '* --timing'
      set kind file
    case '* --tolerance'
      set kind any
    case '* --upstream'
      set kind words; set words '200' '401' '429' '500' '529' 'broken'
    case '* --url'
      set kind any
    case 'check --watch'
      set kind ''
    case 'run --watch'
      set kind ''
    case '* --watch'
      set kind any
    case '* --without'
      set kind words; set words 'bytes' 'name' 'original_filename'
    case '* -i'
      set kind any
    case '* -n'
      set kind any
    case '* -o'
      set kind file
  end
  printf '%s\n' $kind $words
end

# What stands at a place behind a command, counted from 0, and which words.
function __workbench_argument
  set -l kind any
  set -l words
  switch "$argv[1] $argv[2]"
    case ' 0'
      set kind wasm
    case 'inspect 0'
      set kind wasm
    case 'check *'
      set kind wasm
    case 'handshake 0'
      set kind wasm
    case 'self-check 0'
      set kind wasm
    case 'sweep 0'
      set kind wasm
    case 'call 0'
      set kind wasm
    case 'call 1'
      set kind words; set words 'shape' 'normalize_error' 'build_signer' 'sign' 'on_unauthorized' 'observe' 'filter'
    case 'run *'
      set kind file
    case 'import 0'
      set kind file
    case 'fuzz 0'
      set kind wasm
    case 'fuzz 1'
      set kind words; set words 'shape' 'normalize_error' 'build_signer' 'sign' 'on_unauthorized' 'observe' 'filter'
    case 'journey *'
      set kind wasm
    case 'trace 0'
      set kind wasm
    case 'trace 1'
      set kind words; set words 'shape' 'normalize_error' 'build_signer' 'sign' 'on_unauthorized' 'observe' 'filter'
    case 'bench 0'
      set kind wasm
    case 'bench 1'
      set kind words; set words 'shape' 'normalize_error' 'build_signer' 'sign' 'on_unauthorized' 'observe' 'filter'
    case 'replay 0'
      set kind file
    case 'replay 1'
      set kind wasm
    case 'diff 0'
      set kind wasm
    case 'diff 1'
      set kind wasm
    case 'decode 0'
      set kind words; set words 'identity' 'offer' 'accept' 'self_check_request' 'self_check_failure' 'self_check_response' 'augmented_metadata' 'header' 'principal' 'request' 'upstream' 'shaped_request' 'upstream_error' 'rate_limit' 'subscription_quota' 'candidate' 'cache_score' 'observe_event' 'filter_result' 'candidate_reason' 'json' 'shape_request' 'normalize_error_request' 'build_signer_request' 'sign_request' 'on_unauthorized_request' 'observe_request' 'filter_request' 'shape_response' 'normalize_error_response' 'build_signer_response' 'sign_response' 'on_unauthorized_response' 'observe_response' 'filter_response' 'filter_response:0.1' 'filter_response:0.3'
    case 'schema 0'
      set kind words; set words 'identity' 'offer' 'accept' 'self_check_request' 'self_check_failure' 'self_check_response' 'augmented_metadata' 'header' 'principal' 'request' 'upstream' 'shaped_request' 'upstream_error' 'rate_limit' 'subscription_quota' 'candidate' 'cache_score' 'observe_event' 'filter_result' 'candidate_reason' 'json' 'shape_request' 'normalize_error_request' 'build_signer_request' 'sign_request' 'on_unauthorized_request' 'observe_request' 'filter_request' 'shape_response' 'normalize_error_response' 'build_signer_response' 'sign_response' 'on_unauthorized_response' 'observe_response' 'filter_response' 'filter_response:0.1' 'filter_response:0.3'
    case 'registry 0'
      set kind words; set words 'add' 'list' 'show' 'remove' 'recheck' 'upload' 'upload-command' 'start'
    case 'registry add 0'
      set kind wasm
    case 'registry show 0'
      set kind any
    case 'registry remove 0'
      set kind any
    case 'registry upload 0'
      set kind wasm
    case 'registry upload-command 0'
      set kind wasm
    case 'history 0'
      set kind wasm
    case 'history 1'
      set kind any
    case 'explain 0'
      set kind words; set words '@1' 'AddressUnusable' 'AllRequiredExportsPresent' 'ArgumentInvalid' 'ArgumentUnknown' 'BlobMissing' 'BlobSha256Mismatch' 'Call' 'CallTooLong' 'CalledInHandshake' 'CalledInSelfCheck' 'CallsTooMany' 'CapabilityCountExceeded' 'CapabilityWithoutImport' 'ChosenForUnknownFunction' 'ChosenFunctionNotImplemented' 'ChosenVersionNotOffered' 'ChosenVersionNotSupported' 'Component' 'CustomSectionExactlyOnce' 'CustomSectionSizeWithinLimit' 'DeclaredFunctionMissing' 'DecodeAccept' 'DecodeResponse' 'DemoScriptInvalid' 'DocumentChanged' 'DocumentExists' 'DocumentNameInvalid' 'DocumentUnknown' 'DocumentsInCircle' 'DowngradeAttempt' 'DuplicateCustomSection' 'EmptyRequest' 'EndCutOff' 'EngineUnavailable' 'ExpectationInvalid' 'ExpirationBeforeHandshake' 'ExtismCanInstantiate' 'ExtraMissing' 'FailureStatus' 'FailureWithoutFailures' 'FaultUnknown' 'FileDamaged' 'FileUnreadable' 'FolderInUse' 'FormatTooNew' 'FunctionCountExceeded' 'FunctionMissing' 'FunctionVersionCountExceeded' 'HandshakeSchemaVersionMismatch' 'HostEffect' 'HostFunctionImported' 'HostFunctionUnknown' 'HttpImported' 'IdentityFieldsWellFormed' 'IdentityValidationFailed' 'ImplementedFunctionCountExceeded' 'ImplementedUnknownFunction' 'ImportUnreadable' 'Instantiate' 'InternalError' 'InvalidArguments' 'InvalidDocuments' 'InvalidSettings' 'InvalidTimestamp' 'JsonFieldsExactlyFour' 'L1' 'L2' 'L3' 'L4' 'L5' 'LimitNotRaised' 'LineDamaged' 'LinesDamaged' 'MachineError' 'MagicMismatch' 'MalformedPayload' 'MemoryAboveBudget' 'MissingCustomSection' 'MissingHandshakeExport' 'MissingSelfCheckExport' 'NameUnknown' 'NeverSeenCalled' 'NoNegotiatedFunctions' 'NoWasiImports' 'NotAModule' 'NulInDuplicateExport' 'NulInImport' 'OfferUndecodable' 'OptionUnknown' 'OutputTooLarge' 'PathOutside' 'PlaceUnwritable' 'PluginClosed' 'PluginFileTooLarge' 'PluginNameEmpty' 'PluginNameInvalid' 'PluginNameMismatch' 'PluginNameRegexCompliant' 'PluginUnreadable' 'PluginVersionEmpty' 'PluginVersionLengthCompliant' 'PluginVersionTooLong' 'ProjectFileRefused' 'ProjectNameInvalid' 'ProjectPathOutside' 'RecordAmbiguous' 'RecordUnknown' 'RegistryDamaged' 'RegistryFull' 'RegistryLocked' 'RegistryTooNew' 'RegistryUnwritable' 'RequiredCapabilityUnavailable' 'SectionTooLarge' 'SettingInvalid' 'SettingUnknown' 'SizeLimitExceeded' 'SlowToCompile' 'StartCallsHost' 'StorageTooLarge' 'SuccessWithFailures' 'SupportedUnknownFunction' 'SupportedVersionOutOfRange' 'ThresholdExceeded' 'ThresholdUnmeasured' 'Timeout' 'TooManyFunctions' 'UndeclaredExport' 'UnexpectedResponse' 'UsedWithoutCapability' 'VariableInvalid' 'VersionOutOfRange' 'WasiImported' 'WasmParseError' 'WorkbenchLimitCompileTime' 'WorkbenchLimitMemory' '_initialize' '_start' '_v' 'bad_base64' 'base64' 'bench' 'budget' 'build-output' 'build_signer' 'building' 'cancelled' 'capability' 'cc_lb.plugin.v1' 'cc_lb_handshake' 'cc_lb_log' 'cc_lb_metric_incr' 'cc_lb_now_unix_ms' 'cc_lb_random_bytes' 'cc_lb_self_check' 'cc_lb_storage_get' 'cc_lb_storage_put' 'checking' 'child_died' 'clock' 'compare' 'compile' 'compile_limit' 'compiling' 'config' 'conformance' 'content_length' 'counters' 'decision' 'deserialize_response' 'dispatch' 'dispatch:build_signer' 'dispatch:filter:candidate_count' 'dispatch:filter:empty_candidates' 'dispatch:normalize_error' 'dispatch:observe' 'dispatch:on_unauthorized' 'dispatch:robustness:empty_body' 'dispatch:robustness:empty_events' 'dispatch:robustness:invalid_utf8' 'dispatch:robustness:large_body' 'dispatch:robustness:malformed_json' 'dispatch:robustness:multi_event_batch' 'dispatch:robustness:unicode_preservation' 'dispatch:shape:basic' 'dispatch:sign' 'drift' 'effect' 'envelope' 'error_text' 'exit_code' 'expectation' 'export' 'extism:host/env' 'extism:host/user' 'fail_request' 'fails_request' 'fallback' 'faults' 'filter' 'fuel' 'fuzz' 'gen' 'generation' 'handshake' 'hazard' 'header_name' 'header_value' 'history' 'host_function' 'identity' 'ignored' 'import' 'imports' 'instance' 'instantiate' 'internal_error' 'journey' 'kept_not_offered' 'kept_too_many' 'kept_twice' 'lab' 'log' 'machine' 'matrix' 'memory' 'memory_limit' 'method' 'missing_export' 'negotiated' 'never_sent' 'normalize_error' 'not_named' 'notices' 'observe' 'offer' 'ok' 'on_unauthorized' 'open-plugin' 'outcome' 'output_too_large' 'overstayed' 'panic' 'pass_through' 'paused' 'payload' 'payloads' 'persistence' 'plugin_call' 'plugin_lock' 'policy' 'profile' 'random' 'ready' 'reasons_count' 'recording' 'rejected' 'request_envelope' 'response_decode' 'response_envelope' 'runtime_build' 'self_check' 'serialize_request' 'serving' 'sha256' 'shape' 'sign' 'silent_skip' 'slot' 'slot_metadata' 'snapshots' 'stage' 'stale' 'storage' 'strict' 'task_join' 'thread_join' 'thread_spawn' 'timeout' 'trace' 'trap' 'trust' 'upstream_id' 'url' 'use_default' 'used' 'used_in_part' 'version' 'version_lookup' 'wasi' 'watching' 'wide_count' 'wrong_type'
    case 'serve 0'
      set kind wasm
    case 'mcp 0'
      set kind folder
    case 'bundle 0'
      set kind wasm
    case 'open 0'
      set kind file
    case 'demo 0'
      set kind file
    case 'trust 0'
      set kind file
    case 'info 0'
      set kind wasm
    case 'new 0'
      set kind any
    case 'theme 0'
      set kind words; set words 'new'
    case 'theme 1'
      set kind any
    case 'doctor 0'
      set kind wasm
    case 'keys 0'
      set kind words; set words 'send' 'send-fresh' 'editor' 'next-function' 'previous-function' 'format' 'mutate' 'save' 'new-payload' 'next-payload' 'previous-payload' 'complete' 'content' 'preview' 'outline' 'fold' 'fold-level' 'unfold-all' 'next-problem' 'previous-problem' 'reload' 'build-error-open' 'build-error-next' 'build-error-previous' 'swap-plugin' 'palette' 'jump' 'maximise' 'help' 'explain' 'find-here' 'next-pane' 'previous-pane' 'host-while-typing' 'quit' 'resize' 'typing-pane-sections' 'typing-pane-handshake' 'typing-pane-self-check' 'typing-pane-dispatch' 'history' 'payloads' 'generations' 'fresh' 'reset' 'carry-state' 'save-test' 'answer-path' 'build' 'pause' 'help-short' 'explain-short' 'find' 'leave' 'hex' 'pane-sections' 'pane-handshake' 'pane-self-check' 'pane-dispatch' 'present' 'host' 'conformance' 'lab' 'open-plugin' 'compare' 'matrix' 'bench' 'drift' 'fuzz' 'journey' 'trace' 'build-output' 'trust' 'list-copy' 'list-choose' 'list-down' 'list-up' 'list-first' 'list-last' 'list-page-down' 'list-page-up' 'list-next-view' 'list-previous-view' 'find-next' 'find-previous' 'tree-fold' 'tree-unfold-all' 'tree-fold-all' 'tree-parent' 'tree-copy-pointer' 'cancel' 'fuel-now' 'copy-response' 'minify' 'sort-keys' 'line-numbers' 'sample' 'other-draft' 'copy-as-call' 'copy-as-extism' 'copy-as-pytest' 'copy-as-rust' 'copy-as-markdown' 'copy-as-call-with-secrets' 'copy-as-extism-with-secrets' 'copy-value' 'save-as' 'copy-payload' 'rename-payload' 'delete-payload' 'put-back' 'close-payload' 'reopen-payload' 'import-request' 'read-file' 'replace' 'build-cancel' 'answer-newest' 'close-beside' 'tour' 'theme' 'screenshot' 'reset-splits' 'demo' 'demo-restart' 'demo-file' 'share' 'notices' 'profile-0.1' 'profile-0.3' 'budget-serving' 'budget-strict' 'imports' 'conformance-switch' 'redispatch' 'fuel' 'faults-clear' 'start-none' 'function-shape' 'function-normalize_error' 'function-build_signer' 'function-sign' 'function-on_unauthorized' 'function-observe' 'function-filter' 'host-add' 'host-delete' 'host-clear' 'host-keep' 'host-undo' 'host-level' 'host-only' 'host-start' 'host-export' 'host-export-all' 'host-import' 'conformance-run' 'lab-tick' 'lab-raise' 'lab-lower' 'lab-function' 'lab-capability' 'lab-preset' 'lab-undo' 'lab-use' 'lab-save' 'lab-open' 'lab-sweep' 'lab-stop' 'lab-brief' 'history-find' 'history-resend' 'history-outcome' 'history-function' 'history-generation' 'history-compare' 'history-mark' 'history-save' 'history-export' 'payload-filter' 'payload-rename' 'payload-duplicate' 'payload-delete' 'payload-undo' 'plugin-beside' 'plugin-path' 'plugin-path-beside' 'plugin-forget' 'generation-pin' 'generation-newest' 'generation-mark' 'compare-file' 'compare-only' 'matrix-calls' 'matrix-stop' 'bench-again' 'bench-runs' 'bench-stop' 'drift-run' 'fuzz-save' 'fuzz-other' 'fuzz-again' 'fuzz-seed' 'fuzz-runs' 'fuzz-field' 'fuzz-all' 'fuzz-stop' 'journey-upstream' 'journey-edit' 'journey-undo' 'journey-plugin' 'journey-alone' 'journey-state' 'journey-request' 'journey-again' 'journey-stop' 'trace-pause' 'trace-layer' 'trace-function' 'trace-direction' 'trace-find' 'trace-all' 'trace-save' 'build-stop' 'trust-yes' 'trust-no' 'share-report' 'share-markdown' 'share-bundle' 'share-module' 'editor-select-all' 'editor-start' 'editor-end' 'editor-select-start' 'editor-select-end' 'editor-dedent' 'content-open' 'find-close' 'find-down' 'find-up' 'find-replace-all' 'prompt-close' 'prompt-give' 'prompt-complete' 'help-close' 'help-leave' 'help-tour' 'help-next-page' 'help-previous-page' 'tour-next' 'tour-back' 'tour-leave' 'path-down' 'path-up' 'filter-down' 'filter-up' 'filter-page-down' 'filter-page-up'
    case 'completion 0'
      set kind words; set words 'bash' 'zsh' 'fish'
    case 'locate 0'
      set kind any
  end
  printf '%s\n' $kind $words
end

# What an option means.
function __workbench_help
  switch "$argv[1] $argv[2]"
    case 'schema --all'
      echo 'write a file for each type into DIR, by default schemas'
    case '* --all'
      echo 'show every entry of long lists'
    case '* --allow-build'
      echo 'let a browser run the build command'
    case '* --allow-host'
      echo 'a name by which browsers call this server, as behind a proxy'
    case '* --allow-refusals'
      echo 'an error that the plugin returns by itself is no failure'
    case '* --baseline'
      echo 'what plugins used before'
    case 'offer --batch'
      echo 'with --hash: read JSON lines, answer each with one line'
    case '* --batch'
      echo 'read JSON lines, answer each with one line'
    case '* --budget'
      echo 'budget of dispatches'
    case '* --build'
      echo 'a shell command that builds the plugin'
    case 'offer --capability'
      echo 'a capability'
    case '* --capability'
      echo 'a capability that the host offers'
    case '* --check'
      echo 'run check on it instead, without a screen'
    case '* --clock'
      echo 'freeze the clock at MS milliseconds since 1970'
    case '* --color'
      echo 'default: auto'
    case '* --compare'
      echo 'what differs in this entry'
    case '* --config'
      echo 'an entry of the plugin\'s configuration'
    case '* --config-env'
      echo 'an entry of it from an environment variable'
    case '* --config-file'
      echo 'entries of it from a file: a JSON object, or NAME=VALUE in …'
    case '* --drift'
      echo 'find out what answers depend on beside their payload'
    case '* --dry-run'
      echo 'change nothing'
    case '* --edit'
      echo 'what to send in that step, such as sign or sign.2, in …'
    case '* --editor'
      echo 'whose settings --all prints: .vscode/settings.json'
    case '* --effect'
      echo 'exit 1 unless a host uses the answer as a whole'
    case '* --entry'
      echo 'which entry of a HAR file, from 1'
    case '* --expand-environment'
      echo 'let ${NAME} take values of the process environment, too'
    case '* --extract'
      echo 'put it into a new folder, which stays, and run nothing'
    case 'journey --factory-state'
      echo 'what the operator configured for the signer'
    case '* --factory-state'
      echo 'the state a signer is built with'
    case '* --fail-fast'
      echo 'begin no further plugin once one has failed'
    case '* --fault'
      echo 'inject a fault: FUNCTION=fail, FUNCTION=slow:MS'
    case '* --field'
      echo 'change only what stands at this JSON pointer'
    case '* --force'
      echo 'negotiate with every active plugin, however fresh'
    case '* --format'
      echo 'default: text'
    case '* --from'
      echo 'whose colours it begins with: workbench-dark, …'
    case 'call --fuel'
      echo 'measure the fuel that the call uses'
    case 'diff --fuel'
      echo 'measure the fuel of each call too'
    case '* --fuel'
      echo 'measure the fuel that the layers use'
    case 'offer --function'
      echo 'offer this function with these versions'
    case 'history --function'
      echo 'shape, normalize_error, build_signer, sign, …'
    case '* --function'
      echo 'whose payload it becomes'
    case '* --hash'
      echo 'print the hash alone'
    case '* --hash-only'
      echo 'leave the module out'
    case '* --help'
      echo 'show this help message and exit'
    case '* --history'
      echo 'the history file'
    case '* --host'
      echo 'where to listen'
    case '* --ignore'
      echo 'a JSON pointer into the response, and everything below it'
    case '* --imports'
      echo 'trap: link the host functions in the strict budget too'
    case 'decode --input'
      echo 'the text'
    case '* --input'
      echo 'the payload'
    case 'fuzz --input-file'
      echo 'also change this payload, beside the usual ones'
    case 'decode --input-file'
      echo 'read the text from a file'
    case '* --input-file'
      echo 'read the payload from a file'
    case '* --jobs'
      echo 'plugins that are checked at the same time, each in a …'
    case 'replay --keep-secrets'
      echo 'accept credentials too, as they are'
    case 'history --keep-secrets'
      echo 'show and record credentials too, as they are'
    case '* --keep-secrets'
      echo 'record credentials too, as they are'
    case 'new --kind'
      echo 'dialect: shape and normalize_error'
    case '* --kind'
      echo 'check the plugin as this kind'
    case '* --lang'
      echo 'the language'
    case '* --limit'
      echo 'at most so many'
    case 'trust --list'
      echo 'list what is trusted'
    case '* --list'
      echo 'show what is inside, and run nothing'
    case '* --log-level'
      echo 'show what the plugin logs from this level on'
    case '* --loop'
      echo 'send the payload N times to one long-lived instance'
    case '* --marked'
      echo 'those that are marked on the screen'
    case '* --max-fuel'
      echo 'of the strict budget, for each dispatch of the check: 80%%'
    case '* --max-growth'
      echo 'of size and fuel above the baseline: 10%%'
    case '* --max-size'
      echo 'of the file: 200KiB'
    case '* --max-wall'
      echo 'of each call of the check: 50ms'
    case '* --memory-max'
      echo 'pages of 64 KiB that the plugin\'s memory may grow to'
    case '* --mode'
      echo 'how the text is read'
    case 'new --name'
      echo 'what the plugin is called'
    case '* --name'
      echo 'the part name'
    case '* --no-history'
      echo 'keep no history of dispatches'
    case '* --no-payloads'
      echo 'leave the saved payloads of the project out'
    case 'decode --offer'
      echo 'for accept: the offer it answers'
    case '* --offer'
      echo 'negotiate with the offer of this file'
    case '* --outcome'
      echo 'ok, fallback for any failed stage, or a stage such as …'
    case 'bundle --output'
      echo 'the zip file to write'
    case '* --output'
      echo 'write to FILE what would stand on stdout, as a whole at …'
    case '* --own-config'
      echo 'hand plugins the entries of their configuration that stand …'
    case '* --payload'
      echo 'print its payload alone, for a file or `call --stdin`'
    case 'fuzz --payloads'
      echo 'where --save saves'
    case '* --payloads'
      echo 'where they are'
    case '* --pictures'
      echo 'write a picture'
    case 'open --plugin'
      echo 'the module, where the bundle has only its hash'
    case '* --plugin'
      echo 'a .wasm file'
    case '* --poll'
      echo 'watch by polling, for network file systems'
    case '* --port'
      echo 'default: 8000'
    case 'decode --profile'
      echo 'protocol line'
    case 'trust --profile'
      echo 'look at what it asks for under this profile of its own'
    case '* --profile'
      echo '0.1 or 0.3, or a profile of your settings files'
    case '* --quiet'
      echo 'say nothing on stderr but errors: no notes, no progress'
    case 'history --record'
      echo 'also write them as a recording, which `replay` takes'
    case '* --record'
      echo 'append the dispatch to a recording'
    case 'bundle --recording'
      echo 'add it'
    case '* --recording'
      echo 'repeat these calls on both'
    case '* --reference'
      echo 'judge as the reference\'s suite alone, whatever a host uses'
    case '* --registry'
      echo 'the registry file'
    case '* --remove'
      echo 'forget what was trusted of it'
    case '* --report'
      echo 'also write a report to FILE: junit, html'
    case '* --request'
      echo 'the proxied request: a payload of filter or shape, or what …'
    case 'bench --runs'
      echo 'calls in the series'
    case '* --runs'
      echo 'payloads for each function'
    case '* --save'
      echo 'save each shrunk failure as a payload that `run` sends'
    case '* --saved'
      echo 'send the saved payload NAME of the function'
    case '* --seconds'
      echo 'end after N seconds with what was found'
    case 'fuzz --seed'
      echo 'make the same payloads again: the seed that a run printed'
    case '* --seed'
      echo 'seed the random source'
    case '* --set-config'
      echo 'entries of it as a JSON object, as in `extism call`'
    case '* --shard'
      echo 'check only the Kth of N shares, for N runners'
    case '* --shutdown-at'
      echo 'an earlier start was shut down at this unix second'
    case '* --size'
      echo 'of the pictures'
    case '* --stdin'
      echo 'read the payload from standard input'
    case '* --storage'
      echo 'storage at the start: a JSON object of strings, or of …'
    case '* --text'
      echo 'stands in payload, answer or message'
    case '* --theme'
      echo 'colours'
    case '* --timeout'
      echo 'end the dispatch after MS milliseconds, 2 to 600,000'
    case '* --timing'
      echo 'how long each plugin took, for shares of equal length'
    case '* --tolerance'
      echo 'how much two numbers may differ'
    case '* --trust-project'
      echo 'use the workbench.toml, whoever owns it, with all that it …'
    case '* --typical'
      echo 'send what a running host sends'
    case '* --unattended'
      echo 'go on by itself, and begin again at the end: for a booth'
    case 'replay --update'
      echo 'accept what differs: write it into the recording'
    case '* --update'
      echo 'accept what the plugins that pass use now: write it into …'
    case '* --upstream'
      echo 'what the upstream answers'
    case '* --url'
      echo 'where the host\'s admin listens'
    case '* --verbose'
      echo 'also say on stderr which versions run, which settings are …'
    case '* --version'
      echo 'print the versions of what runs here'
    case 'check --watch'
      echo 'check again whenever a plugin is built, and build it as …'
    case 'run --watch'
      echo 'send them again whenever the plugin is built or a payload …'
    case '* --watch'
      echo 'sources that start a build, such as \'src/**/*.rs\''
    case '* --without'
      echo 'leave a part out'
    case 'trust --yes'
      echo 'trust it without a question, for scripts'
    case '* --yes'
      echo 'write it without a question, for scripts'
    case '* -h'
      echo 'show this help message and exit'
    case 'decode -i'
      echo 'the text'
    case '* -i'
      echo 'the payload'
    case 'bench -n'
      echo 'calls in the series'
    case '* -n'
      echo 'payloads for each function'
    case 'bundle -o'
      echo 'the zip file to write'
    case '* -o'
      echo 'write to FILE what would stand on stdout, as a whole at …'
    case '* -q'
      echo 'say nothing on stderr but errors: no notes, no progress'
    case '* -v'
      echo 'also say on stderr which versions run, which settings are …'
  end
end

# What a command does.
function __workbench_summary
  switch $argv[1]
    case inspect
      echo 'read the module: sections, imports, exports, identity, static checks; starts no engine'
    case check
      echo 'run layers 1 to 3, the static checks and the conformance cases'
    case handshake
      echo 'negotiate with one offer, and show each of the nine steps'
    case self-check
      echo 'run the plugin\'s own check of its wire types, and show every failure in full'
    case sweep
      echo 'try every small change of the host\'s offer, and find the smallest that break the plugin'
    case call
      echo 'dispatch one wire function'
    case run
      echo 'send saved payloads as tests, and judge what is expected of the answers'
    case import
      echo 'turn a curl command, a HAR entry or a Messages request into a payload'
    case fuzz
      echo 'send payloads that nobody thought of, and shrink what fails'
    case journey
      echo 'take one proxied request through all functions of one or several plugins, as a host does'
    case trace
      echo 'show every message that crosses the border, and what the plugin asks its host within each call'
    case bench
      echo 'measure what a call costs, and what its parts cost'
    case replay
      echo 'repeat recorded calls on a build, and report what differs'
    case diff
      echo 'compare two builds: module, identity, negotiation, self-check, answers, time'
    case decode
      echo 'say what the reference says of a text'
    case offer
      echo 'print the host\'s offer, its canonical form and its hash'
    case schema
      echo 'print the JSON Schema of a wire type'
    case registry
      echo 'rehearse layer 4: add, list, show, remove, recheck, upload, start'
    case history
      echo 'list what was sent to a plugin on the screen, show one dispatch, compare two; changes nothing'
    case explain
      echo 'explain a rule: what it says, why it exists, how to fix a violation'
    case serve
      echo 'show the screen in a browser, on this machine'
    case mcp
      echo 'let a coding agent inspect, check, call and more, over the Model Context Protocol'
    case bundle
      echo 'put what somebody else needs to see the same into one file, without its secrets'
    case open
      echo 'open such a bundle on the screen, or check it'
    case demo
      echo 'play a demo script on the screen: all samples, layer by layer, what breaks and why'
    case trust
      echo 'show what a workbench.toml asks for, and remember that you trust it'
    case info
      echo 'print versions, and each setting with its source'
    case new
      echo 'write a project to begin with: plugin, build, saved payloads, CI, settings of editors'
    case theme
      echo 'write a theme of your own to begin with'
    case doctor
      echo 'examine this machine: engine, limits, terminal, clipboard, each with its remedy'
    case keys
      echo 'list every action of the screen with its keys and its id, as your settings have them'
    case completion
      echo 'print what bash, zsh or fish needs to complete commands, options and files'
    case locate
      echo 'print where files are kept'
  end
end

function __workbench_complete
  set -l cur (commandline -ct)
  set -l typed (commandline -opc)
  set -l context ''
  set -l pending ''
  set -l option ''
  set -l dashes ''
  set -l number 0
  for word in $typed[2..-1]
    if test -n "$pending"
      set pending ''
    else if test -z "$dashes"; and test "x$word" = x--
      set dashes 1
    else if test -z "$dashes"; and string match -q -- '-*' $word
      string match -q -- '--*=*' $word; and continue
      set pending (__workbench_value "$context" $word)[1]
      set option $word
    else if test "$number$context" = 0; and contains -- $word $__workbench_commands
      set context $word
    else if test "$number$context" = 0registry
      set context "registry $word"
    else
      set number (math $number + 1)
    end
  end
  set -l found
  set -l before ''
  if test -z "$pending$dashes"; and string match -q -- '--*=*' $cur
    set -l parts (string split -m 1 = -- $cur)
    set found (__workbench_value "$context" $parts[1])
    set before "$parts[1]="
    set cur $parts[2]
  else if test -n "$pending"
    set found (__workbench_value "$context" $option)
  else if test -z "$dashes"; and string match -q -- '-*' $cur
    for one in (__workbench_options "$context")
      printf '%s\t%s\n' $one (__workbench_help "$context" $one)
    end
    return
  else
    set found (__workbench_argument "$context" $number)
    if test "$number$context" = 0
      for one in $__workbench_commands
        printf '%s\t%s\n' $one (__workbench_summary $one)
      end
    end
  end
  switch "$found[1]"
    case words
      printf "$before%s\n" $found[2..-1]
    case report
      if string match -q -- '*=*' $cur
        set -l parts (string split -m 1 = -- $cur)
        printf "$parts[1]=%s\n" (__fish_complete_path $parts[2])
      else
        printf '%s\n' junit= html= markdown= github
      end
    case wasm
      __workbench_paths "$before" $cur | string match -r -- '.*(?:/|\.wasm)$'
    case file
      __workbench_paths "$before" $cur
    case folder
      __workbench_paths "$before" $cur | string match -r -- '.*/$'
  end
end

function __workbench_paths
  for one in (__fish_complete_path $argv[2] | string split -f 1 \t)
    echo "$argv[1]$one"
  end
end

complete -c workbench -e
complete -c workbench -f -a '(__workbench_complete)'
