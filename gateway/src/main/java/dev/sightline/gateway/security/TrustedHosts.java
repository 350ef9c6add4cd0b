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
import java.util.function.IntSupplier;
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
    private static final int HTTPS = 443;

    private final Set<String> names;
    private final Set<String> origins;
    private final IntSupplier pagePort;

    /** @param pagePort where the gateway's own page is */
    public TrustedHosts(DashboardConfig config, IntSupplier pagePort) {
        this.pagePort = pagePort;
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
     * Whether a page of this {@code Origin} (RFC 6454, section 7) may talk to the gateway: its own, or one that is listed.
     */
    public boolean mayTalk(String origin, String authority) {
        return origins.contains(origin.toLowerCase(Locale.ROOT)) || isOwnPage(origin, authority);
    }

    /**
     * Whether this is the {@code Origin} of the gateway's own page: the same host, and the port of the request or the page's.
     * Cookies know no ports, so that what another server of this host serves has to be told apart here.
     */
    public boolean isOwnPage(String origin, String authority) {
        try {
            URI uri = new URI(origin.toLowerCase(Locale.ROOT));
            String of = Optional.ofNullable(uri.getAuthority()).orElse("");
            boolean sameHost = isMeant(of) && hostOf(of).equals(hostOf(authority));
            return sameHost
                    && "https".equals(uri.getScheme())
                    && (portOf(of) == portOf(authority) || portOf(of) == pagePort.getAsInt());
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

    /** Of an authority whose form was looked at before. */
    private static int portOf(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon < 0 || colon == authority.length() - 1 || authority.endsWith("]")
                ? HTTPS
                : Integer.parseInt(authority.substring(colon + 1));
    }

    private static boolean isPortOrNothing(String rest) {
        return rest.isEmpty()
                || (rest.charAt(0) == ':' && PORT.matcher(rest.substring(1)).matches());
    }

    private static Set<String> lowerCase(List<String> texts) {
        return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }
}
