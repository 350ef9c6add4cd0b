package dev.sightline.gateway.config;

import java.util.List;

/**
 * The page's settings.
 *
 * @param hostNames the DNS names that page and signaling are reached by; addresses in digits and localhost always do
 * @param allowedOrigins pages of other hosts that may use the signaling, each as {@code https://host:port}
 */
public record DashboardConfig(List<String> hostNames, List<String> allowedOrigins) {
    public DashboardConfig {
        hostNames = List.copyOf(hostNames);
        allowedOrigins = List.copyOf(allowedOrigins);
    }
}
