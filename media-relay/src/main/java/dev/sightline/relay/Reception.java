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
    /** A source that was silent for so long is reported no more: an estimate that grows meanwhile would mean nothing. */
    static final long SILENCE_NANOS = 10_000_000_000L;

    private static final double FRACTION = 256.0;
    /** The field has 24 bits and a sign (RFC 3550, 6.4.1). */
    private static final long MAX_LOST = 0x7f_ffff;

    private static final long MAX_32 = 0xffff_ffffL;

    private @Nullable SourceStream stream;
    private ReceptionStatistics statistics = new ReceptionStatistics(90_000);
    private long packets;
    private long bytes;
    private long lostBefore;
    private int fraction;
    private boolean present;
    private long lastPacketNanos;
    private long lastSr;
    private long lastSrNanos;

    /** Counts a packet of {@code source}, duplicates included, as RFC 3550, A.3, wants it. */
    void received(SourceStream source, int sequenceNumber, long timestamp, int size, long nowNanos) {
        if (source != stream) {
            lostBefore += statistics.lost();
            fraction = 0;
            statistics = new ReceptionStatistics(source.codec().clockRate());
            lastSr = stream != null && stream.ssrc() == source.ssrc() ? lastSr : 0;
            stream = source;
        }
        present = true;
        lastPacketNanos = nowNanos;
        packets++;
        bytes += size;
        statistics.received(sequenceNumber, timestamp, nowNanos);
    }

    /** Remembers a report of the current source, so that the next report back tells it the round trip. */
    void reported(SenderReport report, long nowNanos) {
        lastSr = NtpTime.middle32(report.ntp());
        lastSrNanos = nowNanos;
    }

    /** The source has said goodbye: it is not reported until it comes back. */
    void ended() {
        present = false;
    }

    /** The block for the next regular report: one while a valid source sends, none else. Ends a loss interval. */
    List<ReportBlock> report(long nowNanos) {
        SourceStream source = stream;
        if (source == null || !isReportable(nowNanos)) {
            return List.of();
        }
        ReportBlock block = statistics.report(source.ssrc(), lastSr, delaySinceLastSr(nowNanos));
        fraction = block.fractionLost();
        return List.of(block);
    }

    /** What there is to report between two regular reports: the fraction lost is still that of the last one. Changes nothing. */
    List<ReportBlock> block(long nowNanos) {
        SourceStream source = stream;
        if (source == null || !isReportable(nowNanos)) {
            return List.of();
        }
        return List.of(new ReportBlock(
                source.ssrc(),
                fraction,
                (int) Math.max(-MAX_LOST, Math.min(MAX_LOST, statistics.lost())),
                statistics.highestSequence() & MAX_32,
                Math.min(statistics.jitter(), MAX_32),
                lastSr,
                delaySinceLastSr(nowNanos)));
    }

    private boolean isReportable(long nowNanos) {
        return present && statistics.isValid() && nowNanos - lastPacketNanos < SILENCE_NANOS;
    }

    private long delaySinceLastSr(long nowNanos) {
        return lastSr == 0 ? 0 : NtpTime.toShort(Duration.ofNanos(nowNanos - lastSrNanos));
    }

    /** 0.0 to 1.0, of the interval that the last {@link #report} ended. */
    double fractionLost() {
        return fraction / FRACTION;
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
                fractionLost(),
                firs,
                plis,
                0,
                remb));
    }
}
