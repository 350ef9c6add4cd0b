package dev.sightline.probe.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;

/** Blocks of a pcapng file, put together in memory. Whoever begins one has seen to it that there is room. */
final class PcapngBlocks {
    private static final int END_OF_OPTIONS = 0;
    private static final long NANOS = 1_000_000_000L;

    private final ByteBuffer pending;
    private int block;
    private boolean hasOptions;

    /** @param room octets that it holds at the most */
    PcapngBlocks(int room) {
        this.pending = ByteBuffer.allocate(room).order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean hasRoom(int octets) {
        return pending.remaining() >= octets;
    }

    PcapngBlocks begin(int type) {
        block = pending.position();
        hasOptions = false;
        pending.putInt(type).putInt(0);
        return this;
    }

    PcapngBlocks u16(int value) {
        pending.putShort((short) value);
        return this;
    }

    PcapngBlocks u32(int value) {
        pending.putInt(value);
        return this;
    }

    PcapngBlocks u64(long value) {
        pending.putLong(value);
        return this;
    }

    /** The upper half of the count comes first, whatever the byte order is. */
    PcapngBlocks nanoseconds(Instant at) {
        long nanos = Math.addExact(Math.multiplyExact(at.getEpochSecond(), NANOS), at.getNano());
        return u32((int) (nanos >>> 32)).u32((int) nanos);
    }

    /** So many of them, padded to four. */
    PcapngBlocks octets(byte[] octets, int length) {
        pending.put(octets, 0, length);
        while ((pending.position() - block) % 4 != 0) {
            pending.put((byte) 0);
        }
        return this;
    }

    PcapngBlocks option(int code, byte[] value) {
        hasOptions = true;
        return u16(code).u16(value.length).octets(value, value.length);
    }

    PcapngBlocks option(int code, int value) {
        hasOptions = true;
        return u16(code).u16(Integer.BYTES).u32(value);
    }

    PcapngBlocks option(int code, long value) {
        hasOptions = true;
        return u16(code).u16(Long.BYTES).u64(value);
    }

    void end() {
        if (hasOptions) {
            u16(END_OF_OPTIONS).u16(0);
        }
        int length = pending.position() - block + 4;
        pending.putInt(length).putInt(block + 4, length);
    }

    /** All of them, to be read once; {@link #clear} makes room again. */
    ByteBuffer written() {
        return pending.flip();
    }

    void clear() {
        pending.clear();
    }
}
