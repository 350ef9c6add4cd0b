package dev.sightline.probe.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.Wording;
import dev.sightline.probe.analyze.Analysis;
import dev.sightline.probe.analyze.AnalysisOptions;
import dev.sightline.probe.file.CaptureInput;
import dev.sightline.probe.report.WatchReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A watch on real interfaces")
class ProbeWatchTest {
    @TempDir
    private Path directory;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A camera, what the media server sends for it, and what is to be found. */
    private record Case(String camera, String feedback, String verdict, String reason) {
        static Case of(String address, int rtcpPort, int local, String feedback, String verdict, String reason) {
            String server = address.contains(":") ? "fd91::1" : address.startsWith("127") ? "127.0.0.1" : "10.91.0.1";
            return new Case(address + ",5006," + rtcpPort + "," + server + "," + local, feedback, verdict, reason);
        }

        Case slow() {
            return new Case(camera + ",slow", feedback, verdict, reason);
        }

        String address() {
            return camera.substring(0, camera.indexOf(','));
        }
    }

    private static final List<Case> ON_THE_LINK = List.of(
            Case.of("10.91.0.2", 5_007, 40_020, "40021,10.91.0.2,5007", "DELIVERED", "by srv0 for 10.91.0.2:5007"),
            Case.of("10.91.0.3", 5_007, 40_030, "40031,127.0.0.1,10", "TRAPPED", "by lo for 127.0.0.1:10"),
            Case.of("10.91.0.4", 5_007, 40_040, "40041,10.91.0.1,5007", "TRAPPED", "by lo for 10.91.0.1:5007"),
            Case.of("10.91.0.5", 5_007, 40_050, "", "SILENT", "no RTCP leaves"),
            Case.of("10.91.0.6", 5_007, 40_060, "40061,10.92.0.9,5007", "TRAPPED", "by srv1 for 10.92.0.9:5007"),
            Case.of("10.91.0.7", 5_007, 40_070, "40071,10.91.0.7,6000", "SILENT", "10.91.0.7:6000"),
            Case.of("10.91.0.8", 5_555, 40_080, "40081,10.91.0.8,5555", "DELIVERED", "10.91.0.8:5555"),
            Case.of("10.91.0.9", 5_006, 40_090, "40090,10.91.0.9,5006", "DELIVERED", "10.91.0.9:5006"),
            Case.of("10.91.0.10", 0, 40_100, "40101,10.91.0.2,5007", "SILENT", "not the camera 10.91.0.10"),
            Case.of("10.91.0.11", 5_007, 40_110, "40111,10.91.0.11,5007", "DELIVERED", "by srv0 for 10.91.0.11:5007")
                    .slow(),
            Case.of(
                    "10.91.0.12",
                    5_007,
                    40_140,
                    "40141,10.91.0.12,5007",
                    "UNPROVEN",
                    "on that very link: whether srv1"),
            Case.of("10.91.0.13", 5_007, 40_150, "40151,10.91.0.13,5007", "DELIVERED", "10.91.0.13 answers on srv1"),
            Case.of(
                    "10.91.0.16",
                    5_007,
                    40_180,
                    "40181,10.91.0.16,5007",
                    "UNPROVEN",
                    "another device has the camera's address on srv1"),
            Case.of("fd91::2", 5_007, 40_120, "40121,fd91::2,5007", "DELIVERED", "by srv0 for [fd91::2]:5007"));
    private static final Case ON_THIS_HOST =
            Case.of("127.0.0.1", 5_007, 40_130, "40131,127.0.0.1,5007", "DELIVERED", "on this very host");
    private static final List<Case> FOR_ANOTHER_LINK_ADDRESS = List.of(
            new Case("10.91.0.14,5006,5007,10.91.0.51,40160", "", "NO_MEDIA", "10.91.0.51:40160 is seen on srv0"),
            new Case("10.91.0.15,5006,5007,10.91.0.52,40170", "", "", ""));
    private static final String TAGGED = "tagged,cam0,10.91.0.20,10.91.0.1,40200";
    private static final String DOUBLY_TAGGED = "doubly-tagged,cam0,10.91.0.21,10.91.0.1,40210";

    @Test
    void saysThatNothingWasSeenWhereItIsStoppedBeforeItsCapturesAreOpen() throws Exception {
        InetAddress camera = InetAddress.getByName("10.91.0.2");
        ProbeWatch watch = new ProbeWatch(new WatchOptions(
                new PortRange(40_000, 40_999), Duration.ofMinutes(1), List.of(), List.of(camera), false));
        assertThat(watch.stoppedAtTheStart()).isEmpty();

        watch.stop();

        JsonNode report = JSON.readTree(watch.stoppedAtTheStart().orElseThrow().toJson());
        assertThat(report.at("/verdict").asText()).isEqualTo("UNPROVEN");
        assertThat(report.at("/cameras/0/camera").asText()).isEqualTo("10.91.0.2");
        assertThat(report.at("/cameras/0/verdict").asText()).isEqualTo("UNPROVEN");
        assertThat(report.at("/cameras/0/causes/0").asText()).isEqualTo("TOO_EARLY");
    }

    @Test
    @Tag("root")
    void tellsWhereTheFeedbackOfEachCameraGoes() throws Exception {
        Path file = directory.resolve("watch.pcapng");
        try (NetworkNamespaces network = network()) {
            Process cameras = network.javaOnCamera(CameraSide.class, cameraArguments());
            Process neighbour = network.javaOnServer(CameraSide.class, ON_THIS_HOST.camera());
            Process server = network.javaOnServer(ServerSide.class, serverArguments(file));
            try (BufferedReader reports = server.inputReader()) {
                await(reports, report -> captured(report) == 5);
                network.onServer("link del srv2");
                network.onServer("link set srv3 down");
                JsonNode awaited = await(
                        reports,
                        now -> verdicts(now).equals(expectedVerdicts()) && saysReasons(now) && captured(now) == 3);
                assertThat(verdicts(awaited)).isEqualTo(expectedVerdicts());
                checkReasons(awaited);
                checkLoopbackIsCountedOnce(awaited);

                server.outputWriter().close();
                JsonNode report = await(reports, never -> false);
                checkAnalysis(file, verdicts(report));
                assertThat(find(report.path("interfaces"), "name", "srv2")
                                .path("state")
                                .asText())
                        .isEqualTo("VANISHED");
                assertThat(find(report.path("interfaces"), "name", "srv3")
                                .path("state")
                                .asText())
                        .isEqualTo("DOWN");
                assertThat(find(report.path("interfaces"), "name", "srv0")
                                .path("dropped")
                                .asLong())
                        .isZero();
                assertThat(find(report.path("cameras"), "camera", "10.91.0.2")
                                .at("/evidence/route/interface")
                                .asText())
                        .isEqualTo("srv0");
            } finally {
                for (Process process : List.of(cameras, neighbour, server)) {
                    process.destroyForcibly().waitFor();
                }
            }
        }
    }

    /** The first report of the watch that fits; its last one where none does. */
    private static JsonNode await(BufferedReader reports, Predicate<JsonNode> fits) throws IOException {
        JsonNode report = MissingNode.getInstance();
        for (String line = reports.readLine(); line != null; line = reports.readLine()) {
            report = JSON.readTree(line);
            if (fits.test(report)) {
                break;
            }
        }
        return report;
    }

    private static long captured(JsonNode report) {
        return report.path("interfaces").findValuesAsText("state").stream()
                .filter("CAPTURED"::equals)
                .count();
    }

    private static NetworkNamespaces network() throws Exception {
        NetworkNamespaces network = new NetworkNamespaces();
        try {
            network.link("srv0", "cam0");
            network.onCamera("link set cam0 address 02:00:00:00:00:13");
            network.link("srv1", "cam1");
            network.link("srv2", "cam2");
            network.link("srv3", "cam3");
            network.onServer("address add 10.91.0.1/24 dev srv0");
            network.onServer("address add fd91::1/64 dev srv0 nodad");
            network.onServer("address add 10.92.0.1/24 dev srv1");
            network.onServer("neighbour add 10.92.0.9 lladdr 02:00:00:00:00:09 dev srv1");
            network.onServer("route add 10.91.0.12/32 via 10.92.0.9 dev srv1");
            network.onServer("route add 10.91.0.13/32 dev srv1");
            network.shellOnServer("echo 600000 > /proc/sys/net/ipv4/neigh/srv1/base_reachable_time_ms");
            network.onServer("neighbour add 10.91.0.13 lladdr 02:00:00:00:00:13 dev srv1 nud reachable");
            network.onServer("route add 10.91.0.16/32 dev srv1");
            network.onServer("neighbour add 10.91.0.16 lladdr 02:00:00:00:00:16 dev srv1 nud reachable");
            network.onServer("address add 10.91.0.51/24 dev srv0");
            for (String address : List.of("10.91.0.51", "10.91.0.52")) {
                network.onCamera("neighbour add " + address + " lladdr 02:00:00:00:00:51 dev cam0");
            }
            for (Case each : allOnTheLink()) {
                String v6 = each.address().contains(":") ? "/64 dev cam0 nodad" : "/24 dev cam0";
                network.onCamera("address add " + each.address() + v6);
            }
            return network;
        } catch (Exception e) {
            network.close();
            throw e;
        }
    }

    private static List<Case> allOnTheLink() {
        return Stream.concat(ON_THE_LINK.stream(), FOR_ANOTHER_LINK_ADDRESS.stream())
                .toList();
    }

    private static String[] cameraArguments() {
        List<String> arguments =
                new ArrayList<>(allOnTheLink().stream().map(Case::camera).toList());
        arguments.add(TAGGED);
        arguments.add(DOUBLY_TAGGED);
        return arguments.toArray(String[]::new);
    }

    private static String[] serverArguments(Path file) {
        List<String> arguments = new ArrayList<>(List.of("60", "10.91.0.99", "write=" + file));
        ON_THE_LINK.stream().map(Case::feedback).filter(text -> !text.isEmpty()).forEach(arguments::add);
        arguments.add(ON_THIS_HOST.feedback());
        return arguments.toArray(String[]::new);
    }

    private static Map<String, String> expectedVerdicts() {
        Map<String, String> expected =
                new TreeMap<>(Map.of("10.91.0.20", "SILENT", "10.91.0.21", "SILENT", "10.91.0.99", "NO_MEDIA"));
        ON_THE_LINK.forEach(each -> expected.put(each.address(), each.verdict()));
        Case discarded = FOR_ANOTHER_LINK_ADDRESS.get(0);
        expected.put(discarded.address(), discarded.verdict());
        expected.put(ON_THIS_HOST.address(), ON_THIS_HOST.verdict());
        return expected;
    }

    private static Map<String, String> verdicts(JsonNode report) {
        Map<String, String> verdicts = new TreeMap<>();
        report.path("cameras")
                .forEach(camera -> verdicts.put(
                        camera.path("camera").asText(), camera.path("verdict").asText()));
        return verdicts;
    }

    private static List<Case> judged() {
        List<Case> cases = new ArrayList<>(ON_THE_LINK);
        cases.add(ON_THIS_HOST);
        cases.add(FOR_ANOTHER_LINK_ADDRESS.get(0));
        return cases;
    }

    private static JsonNode camera(JsonNode report, Case each) {
        return find(report.path("cameras"), "camera", each.address());
    }

    private static boolean saysReasons(JsonNode report) {
        return judged().stream()
                .allMatch(each -> camera(report, each).path("reason").asText().contains(each.reason()));
    }

    private static void checkReasons(JsonNode report) {
        for (Case each : judged()) {
            JsonNode camera = camera(report, each);
            assertThat(camera.path("reason").asText()).as(each.address()).contains(each.reason());
            if (!each.verdict().equals("DELIVERED")) { // which may come with a remark, and that with a cure
                assertThat(camera.path("cure").asText("")).as(each.address()).isNotEmpty();
            }
        }
    }

    /** What the kernel alone knows is not in the file: nothing is said against the watch, and most of it is proven. */
    private static void checkAnalysis(Path file, Map<String, String> watched) throws Exception {
        Map<String, String> analysed = new TreeMap<>();
        Analysis.of(new AnalysisOptions(List.of(CaptureInput.of(file)), List.of(InetAddress.getByName("10.91.0.99"))))
                .cameras()
                .forEach(camera -> analysed.put(
                        Wording.address(camera.camera()), camera.verdict().name()));
        Map<String, String> proven = new TreeMap<>(analysed);
        proven.values().removeIf("UNPROVEN"::equals);

        assertThat(watched).containsAllEntriesOf(proven);
        assertThat(analysed).containsKeys(watched.keySet().toArray(String[]::new));
        assertThat(proven).containsKeys("10.91.0.2", "10.91.0.3", "10.91.0.5", "10.91.0.8", "fd91::2");
    }

    /** Five datagrams a second at most: an echo would make them ten. */
    private static void checkLoopbackIsCountedOnce(JsonNode report) {
        JsonNode flow = find(report.path("cameras"), "camera", "10.91.0.3").at("/evidence/rtcpOut/0");
        assertThat(flow.at("/perSecond/RR").asDouble()).isBetween(0.1, 7.0);
    }

    private static JsonNode find(JsonNode array, String key, String value) {
        for (JsonNode element : array) {
            if (element.path(key).asText().equals(value)) {
                return element;
            }
        }
        throw new AssertionError("no element with " + key + " " + value + " in " + array);
    }

    @Test
    void withoutTheCapabilityNothingIsProvenAndTheCureIsNamed() throws Exception {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--bounding-set", "-net_raw", "--inh-caps", "-net_raw"));
        }
        command.addAll(ChildJvm.command(ServerSide.class, "1", "192.0.2.7"));
        Process process = ChildJvm.start(command);

        JsonNode report = await(process.inputReader(), never -> false);

        assertThat(report.path("verdict").asText()).isEqualTo("UNPROVEN");
        assertThat(report.path("reason").asText()).contains("CAP_NET_RAW");
        assertThat(report.path("cure").asText()).contains("setpriv", "--ambient-caps +net_raw");
        assertThat(report.at("/cameras/0/camera").asText()).isEqualTo("192.0.2.7");
        assertThat(report.at("/cameras/0/verdict").asText()).isEqualTo("UNPROVEN");
        assertThat(report.at("/cameras/0/causes/0").asText()).isEqualTo("NOT_CAPTURED");
    }

    @Test
    void withoutTheLibraryNothingIsProvenAndThePackageIsNamed() throws Exception {
        List<String> command = new ArrayList<>(ChildJvm.command(ServerSide.class, "1", "192.0.2.7"));
        command.add(1, "-Dorg.pcap4j.core.pcapLibName=no-such-library");
        Process process = ChildJvm.start(command);

        JsonNode report = await(process.inputReader(), never -> false);

        assertThat(report.path("verdict").asText()).isEqualTo("UNPROVEN");
        assertThat(report.path("cure").asText()).contains("apt-get install libpcap0.8");
    }

    @Test
    @Tag("root")
    void anInterfaceThatIsNotThereIsReportedAndTheOthersAreWatched() {
        WatchReport report = ProbeWatch.run(
                new WatchOptions(new PortRange(9, 9), Duration.ofMillis(300), List.of("no-such0"), List.of()));

        assertThat(report.interfaces())
                .extracting(WatchedInterface::name, WatchedInterface::state)
                .contains(
                        tuple("lo", WatchedInterface.State.CAPTURED),
                        tuple("no-such0", WatchedInterface.State.NOT_OPENED));
        assertThat(report.verdict()).isIn(Verdict.UNPROVEN, Verdict.NO_MEDIA);
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
