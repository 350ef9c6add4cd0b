package dev.sightline.gateway.stream;

import java.time.Instant;

/** A step of healing, and when it was done. */
public record PastStep(Instant at, HealingStep step) {}
