package dev.sightline.gateway.config;

/**
 * The page's settings.
 *
 * @param exposedWithoutAccessControl whether page and viewers may listen beyond loopback although nobody has to sign in
 */
public record DashboardConfig(boolean exposedWithoutAccessControl) {
    /** The words that an operator must write to open page and viewers to a network. */
    public static final String CONSENT = "yes, anyone who reaches this address may watch every camera";
}
