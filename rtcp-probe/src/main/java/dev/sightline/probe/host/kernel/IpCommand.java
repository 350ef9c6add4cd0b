package dev.sightline.probe.host.kernel;

import dev.sightline.probe.Route;
import dev.sightline.probe.host.program.HostCommand;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the kernel for routes and policy rules through {@code ip}, which needs no right. Every question waits. Thread-safe. */
final class IpCommand {
    private static final Logger log = LoggerFactory.getLogger(IpCommand.class);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final int MAX_OUTPUT = 1 << 20;

    private final HostCommand command;

    private IpCommand(HostCommand command) {
        this.command = command;
    }

    /** Looks for {@code ip} where it is usually installed. */
    static Optional<IpCommand> find() {
        return HostCommand.find("ip", ANSWER, MAX_OUTPUT).map(IpCommand::new);
    }

    /** One answer per question, with the policy rule that led to it where one did; empty where the kernel did not answer. */
    List<Optional<Route>> routes(List<RouteQuestion> asked) {
        String batch = asked.stream().map(RouteQuestion::line).collect(Collectors.joining());
        try {
            List<Optional<Route>> answers = RouteAnswers.ofBatch(
                    asked.size(), command.runWithInput(batch, "-details", "-json", "-force", "-batch", "-"));
            return withRules(asked.stream().map(RouteQuestion::address).toList(), answers);
        } catch (IOException e) {
            log.debug("Routes are not known", e);
            return Collections.nCopies(asked.size(), Optional.empty());
        }
    }

    /** The policy rules of both families; none where they cannot be read. */
    PolicyRules rules() {
        try {
            return rules("-4").with(rules("-6"));
        } catch (IOException e) {
            log.debug("Policy rules are not known", e);
            return PolicyRules.NONE;
        }
    }

    private List<Optional<Route>> withRules(List<InetAddress> addresses, List<Optional<Route>> answers)
            throws IOException {
        boolean needed = answers.stream().flatMap(Optional::stream).anyMatch(IpCommand::isUnusual);
        if (!needed) {
            return answers;
        }
        PolicyRules ipv4 = rules("-4");
        PolicyRules ipv6 = rules("-6");
        List<Optional<Route>> named = new ArrayList<>(answers.size());
        for (int i = 0; i < answers.size(); i++) {
            InetAddress address = addresses.get(i);
            PolicyRules rules = address instanceof Inet6Address ? ipv6 : ipv4;
            named.add(answers.get(i).map(route -> withRule(route, rules.leadingTo(address, route))));
        }
        return named;
    }

    private static boolean isUnusual(Route route) {
        return switch (route.table()) {
            case "local", "main", "default" -> false;
            case "" -> !route.isLocal() && route.kind() != Route.Kind.NO_ROUTE;
            default -> true;
        };
    }

    private static Route withRule(Route route, Optional<String> rule) {
        return new Route(route.interfaceName(), route.gateway(), route.source(), route.kind(), route.table(), rule);
    }

    private PolicyRules rules(String family) throws IOException {
        HostCommand.Output output = command.run(family, "-details", "-json", "rule");
        return output.succeeded() ? PolicyRules.parse(output.text()) : PolicyRules.NONE;
    }
}
