package dev.sightline.probe.host.kernel;

import dev.sightline.probe.FilteredPacket;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Route;
import dev.sightline.probe.Wording;
import dev.sightline.probe.firewall.Programs;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.host.program.Literals;
import dev.sightline.probe.packet.TestPackets;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The media server's host of {@link KernelHostTest}: sends RTCP from port 5021 until standard input ends, for 40 s at most.
 * After five seconds, and then each second, it prints what the kernel says, and an empty line behind it. The first argument is {@code trace}, {@code retrace} (a former trace ends once this one runs) or
 * {@code count}, the second one the addresses whose routes are printed, the third one those that RTCP is sent to, all
 * separated by commas.
 */
final class HostSide {
    private static final PortRange PORTS = new PortRange(5_000, 5_050);
    private static final int A_SECOND = 10;
    private static final int FIRST = 5 * A_SECOND;
    private static final int MOST = 40 * A_SECOND;

    private HostSide() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        boolean again = arguments[0].equals("retrace");
        try (KernelHost former = KernelHost.open(PORTS, again);
                KernelHost kernel = KernelHost.open(PORTS, !arguments[0].equals("count"));
                DatagramSocket socket = new DatagramSocket(5_021);
                DatagramSocket receiving = new DatagramSocket(5_020)) {
            Set<String> before = again ? begun(former) : Set.of();
            Host host = kernel.host();
            host.firewall().drops();
            List<String> routes = routes(arguments[1]);
            Thread.sleep(arguments[0].equals("count") ? 300 : 1_000);
            if (again) {
                former.close();
                while (tables().stream().anyMatch(before::contains)) {
                    Thread.sleep(50);
                }
            }
            List<InetSocketAddress> destinations = Arrays.stream(arguments[2].split(",", -1))
                    .map(address -> new InetSocketAddress(address, 5_007))
                    .toList();
            CountDownLatch ended = endOfInput();
            for (int i = 1; i <= MOST; i++) {
                destinations.forEach(to -> send(socket, to));
                destinations.forEach(to -> host.neighbours().of(to.getAddress()));
                host.firewall().drops();
                if (ended.await(1_000 / A_SECOND, TimeUnit.MILLISECONDS)) {
                    return;
                }
                if (i >= FIRST && i % A_SECOND == 0) {
                    routes.forEach(out::println);
                    print(out, host, destinations, receiving.getLocalPort());
                    out.println();
                }
            }
        }
    }

    private static CountDownLatch endOfInput() {
        CountDownLatch ended = new CountDownLatch(1);
        Thread reading = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    // nothing is said on it
                }
            } catch (IOException e) {
                // ended as well
            }
            ended.countDown();
        });
        reading.setDaemon(true);
        reading.start();
        return ended;
    }

    private static Set<String> begun(KernelHost tracing) throws IOException, InterruptedException {
        tracing.host().firewall().drops();
        while (tables().isEmpty()) {
            Thread.sleep(50);
        }
        return tables();
    }

    private static Set<String> tables() throws IOException {
        return Programs.output("nft", "list", "tables")
                .lines()
                .filter(line -> line.contains("sightline_trace_"))
                .collect(Collectors.toSet());
    }

    private static List<String> routes(String addresses) throws IOException {
        List<String> said = new ArrayList<>();
        try (KernelRoutes routes = KernelRoutes.open()) {
            List<InetAddress> asked = Arrays.stream(addresses.split(",", -1))
                    .map(text -> Literals.address(text).orElseThrow())
                    .toList();
            List<Optional<Route>> answers = routes.ask(asked, Optional.empty());
            for (int i = 0; i < asked.size(); i++) {
                Route route = answers.get(i).orElseThrow();
                said.add("route " + Wording.address(asked.get(i)) + " " + route.kind() + " "
                        + route.leavesBy().orElse("-") + " "
                        + route.gateway().map(Wording::address).orElse("-") + " "
                        + route.rule().orElse("-"));
            }
        }
        return said;
    }

    private static void print(PrintStream out, Host host, List<InetSocketAddress> destinations, int receiving) {
        InetSocketAddress camera = destinations.get(0);
        InetSocketAddress rtcp = new InetSocketAddress("10.91.0.1", 5_021);
        InetSocketAddress rtp = new InetSocketAddress("10.91.0.1", receiving);
        for (FirewallDrop drop : host.firewall().drops()) {
            boolean proof = drop.proves(FilteredPacket.between(rtcp, camera))
                    || drop.proves(FilteredPacket.between(
                            drop.source().orElse(new InetSocketAddress(camera.getAddress(), 5_006)), rtp));
            out.println("drop " + drop.way() + " " + (drop.packets() > 0) + " " + proof + " " + drop.rule());
        }
        host.firewall().rules().forEach(rule -> out.println("sure " + rule.way() + " " + rule.rule()));
        out.println("blind " + host.firewall().blindness().orElse("-"));
        destinations.forEach(to -> out.println("neighbour " + Wording.address(to.getAddress()) + " "
                + host.neighbours()
                        .of(to.getAddress())
                        .map(found -> found.interfaceName() + " " + found.state())
                        .orElse("-")));
    }

    private static void send(DatagramSocket socket, InetSocketAddress to) {
        byte[] packet = TestPackets.feedback(1);
        try {
            socket.send(new DatagramPacket(packet, packet.length, to));
        } catch (IOException refused) {
            return; // the firewall's answer, which is what the test is about
        }
    }
}
