package dev.sightline.probe.host;

import dev.sightline.probe.RecentMap;
import dev.sightline.probe.Route;
import dev.sightline.probe.Wording;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the kernel for routes through {@code ip -json route get}, which needs no right and honours policy rules. The
 * questions are put on a thread of its own, those of a moment together: {@link #to} answers what is known already.
 * Thread-safe.
 */
public final class KernelRoutes implements Routes, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KernelRoutes.class);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final int MAX_ROUTES = 8_192;
    private static final int MAX_QUESTIONS = 512;
    private static final int MAX_OUTPUT = 1 << 20;

    private record Ports(int source, int destination) {}

    /** Whereto, from which address (empty: the kernel chooses), and by which ports where they matter. */
    private record Question(InetAddress address, Optional<InetAddress> source, Optional<Ports> ports) {
        Question(InetAddress address, Optional<InetAddress> source) {
            this(address, source, Optional.empty());
        }
    }

    /** What was answered, if anything was yet, and when it was asked for ({@link System#nanoTime}). */
    private record Known(Optional<Route> route, boolean answered, long askedAt) {}

    private final Optional<HostCommand> command;
    private final Map<Question, Known> known = Collections.synchronizedMap(new RecentMap<>(MAX_ROUTES));
    private final Set<Question> questions = new LinkedHashSet<>();
    private final ExecutorService asking = Workers.one("probe-routes");
    private final Refreshed<Optional<PolicyRules>> policy = new Refreshed<>(
            Optional.empty(), FRESH, asking, before -> readRules().or(() -> before));
    private final Refreshed<ConnectedNetworks> networks = new Refreshed<>(
            ConnectedNetworks.now(new ConnectedNetworks(Map.of())), FRESH, asking, ConnectedNetworks::now);

    private KernelRoutes(Optional<HostCommand> command) {
        this.command = command;
    }

    /** Looks for {@code ip} where it is usually installed; without it no route is ever known. */
    public static KernelRoutes open() {
        Optional<HostCommand> command = HostCommand.find("ip", ANSWER, MAX_OUTPUT);
        if (command.isEmpty()) {
            log.warn("No ip command was found, so routes are not known; on Debian: apt-get install iproute2");
        }
        return new KernelRoutes(command);
    }

    @Override
    public Optional<Route> to(InetAddress address) {
        return answer(new Question(address, Optional.empty()));
    }

    @Override
    public Optional<Route> to(InetAddress address, InetAddress source) {
        return answer(new Question(address, Optional.of(source)));
    }

    @Override
    public boolean isPending(InetAddress address) {
        return isPending(new Question(address, Optional.empty()));
    }

    @Override
    public boolean isPending(InetAddress address, InetAddress source) {
        return isPending(address) || isPending(new Question(address, Optional.of(source)));
    }

    @Override
    public Optional<Route> to(InetSocketAddress destination, InetSocketAddress source) {
        boolean heedsPorts =
                command.isPresent() && policy.get().map(PolicyRules::heedPorts).orElse(false);
        return heedsPorts ? answer(flow(destination, source)) : to(destination.getAddress(), source.getAddress());
    }

    @Override
    public boolean isPending(InetSocketAddress destination, InetSocketAddress source) {
        Optional<PolicyRules> rules = policy.get();
        return command.isPresent()
                && (rules.isEmpty()
                        || isPending(destination.getAddress(), source.getAddress())
                        || (rules.get().heedPorts() && isAwaited(flow(destination, source))));
    }

    private static Question flow(InetSocketAddress destination, InetSocketAddress source) {
        return new Question(
                destination.getAddress(),
                Optional.of(source.getAddress()),
                Optional.of(new Ports(source.getPort(), destination.getPort())));
    }

    @Override
    public boolean isOnLink(InetAddress address, String interfaceName) {
        return networks.get().contain(address, interfaceName);
    }

    @Override
    public boolean mayHeedMarks() {
        return command.isPresent() && policy.get().map(PolicyRules::heedMarks).orElse(true);
    }

    /** Only where a policy rule looks at more than addresses there is more to ask. */
    private Optional<PolicyRules> readRules() {
        try {
            return command.isEmpty()
                    ? Optional.empty()
                    : Optional.of(rules("-4").with(rules("-6")));
        } catch (IOException e) {
            log.debug("Policy rules are not known", e);
            return Optional.of(PolicyRules.NONE);
        }
    }

    /** Like {@link #isPending(Question)}, where it may be that it was not asked: the rule for ports was not known then. */
    private boolean isAwaited(Question question) {
        return !question.address().isLinkLocalAddress() && (isPending(question) || !known.containsKey(question));
    }

    private boolean isPending(Question question) {
        Known answer = known.get(question);
        return answer != null && !answer.answered();
    }

    private Optional<Route> answer(Question question) {
        if (command.isEmpty() || question.address().isLinkLocalAddress()) {
            return Optional.empty(); // a link-local address has no route of its own: the arrival interface tells
        }
        Known answer = known.get(question);
        long now = System.nanoTime();
        if (answer == null || now - answer.askedAt() > FRESH.toNanos()) {
            known.put(
                    question,
                    answer == null
                            ? new Known(Optional.empty(), /* answered= */ false, now)
                            : new Known(answer.route(), answer.answered(), now));
            askLater(question);
        }
        return answer == null ? Optional.empty() : answer.route();
    }

    private void askLater(Question question) {
        boolean first;
        synchronized (questions) {
            if (questions.size() >= MAX_QUESTIONS) {
                return;
            }
            first = questions.isEmpty();
            questions.add(question);
        }
        if (first) {
            try {
                asking.execute(this::askAll);
            } catch (RejectedExecutionException closed) {
                log.debug("Routes are no longer asked for");
            }
        }
    }

    private void askAll() {
        List<Question> asked;
        synchronized (questions) {
            asked = new ArrayList<>(questions);
            questions.clear();
        }
        List<Optional<Route>> answers =
                answers(asked.stream().map(KernelRoutes::asThisHost).toList());
        for (int i = 0; i < answers.size(); i++) {
            known.put(asked.get(i), new Known(answers.get(i), /* answered= */ true, System.nanoTime()));
        }
    }

    /** The kernel finds no route from an address that is not its own: that of a media server behind it, or of a group. */
    private static Question asThisHost(Question question) {
        return new Question(question.address(), question.source().filter(KernelRoutes::isOwn), question.ports());
    }

    private static boolean isOwn(InetAddress address) {
        try {
            return !address.isAnyLocalAddress()
                    && !address.isLinkLocalAddress()
                    && NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            log.debug("Whether {} is this host's is not known", Wording.address(address), e);
            return false;
        }
    }

    /**
     * Asks the kernel now and waits for its answers.
     *
     * @param source the address that the packets would be sent from; empty: the kernel chooses
     * @return one answer per address; empty where the kernel did not answer
     */
    public List<Optional<Route>> ask(List<InetAddress> addresses, Optional<InetAddress> source) {
        return answers(
                addresses.stream().map(address -> new Question(address, source)).toList());
    }

    private List<Optional<Route>> answers(List<Question> asked) {
        if (command.isEmpty()) {
            return Collections.nCopies(asked.size(), Optional.empty());
        }
        StringBuilder batch = new StringBuilder();
        asked.forEach(question -> batch.append("route get ")
                .append(Wording.address(asSent(question.address())))
                .append(question.source()
                        .map(source -> " from " + Wording.address(source))
                        .orElse(""))
                .append(question.ports()
                        .map(ports -> " ipproto udp sport " + ports.source() + " dport " + ports.destination())
                        .orElse(""))
                .append('\n'));
        try {
            List<Optional<Route>> answers = RouteAnswers.ofBatch(
                    asked.size(),
                    command.get().runWithInput(batch.toString(), "-details", "-json", "-force", "-batch", "-"));
            return withRules(asked.stream().map(Question::address).toList(), answers);
        } catch (IOException e) {
            log.debug("Routes are not known", e);
            return Collections.nCopies(asked.size(), Optional.empty());
        }
    }

    /** The kernel sends to the loopback address what is sent to {@code ::}, but finds no route for it when asked. */
    private static InetAddress asSent(InetAddress address) {
        return address instanceof Inet6Address && address.isAnyLocalAddress()
                ? Literals.address("::1").orElse(address)
                : address;
    }

    private List<Optional<Route>> withRules(List<InetAddress> addresses, List<Optional<Route>> answers)
            throws IOException {
        boolean needed = answers.stream().flatMap(Optional::stream).anyMatch(KernelRoutes::isUnusual);
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
        HostCommand.Output output = command.orElseThrow().run(family, "-details", "-json", "rule");
        return output.succeeded() ? PolicyRules.parse(output.text()) : PolicyRules.NONE;
    }

    @Override
    public void close() {
        asking.shutdownNow();
    }
}
