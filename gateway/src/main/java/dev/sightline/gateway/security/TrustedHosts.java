package dev.sightline.gateway.security;

import dev.sightline.gateway.config.DashboardConfig;
import dev.sightline.gateway.config.IpLiteral;
import dev.sightline.gateway.http.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which names the gateway answers to, and whose pages may talk to it. A name that an attacker's DNS points here would
 * otherwise make a victim's browser treat the attacker's page and this gateway as one origin (DNS rebinding). An address
 * that is written in digits cannot be pointed elsewhere.
 */
public final class TrustedHosts {
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final String LOCALHOST = "localhost";

    private final Set<String> names;
    private final Set<String> origins;

    public TrustedHosts(DashboardConfig config) {
        this.names = lowerCase(config.hostNames());
        this.origins = lowerCase(config.allowedOrigins());
    }

    /** Whether a request with this {@code Host} or {@code :authority} is meant for this gateway (RFC 9110, section 7.2). */
    public boolean isMeant(String authority) {
        return hostOf(authority)
                .filter(host -> host.equals(LOCALHOST)
                        || names.contains(host)
                        || IpLiteral.parse(host).isPresent())
                .isPresent();
    }

    /** What a request for another host is answered (RFC 9110, section 15.5.20). */
    public Problem misdirected(String authority) {
        String shown = authority.substring(0, Math.min(authority.length(), 100)).replaceAll("[^ -~]", "?");
        return new Problem(
                421,
                "misdirected-request",
                "The request is meant for another host",
                "'" + shown
                        + "' is not a name of this gateway; ask by its address, or let an operator list the name under"
                        + " dashboard.hostNames");
    }

    /**
     * Whether a page of this {@code Origin} (RFC 6454, section 7) may talk to the gateway: one that was loaded from the same
     * host, whatever the port, or one that is listed.
     */
    public boolean mayTalk(String origin, String authority) {
        String normal = origin.toLowerCase(Locale.ROOT);
        if (origins.contains(normal)) {
            return true;
        }
        try {
            URI uri = new URI(normal);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            return web
                    && uri.getAuthority() != null
                    && hostOf(uri.getAuthority()).equals(hostOf(authority))
                    && isMeant(uri.getAuthority());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The host without port and brackets, in lower case; nothing for what is no authority. */
    static Optional<String> hostOf(String authority) {
        String text = authority.toLowerCase(Locale.ROOT);
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end > 0 && isPortOrNothing(text.substring(end + 1))
                    ? Optional.of(text.substring(1, end)).filter(host -> host.indexOf(':') >= 0)
                    : Optional.empty();
        }
        int colon = text.indexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        return !host.isEmpty() && (colon < 0 || isPortOrNothing(text.substring(colon)))
                ? Optional.of(host)
                : Optional.empty();
    }

    private static boolean isPortOrNothing(String rest) {
        return rest.isEmpty()
                || (rest.charAt(0) == ':' && PORT.matcher(rest.substring(1)).matches());
    }

    private static Set<String> lowerCase(List<String> texts) {
        return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }
}
