package dev.sightline.probe.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Route;
import dev.sightline.probe.Route.Kind;
import dev.sightline.probe.host.program.HostCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What ip says of a route")
class RouteAnswersTest {
    @Test
    void aRouteIsRead() throws IOException {
        String onLink = "[{\"type\":\"unicast\",\"dst\":\"10.5.0.2\",\"dev\":\"v0\",\"table\":\"main\","
                + "\"prefsrc\":\"10.5.0.1\",\"flags\":[],\"uid\":0,\"cache\":[]}]";
        String behind = "[{\"dst\":\"192.0.2.1\",\"gateway\":\"fe80::1\",\"dev\":\"eth1\"}]";
        String otherFamily =
                "[{\"dst\":\"192.0.2.1\",\"via\":{\"family\":\"inet6\",\"host\":\"fe80::2\"},\"dev\":\"eth1\"}]";

        assertThat(RouteAnswers.parse(onLink))
                .contains(new Route(
                        "v0",
                        Optional.empty(),
                        Optional.of(InetAddress.getByName("10.5.0.1")),
                        Kind.UNICAST,
                        "main",
                        Optional.empty()));
        assertThat(RouteAnswers.parse(behind))
                .contains(new Route("eth1", Optional.of(InetAddress.getByName("fe80::1")), Optional.empty()));
        assertThat(RouteAnswers.parse(otherFamily))
                .contains(new Route("eth1", Optional.of(InetAddress.getByName("fe80::2")), Optional.empty()));
        assertThat(RouteAnswers.parse("[{\"dev\":\"eth1\",\"gateway\":\"name.example\"}]"))
                .contains(new Route("eth1", Optional.empty(), Optional.empty()));
        assertThat(RouteAnswers.parse("[{\"type\":\"local\",\"dst\":\"10.5.0.1\",\"dev\":\"lo\",\"table\":\"main\"}]"))
                .as("a kernel without policy rules keeps both tables as one")
                .contains(new Route("lo", Optional.empty(), Optional.empty(), Kind.LOCAL, "local", Optional.empty()));
        assertThat(RouteAnswers.parse("[{\"type\":\"local\",\"dst\":\"10.5.0.1\",\"dev\":\"lo\",\"table\":\"77\"}]"))
                .map(Route::table)
                .contains("77");
        assertThat(RouteAnswers.parse("[]")).isEmpty();
        assertThat(RouteAnswers.parse("{}")).isEmpty();
    }

    @Test
    void theAnswersOfABatchAreToldFromItsRefusals() {
        String text = """
                [{"type":"local","dst":"0.0.0.0","dev":"lo","prefsrc":"127.0.0.1"}]
                [{"type":"unicast","dst":"fd55::2","dev":"v0","table":"main"}]
                """;
        String complaint = """
                RTNETLINK answers: Invalid argument
                Command failed -:2
                RTNETLINK answers: Network is unreachable
                Command failed -:4
                RTNETLINK answers: Something new
                Command failed -:5
                """;

        assertThat(RouteAnswers.ofBatch(5, new HostCommand.Output(1, text, complaint)))
                .extracting(answer -> answer.map(Route::kind))
                .containsExactly(
                        Optional.of(Kind.LOCAL),
                        Optional.of(Kind.BLACKHOLE),
                        Optional.of(Kind.UNICAST),
                        Optional.of(Kind.NO_ROUTE),
                        Optional.empty());
    }

    @Test
    void aBatchThatDoesNotAddUpAnswersNothing() {
        assertThat(RouteAnswers.ofBatch(2, new HostCommand.Output(0, "[{\"dev\":\"v0\"}]\n", "")))
                .containsExactly(Optional.empty(), Optional.empty());
        assertThat(RouteAnswers.ofBatch(1, new HostCommand.Output(0, "not JSON\n", "")))
                .containsExactly(Optional.empty());
    }

    @Test
    void thePolicyRuleThatChoseTheTableIsNamed() throws IOException {
        PolicyRules rules = PolicyRules.parse("[{\"priority\":0,\"src\":\"all\",\"table\":\"local\"},"
                + "{\"priority\":99,\"src\":\"all\",\"dst\":\"10.9.6.0\",\"dstlen\":24,\"iif\":\"lo\",\"action\":\"blackhole\"},"
                + "{\"priority\":100,\"src\":\"all\",\"dst\":\"10.9.5.0\",\"dstlen\":24,\"table\":\"77\"},"
                + "{\"priority\":32766,\"src\":\"all\",\"table\":\"main\"},"
                + "{\"priority\":32767,\"src\":\"all\",\"table\":\"default\"}]");
        Route by77 = new Route("v0", Optional.empty(), Optional.empty(), Kind.UNICAST, "77", Optional.empty());
        Route byMain = new Route("v0", Optional.empty(), Optional.empty(), Kind.UNICAST, "main", Optional.empty());

        assertThat(rules.leadingTo(InetAddress.getByName("10.9.5.1"), by77))
                .contains("100: from all to 10.9.5.0/24 lookup 77");
        assertThat(rules.leadingTo(InetAddress.getByName("10.9.5.1"), byMain)).isEmpty();
        assertThat(rules.leadingTo(InetAddress.getByName("10.9.6.1"), Route.refused(Kind.BLACKHOLE)))
                .contains("99: from all to 10.9.6.0/24 iif lo blackhole");
        assertThat(rules.leadingTo(InetAddress.getByName("10.9.7.1"), Route.refused(Kind.BLACKHOLE)))
                .isEmpty();
    }

    @Test
    void policyRulesSayWhetherTheyLookAtMore() throws IOException {
        PolicyRules marked =
                PolicyRules.parse("[{\"priority\":9,\"src\":\"all\",\"fwmark\":\"0x1\",\"table\":\"100\"}]");
        PolicyRules byPort = PolicyRules.parse("[{\"priority\":9,\"src\":\"all\",\"sport\":5001,\"table\":\"100\"}]");

        assertThat(marked.heedMarks()).isTrue();
        assertThat(marked.heedPorts()).isFalse();
        assertThat(byPort.heedMarks()).isFalse();
        assertThat(byPort.with(marked).heedMarks()).isTrue();
        assertThat(marked.with(byPort).heedPorts()).isTrue();
    }
}
