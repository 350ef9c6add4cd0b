package dev.sightline.probe.judge;

import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.SenderReport;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What reports say of the RTP that their sender got: the extended highest sequence number (RFC 3550, 6.4.1) rises only
 * where RTP arrives. Not for several threads.
 */
final class Reception {
    private static final int MAX_SSRCS = 32;

    /**
     * Two reports one after the other, of which the later has another sequence number.
     *
     * @param from when the earlier was sent: the RTP came after it
     * @param to when the later was sent
     */
    record Rise(Instant from, Instant to) {}

    private record Report(long highest, Instant at, Optional<Rise> rise) {}

    private final Map<Long, Report> bySource = new HashMap<>();

    void seen(Instant at, RtcpPacket packet) {
        blocks(packet).forEach(block -> {
            Report known = bySource.get(block.ssrc());
            if (known != null || bySource.size() < MAX_SSRCS) {
                bySource.put(block.ssrc(), next(known == null ? first(block, at) : known, block, at));
            }
        });
    }

    private static Report first(ReportBlock block, Instant at) {
        return new Report(block.highestSequence(), at, Optional.empty());
    }

    private static Report next(Report known, ReportBlock block, Instant at) {
        return new Report(
                block.highestSequence(),
                at,
                known.highest() == block.highestSequence() ? known.rise() : Optional.of(new Rise(known.at(), at)));
    }

    private static List<ReportBlock> blocks(RtcpPacket packet) {
        if (packet instanceof ReceiverReport report) {
            return report.reports();
        }
        return packet instanceof SenderReport report ? report.reports() : List.of();
    }

    /** The sources on which there were reports. */
    Set<Long> sources() {
        return Collections.unmodifiableSet(bySource.keySet());
    }

    /** The last rise of what was received of a source. */
    Optional<Rise> lastRise(long ssrc) {
        return Optional.ofNullable(bySource.get(ssrc)).flatMap(Report::rise);
    }
}
