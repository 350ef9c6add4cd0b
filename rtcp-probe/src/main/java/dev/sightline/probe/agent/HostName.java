package dev.sightline.probe.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this host calls itself: asked of the kernel, never of the DNS. */
final class HostName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");
    private static final int MAX_LENGTH = 64;

    private HostName() {}

    static String read() {
        try {
            String name = Files.readString(KERNEL, StandardCharsets.ISO_8859_1).strip();
            return name.substring(0, Math.min(name.length(), MAX_LENGTH));
        } catch (IOException notLinux) {
            return "a host without a name";
        }
    }
}
