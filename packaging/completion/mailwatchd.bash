# Completion of mailwatchd(8) for bash.

_mailwatchd() {
    # shellcheck disable=SC2034 # words, cword: _init_completion sets all of them.
    local cur prev words cword split
    _init_completion -s || return
    case $prev in
        --config) _filedir ;;
        *)
            $split || mapfile -t COMPREPLY < <(compgen -W "$(_parse_help "$1")" -- "$cur")
            ;;
    esac
} && complete -F _mailwatchd mailwatchd
