package dev.sightline.probe.capture;

import dev.sightline.probe.Mistakes;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.RawPacketListener;

/**
 * The frames that one call of the native library reads. Nothing that is thrown can pass through that library: a mistake of
 * this program about a frame costs that frame, an {@link Error} waits for the end. Not for several threads.
 */
final class Burst implements RawPacketListener {
    private final String interfaceName;
    private final Consumer<byte[]> taker;
    private final Mistakes mistakes;
    private int read;
    private @Nullable Error error;

    /** @param taker takes each frame */
    Burst(String interfaceName, Consumer<byte[]> taker, Mistakes mistakes) {
        this.interfaceName = interfaceName;
        this.taker = taker;
        this.mistakes = mistakes;
    }

    @Override
    public void gotPacket(byte[] frame) {
        if (error != null) {
            return;
        }
        read++;
        try {
            taker.accept(frame);
        } catch (RuntimeException mistake) {
            mistakes.happened("A frame of " + interfaceName + " was dropped", mistake);
        } catch (Error e) {
            error = e;
        }
    }

    /** Frames that were taken or dropped. */
    int read() {
        return read;
    }

    void rethrow() {
        if (error != null) {
            throw error;
        }
    }
}
