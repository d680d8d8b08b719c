import type { Shell } from './model.ts';

/**
 * Scripts that make a shell ask koo for completions. They do not contain koo's commands, so they stay valid when koo
 * is updated.
 */
export const scripts: Readonly<Record<Shell, string>> = {
  bash: `# bash completion for koo. To load it in every shell, add to ~/.bashrc: eval "$(koo completion bash)"
_koo() {
  local word=\${COMP_WORDS[COMP_CWORD]} cur=$2 head= value text widest=0 line
  local -a values=() texts=()
  COMPREPLY=()
  # After a redirection, readline completes file names itself if there is no reply.
  for value in "$word" "\${COMP_WORDS[COMP_CWORD - 1]}"; do
    [[ $value == [\\<\\>]* || $value == '&>'* ]] && return
  done
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ -z $head ]]; then
      head=$line
      continue
    fi
    value=\${line%%$'\\t'*}
    values+=("$value")
    texts+=("\${line#*$'\\t'}")
    ((\${#value} > widest)) && widest=\${#value}
  done < <(koo __complete bash "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ $head == files* ]]; then
    local before=\${head#files}
    before=\${before#$'\\t'}
    [[ -n $before ]] && _koo_files "$before" "\${cur#"$before"}" "\${word:0:1}"
    return
  fi
  compopt +o default 2>/dev/null
  [[ $head == open ]] && compopt -o nospace 2>/dev/null
  if ((\${#values[@]} < 2)) || [[ \${COMP_TYPE:-9} != 9 && \${COMP_TYPE:-9} != 63 ]]; then
    COMPREPLY=(\${values[@]+"\${values[@]}"})
    return
  fi
  local i room=$((\${COLUMNS:-80} - widest - 4))
  ((room > 60)) && room=60
  ((room < 0)) && room=0
  for i in "\${!values[@]}"; do
    value=\${values[i]}
    text=\${texts[i]:0:room}
    if [[ -n $text ]] && ((room > 10)); then
      printf -v value "%-\${widest}s  (%s)" "$value" "$text"
    fi
    COMPREPLY+=("$value")
  done
}
# Completes a file name after a prefix such as @: PREFIX TYPED QUOTE. Keeps the folder as typed.
_koo_files() {
  local path name folder= dirs
  compopt +o default 2>/dev/null
  [[ $2 == '~'* ]] && return
  [[ $2 == */* ]] && folder=\${2%/*}/
  dirs=$'\\n'$(compgen -d -- "$2")$'\\n'
  while IFS= read -r path; do
    name=\${path##*/}
    case $3 in
      \\') [[ $name == *\\'* ]] && continue ;;
      \\") name=$(printf %s "$name" | sed 's/[\\\\"$\`]/\\\\&/g') ;;
      *) printf -v name %q "$name" ;;
    esac
    [[ $dirs == *$'\\n'"$path"$'\\n'* ]] && name+=/
    COMPREPLY+=("$1$folder$name")
  done < <(compgen -f -- "$2")
  [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == */ ]] && compopt -o nospace 2>/dev/null
}
complete -o default -o nosort -F _koo koo 2>/dev/null || complete -o default -F _koo koo
`,
  zsh: `#compdef koo
# zsh completion for koo. To load it in every shell, add to ~/.zshrc after compinit: eval "$(koo completion zsh)"
_koo() {
  local -a lines described given
  local head line value text before
  given=("\${(@Q)words[2,CURRENT-1]}")
  lines=("\${(@f)$(koo __complete zsh "\${given[@]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  head=\${lines[1]}
  shift lines
  if [[ $head == files* ]]; then
    before=\${head#files}
    before=\${before#$'\\t'}
    [[ -n $before ]] && compset -P "\${(b)before}"
    _files
    return
  fi
  for line in $lines; do
    value=\${line%%$'\\t'*}
    text=\${line#*$'\\t'}
    described+=("\${value//:/\\\\:}\${text:+:$text}")
  done
  (( $#described )) || return 1
  if [[ $head == open ]]; then
    _describe -V -t koo koo described -S ''
  else
    _describe -V -t koo koo described
  fi
}
# compinit loads this file as the function itself; eval registers the function.
if [[ $funcstack[1] == _koo ]]; then
  _koo "$@"
elif (( $+functions[compdef] )); then
  compdef _koo koo
fi
`,
  fish: `# fish completion for koo. To install it: koo completion fish > ~/.config/fish/completions/koo.fish
function __koo_complete
    set -l given (commandline -opc)
    set -l current (commandline -ct)
    set -l lines (koo __complete fish $given[2..-1] "$current" 2>/dev/null)
    set -l head $lines[1]
    set -e lines[1]
    if string match -q 'files*' -- "$head"
        set -l before (string replace -r '^files\\t?' '' -- "$head")
        set -l rest (string sub -s (math (string length -- "$before") + 1) -- "$current")
        for path in (__fish_complete_path "$rest")
            echo "$before$path"
        end
        return
    end
    string join \\n -- $lines
end
complete -c koo -f -k -a '(__koo_complete)'
`,
  powershell: `# PowerShell completion for koo. To load it in every shell, add to $PROFILE: koo completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName koo -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $given = @($commandAst.CommandElements |
        Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text } })
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        # PowerShell would drop an empty last word, so it is prefixed with +.
        $lines = @(koo __complete powershell @given "+$wordToComplete" 2>$null)
    } finally {
        [Console]::OutputEncoding = $encoding
    }
    if ($lines.Count -eq 0 -or $lines[0].StartsWith('files')) {
        $before = if ($lines.Count -eq 0) { '' } else { $lines[0].Substring(5).TrimStart("\`t") }
        $rest = $wordToComplete.Substring([Math]::Min($before.Length, $wordToComplete.Length))
        [System.Management.Automation.CompletionCompleters]::CompleteFilename($rest) | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new("$before$($_.CompletionText)", $_.ListItemText, $_.ResultType, $_.ToolTip)
        }
        return
    }
    $lines | Select-Object -Skip 1 | ForEach-Object {
        $value, $text = $_ -split "\`t", 2
        if (-not $text) { $text = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $text)
    }
}
`,
};

/** The profile of each shell, and the line that loads the script. */
export const profileSetup: Readonly<Record<Shell, { readonly file: string; readonly line: string }>> = {
  bash: { file: '~/.bashrc', line: 'eval "$(koo completion bash)"' },
  zsh: { file: '~/.zshrc', line: 'eval "$(koo completion zsh)"' },
  fish: { file: '~/.config/fish/config.fish', line: 'koo completion fish | source' },
  powershell: { file: '$PROFILE', line: 'koo completion powershell | Out-String | Invoke-Expression' },
};
