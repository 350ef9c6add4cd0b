package dev.sightline.cli;

import java.util.ArrayList;
import java.util.List;

/** An account of a test, with a group of its own; both go with it, and a second group that the test may make. Needs root. */
final class ServiceUser implements AutoCloseable {
    final String name;
    final String sharedGroup;

    /** @param role says what it is; the rest of its name is this process's alone */
    ServiceUser(String role) {
        name = "sl" + ProcessHandle.current().pid() + role;
        sharedGroup = name + "-keys";
        Host.run("useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name);
    }

    /** The command line that runs {@code command} as this user, with nothing but the right to bind low ports. */
    List<String> command(List<String> command) {
        List<String> line = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + name,
                "--regid=" + name,
                "--init-groups",
                "--bounding-set=-all,+net_bind_service",
                "--inh-caps=-all,+net_bind_service",
                "--ambient-caps=-all,+net_bind_service",
                "--no-new-privs",
                "--"));
        line.addAll(command);
        return line;
    }

    @Override
    public void close() {
        Host.run("userdel", name);
        try {
            Host.run("groupdel", sharedGroup);
        } catch (IllegalStateException neverMade) {
            // the test did not need it
        }
    }
}
