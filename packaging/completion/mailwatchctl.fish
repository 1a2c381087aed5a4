# Completion of mailwatchctl(1) for fish.

# Targets of the running daemon; none if it does not answer within 5 seconds.
function __mailwatchctl_targets
    timeout 5 mailwatchctl targets --json 2>/dev/null | grep -o '"target":"[^"]*"' | cut -d '"' -f 4
end

# All values of the key "tag" or "check" of the findings.
function __mailwatchctl_findings
    mailwatchctl explain --all --json 2>/dev/null | string replace -rf '.*"'$argv[1]'":"(\w+)".*' '$1' | sort -u
end

function __mailwatchctl_checks
    __mailwatchctl_findings check
end

# True if the line has one of these subcommands; without arguments: if it has no subcommand yet.
function __mailwatchctl_after
    set -l words (commandline -opc)
    if not set -q argv[1]
        not set -q words[2]
    else
        set -q words[2]; and contains -- $words[2] $argv
    end
end

# True if the line has this many words before the cursor, not counting options.
function __mailwatchctl_at
    test (count (string match -v -- '-*' (commandline -opc))) -eq $argv[1]
end

complete -c mailwatchctl -f
complete -c mailwatchctl -s h -l help -d 'Show help'
complete -c mailwatchctl -n __mailwatchctl_after -l version -d 'Show the version'

for line in \
    'check:Audit targets now and print the results' \
    'status:Show running and due audits and pending changes' \
    'targets:List all targets with their scores' \
    'show:Show the last audit of a target' \
    'report:Show the report of a target or write it as HTML' \
    'events:List confirmed changes' \
    'dnsbl:List DNS block lists and their self-tests' \
    'inventory:List the mail services found and their software' \
    'recheck:Audit a target now and record the result' \
    'pause:Stop auditing a target until it is resumed' \
    'resume:Resume a paused target' \
    'acknowledge:Acknowledge a finding' \
    'reload:Reload the configuration' \
    "backup:Back up the daemon's state to a file" \
    'restore:Replace the state with a backup' \
    "doctor:Check the daemon's resolver, network and clock" \
    'spf:Evaluate the SPF record of a domain' \
    'explain:Explain a finding or a check'
    set -l parts (string split -m 1 : $line)
    complete -c mailwatchctl -n __mailwatchctl_after -a $parts[1] -d $parts[2]
    complete -c mailwatchctl -n "__mailwatchctl_after $parts[1]" -l json -d 'Print JSON instead of text'
    if not contains $parts[1] spf explain restore
        complete -c mailwatchctl -n "__mailwatchctl_after $parts[1]" -l control -r -F -d 'Control socket of the daemon'
    end
end

complete -c mailwatchctl -n '__mailwatchctl_after check show report recheck pause resume spf' \
    -a '(__mailwatchctl_targets)' -d Target
complete -c mailwatchctl -n '__mailwatchctl_after backup restore' -F
complete -c mailwatchctl -n '__mailwatchctl_after explain' -a '(__mailwatchctl_findings check)' -d Check
complete -c mailwatchctl -n '__mailwatchctl_after explain' -a '(__mailwatchctl_findings tag)' -d Finding

complete -c mailwatchctl -n '__mailwatchctl_after check spf dnsbl restore' -l config -r -F -d 'Configuration file'
complete -c mailwatchctl -n '__mailwatchctl_after check spf dnsbl' -l resolver -x -d 'DNS server to use: ADDRESS[:PORT]'
complete -c mailwatchctl -n '__mailwatchctl_after check report' -l html -r -F -d 'Write the report as HTML'

complete -c mailwatchctl -n '__mailwatchctl_after check' -l only -x -d 'Run only these checks' \
    -a '(__fish_complete_list , __mailwatchctl_checks)'
complete -c mailwatchctl -n '__mailwatchctl_after check' -l active -d 'Also run active tests against hosts you own'
complete -c mailwatchctl -n '__mailwatchctl_after check' -l strict -d 'Exit 3 if a check was inconclusive'

complete -c mailwatchctl -n '__mailwatchctl_after pause acknowledge' -l why -x -d 'Reason'
complete -c mailwatchctl -n '__mailwatchctl_after acknowledge; and __mailwatchctl_at 2' -a '(__mailwatchctl_targets)' -d Target
complete -c mailwatchctl -n '__mailwatchctl_after acknowledge; and __mailwatchctl_at 3' \
    -a '(__mailwatchctl_findings tag)' -d Finding
complete -c mailwatchctl -n '__mailwatchctl_after acknowledge' -l subject -x -d 'Only for this host or port'
complete -c mailwatchctl -n '__mailwatchctl_after acknowledge' -l until -x -d 'Expiry date or duration'
complete -c mailwatchctl -n '__mailwatchctl_after acknowledge' -l undo -d 'Remove the acknowledgement'

complete -c mailwatchctl -n '__mailwatchctl_after events' -l since -x -d 'List changes since a time or within a duration'
complete -c mailwatchctl -n '__mailwatchctl_after events' -l target -x -a '(__mailwatchctl_targets)' -d 'List only changes of this target'
complete -c mailwatchctl -n '__mailwatchctl_after events' -l follow -d 'Wait for new changes and print them'

complete -c mailwatchctl -n '__mailwatchctl_after dnsbl' -l test -d 'Test all lists now'

complete -c mailwatchctl -n '__mailwatchctl_after spf' -l ip -x -d 'IP address of the sending server'
complete -c mailwatchctl -n '__mailwatchctl_after spf' -l helo -x -d 'HELO/EHLO name of the sending server'
complete -c mailwatchctl -n '__mailwatchctl_after spf' -l sender -x -d 'MAIL FROM address'

complete -c mailwatchctl -n '__mailwatchctl_after explain' -l all -d 'Explain all findings'
