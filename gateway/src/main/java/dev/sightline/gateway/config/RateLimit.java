package dev.sightline.gateway.config;

import java.time.Duration;

/**
 * So many at once after a quiet time, and as many again spread evenly over the period.
 *
 * @param count at least one
 * @param period in which they come back
 */
public record RateLimit(int count, Duration period) {}
