package dev.sightline.relay;

/**
 * The bounds of one engine; beyond them it answers {@link EngineError#NOT_ENOUGH_RESOURCES}.
 *
 * @param maxPipelines pipelines alive at a time
 * @param maxEndpointsPerPipeline endpoints of both kinds alive at a time in one pipeline
 * @param maxViewers {@link WebRtcEndpoint}s negotiated at a time in the whole engine
 * @param maxSections {@code m=} sections of one offer
 * @param transport what one address may cost the viewers' port
 */
public record EngineLimits(
        int maxPipelines, int maxEndpointsPerPipeline, int maxViewers, int maxSections, TransportLimits transport) {
    /** Enough for a large installation, small enough to survive an attack on the control interface. */
    public static final EngineLimits DEFAULT = new EngineLimits(10_000, 10_000, 20_000, 8, TransportLimits.DEFAULT);

    /** The same with other bounds of the viewers' port. */
    public EngineLimits withTransport(TransportLimits bounds) {
        return new EngineLimits(maxPipelines, maxEndpointsPerPipeline, maxViewers, maxSections, bounds);
    }

    /** Checks that every bound is positive. */
    public EngineLimits {
        if (maxPipelines < 1 || maxEndpointsPerPipeline < 1 || maxViewers < 1 || maxSections < 1) {
            throw new IllegalArgumentException("engine limits must be positive, but are " + maxPipelines + ", "
                    + maxEndpointsPerPipeline + ", " + maxViewers + ", " + maxSections);
        }
    }
}
