package dev.sightline.gateway.config;

import java.util.List;

/**
 * The page's settings.
 *
 * @param exposedWithoutAccessControl whether page and viewers may listen beyond loopback although nobody has to sign in
 * @param hostNames the DNS names that page and signaling are reached by; addresses in digits and localhost always do
 * @param allowedOrigins pages of other hosts that may use the signaling, each as {@code https://host:port}
 */
public record DashboardConfig(
        boolean exposedWithoutAccessControl, List<String> hostNames, List<String> allowedOrigins) {
    /** The words that an operator must write to open page and viewers to a network. */
    public static final String CONSENT = "yes, anyone who reaches this address may watch every camera";

    public DashboardConfig {
        hostNames = List.copyOf(hostNames);
        allowedOrigins = List.copyOf(allowedOrigins);
    }
}
