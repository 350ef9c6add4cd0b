package dev.sightline.probe.packet;

/** Tells by a frame's link header that another host sent it. */
@FunctionalInterface
public interface Strangers {
    /** Where link addresses are not known, no frame is. */
    Strangers UNKNOWN = frame -> false;

    /** Whether another host sent it. */
    boolean sent(byte[] frame);
}
