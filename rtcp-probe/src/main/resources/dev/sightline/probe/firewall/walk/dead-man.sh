# Restores a host's firewall: when nothing was read from the standard input for a while, or when that has ended.
# Arguments: a directory with undo.sh, and the seconds. One for each network namespace.
trap '' HUP INT QUIT TERM PIPE TSTP
cd /
# A file of root's, named after the namespace: the namespace's own can be locked by every user of the host.
alone="${1%/*}/sightline-walk-$(stat -Lc %i /proc/self/ns/net).lock"
(umask 077 && : >>"$alone")
exec 8>>"$alone"
{ flock -n 8 && [ "$alone" -ef "/proc/$$/fd/8" ]; } || { echo busy; exit 3; }
exec 9>"$1/lock"
: >"$1/armed"
echo armed
exec >"$1/log" 2>&1
while read -r -t "$2" _; do :; done
flock 9 # what was begun comes to its end, and nothing begins any more
rm -f "$1/armed"
for pause in 0 1 2 4 8; do
    sleep "$pause"
    bash "$1/undo.sh" "$1" </dev/null
    case $? in
    0)
        rm -rf "$1"
        rm -f "$alone"
        exit 0
        ;;
    2)
        [ "$pause" = 0 ] && continue # somebody may just be changing it
        rm -f "$alone"
        logger -t sightline "the firewall is not as it was before the walk; what was in force is kept in $1/ruleset.nft, what differs in $1/differs" || true
        exit 2
        ;;
    esac
done
logger -t sightline "the firewall could not be restored; see $1/log, and run: bash $1/undo.sh $1" || true
exit 1
