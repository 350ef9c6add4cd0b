package dev.sightline.gateway.negotiations;

import dev.sightline.probe.Verdict;
import java.time.Instant;

/**
 * What the probe saw on the wire while a negotiation held.
 *
 * @param since since when it was so
 * @param reason in one sentence, as it was when the verdict came
 */
public record Measured(Verdict verdict, Instant since, String reason) {}
