# Sourced by the commands beside it: what has to be on the machine, and how it gets there.

root_dir() { # the checkout that the command $1 stands in, symlinks resolved
    local self
    self=$(readlink -f -- "$1")
    dirname -- "$(dirname -- "$self")"
}

say() { printf '%s\n' "$*" >&2; }

java_is_17() {
    command -v javac >/dev/null 2>&1 || return 1
    local major
    major=$(javac -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
    [ "${major:-0}" -ge 17 ]
}

has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || ls /usr/lib/*/"$1"* >/dev/null 2>&1; }

# Prints the Debian packages that are missing for $1: build, browse or test.
missing_packages() {
    export PATH="$PATH:/usr/sbin:/sbin"
    java_is_17 || echo openjdk-17-jdk-headless
    command -v mvn >/dev/null 2>&1 || echo maven
    [ "$1" = build ] && return 0
    command -v chromium >/dev/null 2>&1 || echo chromium
    command -v chromedriver >/dev/null 2>&1 || echo chromium-driver
    has_library libpcap.so.0.8 || echo libpcap0.8
    command -v ip >/dev/null 2>&1 || echo iproute2
    [ "$1" = browse ] && return 0
    command -v ffmpeg >/dev/null 2>&1 || echo ffmpeg
    command -v nft >/dev/null 2>&1 || echo nftables
    command -v iptables >/dev/null 2>&1 || echo iptables
    command -v ufw >/dev/null 2>&1 || echo ufw # it comes switched off, and its installation loads no rule
    command -v conntrack >/dev/null 2>&1 || echo conntrack
    command -v tcpdump >/dev/null 2>&1 || echo tcpdump
    command -v setpriv >/dev/null 2>&1 || echo util-linux
    command -v openssl >/dev/null 2>&1 || echo openssl
    command -v curl >/dev/null 2>&1 || echo curl
    command -v systemd-analyze >/dev/null 2>&1 || echo systemd
    command -v shellcheck >/dev/null 2>&1 || echo shellcheck
    command -v testssl >/dev/null 2>&1 || echo testssl.sh
    /usr/bin/python3 -c 'import seccomp' >/dev/null 2>&1 || echo python3-seccomp
}

# Installs what is missing for $1 when run by root; otherwise says the one line that does.
require() {
    export PATH="$PATH:/usr/sbin:/sbin"
    local packages
    packages=$(missing_packages "$1" | tr '\n' ' ')
    packages=${packages% }
    [ -z "$packages" ] && return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        say "Missing on this machine: $packages. Install with:"
        say "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $packages"
        exit 1
    fi
    say "Installing $packages …"
    local log
    log=$(mktemp)
    # shellcheck disable=SC2086 # a list of package names
    if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages; } >"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2
        say "apt-get could not install: $packages (all of its output: $log)"
        exit 1
    fi
    rm -f "$log"
}

# Maven with a repository that can be written, whatever the home directory is.
maven() {
    local repository=()
    if ! mkdir -p "${HOME:-/nonexistent}/.m2/repository" 2>/dev/null || [ ! -w "${HOME:-/nonexistent}/.m2/repository" ]; then
        repository=("-Dmaven.repo.local=$ROOT/target/repository")
    fi
    (cd "$ROOT" && mvn -B "${repository[@]}" "$@")
}

# Builds the launcher's jars when a source is newer than the last build.
build_if_stale() {
    [ -f "$ROOT/pom.xml" ] || return 0
    local stamp=$ROOT/cli/target/built
    if [ -f "$stamp" ] && [ -z "$(find "$ROOT/pom.xml" "$ROOT"/*/pom.xml "$ROOT"/*/src/main -newer "$stamp" -type f -print -quit)" ]; then
        return 0
    fi
    require build
    if [ ! -w "$ROOT" ]; then
        say "Sightline has to be built, but $ROOT cannot be written by $(id -un). Build it as its owner: bin/sightline --version"
        exit 1
    fi
    mkdir -p "$ROOT/cli/target"
    exec 8>"$ROOT/cli/target/build.lock"
    flock 8
    if [ -f "$stamp" ] && [ -z "$(find "$ROOT/pom.xml" "$ROOT"/*/pom.xml "$ROOT"/*/src/main -newer "$stamp" -type f -print -quit)" ]; then
        exec 8>&-
        return 0 # another one built it meanwhile
    fi
    say "Building Sightline (the first time takes a few minutes) …"
    touch "$stamp.new"
    local log=$ROOT/cli/target/build.log
    trap 'exit 130' INT # Maven ends with Ctrl-C as well: nothing has failed then
    if ! (set -o pipefail
        maven -DskipTests -Djacoco.skip -Dspotless.check.skip -pl cli -am package 2>&1 8>&- | tee "$log" |
            sed -un 's/^\[INFO\] Building \([^ ]*\) .*\[\([0-9]*\)\/\([0-9]*\)\]$/  \2 of \3: \1/p' >&2); then
        tail -n 30 "$log" >&2
        say "The build failed; all of its output: $log"
        exit 1
    fi
    trap - INT
    archive_classes
    mv "$stamp.new" "$stamp"
    exec 8>&-
}

# Where the classes of the probe are kept for the Java that runs it: another one cannot use them, and would do without its own.
class_archive() {
    local java
    java=$(readlink -f -- "$(command -v "${JAVA_HOME:+$JAVA_HOME/bin/}java")") || true # who runs it says that there is none
    printf '%s' "$ROOT/cli/target/probe${java//\//-}.jsa"
}

# Whether all of an archive is there: the JVM does not survive one of which a part was lost, as where a folder was not copied whole.
is_whole() {
    [ -f "$1" ] && [ -f "$1.size" ] && [ "$(stat -c %s -- "$1")" = "$(<"$1.size")" ]
}

# Keeps the probe's classes as the JVM holds them in memory: it starts without reading and checking each of two thousand.
archive_classes() {
    local archive
    archive=$(class_archive)
    rm -f "$ROOT"/cli/target/probe-*.jsa "$ROOT"/cli/target/probe-*.jsa.size "$archive.new"
    # What is written in part would end the JVM, so it takes its name when it is on the disk.
    if "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -XX:ArchiveClassesAtExit="$archive.new" -cp "$ROOT/cli/target/lib/*" \
        dev.sightline.cli.Main probe analyze "$ROOT/rtcp-probe/src/test/resources/captures/c_camera_ip.pcap" >/dev/null 2>&1 8>&- &&
        sync -- "$archive.new" 2>/dev/null && stat -c %s -- "$archive.new" >"$archive.size"; then
        mv -f -- "$archive.new" "$archive"
    fi
    rm -f "$archive.new"
}
