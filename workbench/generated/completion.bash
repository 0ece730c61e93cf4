# What bash completes behind `workbench`. `workbench completion bash` prints this; docs/completion.md says where it goes.
# Made from the parsers of the workbench by `python -m tests.generated`; it starts nothing.

_workbench_commands='inspect check handshake self-check sweep call run import fuzz journey trace bench replay diff decode offer schema registry history explain serve mcp bundle open demo trust info new theme doctor keys completion locate'

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

_workbench() {
  local cur=${COMP_WORDS[COMP_CWORD]} context= pending= last= kind= choices= names= number=0 dashes= at word option= IFS=$'\n'
  COMPREPLY=()
  for ((at = 1; at <= COMP_CWORD; at++)); do
    word=${COMP_WORDS[at]}
    # bash splits words at the sign, which stands behind an option or within a value of two parts.
    if [ "$word" = = ]; then
      [ -n "$pending" ] || { [ "$last" = report ] && pending=file || pending=any; }
      [ "$at" = "$COMP_CWORD" ] && cur=
      continue
    fi
    [ "$at" = "$COMP_CWORD" ] && break
    if [ -n "$pending" ]; then
      last=$pending pending=
      continue
    fi
    last=
    if [ -z "$dashes" ] && [ "$word" = -- ]; then
      dashes=1
    elif [ -z "$dashes" ] && [ "${word#-}" != "$word" ]; then
      _workbench_value "$context" "$word"
      pending=$kind
      option=$word
    elif [ "$number$context" = 0 ] && [[ " $_workbench_commands " == *" $word "* ]]; then
      context=$word
    elif [ "$number $context" = '0 registry' ]; then
      context="registry $word"
    else
      number=$((number + 1))
    fi
  done
  if [ "$pending" = words ]; then
    _workbench_value "$context" "$option"
  elif [ -n "$pending" ]; then
    kind=$pending
  elif [ -z "$dashes" ] && [ "${cur#-}" != "$cur" ]; then
    _workbench_options "$context"
    kind=words choices=$names
  else
    _workbench_argument "$context" "$number"
  fi
  case "$kind" in
    words) COMPREPLY=($(IFS=' ' && compgen -W "$choices" -- "$cur")) ;;
    report) COMPREPLY=($(IFS=' ' && compgen -W 'junit= html= markdown= github' -- "$cur")); compopt -o nospace 2>/dev/null ;;
    wasm) _workbench_files '!*.wasm' ;;
    file) _workbench_files '' ;;
    folder) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$cur")) ;;
  esac
  if [ "$number$context$kind" = 0wasm ]; then
    COMPREPLY+=($(IFS=' ' && compgen -W "$_workbench_commands" -- "$cur"))
  fi
}

# The files that are not left out by a pattern, and folders.
_workbench_files() {
  compopt -o filenames 2>/dev/null
  COMPREPLY=($({ compgen -f -X "$1" -- "$cur"; compgen -d -- "$cur"; } | sort -u))
}

complete -F _workbench workbench
