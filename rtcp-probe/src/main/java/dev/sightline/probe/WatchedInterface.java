package dev.sightline.probe;

/**
 * An interface, and how its capture went.
 *
 * @param name its name, as in {@code ip link}
 * @param loopback whether it is a loopback interface
 * @param state how the capture went
 * @param detail why, when it is not {@link State#CAPTURED}; else empty
 * @param packets packets that passed the filter and were read
 * @param dropped packets that the kernel dropped because they were not read in time
 */
public record WatchedInterface(String name, boolean loopback, State state, String detail, long packets, long dropped) {

    /** How a capture goes. */
    public enum State {
        /** It is being captured on. */
        CAPTURED,
        /** It could not be opened. */
        NOT_OPENED,
        /** It went away while it was watched. */
        VANISHED
    }
}
