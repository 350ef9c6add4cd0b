package dev.sightline.probe.host;

import java.time.Instant;

/**
 * What a tunnel's own counters say of the time in which its count of sent packets has stood still: whatever was seen going
 * into it meanwhile did not leave this host.
 *
 * @param tunnel which one
 * @param since since when nothing is counted as sent
 * @param until when the counters were last read
 * @param neverSent whether nothing was counted as sent since they are read at all
 * @param dropped its own packets that were dropped meanwhile on their way out, as by the firewall
 * @param failed those that could not be sent, as for want of a route to its far end; over IPv6 those that were dropped, too
 */
public record TunnelCount(Tunnel tunnel, Instant since, Instant until, boolean neverSent, long dropped, long failed) {
    /** All that was lost. */
    public long lost() {
        return dropped + failed;
    }
}
