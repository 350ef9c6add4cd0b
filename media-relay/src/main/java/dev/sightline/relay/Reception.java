package dev.sightline.relay;

import dev.sightline.rtp.NtpTime;
import dev.sightline.rtp.ReceptionStatistics;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.SenderReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one section has received, for receiver reports and for people. Belongs to the camera's loop. */
final class Reception {
    private static final double FRACTION = 256.0;

    private @Nullable SourceStream stream;
    private ReceptionStatistics statistics = new ReceptionStatistics(90_000);
    private long packets;
    private long bytes;
    private long lostBefore;
    private double fractionLost;
    private long lastSr;
    private long lastSrNanos;

    /** Counts a packet of {@code source}, duplicates included, as RFC 3550, A.3, wants it. */
    void received(SourceStream source, int sequenceNumber, long timestamp, int size, long nowNanos) {
        if (source != stream) {
            lostBefore += statistics.lost();
            statistics = new ReceptionStatistics(source.codec().clockRate());
            lastSr = stream != null && stream.ssrc() == source.ssrc() ? lastSr : 0;
            stream = source;
        }
        packets++;
        bytes += size;
        statistics.received(sequenceNumber, timestamp, nowNanos);
    }

    /** Remembers a report of the current source, so that the next report back tells it the round trip. */
    void reported(SenderReport report, long nowNanos) {
        lastSr = NtpTime.middle32(report.ntp());
        lastSrNanos = nowNanos;
    }

    /** The block for the next report: one when the source is valid, none before. Ends a loss interval. */
    List<ReportBlock> report(long nowNanos) {
        SourceStream source = stream;
        if (source == null || !statistics.isValid()) {
            return List.of();
        }
        long delay = lastSr == 0 ? 0 : NtpTime.toShort(Duration.ofNanos(nowNanos - lastSrNanos));
        ReportBlock block = statistics.report(source.ssrc(), lastSr, delay);
        fractionLost = block.fractionLost() / FRACTION;
        return List.of(block);
    }

    /** 0.0 to 1.0, of the interval that the last {@link #report} ended. */
    double fractionLost() {
        return fractionLost;
    }

    /** Empty before the first packet. */
    Optional<StreamStats.Inbound> stats(MediaType type, long firs, long plis, long remb) {
        SourceStream source = stream;
        if (source == null) {
            return Optional.empty();
        }
        double jitter = (double) statistics.jitter() / source.codec().clockRate();
        return Optional.of(new StreamStats.Inbound(
                source.ssrc(),
                type,
                packets,
                bytes,
                lostBefore + statistics.lost(),
                jitter,
                fractionLost,
                firs,
                plis,
                0,
                remb));
    }
}
