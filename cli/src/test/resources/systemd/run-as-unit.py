"""run-as-unit.py UNIT COMMAND …: installs the system-call filter that systemd would make of a unit's SystemCallFilter=,
SystemCallErrorNumber=EPERM and RestrictAddressFamilies=, then becomes the command."""
import errno
import os
import re
import socket
import subprocess
import sys

import seccomp

unit, command = sys.argv[1], sys.argv[2:]
with open(unit, encoding="utf-8") as file:
    settings = [line.strip().split("=", 1) for line in file if re.match(r"\w+=", line)]


def members(name):
    """The calls of a group, with those of the groups in it."""
    if not name.startswith("@"):
        return {name}
    listing = subprocess.run(["systemd-analyze", "syscall-filter", name], check=True, capture_output=True, text=True).stdout
    lines = [line.strip() for line in listing.splitlines()[1:]]
    return {call for line in lines if line and not line.startswith("#") for call in members(line)}


allowed = members("@default")
for name, value in settings:
    if name == "SystemCallFilter":
        calls = {call for word in value.lstrip("~").split() for call in members(word)}
        allowed = allowed - calls if value.startswith("~") else allowed | calls
families = [value.split() for name, value in settings if name == "RestrictAddressFamilies"][0]

numbers = {getattr(socket, family).value for family in families}
others = seccomp.SyscallFilter(seccomp.ALLOW)
for number in set(range(64)) - numbers:
    others.add_rule(seccomp.ERRNO(errno.EAFNOSUPPORT), "socket", seccomp.Arg(0, seccomp.EQ, number))
others.load()

rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
for call in sorted(allowed):
    try:
        rules.add_rule(seccomp.ALLOW, call)
    except RuntimeError:
        pass  # of another architecture
rules.load()
os.execvp(command[0], command)
