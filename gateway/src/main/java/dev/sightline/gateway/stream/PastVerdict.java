package dev.sightline.gateway.stream;

import dev.sightline.probe.Finding;
import dev.sightline.sdp.ReturnPathPolicy;
import java.util.Optional;

/**
 * A verdict as it was at its end, or is now.
 *
 * @param finding since when, and why
 * @param policy how feedback was meant to find the camera; absent without a session
 */
public record PastVerdict(Finding finding, Optional<ReturnPathPolicy> policy) {}
