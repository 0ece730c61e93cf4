# What bash completes behind `workbench`. `workbench completion bash` prints this; docs/completion.md says where it goes.
# Made from the parsers of the workbench by `python -m tests.generated`; it starts nothing.

_workbench_commands='@COMMANDS@'

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
