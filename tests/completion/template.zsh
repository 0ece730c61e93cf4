#compdef workbench
# What zsh completes behind `workbench`. `workbench completion zsh` prints this; docs/completion.md says where it goes.
# Made from the parsers of the workbench by `python -m tests.generated`; it starts nothing.

_workbench_commands=(@COMMANDS@)

# The options of a command.
_workbench_options() {
  names=
  case "$1" in
@OPTIONS@
  esac
}

# What an option takes: nothing for one that takes none, or is not known.
_workbench_value() {
  kind= choices=
  case "$1 $2" in
@VALUES@
  esac
}

# What stands at a place behind a command, counted from 0.
_workbench_argument() {
  kind=any choices=
  case "$1 "$2 in
@ARGUMENTS@
  esac
}

# What an option means.
_workbench_help() {
  REPLY=
  case "$1 $2" in
@HELPS@
  esac
}

# What a command does.
_workbench_summary() {
  REPLY=
  case "$1" in
@SUMMARIES@
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
