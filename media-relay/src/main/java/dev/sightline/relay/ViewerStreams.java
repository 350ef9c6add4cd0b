package dev.sightline.relay;

import dev.sightline.rtp.Bye;
import dev.sightline.rtp.Fir;
import dev.sightline.rtp.MalformedPacketException;
import dev.sightline.rtp.Nack;
import dev.sightline.rtp.NtpTime;
import dev.sightline.rtp.Pli;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The streams of one viewer and the RTCP that goes with them, both ways. Belongs to the viewer's loop. */
final class ViewerStreams {
    private final String cname;
    private final Map<MediaType, ViewerStream> streams = new EnumMap<>(MediaType.class);

    /** At most one stream of each media type. */
    ViewerStreams(List<ViewerStream> streams, String cname) {
        this.cname = cname;
        streams.forEach(stream -> this.streams.put(stream.mediaType(), stream));
    }

    Optional<ViewerStream> of(MediaType type) {
        return Optional.ofNullable(streams.get(type));
    }

    /** Another source feeds the viewer, or frames were lost: video waits for a keyframe. */
    void interrupted() {
        streams.values().forEach(ViewerStream::interrupted);
    }

    /** Of those that have sent something. */
    List<StreamStats> stats() {
        List<StreamStats> stats = new ArrayList<>();
        sending().forEach(stream -> stats.add(stream.stats()));
        return stats;
    }

    /** Takes in a compound of the viewer; {@code compound} stays the caller's. True when the viewer needs a keyframe. */
    boolean received(ByteBuf compound) {
        boolean keyframeNeeded = false;
        try {
            for (RtcpPacket packet : RtcpCompound.read(compound)) {
                keyframeNeeded |= received(packet);
            }
        } catch (MalformedPacketException e) {
            return false; // authentic but unreadable: nothing depends on it
        }
        return keyframeNeeded;
    }

    private boolean received(RtcpPacket packet) {
        if (packet instanceof ReceiverReport report) {
            report.reports().forEach(this::reported);
        } else if (packet instanceof SenderReport report) {
            report.reports().forEach(this::reported);
        } else if (packet instanceof Nack nack) {
            of(nack.mediaSsrc()).ifPresent(ViewerStream::nackReceived);
        } else if (packet instanceof Remb remb) {
            of(MediaType.VIDEO).ifPresent(video -> video.rembReceived(remb.bitrate()));
        } else if (packet instanceof Pli pli) {
            Optional<ViewerStream> stream = of(pli.mediaSsrc());
            stream.ifPresent(ViewerStream::pliReceived);
            return stream.isPresent();
        } else if (packet instanceof Fir fir) {
            return received(fir);
        }
        return false;
    }

    private boolean received(Fir fir) {
        boolean ours = false;
        for (Fir.Entry entry : fir.entries()) {
            Optional<ViewerStream> stream = of(entry.ssrc());
            stream.ifPresent(ViewerStream::firReceived);
            ours |= stream.isPresent();
        }
        return ours;
    }

    private void reported(ReportBlock block) {
        long now = NtpTime.middle32(MediaTime.ntp(MediaTime.now()));
        of(block.ssrc()).ifPresent(stream -> stream.reported(block, now));
    }

    /** Sender reports about all streams that run; empty when none does. The caller owns the packet. */
    Optional<ByteBuf> reports(long nowNanos) {
        List<RtcpPacket> compound = new ArrayList<>();
        List<SourceDescription.Chunk> chunks = new ArrayList<>();
        for (ViewerStream stream : sending()) {
            stream.senderReport(nowNanos).ifPresent(compound::add);
            chunks.addAll(SourceDescription.ofCname(stream.ssrc(), cname).chunks());
        }
        if (compound.isEmpty()) {
            return Optional.empty();
        }
        compound.add(new SourceDescription(chunks));
        return Optional.of(packet(compound));
    }

    /** The end of all streams that ran; empty when none did. The caller owns the packet. */
    Optional<ByteBuf> goodbye() {
        List<Long> sources = sending().stream().map(ViewerStream::ssrc).toList();
        return sources.isEmpty()
                ? Optional.empty()
                : Optional.of(packet(
                        List.of(new ReceiverReport(sources.get(0), List.of()), new Bye(sources, Optional.empty()))));
    }

    private List<ViewerStream> sending() {
        return streams.values().stream().filter(ViewerStream::hasSent).toList();
    }

    private Optional<ViewerStream> of(long ssrc) {
        return streams.values().stream().filter(stream -> stream.ssrc() == ssrc).findFirst();
    }

    private static ByteBuf packet(List<RtcpPacket> compound) {
        ByteBuf packet = ByteBufAllocator.DEFAULT.heapBuffer(256);
        RtcpCompound.write(packet, compound);
        return packet;
    }
}
