package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameAssemblerTest {
    private static final int SPS = 0x67;
    private static final int IDR = 0x65;
    private static final int SLICE = 0x41;

    private final CameraClock clock = new CameraClock();
    private final List<String> frames = new ArrayList<>();
    private final FrameAssembler assembler = new FrameAssembler(clock, this::write);
    private final SourceStream video = new SourceStream(Codec.H264, 1);
    private final SourceStream audio = new SourceStream(Codec.OPUS, 2);
    private long sequence;

    @AfterEach
    void discard() {
        assembler.discard();
    }

    @Test
    void theMarkerEndsAFrame() {
        add(video, 1_000, false, SPS);
        add(video, 1_000, true, IDR);
        add(video, 4_600, true, SLICE);

        assertThat(frames).containsExactly("begins keyframe 0-1", "begins 2-2");
    }

    @Test
    void anotherTimestampEndsAFrameWhoseMarkerWasLost() {
        add(video, 1_000, false, IDR);
        add(video, 4_600, false, SLICE);
        add(video, 8_200, false, SLICE);

        assertThat(frames).containsExactly("begins keyframe 0-0", "begins 1-1");
    }

    @Test
    void aLargeFrameIsHandedOnInPieces() {
        for (int i = 0; i < 150; i++) {
            add(video, 1_000, i == 149, i == 0 ? IDR : 0);
        }
        add(video, 4_600, true, SLICE);

        assertThat(frames).containsExactly("begins keyframe 0-63", " 64-127", " 128-149", "begins 150-150");
    }

    @Test
    void everyAudioPacketIsAFrame() {
        add(audio, 960, false, 0);
        add(audio, 1_920, false, 0);

        assertThat(frames).containsExactly("begins keyframe 0-0", "begins keyframe 1-1");
    }

    @Test
    void anotherRunEndsTheFrameOfTheOneBefore() {
        add(video, 1_000, false, IDR);
        add(new SourceStream(Codec.H264, 9), 1_000, true, SLICE);

        assertThat(frames).containsExactly("begins keyframe 0-0", "begins 1-1");
    }

    @Test
    void whatIsKeptDoesNotPinTheReceiveBuffer() {
        ByteBuf receiveBuffer = Unpooled.buffer(32_768);
        RtpPackets.writeHeader(receiveBuffer, false, 103, 0, 1_000, 1)
                .writeByte(IDR)
                .writeZero(4);
        clock.packet(video, 1_000, 0);
        assembler.add(video, receiveBuffer, 0, RtpPackets.FIXED_HEADER_LENGTH, 5, 0);

        assertThat(receiveBuffer.release())
                .as("the caller's reference was the only one")
                .isTrue();
        assembler.flush();
        assertThat(frames).containsExactly("begins keyframe 0-0");
    }

    private void add(SourceStream stream, long timestamp, boolean marker, int nalUnit) {
        ByteBuf packet = RtpPackets.writeHeader(Unpooled.buffer(32), marker, 103, (int) sequence, timestamp, 1);
        packet.writeByte(nalUnit).writeZero(4);
        clock.packet(stream, timestamp, sequence);
        assembler.add(stream, packet, sequence++, RtpPackets.FIXED_HEADER_LENGTH, 5, sequence);
        packet.release();
    }

    private void write(MediaFrame frame) {
        List<MediaFrame.Packet> packets = frame.packets();
        frames.add((frame.begins() ? "begins" : "") + (frame.keyframe() ? " keyframe " : " ")
                + packets.get(0).sequence() + "-"
                + packets.get(packets.size() - 1).sequence());
        frame.release();
    }
}
