# Completion of mailwatchd(8) for fish.

complete -c mailwatchd -f
complete -c mailwatchd -s h -l help -d 'Print a short help'
complete -c mailwatchd -l version -d 'Print the version'
complete -c mailwatchd -l config -r -F -d 'Configuration file'
complete -c mailwatchd -l check-config -d 'Check the configuration and exit'
complete -c mailwatchd -l once -d 'End after the first round of every target'
complete -c mailwatchd -l print -d "Print each target's first audit"
