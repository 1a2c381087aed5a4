# Completion of mailwatchctl(1) for fish.

# What the running daemon watches; nothing where none answers, or not at once.
function __mailwatchctl_targets
    timeout 5 mailwatchctl targets --json 2>/dev/null | grep -o '"target":"[^"]*"' | cut -d '"' -f 4
end

# The values of a key of all findings: "tag" or "check".
function __mailwatchctl_findings
    mailwatchctl explain --all --json 2>/dev/null | string replace -rf '.*"'$argv[1]'":"(\w+)".*' '$1' | sort -u
end

function __mailwatchctl_checks
    __mailwatchctl_findings check
end

# A subcommand of these stands in the line; with none of them: no subcommand does.
function __mailwatchctl_after
    set -l words (commandline -opc)
    if not set -q argv[1]
        not set -q words[2]
    else
        set -q words[2]; and contains -- $words[2] $argv
    end
end

# So many words stand before the cursor, options aside.
function __mailwatchctl_at
    test (count (string match -v -- '-*' (commandline -opc))) -eq $argv[1]
end

complete -c mailwatchctl -f
complete -c mailwatchctl -s h -l help -d 'Print a short help'
complete -c mailwatchctl -n __mailwatchctl_after -l version -d 'Print the version'

for line in \
    'check:Audit targets here and now' \
    'status:What is due, running, unconfirmed and paused' \
    'targets:All targets with their scores' \
    'show:The last audit of a target' \
    'report:The report of a target' \
    'events:The history of confirmed changes' \
    'dnsbl:The block lists and whether they may be believed' \
    'inventory:Which mail services run where' \
    'recheck:Have a target audited now' \
    'pause:Leave a target alone until it is resumed' \
    'resume:End a pause' \
    'acknowledge:Take a finding of a target as it is' \
    'reload:Have the configuration read again' \
    "backup:Copy the daemon's state to a file" \
    'restore:Put a backup in the place of the state' \
    "doctor:Whether the daemon's own surroundings are well" \
    'spf:What a receiver would conclude of a sender' \
    'explain:Say what a finding or a check means'
    set -l parts (string split -m 1 : $line)
    complete -c mailwatchctl -n __mailwatchctl_after -a $parts[1] -d $parts[2]
    complete -c mailwatchctl -n "__mailwatchctl_after $parts[1]" -l json -d 'JSON instead of text'
    if not contains $parts[1] spf explain restore
        complete -c mailwatchctl -n "__mailwatchctl_after $parts[1]" -l control -r -F -d "The daemon's control socket"
    end
end

complete -c mailwatchctl -n '__mailwatchctl_after check show report recheck pause resume spf' \
    -a '(__mailwatchctl_targets)' -d Target
complete -c mailwatchctl -n '__mailwatchctl_after backup restore' -F
complete -c mailwatchctl -n '__mailwatchctl_after explain' -a '(__mailwatchctl_findings check)' -d Check
complete -c mailwatchctl -n '__mailwatchctl_after explain' -a '(__mailwatchctl_findings tag)' -d Finding

complete -c mailwatchctl -n '__mailwatchctl_after check spf dnsbl restore' -l config -r -F -d 'Configuration file'
complete -c mailwatchctl -n '__mailwatchctl_after check spf dnsbl' -l resolver -x -d 'DNS server: ADDRESS[:PORT]'
complete -c mailwatchctl -n '__mailwatchctl_after check report' -l html -r -F -d 'Write the report as a page'

complete -c mailwatchctl -n '__mailwatchctl_after check' -l only -x -d 'Only these checks' \
    -a '(__fish_complete_list , __mailwatchctl_checks)'
complete -c mailwatchctl -n '__mailwatchctl_after check' -l active -d 'Also say MAIL and RCPT to hosts that are yours'
complete -c mailwatchctl -n '__mailwatchctl_after check' -l strict -d 'Exit 3 where a check gave no information'

complete -c mailwatchctl -n '__mailwatchctl_after pause acknowledge' -l why -x -d 'A word to whoever asks later'
complete -c mailwatchctl -n '__mailwatchctl_after acknowledge; and __mailwatchctl_at 2' -a '(__mailwatchctl_targets)' -d Target
complete -c mailwatchctl -n '__mailwatchctl_after acknowledge; and __mailwatchctl_at 3' \
    -a '(__mailwatchctl_findings tag)' -d Finding
complete -c mailwatchctl -n '__mailwatchctl_after acknowledge' -l subject -x -d 'There only'
complete -c mailwatchctl -n '__mailwatchctl_after acknowledge' -l until -x -d 'When it lapses'
complete -c mailwatchctl -n '__mailwatchctl_after acknowledge' -l undo -d 'No longer'

complete -c mailwatchctl -n '__mailwatchctl_after events' -l since -x -d 'All since a time or for so long'
complete -c mailwatchctl -n '__mailwatchctl_after events' -l target -x -a '(__mailwatchctl_targets)' -d 'Of this target'
complete -c mailwatchctl -n '__mailwatchctl_after events' -l follow -d 'Go on with each change as it comes'

complete -c mailwatchctl -n '__mailwatchctl_after dnsbl' -l test -d 'Prove every list here and now'

complete -c mailwatchctl -n '__mailwatchctl_after spf' -l ip -x -d "The client's address"
complete -c mailwatchctl -n '__mailwatchctl_after spf' -l helo -x -d 'Its name in HELO or EHLO'
complete -c mailwatchctl -n '__mailwatchctl_after spf' -l sender -x -d 'The address in MAIL FROM'

complete -c mailwatchctl -n '__mailwatchctl_after explain' -l all -d 'Every finding'
