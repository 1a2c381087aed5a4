# Completion of mailwatchd(8) for fish.

complete -c mailwatchd -f
complete -c mailwatchd -s h -l help -d 'Show help'
complete -c mailwatchd -l version -d 'Show the version'
complete -c mailwatchd -l config -r -F -d 'Configuration file'
complete -c mailwatchd -l check-config -d 'Check the configuration and exit'
complete -c mailwatchd -l once -d 'Exit after the first audit of every target'
complete -c mailwatchd -l print -d 'Print the first audit of each target'
