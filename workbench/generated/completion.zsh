#compdef workbench
# What zsh completes behind `workbench`. `workbench completion zsh` prints this; docs/completion.md says where it goes.
# Made from the parsers of the workbench by `python -m tests.generated`; it starts nothing.

_workbench_commands=(inspect check handshake self-check sweep call run import fuzz journey trace bench replay diff decode offer schema registry history explain serve mcp bundle open demo trust info new theme doctor keys completion locate)

# The options of a command.
_workbench_options() {
  names=
  case "$1" in
  "") names='-h --help --version --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --trust-project --fault --payloads --expand-environment --build --watch --no-history --poll --color' ;;
  "inspect") names='-h --help --all --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "check") names='-h --help --all --kind --factory-state --fuel --drift --reference --watch --max-fuel --max-wall --max-size --max-growth --baseline --update --jobs --fail-fast --shard --timing --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "handshake") names='-h --help --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "self-check") names='-h --help --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "sweep") names='-h --help --seconds --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "call") names='-h --help -i --input --input-file --stdin --typical --saved --payloads --expand-environment --timeout --memory-max --loop --log-level --effect --record --keep-secrets --fuel --fault --clock --seed --storage --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "run") names='-h --help --plugin --watch --all --payloads --expand-environment --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "import") names='-h --help --function --entry --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "fuzz") names='-h --help --seed -n --runs --input-file --field --factory-state --allow-refusals --save --all --payloads --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "journey") names='-h --help --upstream --request --factory-state --edit --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "trace") names='-h --help -i --input --input-file --stdin --typical --fault --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "bench") names='-h --help -n --runs -i --input --input-file --stdin --typical --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "replay") names='-h --help --update --keep-secrets --all --ignore --tolerance --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "diff") names='-h --help --recording --fuel --all --ignore --tolerance --profile --capability --budget --imports --config --set-config --config-file --config-env --report --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "decode") names='-h --help -i --input --input-file --batch --mode --profile --offer --report --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "offer") names='-h --help --function --capability --hash --batch --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "schema") names='-h --help --all --editor --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "registry") names='-h --help' ;;
  "registry add") names='-h --help --report --registry --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "registry list") names='-h --help --registry --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "registry show") names='-h --help --registry --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "registry remove") names='-h --help --registry --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "registry recheck") names='-h --help --dry-run --report --registry --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "registry upload") names='-h --help --name --without --report --registry --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "registry upload-command") names='-h --help --name --url --registry --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "registry start") names='-h --help --force --shutdown-at --dry-run --report --registry --all --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "history") names='-h --help --function --outcome --text --marked --limit --record --compare --payload --keep-secrets --history --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "explain") names='-h --help --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "serve") names='-h --help --port --host --allow-host --allow-build --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --trust-project --fault --payloads --expand-environment --build --watch --no-history --poll --color' ;;
  "mcp") names='-h --help --own-config' ;;
  "bundle") names='-h --help -o --output --hash-only --no-payloads --payloads --recording --yes --offer --profile --capability --budget --imports --config --set-config --config-file --config-env --format -q --quiet -v --verbose --color --trust-project' ;;
  "open") names='-h --help --plugin --check --list --extract --all --report --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "demo") names='-h --help --unattended --pictures --size --theme --color' ;;
  "trust") names='-h --help --profile --yes --list --remove --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "info") names='-h --help --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "new") names='-h --help --lang --kind --name --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "theme") names='-h --help --from --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "doctor") names='-h --help --profile --capability --budget --imports --config --set-config --config-file --config-env --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "keys") names='-h --help --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "completion") names='-h --help --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  "locate") names='-h --help --format -o --output -q --quiet -v --verbose --color --trust-project' ;;
  esac
}

# What an option takes: nothing for one that takes none, or is not known.
_workbench_value() {
  kind= choices=
  case "$1 $2" in
  "schema --all") kind=folder ;;
  *" --allow-host") kind=any ;;
  *" --baseline") kind=file ;;
  *" --budget") kind=words choices='strict serving' ;;
  *" --build") kind=any ;;
  *" --capability") kind=any ;;
  *" --clock") kind=any ;;
  " --color") kind=words choices='auto never' ;;
  "serve --color") kind=words choices='auto never' ;;
  "demo --color") kind=words choices='auto never' ;;
  *" --color") kind=words choices='auto always never' ;;
  *" --compare") kind=any ;;
  *" --config") kind=any ;;
  *" --config-env") kind=any ;;
  *" --config-file") kind=file ;;
  *" --edit") kind=file ;;
  *" --editor") kind=words choices='vscode helix neovim' ;;
  *" --entry") kind=any ;;
  *" --extract") kind=folder ;;
  *" --factory-state") kind=any ;;
  *" --fault") kind=any ;;
  *" --field") kind=any ;;
  "check --format") kind=words choices='text json jsonl' ;;
  "run --format") kind=words choices='text json jsonl' ;;
  "trace --format") kind=words choices='text json jsonl' ;;
  "keys --format") kind=words choices='text json markdown' ;;
  *" --format") kind=words choices='text json' ;;
  *" --from") kind=words choices='workbench-dark workbench-light workbench-contrast' ;;
  "offer --function") kind=any ;;
  "history --function") kind=words choices='shape normalize_error build_signer sign on_unauthorized observe filter' ;;
  *" --function") kind=words choices='shape filter' ;;
  *" --history") kind=file ;;
  *" --host") kind=any ;;
  *" --ignore") kind=any ;;
  *" --imports") kind=words choices='reference trap' ;;
  *" --input") kind=any ;;
  *" --input-file") kind=file ;;
  *" --jobs") kind=any ;;
  "new --kind") kind=words choices='dialect router observer signer' ;;
  *" --kind") kind=words choices='shape dialect signer observability router' ;;
  *" --lang") kind=words choices='zig rust c' ;;
  *" --limit") kind=any ;;
  *" --log-level") kind=words choices='trace debug info warn error' ;;
  *" --loop") kind=any ;;
  *" --max-fuel") kind=any ;;
  *" --max-growth") kind=any ;;
  *" --max-size") kind=any ;;
  *" --max-wall") kind=any ;;
  *" --memory-max") kind=any ;;
  *" --mode") kind=words choices='direct value' ;;
  *" --name") kind=any ;;
  *" --offer") kind=file ;;
  *" --outcome") kind=words choices='ok fallback version_lookup request_envelope serialize_request plugin_call deserialize_response response_envelope response_decode panic' ;;
  *" --output") kind=file ;;
  *" --payloads") kind=folder ;;
  *" --pictures") kind=folder ;;
  *" --plugin") kind=wasm ;;
  *" --port") kind=any ;;
  *" --profile") kind=words choices='0.1 0.3' ;;
  *" --record") kind=file ;;
  *" --recording") kind=file ;;
  *" --registry") kind=file ;;
  *" --report") kind=report ;;
  *" --request") kind=file ;;
  *" --runs") kind=any ;;
  *" --saved") kind=any ;;
  *" --seconds") kind=any ;;
  *" --seed") kind=any ;;
  *" --set-config") kind=any ;;
  *" --shard") kind=any ;;
  *" --shutdown-at") kind=any ;;
  *" --size") kind=any ;;
  *" --storage") kind=file ;;
  *" --text") kind=any ;;
  *" --theme") kind=any ;;
  *" --timeout") kind=any ;;
  *" --timing") kind=file ;;
  *" --tolerance") kind=any ;;
  *" --upstream") kind=words choices='200 401 429 500 529 broken' ;;
  *" --url") kind=any ;;
  "check --watch") kind= ;;
  "run --watch") kind= ;;
  *" --watch") kind=any ;;
  *" --without") kind=words choices='bytes name original_filename' ;;
  *" -i") kind=any ;;
  *" -n") kind=any ;;
  *" -o") kind=file ;;
  esac
}

# What stands at a place behind a command, counted from 0.
_workbench_argument() {
  kind=any choices=
  case "$1 "$2 in
  " "0) kind=wasm ;;
  "inspect "0) kind=wasm ;;
  "check "*) kind=wasm ;;
  "handshake "0) kind=wasm ;;
  "self-check "0) kind=wasm ;;
  "sweep "0) kind=wasm ;;
  "call "0) kind=wasm ;;
  "call "1) kind=words choices='shape normalize_error build_signer sign on_unauthorized observe filter' ;;
  "run "*) kind=file ;;
  "import "0) kind=file ;;
  "fuzz "0) kind=wasm ;;
  "fuzz "1) kind=words choices='shape normalize_error build_signer sign on_unauthorized observe filter' ;;
  "journey "*) kind=wasm ;;
  "trace "0) kind=wasm ;;
  "trace "1) kind=words choices='shape normalize_error build_signer sign on_unauthorized observe filter' ;;
  "bench "0) kind=wasm ;;
  "bench "1) kind=words choices='shape normalize_error build_signer sign on_unauthorized observe filter' ;;
  "replay "0) kind=file ;;
  "replay "1) kind=wasm ;;
  "diff "0) kind=wasm ;;
  "diff "1) kind=wasm ;;
  "decode "0) kind=words choices='identity offer accept self_check_request self_check_failure self_check_response augmented_metadata header principal request upstream shaped_request upstream_error rate_limit subscription_quota candidate cache_score observe_event filter_result candidate_reason json shape_request normalize_error_request build_signer_request sign_request on_unauthorized_request observe_request filter_request shape_response normalize_error_response build_signer_response sign_response on_unauthorized_response observe_response filter_response filter_response:0.1 filter_response:0.3' ;;
  "schema "0) kind=words choices='identity offer accept self_check_request self_check_failure self_check_response augmented_metadata header principal request upstream shaped_request upstream_error rate_limit subscription_quota candidate cache_score observe_event filter_result candidate_reason json shape_request normalize_error_request build_signer_request sign_request on_unauthorized_request observe_request filter_request shape_response normalize_error_response build_signer_response sign_response on_unauthorized_response observe_response filter_response filter_response:0.1 filter_response:0.3' ;;
  "registry "0) kind=words choices='add list show remove recheck upload upload-command start' ;;
  "registry add "0) kind=wasm ;;
  "registry show "0) kind=any ;;
  "registry remove "0) kind=any ;;
  "registry upload "0) kind=wasm ;;
  "registry upload-command "0) kind=wasm ;;
  "history "0) kind=wasm ;;
  "history "1) kind=any ;;
  "explain "0) kind=words choices='@1 AddressUnusable AllRequiredExportsPresent ArgumentInvalid ArgumentUnknown BlobMissing BlobSha256Mismatch Call CallTooLong CalledInHandshake CalledInSelfCheck CallsTooMany CapabilityCountExceeded CapabilityWithoutImport ChosenForUnknownFunction ChosenFunctionNotImplemented ChosenVersionNotOffered ChosenVersionNotSupported Component CustomSectionExactlyOnce CustomSectionSizeWithinLimit DeclaredFunctionMissing DecodeAccept DecodeResponse DemoScriptInvalid DocumentChanged DocumentExists DocumentNameInvalid DocumentUnknown DocumentsInCircle DowngradeAttempt DuplicateCustomSection EmptyRequest EndCutOff EngineUnavailable ExpectationInvalid ExpirationBeforeHandshake ExtismCanInstantiate ExtraMissing FailureStatus FailureWithoutFailures FaultUnknown FileDamaged FileUnreadable FolderInUse FormatTooNew FunctionCountExceeded FunctionMissing FunctionVersionCountExceeded HandshakeSchemaVersionMismatch HostEffect HostFunctionImported HostFunctionUnknown HttpImported IdentityFieldsWellFormed IdentityValidationFailed ImplementedFunctionCountExceeded ImplementedUnknownFunction ImportUnreadable Instantiate InternalError InvalidArguments InvalidDocuments InvalidSettings InvalidTimestamp JsonFieldsExactlyFour L1 L2 L3 L4 L5 LimitNotRaised LineDamaged LinesDamaged MachineError MagicMismatch MalformedPayload MemoryAboveBudget MissingCustomSection MissingHandshakeExport MissingSelfCheckExport NameUnknown NeverSeenCalled NoNegotiatedFunctions NoWasiImports NotAModule NulInDuplicateExport NulInImport OfferUndecodable OptionUnknown OutputTooLarge PathOutside PlaceUnwritable PluginClosed PluginFileTooLarge PluginNameEmpty PluginNameInvalid PluginNameMismatch PluginNameRegexCompliant PluginUnreadable PluginVersionEmpty PluginVersionLengthCompliant PluginVersionTooLong ProjectFileRefused ProjectNameInvalid ProjectPathOutside RecordAmbiguous RecordUnknown RegistryDamaged RegistryFull RegistryLocked RegistryTooNew RegistryUnwritable RequiredCapabilityUnavailable SectionTooLarge SettingInvalid SettingUnknown SizeLimitExceeded SlowToCompile StartCallsHost StorageTooLarge SuccessWithFailures SupportedUnknownFunction SupportedVersionOutOfRange ThresholdExceeded ThresholdUnmeasured Timeout TooManyFunctions UndeclaredExport UnexpectedResponse UsedWithoutCapability VariableInvalid VersionOutOfRange WasiImported WasmParseError WorkbenchLimitCompileTime WorkbenchLimitMemory _initialize _start _v bad_base64 base64 bench budget build-output build_signer building cancelled capability cc_lb.plugin.v1 cc_lb_handshake cc_lb_log cc_lb_metric_incr cc_lb_now_unix_ms cc_lb_random_bytes cc_lb_self_check cc_lb_storage_get cc_lb_storage_put checking child_died clock compare compile compile_limit compiling config conformance content_length counters decision deserialize_response dispatch dispatch:build_signer dispatch:filter:candidate_count dispatch:filter:empty_candidates dispatch:normalize_error dispatch:observe dispatch:on_unauthorized dispatch:robustness:empty_body dispatch:robustness:empty_events dispatch:robustness:invalid_utf8 dispatch:robustness:large_body dispatch:robustness:malformed_json dispatch:robustness:multi_event_batch dispatch:robustness:unicode_preservation dispatch:shape:basic dispatch:sign drift effect envelope error_text exit_code expectation export extism:host/env extism:host/user fail_request fails_request fallback faults filter fuel fuzz gen generation handshake hazard header_name header_value history host_function identity ignored import imports instance instantiate internal_error journey kept_not_offered kept_too_many kept_twice lab log machine matrix memory memory_limit method missing_export negotiated never_sent normalize_error not_named notices observe offer ok on_unauthorized open-plugin outcome output_too_large overstayed panic pass_through paused payload payloads persistence plugin_call plugin_lock policy profile random ready reasons_count recording rejected request_envelope response_decode response_envelope runtime_build self_check serialize_request serving sha256 shape sign silent_skip slot slot_metadata snapshots stage stale storage strict task_join thread_join thread_spawn timeout trace trap trust upstream_id url use_default used used_in_part version version_lookup wasi watching wide_count wrong_type' ;;
  "serve "0) kind=wasm ;;
  "mcp "0) kind=folder ;;
  "bundle "0) kind=wasm ;;
  "open "0) kind=file ;;
  "demo "0) kind=file ;;
  "trust "0) kind=file ;;
  "info "0) kind=wasm ;;
  "new "0) kind=any ;;
  "theme "0) kind=words choices=new ;;
  "theme "1) kind=any ;;
  "doctor "0) kind=wasm ;;
  "keys "0) kind=words choices='send send-fresh editor next-function previous-function format mutate save new-payload next-payload previous-payload complete content preview outline fold fold-level unfold-all next-problem previous-problem reload build-error-open build-error-next build-error-previous swap-plugin palette jump maximise help explain find-here next-pane previous-pane host-while-typing quit resize typing-pane-sections typing-pane-handshake typing-pane-self-check typing-pane-dispatch history payloads generations fresh reset carry-state save-test answer-path build pause help-short explain-short find leave hex pane-sections pane-handshake pane-self-check pane-dispatch present host conformance lab open-plugin compare matrix bench drift fuzz journey trace build-output trust list-copy list-choose list-down list-up list-first list-last list-page-down list-page-up list-next-view list-previous-view find-next find-previous tree-fold tree-unfold-all tree-fold-all tree-parent tree-copy-pointer cancel fuel-now copy-response minify sort-keys line-numbers sample other-draft copy-as-call copy-as-extism copy-as-pytest copy-as-rust copy-as-markdown copy-as-call-with-secrets copy-as-extism-with-secrets copy-value save-as copy-payload rename-payload delete-payload put-back close-payload reopen-payload import-request read-file replace build-cancel answer-newest close-beside tour theme screenshot reset-splits demo demo-restart demo-file share notices profile-0.1 profile-0.3 budget-serving budget-strict imports conformance-switch redispatch fuel faults-clear start-none function-shape function-normalize_error function-build_signer function-sign function-on_unauthorized function-observe function-filter host-add host-delete host-clear host-keep host-undo host-level host-only host-start host-export host-export-all host-import conformance-run lab-tick lab-raise lab-lower lab-function lab-capability lab-preset lab-undo lab-use lab-save lab-open lab-sweep lab-stop lab-brief history-find history-resend history-outcome history-function history-generation history-compare history-mark history-save history-export payload-filter payload-rename payload-duplicate payload-delete payload-undo plugin-beside plugin-path plugin-path-beside plugin-forget generation-pin generation-newest generation-mark compare-file compare-only matrix-calls matrix-stop bench-again bench-runs bench-stop drift-run fuzz-save fuzz-other fuzz-again fuzz-seed fuzz-runs fuzz-field fuzz-all fuzz-stop journey-upstream journey-edit journey-undo journey-plugin journey-alone journey-state journey-request journey-again journey-stop trace-pause trace-layer trace-function trace-direction trace-find trace-all trace-save build-stop trust-yes trust-no share-report share-markdown share-bundle share-module editor-select-all editor-start editor-end editor-select-start editor-select-end editor-dedent content-open find-close find-down find-up find-replace-all prompt-close prompt-give prompt-complete help-close help-leave help-tour help-next-page help-previous-page tour-next tour-back tour-leave path-down path-up filter-down filter-up filter-page-down filter-page-up' ;;
  "completion "0) kind=words choices='bash zsh fish' ;;
  "locate "0) kind=any ;;
  esac
}

# What an option means.
_workbench_help() {
  REPLY=
  case "$1 $2" in
  "schema --all") REPLY='write a file for each type into DIR, by default schemas' ;;
  *" --all") REPLY='show every entry of long lists' ;;
  *" --allow-build") REPLY='let a browser run the build command' ;;
  *" --allow-host") REPLY='a name by which browsers call this server, as behind a proxy' ;;
  *" --allow-refusals") REPLY='an error that the plugin returns by itself is no failure' ;;
  *" --baseline") REPLY='what plugins used before' ;;
  "offer --batch") REPLY='with --hash: read JSON lines, answer each with one line' ;;
  *" --batch") REPLY='read JSON lines, answer each with one line' ;;
  *" --budget") REPLY='budget of dispatches' ;;
  *" --build") REPLY='a shell command that builds the plugin' ;;
  "offer --capability") REPLY='a capability' ;;
  *" --capability") REPLY='a capability that the host offers' ;;
  *" --check") REPLY='run check on it instead, without a screen' ;;
  *" --clock") REPLY='freeze the clock at MS milliseconds since 1970' ;;
  *" --color") REPLY='default: auto' ;;
  *" --compare") REPLY='what differs in this entry' ;;
  *" --config") REPLY='an entry of the plugin'"'"'s configuration' ;;
  *" --config-env") REPLY='an entry of it from an environment variable' ;;
  *" --config-file") REPLY='entries of it from a file: a JSON object, or NAME=VALUE in …' ;;
  *" --drift") REPLY='find out what answers depend on beside their payload' ;;
  *" --dry-run") REPLY='change nothing' ;;
  *" --edit") REPLY='what to send in that step, such as sign or sign.2, in …' ;;
  *" --editor") REPLY='whose settings --all prints: .vscode/settings.json' ;;
  *" --effect") REPLY='exit 1 unless a host uses the answer as a whole' ;;
  *" --entry") REPLY='which entry of a HAR file, from 1' ;;
  *" --expand-environment") REPLY='let ${NAME} take values of the process environment, too' ;;
  *" --extract") REPLY='put it into a new folder, which stays, and run nothing' ;;
  "journey --factory-state") REPLY='what the operator configured for the signer' ;;
  *" --factory-state") REPLY='the state a signer is built with' ;;
  *" --fail-fast") REPLY='begin no further plugin once one has failed' ;;
  *" --fault") REPLY='inject a fault: FUNCTION=fail, FUNCTION=slow:MS' ;;
  *" --field") REPLY='change only what stands at this JSON pointer' ;;
  *" --force") REPLY='negotiate with every active plugin, however fresh' ;;
  *" --format") REPLY='default: text' ;;
  *" --from") REPLY='whose colours it begins with: workbench-dark, …' ;;
  "call --fuel") REPLY='measure the fuel that the call uses' ;;
  "diff --fuel") REPLY='measure the fuel of each call too' ;;
  *" --fuel") REPLY='measure the fuel that the layers use' ;;
  "offer --function") REPLY='offer this function with these versions' ;;
  "history --function") REPLY='shape, normalize_error, build_signer, sign, …' ;;
  *" --function") REPLY='whose payload it becomes' ;;
  *" --hash") REPLY='print the hash alone' ;;
  *" --hash-only") REPLY='leave the module out' ;;
  *" --help") REPLY='show this help message and exit' ;;
  *" --history") REPLY='the history file' ;;
  *" --host") REPLY='where to listen' ;;
  *" --ignore") REPLY='a JSON pointer into the response, and everything below it' ;;
  *" --imports") REPLY='trap: link the host functions in the strict budget too' ;;
  "decode --input") REPLY='the text' ;;
  *" --input") REPLY='the payload' ;;
  "fuzz --input-file") REPLY='also change this payload, beside the usual ones' ;;
  "decode --input-file") REPLY='read the text from a file' ;;
  *" --input-file") REPLY='read the payload from a file' ;;
  *" --jobs") REPLY='plugins that are checked at the same time, each in a …' ;;
  "replay --keep-secrets") REPLY='accept credentials too, as they are' ;;
  "history --keep-secrets") REPLY='show and record credentials too, as they are' ;;
  *" --keep-secrets") REPLY='record credentials too, as they are' ;;
  "new --kind") REPLY='dialect: shape and normalize_error' ;;
  *" --kind") REPLY='check the plugin as this kind' ;;
  *" --lang") REPLY='the language' ;;
  *" --limit") REPLY='at most so many' ;;
  "trust --list") REPLY='list what is trusted' ;;
  *" --list") REPLY='show what is inside, and run nothing' ;;
  *" --log-level") REPLY='show what the plugin logs from this level on' ;;
  *" --loop") REPLY='send the payload N times to one long-lived instance' ;;
  *" --marked") REPLY='those that are marked on the screen' ;;
  *" --max-fuel") REPLY='of the strict budget, for each dispatch of the check: 80%%' ;;
  *" --max-growth") REPLY='of size and fuel above the baseline: 10%%' ;;
  *" --max-size") REPLY='of the file: 200KiB' ;;
  *" --max-wall") REPLY='of each call of the check: 50ms' ;;
  *" --memory-max") REPLY='pages of 64 KiB that the plugin'"'"'s memory may grow to' ;;
  *" --mode") REPLY='how the text is read' ;;
  "new --name") REPLY='what the plugin is called' ;;
  *" --name") REPLY='the part name' ;;
  *" --no-history") REPLY='keep no history of dispatches' ;;
  *" --no-payloads") REPLY='leave the saved payloads of the project out' ;;
  "decode --offer") REPLY='for accept: the offer it answers' ;;
  *" --offer") REPLY='negotiate with the offer of this file' ;;
  *" --outcome") REPLY='ok, fallback for any failed stage, or a stage such as …' ;;
  "bundle --output") REPLY='the zip file to write' ;;
  *" --output") REPLY='write to FILE what would stand on stdout, as a whole at …' ;;
  *" --own-config") REPLY='hand plugins the entries of their configuration that stand …' ;;
  *" --payload") REPLY='print its payload alone, for a file or `call --stdin`' ;;
  "fuzz --payloads") REPLY='where --save saves' ;;
  *" --payloads") REPLY='where they are' ;;
  *" --pictures") REPLY='write a picture' ;;
  "open --plugin") REPLY='the module, where the bundle has only its hash' ;;
  *" --plugin") REPLY='a .wasm file' ;;
  *" --poll") REPLY='watch by polling, for network file systems' ;;
  *" --port") REPLY='default: 8000' ;;
  "decode --profile") REPLY='protocol line' ;;
  "trust --profile") REPLY='look at what it asks for under this profile of its own' ;;
  *" --profile") REPLY='0.1 or 0.3, or a profile of your settings files' ;;
  *" --quiet") REPLY='say nothing on stderr but errors: no notes, no progress' ;;
  "history --record") REPLY='also write them as a recording, which `replay` takes' ;;
  *" --record") REPLY='append the dispatch to a recording' ;;
  "bundle --recording") REPLY='add it' ;;
  *" --recording") REPLY='repeat these calls on both' ;;
  *" --reference") REPLY='judge as the reference'"'"'s suite alone, whatever a host uses' ;;
  *" --registry") REPLY='the registry file' ;;
  *" --remove") REPLY='forget what was trusted of it' ;;
  *" --report") REPLY='also write a report to FILE: junit, html' ;;
  *" --request") REPLY='the proxied request: a payload of filter or shape, or what …' ;;
  "bench --runs") REPLY='calls in the series' ;;
  *" --runs") REPLY='payloads for each function' ;;
  *" --save") REPLY='save each shrunk failure as a payload that `run` sends' ;;
  *" --saved") REPLY='send the saved payload NAME of the function' ;;
  *" --seconds") REPLY='end after N seconds with what was found' ;;
  "fuzz --seed") REPLY='make the same payloads again: the seed that a run printed' ;;
  *" --seed") REPLY='seed the random source' ;;
  *" --set-config") REPLY='entries of it as a JSON object, as in `extism call`' ;;
  *" --shard") REPLY='check only the Kth of N shares, for N runners' ;;
  *" --shutdown-at") REPLY='an earlier start was shut down at this unix second' ;;
  *" --size") REPLY='of the pictures' ;;
  *" --stdin") REPLY='read the payload from standard input' ;;
  *" --storage") REPLY='storage at the start: a JSON object of strings, or of …' ;;
  *" --text") REPLY='stands in payload, answer or message' ;;
  *" --theme") REPLY=colours ;;
  *" --timeout") REPLY='end the dispatch after MS milliseconds, 2 to 600,000' ;;
  *" --timing") REPLY='how long each plugin took, for shares of equal length' ;;
  *" --tolerance") REPLY='how much two numbers may differ' ;;
  *" --trust-project") REPLY='use the workbench.toml, whoever owns it, with all that it …' ;;
  *" --typical") REPLY='send what a running host sends' ;;
  *" --unattended") REPLY='go on by itself, and begin again at the end: for a booth' ;;
  "replay --update") REPLY='accept what differs: write it into the recording' ;;
  *" --update") REPLY='accept what the plugins that pass use now: write it into …' ;;
  *" --upstream") REPLY='what the upstream answers' ;;
  *" --url") REPLY='where the host'"'"'s admin listens' ;;
  *" --verbose") REPLY='also say on stderr which versions run, which settings are …' ;;
  *" --version") REPLY='print the versions of what runs here' ;;
  "check --watch") REPLY='check again whenever a plugin is built, and build it as …' ;;
  "run --watch") REPLY='send them again whenever the plugin is built or a payload …' ;;
  *" --watch") REPLY='sources that start a build, such as '"'"'src/**/*.rs'"'"'' ;;
  *" --without") REPLY='leave a part out' ;;
  "trust --yes") REPLY='trust it without a question, for scripts' ;;
  *" --yes") REPLY='write it without a question, for scripts' ;;
  *" -h") REPLY='show this help message and exit' ;;
  "decode -i") REPLY='the text' ;;
  *" -i") REPLY='the payload' ;;
  "bench -n") REPLY='calls in the series' ;;
  *" -n") REPLY='payloads for each function' ;;
  "bundle -o") REPLY='the zip file to write' ;;
  *" -o") REPLY='write to FILE what would stand on stdout, as a whole at …' ;;
  *" -q") REPLY='say nothing on stderr but errors: no notes, no progress' ;;
  *" -v") REPLY='also say on stderr which versions run, which settings are …' ;;
  esac
}

# What a command does.
_workbench_summary() {
  REPLY=
  case "$1" in
  inspect) REPLY='read the module: sections, imports, exports, identity, static checks; starts no engine' ;;
  check) REPLY='run layers 1 to 3, the static checks and the conformance cases' ;;
  handshake) REPLY='negotiate with one offer, and show each of the nine steps' ;;
  self-check) REPLY='run the plugin'"'"'s own check of its wire types, and show every failure in full' ;;
  sweep) REPLY='try every small change of the host'"'"'s offer, and find the smallest that break the plugin' ;;
  call) REPLY='dispatch one wire function' ;;
  run) REPLY='send saved payloads as tests, and judge what is expected of the answers' ;;
  import) REPLY='turn a curl command, a HAR entry or a Messages request into a payload' ;;
  fuzz) REPLY='send payloads that nobody thought of, and shrink what fails' ;;
  journey) REPLY='take one proxied request through all functions of one or several plugins, as a host does' ;;
  trace) REPLY='show every message that crosses the border, and what the plugin asks its host within each call' ;;
  bench) REPLY='measure what a call costs, and what its parts cost' ;;
  replay) REPLY='repeat recorded calls on a build, and report what differs' ;;
  diff) REPLY='compare two builds: module, identity, negotiation, self-check, answers, time' ;;
  decode) REPLY='say what the reference says of a text' ;;
  offer) REPLY='print the host'"'"'s offer, its canonical form and its hash' ;;
  schema) REPLY='print the JSON Schema of a wire type' ;;
  registry) REPLY='rehearse layer 4: add, list, show, remove, recheck, upload, start' ;;
  history) REPLY='list what was sent to a plugin on the screen, show one dispatch, compare two; changes nothing' ;;
  explain) REPLY='explain a rule: what it says, why it exists, how to fix a violation' ;;
  serve) REPLY='show the screen in a browser, on this machine' ;;
  mcp) REPLY='let a coding agent inspect, check, call and more, over the Model Context Protocol' ;;
  bundle) REPLY='put what somebody else needs to see the same into one file, without its secrets' ;;
  open) REPLY='open such a bundle on the screen, or check it' ;;
  demo) REPLY='play a demo script on the screen: all samples, layer by layer, what breaks and why' ;;
  trust) REPLY='show what a workbench.toml asks for, and remember that you trust it' ;;
  info) REPLY='print versions, and each setting with its source' ;;
  new) REPLY='write a project to begin with: plugin, build, saved payloads, CI, settings of editors' ;;
  theme) REPLY='write a theme of your own to begin with' ;;
  doctor) REPLY='examine this machine: engine, limits, terminal, clipboard, each with its remedy' ;;
  keys) REPLY='list every action of the screen with its keys and its id, as your settings have them' ;;
  completion) REPLY='print what bash, zsh or fish needs to complete commands, options and files' ;;
  locate) REPLY='print where files are kept' ;;
  esac
}

_workbench() {
  local -a typed described
  typed=("${(@)words[2,CURRENT-1]}")
  local cur=$PREFIX context= pending= kind= choices= names= option= dashes= word REPLY
  local -i number=0
  for word in "${typed[@]}"; do
    if [[ -n $pending ]]; then
      pending=
    elif [[ -z $dashes && $word == -- ]]; then
      dashes=1
    elif [[ -z $dashes && $word == -* ]]; then
      [[ $word == --*=* ]] && continue
      _workbench_value "$context" "$word"
      pending=$kind option=$word
    elif [[ $number$context == 0 && -n ${_workbench_commands[(r)$word]} ]]; then
      context=$word
    elif [[ $number$context == 0registry ]]; then
      context="registry $word"
    else
      number+=1
    fi
  done
  if [[ -z $pending && -z $dashes && $cur == --*=* ]]; then
    _workbench_value "$context" "${cur%%=*}"
    compset -P 1 '*='
  elif [[ -n $pending ]]; then
    _workbench_value "$context" "$option"
  elif [[ -z $dashes && $cur == -* ]]; then
    _workbench_options "$context"
    for word in ${=names}; do
      _workbench_help "$context" "$word"
      described+=("$word:$REPLY")
    done
    _describe -o option described
    return
  else
    _workbench_argument "$context" "$number"
    if [[ $number$context == 0 ]]; then
      for word in $_workbench_commands; do
        _workbench_summary "$word"
        described+=("$word:$REPLY")
      done
      _describe command described
    fi
  fi
  case $kind in
    words) compadd -- ${=choices} ;;
    report)
      if compset -P 1 '*='; then _files; else compadd -S '' -- junit= html= markdown=; compadd -- github; fi ;;
    wasm) _files -g '*.wasm' ;;
    file) _files ;;
    folder) _files -/ ;;
  esac
}

if [[ $funcstack[1] == _workbench ]]; then
  _workbench "$@"
else
  compdef _workbench workbench
fi
