package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.Wording;
import dev.sightline.probe.firewall.Programs;
import dev.sightline.probe.host.program.HostCommand.Output;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody who is logged in over the network, and must stay so.
 *
 * @param client the other end
 * @param port this host's port
 */
record SshSession(InetAddress client, int port) {
    private static final int USUAL_PORT = 22;
    private static final int MOST = 64;

    /**
     * The session that this process runs in, and all others of this host: what {@code sshd} holds, and what is connected
     * to port 22.
     *
     * @throws IOException when they cannot be listed
     */
    static Set<SshSession> ofThisHost(Map<String, String> environment) throws IOException {
        Set<SshSession> all = new LinkedHashSet<>();
        own(environment.getOrDefault("SSH_CONNECTION", "")).ifPresent(all::add);
        Output output = Programs.run("ss", List.of("-Htnp", "state", "established"));
        if (!output.succeeded()) {
            throw Programs.failure("ss", output);
        }
        output.text().lines().flatMap(line -> listed(line).stream()).limit(MOST).forEach(all::add);
        return all;
    }

    /** {@code SSH_CONNECTION}: client, its port, server, its port. */
    private static Optional<SshSession> own(String connection) {
        String[] words = connection.split(" ", -1);
        return words.length == 4 ? session(words[0], words[3]) : Optional.empty();
    }

    /** Two queues, the local end, the other end, the processes. */
    static Optional<SshSession> listed(String line) {
        String[] words = line.strip().split("\\s+", 5);
        if (words.length < 4) {
            return Optional.empty();
        }
        boolean isSshd = words.length > 4 && words[4].contains("\"sshd");
        return session(host(words[3]), words[2].substring(words[2].lastIndexOf(':') + 1))
                .filter(session -> isSshd || session.port() == USUAL_PORT);
    }

    private static String host(String socket) {
        String host = socket.substring(0, Math.max(0, socket.lastIndexOf(':')));
        return host.replaceAll("^\\[|]$|%.*", "");
    }

    private static Optional<SshSession> session(String client, String port) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(client);
        if (bytes == null || !port.matches("[1-9]\\d{0,4}") || Integer.parseInt(port) > 65_535) {
            return Optional.empty();
        }
        try { // an IPv4 address in IPv6's clothes becomes one of IPv4 here
            InetAddress address = InetAddress.getByAddress(bytes);
            return address.isLoopbackAddress()
                    ? Optional.empty()
                    : Optional.of(new SshSession(address, Integer.parseInt(port)));
        } catch (UnknownHostException impossible) {
            return Optional.empty();
        }
    }

    boolean isIpv6() {
        return client.getAddress().length == 16;
    }

    @Override
    public String toString() {
        return "the SSH session from " + Wording.address(client) + " at port " + port;
    }
}
