package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.firewall.Network;
import dev.sightline.probe.firewall.walk.NftPlan.Chain;
import dev.sightline.probe.firewall.walk.Step.Kind;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether a plan of nftables lets a session stay. Only a rule that is surely about it counts as letting it in, and any
 * rule that might drop it counts as cutting it: a plan that is understood in part is refused, never trusted.
 */
final class NftSessions {
    private static final Pattern PORTS = Pattern.compile("tcp (dport|sport) (\\{[^}]*}|[\\w-]+)");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");
    private static final Pattern ADDRESS = Pattern.compile("(ip6?) (saddr|daddr) (\\{[^}]*}|[\\w.:/-]+)");
    private static final Pattern IRRELEVANT =
            Pattern.compile("(ct state (invalid|\\{ ?invalid ?}) |icmp(v6)? |(.* )?udp (dport|sport) ).*");

    private final NftPlan plan;

    NftSessions(NftPlan plan) {
        this.plan = plan;
    }

    Optional<String> cuts(SshSession session) {
        return cutAfterAJump(session)
                .or(() -> plan.chains().stream()
                        .filter(chain -> chain.isIncoming() || chain.isOutgoing())
                        .flatMap(chain -> cutIn(chain, session).stream())
                        .findFirst());
    }

    /** Where a chain is jumped to from is not followed: what it drops may be dropped at once. */
    private Optional<String> cutAfterAJump(SshSession session) {
        return plan.chains().stream()
                .filter(chain -> chain.hook().isEmpty())
                .flatMap(chain -> steps(chain).stream()
                        .filter(step -> step.kind() == Kind.DENY)
                        .filter(step -> mayConcern(NftPlan.bare(step.text()), chain, session)))
                .map(NftSessions::mayDrop)
                .findFirst();
    }

    private List<Step> steps(Chain chain) {
        return plan.steps().stream()
                .filter(step -> step.chain().equals(chain.name()))
                .toList();
    }

    private static String mayDrop(Step step) {
        return "line " + step.line() + " may drop it: " + step.text();
    }

    private Optional<String> cutIn(Chain chain, SshSession session) {
        for (Step step : steps(chain)) {
            String rule = NftPlan.bare(step.text());
            if (step.kind() == Kind.DENY && mayConcern(rule, chain, session)) {
                return Optional.of(mayDrop(step));
            }
            if (accepts(rule, chain, session)) {
                return Optional.empty();
            }
        }
        return steps(chain).stream()
                .filter(step -> step.kind() == Kind.POLICY)
                .findFirst()
                .map(step -> "no rule of chain " + chain.name() + " surely lets it "
                        + (chain.isIncoming() ? "in" : "out") + " before its policy (line " + step.line()
                        + ") drops it; add: " + cure(chain, session));
    }

    private static String cure(Chain chain, SshSession session) {
        return "tcp " + (chain.isIncoming() ? "dport " : "sport ") + session.port() + " accept";
    }

    /** All that is left when ports and addresses are taken away must be {@code accept}. */
    private static boolean accepts(String rule, Chain chain, SshSession session) {
        if (chain.isOutgoing() && rule.matches("ct state [a-z, {}]*established[a-z, {}]* (counter )?accept")) {
            return true;
        }
        String rest = ADDRESS.matcher(PORTS.matcher(rule).replaceAll("")).replaceAll("");
        return rest.replace("counter", "").replace("ct state new", "").strip().equals("accept")
                && rule.contains(chain.isIncoming() ? "tcp dport" : "tcp sport")
                && portsFit(rule, chain, session, false)
                && addressesFit(rule, chain, session, false);
    }

    private static boolean mayConcern(String rule, Chain chain, SshSession session) {
        return !IRRELEVANT.matcher(rule).matches()
                && portsFit(rule, chain, session, true)
                && addressesFit(rule, chain, session, true);
    }

    /** @param unknown what counts for an element that is not understood */
    private static boolean portsFit(String rule, Chain chain, SshSession session, boolean unknown) {
        Matcher ports = PORTS.matcher(rule);
        while (ports.find()) {
            boolean own = ports.group(1).equals(chain.isIncoming() ? "dport" : "sport");
            if (own && elements(ports.group(2)).noneMatch(range -> holds(range, session.port(), unknown))) {
                return false;
            }
        }
        return true;
    }

    private static boolean addressesFit(String rule, Chain chain, SshSession session, boolean unknown) {
        Matcher address = ADDRESS.matcher(rule);
        while (address.find()) {
            boolean isClient = address.group(2).equals(chain.isIncoming() ? "saddr" : "daddr");
            boolean fits = elements(address.group(3)).anyMatch(network -> holds(network, session, unknown));
            if (isClient && !fits) {
                return false;
            }
        }
        return true;
    }

    private static Stream<String> elements(String text) {
        return Stream.of(text.replaceAll("[{}]", "").split(",", -1)).map(String::strip);
    }

    private static boolean holds(String range, int port, boolean unknown) {
        if (range.equals("ssh")) {
            return port == 22;
        }
        Matcher ends = RANGE.matcher(range);
        if (!ends.matches()) {
            return unknown;
        }
        int first = Integer.parseInt(ends.group(1));
        int last = ends.group(2) == null ? first : Integer.parseInt(ends.group(2));
        return first <= port && port <= last;
    }

    private static boolean holds(String network, SshSession session, boolean unknown) {
        try {
            return Network.parse(network).contains(session.client());
        } catch (IllegalArgumentException notUnderstood) {
            return unknown;
        }
    }
}
