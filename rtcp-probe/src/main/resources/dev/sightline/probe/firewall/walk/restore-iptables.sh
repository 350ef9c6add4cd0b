# Brings the rules of iptables back as they were written down in the directory that is the argument. May run again.
failed=0
for family in ip ip6; do
    saved=$1/$family.rules
    if grep -q '^\*' "$saved"; then
        "${family}tables-restore" -c <"$saved" || failed=1
    fi
    # Tables that were not there go as a whole; of the older iptables their content does.
    "${family}tables-save" | sed -n 's/^\*//p' | while read -r table; do
        grep -qx "\*$table" "$saved" && continue
        nft delete table "$family" "$table" 2>/dev/null && continue
        "${family}tables" -t "$table" -F && "${family}tables" -t "$table" -X || exit 1
        "${family}tables" -t "$table" -S | sed -n 's/^-P \([A-Z]*\) .*/\1/p' | while read -r chain; do
            "${family}tables" -t "$table" -P "$chain" ACCEPT
        done
    done || failed=1
done
# What is read back has all built-in chains: those that were not there hold nothing, and go too.
if [ -e "$1/chains" ]; then
    bash "$1/chains.sh" | LC_ALL=C comm -13 "$1/chains" - | while read -r family table chain; do
        nft delete chain "$family" "$table" "$chain" 2>/dev/null
    done
fi
exit $failed
