package dev.sightline.probe.file;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Writes capture files of both formats and byte orders, and such as nobody should write. */
public final class CaptureBytes {
    private final ByteBuf out = Unpooled.buffer();
    private final boolean little;

    public CaptureBytes(boolean little) {
        this.little = little;
    }

    public static CaptureBytes pcap(boolean little, boolean nanoseconds, int linkType) {
        return new CaptureBytes(little)
                .i32(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4)
                .i16(2)
                .i16(4)
                .i32(0)
                .i32(0)
                .i32(262_144)
                .i32(linkType);
    }

    public CaptureBytes record(int seconds, int fraction, byte[] frame) {
        return i32(seconds).i32(fraction).i32(frame.length).i32(frame.length).octets(frame);
    }

    /** A packet of which only the beginning was kept. */
    public CaptureBytes cutRecord(int seconds, byte[] kept, int whole) {
        return i32(seconds).i32(0).i32(kept.length).i32(whole).octets(kept);
    }

    /** Another section, in this byte order. */
    public CaptureBytes section() {
        return block(0x0a0d0d0a, body().i32(0x1a2b3c4d).i16(1).i16(0).i32(-1).i32(-1));
    }

    public CaptureBytes description(int linkType, CaptureBytes options) {
        return block(1, body().i16(linkType).i16(0).i32(65_535).octets(options.toBytes()));
    }

    public CaptureBytes enhanced(int number, long units, byte[] frame, CaptureBytes options) {
        CaptureBytes body = body().i32(number).i32((int) (units >>> 32)).i32((int) units);
        return block(6, body.i32(frame.length).i32(frame.length).padded(frame).octets(options.toBytes()));
    }

    public CaptureBytes old(int number, long units, byte[] frame, CaptureBytes options) {
        CaptureBytes body = body().i16(number).i16(0).i32((int) (units >>> 32)).i32((int) units);
        return block(2, body.i32(frame.length).i32(frame.length).padded(frame).octets(options.toBytes()));
    }

    public CaptureBytes simple(byte[] frame) {
        return block(3, body().i32(frame.length).padded(frame));
    }

    public CaptureBytes option(int code, byte[] value) {
        return i16(code).i16(value.length).padded(value);
    }

    public CaptureBytes block(int type, CaptureBytes body) {
        byte[] octets = body.toBytes();
        return i32(type).i32(octets.length + 12).octets(octets).i32(octets.length + 12);
    }

    /** An empty one in the same byte order, for what goes into a block. */
    public CaptureBytes body() {
        return new CaptureBytes(little);
    }

    public CaptureBytes i16(int value) {
        out.writeShort(little ? Short.reverseBytes((short) value) : value);
        return this;
    }

    public CaptureBytes i32(int value) {
        out.writeInt(little ? Integer.reverseBytes(value) : value);
        return this;
    }

    public CaptureBytes octets(byte[] octets) {
        out.writeBytes(octets);
        return this;
    }

    private CaptureBytes padded(byte[] octets) {
        out.writeBytes(octets).writeZero(-octets.length & 3);
        return this;
    }

    public byte[] toBytes() {
        return ByteBufUtil.getBytes(out);
    }
}
