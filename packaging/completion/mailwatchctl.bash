# Completion of mailwatchctl(1) for bash. Subcommands and options are read from its --help; only their
# arguments are listed here.

_mailwatchctl_subcommands() {
    "$1" --help 2>/dev/null | sed -n '/^Subcommands:/,$s/^  \([a-z][a-z-]*\) .*/\1/p'
}

# Targets of the running daemon; none if it does not answer within 5 seconds.
_mailwatchctl_targets() {
    timeout 5 "$1" targets --json 2>/dev/null | grep -o '"target":"[^"]*"' | cut -d '"' -f 4
}

# All values of the key "tag" or "check" of the findings.
_mailwatchctl_findings() {
    "$1" explain --all --json 2>/dev/null | sed "s/.*\"$2\":\"\([A-Za-z0-9_]*\)\".*/\1/" | sort -u
}

# Offers the words of $1 that begin with $2, each prefixed with $3.
_mailwatchctl_offer() {
    mapfile -t COMPREPLY < <(compgen -P "${3-}" -W "$1" -- "$2")
    __ltrim_colon_completions "$cur" # For IPv6 addresses.
}

_mailwatchctl_value() {
    case $prev in
        --config | --control | --html) _filedir ;;
        --only)
            local done=
            [[ $cur != *,* ]] || done=${cur%,*},
            _mailwatchctl_offer "$(_mailwatchctl_findings "$1" check)" "${cur##*,}" "$done"
            ;;
        --target) _mailwatchctl_offer "$(_mailwatchctl_targets "$1")" "$cur" ;;
        --helo | --ip | --resolver | --sender | --since | --subject | --until | --why) ;;
        *) return 1 ;;
    esac
}

_mailwatchctl() {
    local cur prev words cword split
    _init_completion -s -n : || return
    local command=
    ((cword < 2)) || command=${words[1]}
    if _mailwatchctl_value "$1" || $split; then
        return
    elif [[ $cur == -* ]]; then
        _mailwatchctl_offer "$(_parse_help "$1" "$command --help")" "$cur"
        return
    fi
    case $command in
        '') _mailwatchctl_offer "$(_mailwatchctl_subcommands "$1")" "$cur" ;;
        check | pause | recheck | report | resume | show | spf)
            _mailwatchctl_offer "$(_mailwatchctl_targets "$1")" "$cur"
            ;;
        acknowledge)
            if ((cword == 2)); then
                _mailwatchctl_offer "$(_mailwatchctl_targets "$1")" "$cur"
            else
                _mailwatchctl_offer "$(_mailwatchctl_findings "$1" tag)" "$cur"
            fi
            ;;
        explain)
            _mailwatchctl_offer "$(_mailwatchctl_findings "$1" check; _mailwatchctl_findings "$1" tag)" "$cur"
            ;;
        backup | restore) _filedir ;;
    esac
} && complete -F _mailwatchctl mailwatchctl
