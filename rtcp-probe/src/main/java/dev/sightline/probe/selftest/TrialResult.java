package dev.sightline.probe.selftest;

import dev.sightline.probe.Verdict;
import java.util.List;

/**
 * What a trial showed.
 *
 * @param policy the return path's policy
 * @param offers what the offer says
 * @param camera the simulated camera's address
 * @param seen where its RTCP was seen, as {@code lo for 127.0.0.1:5007}
 * @param interfaces the interfaces on which its RTCP was seen
 * @param verdict the verdict that it got
 * @param reason why
 * @param expectedInterface the interface by which its RTCP had to leave
 * @param expectedVerdict the verdict that it had to get
 */
public record TrialResult(
        String policy,
        String offers,
        String camera,
        List<String> seen,
        List<String> interfaces,
        Verdict verdict,
        String reason,
        String expectedInterface,
        Verdict expectedVerdict) {
    /** Copies the lists. */
    public TrialResult {
        seen = List.copyOf(seen);
        interfaces = List.copyOf(interfaces);
    }

    /** Whether RTCP left where it had to, and the verdict says so. */
    public boolean asExpected() {
        return verdict == expectedVerdict && interfaces.equals(List.of(expectedInterface));
    }
}
