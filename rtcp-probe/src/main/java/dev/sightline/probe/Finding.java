package dev.sightline.probe;

import java.time.Instant;
import java.util.Optional;

/**
 * A verdict with what it rests on.
 *
 * @param verdict the verdict
 * @param since since when it holds
 * @param reason one sentence that names what was seen, and where
 * @param cure what a person can do about it; empty when nothing needs to be done
 */
public record Finding(Verdict verdict, Instant since, String reason, Optional<String> cure) {}
