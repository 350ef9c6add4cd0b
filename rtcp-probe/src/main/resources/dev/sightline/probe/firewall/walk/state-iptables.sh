# Lists the rules of iptables, and those that nftables has besides, without what changes by itself: counters, and the tables
# of a trace. The tables of iptables are told by iptables, for nftables can list their chains in another order afterwards;
# those that hold nothing are left out, for iptables-legacy does not unload them.
set -o pipefail
if command -v nft >/dev/null; then
    nft -s list ruleset | awk '/^table (inet sightline_trace_|ip6? (filter|nat|mangle|raw|security) )/ { skip = 1 }
        !skip && !/^# Warning/ { print } /^}/ { skip = 0 }' || exit 1
fi
for family in ip ip6; do
    echo "$family"
    "${family}tables-save" | sed 's/ \[[0-9]*:[0-9]*\]$//; /^#/d' | awk '/^\*/ { text = ""; holds = 0 } { text = text $0 "\n" }
        /^-A/ || /^:/ && $2 != "ACCEPT" { holds = 1 } /^COMMIT/ && holds { printf "%s", text }' || exit 1
done
