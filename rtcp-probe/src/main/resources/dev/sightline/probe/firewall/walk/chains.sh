# Lists the chains of iptables' tables as nftables has them, sorted.
nft list chains | awk '/^table/ { table = $2 " " $3 } /^\tchain/ { print table " " $2 }' | grep -E '^ip6? ' | LC_ALL=C sort
