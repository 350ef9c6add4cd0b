package dev.sightline.probe.packet;

/** Tells by a frame's link header what other hosts have to do with it; the frame begins the buffer. */
@FunctionalInterface
public interface Strangers {
    /** Where link addresses are not known, no frame is another host's. */
    Strangers UNKNOWN = frame -> false;

    /** Whether another host sent it. */
    boolean sent(byte[] frame);

    /** Whether another host sent it to another one, as far as is known. */
    default boolean get(byte[] frame) {
        return false;
    }
}
