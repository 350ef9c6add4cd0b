package dev.sightline.rtp;

import io.netty.buffer.ByteBuf;

/** One RTCP packet as a value. Several together make a {@linkplain RtcpCompound compound packet}. */
public sealed interface RtcpPacket
        permits SenderReport, ReceiverReport, SourceDescription, Bye, Pli, Fir, Nack, Remb, UnknownRtcp {

    /** Appends the whole packet, header included; ownership of {@code out} stays with the caller. */
    void write(ByteBuf out);
}
