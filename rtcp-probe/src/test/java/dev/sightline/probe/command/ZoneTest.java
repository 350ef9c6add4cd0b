package dev.sightline.probe.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.watch.NetworkNamespaces;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.ITypeConverter;

@DisplayName("The link of an address")
class ZoneTest {
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "watch,   fe80::1,       fe80:0:0:0:0:0:0:1",
        "watch,   fe80::1%lo,    fe80:0:0:0:0:0:0:1",
        "watch,   fd00::1,       fd00:0:0:0:0:0:0:1",
        "watch,   10.77.0.2,     10.77.0.2",
        "analyze, fe80::1,       fe80:0:0:0:0:0:0:1",
        "analyze, fe80::1%lo,    fe80:0:0:0:0:0:0:1",
        "analyze, fe80::1%cam0,  fe80:0:0:0:0:0:0:1",
        "analyze, FE80::1%eth0,  fe80:0:0:0:0:0:0:1"
    })
    void isNotHeldAgainstPacketsWhichDoNotTellIt(String command, String typed, String expected) throws Exception {
        ITypeConverter<InetAddress> converter =
                command.equals("watch") ? new Converters.CameraHere() : new Converters.Camera();

        assertThat(converter.convert(typed).getHostAddress()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"fe80::1%lo, true", "ff02::1%lo, true", "fd00::1, false", "::, false", "::1, false"})
    void isKeptWhereAPacketIsToGo(String typed, boolean kept) throws Exception {
        InetAddress address = new Converters.Destination().convert(typed);

        assertThat(((Inet6Address) address).getScopeId() > 0).isEqualTo(kept);
    }

    @Test
    @Tag("root")
    void decidesWhereAPacketLeaves() throws Exception {
        try (NetworkNamespaces network = new NetworkNamespaces()) {
            network.link("srv0", "cam0");
            network.link("srv1", "cam1");
            network.onServer("address add fe80::a/64 dev srv0 nodad");
            network.onServer("address add fe80::b/64 dev srv1 nodad");
            network.onServer("neighbour add fe80::2 lladdr 02:00:00:00:00:02 dev srv1");

            assertThat(route(network, "fe80::2%srv0", "fe80::2%srv1", "fe80::a%srv0", "fe80::3%lo"))
                    .contains(
                            "fe80::2%srv0 leaves by srv0 from fe80::",
                            "not talked to lately",
                            "fe80::2%srv1 leaves by srv1 from fe80::",
                            "at 02:00:00:00:00:02",
                            "fe80::a%srv0 is routed to ");
            assertThat(route(network, "--json", "fe80::2%srv1"))
                    .contains("\"address\" : \"fe80::2%srv1\"", "\"interface\" : \"srv1\"");
        }
    }

    private static String route(NetworkNamespaces network, String... arguments) throws Exception {
        String[] all = new String[arguments.length + 1];
        all[0] = "route";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Process process = network.javaOnServer(ProbeMain.class, all);
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
