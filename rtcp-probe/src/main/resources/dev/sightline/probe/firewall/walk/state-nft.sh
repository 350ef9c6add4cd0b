# Lists the rule set, without what changes by itself: counters, and the tables of a trace.
set -o pipefail
nft -s list ruleset | awk '/^table inet sightline_trace_/ { skip = 1 } !skip { print } /^}/ { skip = 0 }'
