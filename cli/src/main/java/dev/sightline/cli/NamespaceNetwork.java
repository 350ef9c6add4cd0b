package dev.sightline.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A network namespace joined to this host by one veth link: the cameras' feedback has to cross it. Needs root. */
final class NamespaceNetwork implements DemoNetwork {
    private static final Logger LOG = LoggerFactory.getLogger(NamespaceNetwork.class);
    private static final String PREFIX = "sightline-demo-";
    private static final Pattern NAME = Pattern.compile("^" + PREFIX + "(\\d+)\\b", Pattern.MULTILINE);
    private static final long COMMAND_LIMIT_SECONDS = 20;
    private static final int SUBNETS = 200;

    private final String name;
    private final InetAddress serverAddress;
    private final InetAddress cameraAddress;

    private NamespaceNetwork(String name, InetAddress serverAddress, InetAddress cameraAddress) {
        this.name = name;
        this.serverAddress = serverAddress;
        this.cameraAddress = cameraAddress;
    }

    static NamespaceNetwork planned() {
        long pid = ProcessHandle.current().pid();
        int subnet = freeSubnet((int) (pid % SUBNETS));
        return new NamespaceNetwork(PREFIX + pid, address(subnet, 1), address(subnet, 2));
    }

    @Override
    public void open() throws InterruptedException {
        removeOrphans();
        long pid = ProcessHandle.current().pid();
        build("sl" + pid + "s", "sl" + pid + "c");
    }

    private void build(String serverEnd, String cameraEnd) throws InterruptedException {
        ip("netns", "add", name);
        ip("link", "add", serverEnd, "type", "veth", "peer", "name", cameraEnd, "netns", name);
        ip("address", "add", serverAddress.getHostAddress() + "/30", "dev", serverEnd);
        ip("link", "set", serverEnd, "up");
        ip("-n", name, "address", "add", cameraAddress.getHostAddress() + "/30", "dev", cameraEnd);
        ip("-n", name, "link", "set", cameraEnd, "up");
        ip("-n", name, "link", "set", "lo", "up");
    }

    @Override
    public InetAddress serverAddress() {
        return serverAddress;
    }

    @Override
    public InetAddress cameraAddress() {
        return cameraAddress;
    }

    @Override
    public List<String> onCamera(List<String> command) {
        List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", name));
        line.addAll(command);
        return line;
    }

    @Override
    public String description() {
        return "in the network namespace " + name + " at " + cameraAddress.getHostAddress() + ", behind a link";
    }

    /** Takes the namespace away, and the link with it. */
    @Override
    public void close() {
        delete(name);
    }

    /** Namespaces of demos that were killed before they could clean up. */
    private static void removeOrphans() throws InterruptedException {
        Matcher matcher = NAME.matcher(ip("netns", "list"));
        while (matcher.find()) {
            if (ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
                delete(matcher.group());
            }
        }
    }

    private static void delete(String namespace) {
        try {
            ip("netns", "delete", namespace);
        } catch (IllegalStateException problem) {
            LOG.debug("{}", problem.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One of 10.203.0.0/24 … 10.203.199.0/24 that no interface of this host has. */
    private static int freeSubnet(int first) {
        for (int i = 0; i < SUBNETS; i++) {
            int subnet = (first + i) % SUBNETS;
            try {
                if (NetworkInterface.getByInetAddress(address(subnet, 1)) == null) {
                    return subnet;
                }
            } catch (SocketException problem) {
                throw new UncheckedIOException(problem);
            }
        }
        throw new IllegalStateException(
                "All of 10.203.0.0/24 to 10.203." + (SUBNETS - 1) + ".0/24 are in use: end other demos first");
    }

    private static InetAddress address(int subnet, int host) {
        try {
            return InetAddress.getByAddress(new byte[] {10, (byte) 203, (byte) subnet, (byte) host});
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible); // four octets are always an address
        }
    }

    private static String ip(String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(COMMAND_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        String.join(" ", command) + ": no end after " + COMMAND_LIMIT_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output.strip());
            }
            return output;
        } catch (IOException problem) {
            throw new IllegalStateException(
                    "The demo needs the command ip (Debian's iproute2) when it is run by root: " + problem.getMessage(),
                    problem);
        }
    }
}
