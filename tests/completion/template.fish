# What fish completes behind `workbench`. `workbench completion fish` prints this; docs/completion.md says where it goes.
# Made from the parsers of the workbench by `python -m tests.generated`; it starts nothing.

set -g __workbench_commands @COMMANDS@

# The options of a command.
function __workbench_options
  set -l options
  switch $argv[1]
@OPTIONS@
  end
  printf '%s\n' $options
end

# What an option takes, and which words: nothing for one that takes none, or is not known.
function __workbench_value
  set -l kind
  set -l words
  switch "$argv[1] $argv[2]"
@VALUES@
  end
  printf '%s\n' $kind $words
end

# What stands at a place behind a command, counted from 0, and which words.
function __workbench_argument
  set -l kind any
  set -l words
  switch "$argv[1] $argv[2]"
@ARGUMENTS@
  end
  printf '%s\n' $kind $words
end

# What an option means.
function __workbench_help
  switch "$argv[1] $argv[2]"
@HELPS@
  end
end

# What a command does.
function __workbench_summary
  switch $argv[1]
@SUMMARIES@
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
