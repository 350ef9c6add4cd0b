# Restores a firewall and looks whether it is as it was before. May run again. The argument: a directory with restore.sh,
# with state.sh, and with what that said before. Ends with 0 when it is, with 2 when it is restored and differs.
rm -f "$1/differs"
bash "$1/restore.sh" "$1" || exit 1
bash "$1/state.sh" >"$1/after" || exit 1
LC_ALL=C diff -a -U 0 "$1/before" "$1/after" >"$1/differences" && exit 0
mv -f "$1/differences" "$1/differs"
exit 2
