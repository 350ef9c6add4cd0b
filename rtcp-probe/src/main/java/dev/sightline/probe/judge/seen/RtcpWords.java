package dev.sightline.probe.judge.seen;

import dev.sightline.probe.Wording;
import dev.sightline.rtp.Bye;
import dev.sightline.rtp.Fir;
import dev.sightline.rtp.Nack;
import dev.sightline.rtp.Pli;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import dev.sightline.rtp.UnknownRtcp;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says what is in an RTCP packet, in the words of the RFCs and in numbers that tcpdump shows too. */
final class RtcpWords {
    private static final int MAX_LISTED = 8;

    /** RTPFB, PSFB and XR. */
    private static final Set<Integer> REPORTING = Set.of(205, 206, 207);

    private RtcpWords() {}

    /** The type, as it is counted: SR, RR, SDES, BYE, PLI, FIR, NACK, REMB, OTHER. */
    static String type(RtcpPacket packet) {
        if (packet instanceof SenderReport) {
            return "SR";
        }
        if (packet instanceof ReceiverReport) {
            return "RR";
        }
        if (packet instanceof SourceDescription) {
            return "SDES";
        }
        return packet instanceof Bye ? "BYE" : feedbackType(packet);
    }

    private static String feedbackType(RtcpPacket packet) {
        if (packet instanceof Remb) {
            return "REMB";
        }
        if (packet instanceof Pli) {
            return "PLI";
        }
        if (packet instanceof Fir) {
            return "FIR";
        }
        return packet instanceof Nack ? "NACK" : "OTHER";
    }

    /** The type by the first two octets of a packet, of which more need not be there (RFC 3550, 6.4; RFC 4585, 6.1). */
    static Optional<String> typeAt(ByteBuf compound, int offset) {
        if (compound.readableBytes() < offset + 2) {
            return Optional.empty();
        }
        int format = compound.getUnsignedByte(compound.readerIndex() + offset) & 0x1f;
        return Optional.of(
                switch (compound.getUnsignedByte(compound.readerIndex() + offset + 1)) {
                    case 200 -> "SR";
                    case 201 -> "RR";
                    case 202 -> "SDES";
                    case 203 -> "BYE";
                    case 205 -> format == 1 ? "NACK" : "OTHER";
                    case 206 -> format == 1 ? "PLI" : format == 4 ? "FIR" : "OTHER"; // REMB has its name further on
                    default -> "OTHER";
                });
    }

    static String of(RtcpPacket packet) {
        if (packet instanceof SenderReport report) {
            return "SR from " + Wording.ssrc(report.ssrc()) + ": " + report.packets() + " packets, " + report.octets()
                    + " octets sent" + blocks(report.reports());
        }
        if (packet instanceof ReceiverReport report) {
            return "RR from " + Wording.ssrc(report.ssrc()) + blocks(report.reports());
        }
        if (packet instanceof SourceDescription description) {
            return "SDES" + listed(description.chunks(), RtcpWords::chunk);
        }
        if (packet instanceof UnknownRtcp unknown) {
            return "packet of type " + unknown.packetType() + ", format " + unknown.count();
        }
        return packet instanceof Bye bye ? "BYE" + sources(bye.ssrcs()) : feedback(packet);
    }

    private static String feedback(RtcpPacket packet) {
        if (packet instanceof Remb remb) {
            return "REMB from " + Wording.ssrc(remb.senderSsrc()) + ": " + remb.bitrate() + " bit/s for"
                    + sources(remb.ssrcs());
        }
        if (packet instanceof Pli pli) {
            return "PLI from " + Wording.ssrc(pli.senderSsrc()) + " about " + Wording.ssrc(pli.mediaSsrc());
        }
        if (packet instanceof Fir fir) {
            return "FIR from " + Wording.ssrc(fir.senderSsrc()) + " about"
                    + sources(fir.entries().stream().map(Fir.Entry::ssrc).toList());
        }
        return packet instanceof Nack nack
                ? "NACK from " + Wording.ssrc(nack.senderSsrc()) + " about " + Wording.ssrc(nack.mediaSsrc()) + ": "
                        + nack.lost().size() + " packets"
                : type(packet);
    }

    /** The sources of media of which a packet speaks. */
    static List<Long> mediaSsrcs(RtcpPacket packet) {
        if (packet instanceof ReceiverReport report) {
            return reportedOn(report.reports());
        }
        if (packet instanceof SenderReport report) {
            return reportedOn(report.reports());
        }
        if (packet instanceof Remb remb) {
            return remb.ssrcs();
        }
        if (packet instanceof Pli pli) {
            return List.of(pli.mediaSsrc());
        }
        if (packet instanceof Fir fir) {
            return fir.entries().stream().map(Fir.Entry::ssrc).toList();
        }
        return packet instanceof Nack nack ? List.of(nack.mediaSsrc()) : List.of();
    }

    private static List<Long> reportedOn(List<ReportBlock> blocks) {
        List<Long> ssrcs = new ArrayList<>(blocks.size());
        for (ReportBlock block : blocks) {
            ssrcs.add(block.ssrc());
        }
        return ssrcs;
    }

    /**
     * Whether a datagram of these holds no feedback: BYE and nothing of media (RFC 3550, 6.6), or neither a report nor
     * a feedback message, as SDES or APP alone, which no compound may be (6.1).
     */
    static boolean isFarewell(List<RtcpPacket> packets) {
        boolean leaves = false;
        boolean reports = packets.isEmpty();
        boolean ofMedia = false;
        for (RtcpPacket packet : packets) {
            leaves = leaves || packet instanceof Bye;
            reports = reports || mayReport(packet);
            ofMedia = ofMedia || !mediaSsrcs(packet).isEmpty();
        }
        return !reports || (leaves && !ofMedia);
    }

    /** Extended reports and feedback messages count that are not read, too (RFC 3611, 2; RFC 4585, 6.1). */
    private static boolean mayReport(RtcpPacket packet) {
        return packet instanceof UnknownRtcp unknown
                ? REPORTING.contains(unknown.packetType())
                : !(packet instanceof SourceDescription) && !(packet instanceof Bye);
    }

    private static String blocks(List<ReportBlock> blocks) {
        return listed(
                blocks,
                block -> " about " + Wording.ssrc(block.ssrc()) + ": lost " + block.cumulativeLost()
                        + ", highest sequence " + block.highestSequence() + ", jitter " + block.jitter());
    }

    private static String chunk(SourceDescription.Chunk chunk) {
        return " " + Wording.ssrc(chunk.ssrc())
                + chunk.cname().map(name -> " CNAME " + printable(name)).orElse("");
    }

    /** What a stranger wrote is shown without control characters. */
    private static String printable(String text) {
        return text.codePoints()
                .map(point -> Character.isISOControl(point) ? '?' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String sources(List<Long> ssrcs) {
        return listed(ssrcs, ssrc -> " " + Wording.ssrc(ssrc));
    }

    private static <T> String listed(List<T> values, Function<T, String> words) {
        String listed = values.stream().limit(MAX_LISTED).map(words).collect(Collectors.joining(","));
        return values.size() > MAX_LISTED ? listed + " and " + (values.size() - MAX_LISTED) + " more" : listed;
    }
}
