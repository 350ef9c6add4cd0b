package dev.sightline.gateway.config;

import dev.sightline.gateway.config.ConfigException.Problem;
import dev.sightline.gateway.config.ListenersConfig.Listener;
import dev.sightline.gateway.config.MediaConfig.Bandwidth;
import dev.sightline.gateway.config.MediaConfig.Relay;
import dev.sightline.gateway.config.MediaConfig.RelayReturnPath;
import dev.sightline.sdp.ReturnPathPolicy;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the sections of the configuration; used once. */
final class GatewayConfigReader {
    /** Of the time when nobody had to sign in. */
    private static final String RETIRED = "exposeWithoutAccessControl";

    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,252})");
    private static final Pattern ORIGIN = Pattern.compile("https?://[A-Za-z0-9.:\\[\\]-]{1,260}");

    private final List<Problem> problems = new ArrayList<>();

    GatewayConfig read(String yaml, String source) throws ConfigException {
        Section root = new Section("", YamlNode.parse(yaml, problems), problems);
        AccessConfig access = AccessConfigReader.read(root.section("access"));
        ReturnPathConfig returnPath = returnPath(root.section("returnPath"));
        GatewayConfig config = new GatewayConfig(
                listeners(root.section("listeners"), access),
                dashboard(root.section("dashboard")),
                TlsConfigReader.read(root.section("tls")),
                media(root.section("media")),
                CamerasConfigReader.read(root.section("cameras"), returnPath),
                returnPath,
                ProbeConfigReader.read(root.section("probe")),
                access,
                LimitsConfigReader.read(root.section("limits")));
        root.reportUnknownKeys();
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(Problem::line));
            throw new ConfigException(source, problems);
        }
        return config;
    }

    private static DashboardConfig dashboard(Section section) {
        if (section.has(RETIRED)) {
            section.problem(
                    RETIRED,
                    "is no more: people sign in now. Delete the line; to listen beyond loopback, set the listeners'"
                            + " addresses");
        }
        return new DashboardConfig(
                section.texts("hostNames", "a DNS name such as cameras.example", HOST_NAME),
                section.texts("allowedOrigins", "an origin such as https://page.example", ORIGIN));
    }

    private static ListenersConfig listeners(Section section, AccessConfig access) {
        String everywhere = access.required() ? "0.0.0.0" : "127.0.0.1";
        Listener page = listener(section.section("dashboard"), everywhere, 5000);
        Listener signaling = listener(section.section("signaling"), everywhere, 8765);
        if (!access.required()) {
            refuseExposed(section, "dashboard", page);
            refuseExposed(section, "signaling", signaling);
        }
        return new ListenersConfig(
                listener(section.section("config"), "0.0.0.0", 80),
                page,
                signaling,
                listener(section.section("management"), "127.0.0.1", 9100));
    }

    private static Listener listener(Section section, String address, int port) {
        return new Listener(
                section.address("address").orElseGet(() -> literal(address)), section.integer("port", port, 0, 65_535));
    }

    private static void refuseExposed(Section section, String key, Listener listener) {
        if (!listener.address().isLoopbackAddress()) {
            section.problem(
                    key,
                    listener.address().getHostAddress()
                            + " can be reached by others, and access.required is false: anyone could watch. Take"
                            + " 127.0.0.1, or let people sign in");
        }
    }

    private static MediaConfig media(Section section) {
        Section bandwidth = section.section("bandwidth");
        int min = bandwidth.integer("minKbps", 500, 30, 1_000_000);
        int max = bandwidth.integer("maxKbps", 5000, 30, 1_000_000);
        if (min > max) {
            bandwidth.problem("minKbps", min + " is more than maxKbps, " + max);
        }
        return new MediaConfig(
                KurentoConfigReader.read(section.section("kurento")),
                section.address("announcedAddress"),
                new Bandwidth(min, max),
                relay(section.section("relay")));
    }

    private static Relay relay(Section section) {
        int[] ports = section.value("mediaPorts", "a range such as 20000-20999", GatewayConfigReader::range)
                .orElse(new int[] {0, 0});
        return new Relay(
                section.address("mediaAddress"),
                section.addresses("candidateAddresses"),
                section.integer("webRtcPort", 0, 0, 65_535),
                ports[0],
                ports[1],
                section.word("returnPath", RelayReturnPath.class).orElse(RelayReturnPath.BOUND));
    }

    private static Optional<int[]> range(String text) {
        int dash = text.indexOf('-');
        try {
            int first = Integer.parseInt(text.substring(0, Math.max(0, dash)));
            int last = Integer.parseInt(text.substring(dash + 1));
            boolean good = first >= 1024 && first < last && last <= 65_535;
            return good ? Optional.of(new int[] {first, last}) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static ReturnPathConfig returnPath(Section section) {
        Optional<InetAddress> serverAddress = section.address("serverAddress");
        ReturnPathPolicy policy =
                section.word("policy", ReturnPathPolicy.class).orElse(ReturnPathPolicy.CAMERA_ADDRESS);
        List<ReturnPathPolicy> order = section.words(
                "order", ReturnPathPolicy.class, List.of(ReturnPathPolicy.CAMERA_ADDRESS, ReturnPathPolicy.COMEDIA));
        boolean needsAddress =
                policy == ReturnPathPolicy.SERVER_ADDRESS || order.contains(ReturnPathPolicy.SERVER_ADDRESS);
        if (needsAddress && serverAddress.isEmpty()) {
            section.problem("serverAddress", "is needed by the policy server-address, which puts it into the offer");
        }
        Section patience = section.section("patience");
        return new ReturnPathConfig(
                policy,
                order,
                serverAddress,
                patience.seconds("trappedSeconds", seconds(3), Duration.ofMillis(500), seconds(60)),
                patience.seconds("silentSeconds", Duration.ofMillis(6500), Duration.ofMillis(500), seconds(60)),
                winnersFile(section));
    }

    private static Optional<Path> winnersFile(Section section) {
        Optional<String> named = section.value(
                "winnersFile",
                "a file, or none",
                text -> text.isBlank() || text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(text));
        return named.isPresent()
                ? named.filter(text -> !text.equals("none")).map(Path::of)
                : StateDirectory.of(System.getenv()).map(directory -> directory.resolve("return-paths.json"));
    }

    private static InetAddress literal(String address) {
        return IpLiteral.parse(address).orElseThrow();
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
