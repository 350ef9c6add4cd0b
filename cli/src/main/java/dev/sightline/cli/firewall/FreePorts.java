package dev.sightline.cli.firewall;

import dev.sightline.probe.PortRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the kernel takes a port from when a program asks for a free one. */
final class FreePorts {
    /** As Linux is shipped. */
    static final PortRange USUAL = new PortRange(32_768, 60_999);

    private static final Path SETTING = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    private FreePorts() {}

    static PortRange ofThisHost() {
        try {
            String[] ends = Files.readString(SETTING).strip().split("\\s+", -1);
            return ends.length == 2 ? new PortRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[1])) : USUAL;
        } catch (IOException | IllegalArgumentException notLinux) {
            return USUAL;
        }
    }
}
