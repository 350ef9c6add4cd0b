package dev.sightline.probe;

/**
 * An interface, and how its capture went.
 *
 * @param name its name, as in {@code ip link}
 * @param loopback whether it is a loopback interface
 * @param state how the capture went
 * @param detail why, when it is not {@link State#CAPTURED}; else empty
 * @param packets packets that passed the filter and were read
 * @param drops the capture's own counters, which tell what was lost
 */
public record WatchedInterface(String name, boolean loopback, State state, String detail, long packets, Drops drops) {

    /**
     * The counters of libpcap.
     *
     * @param received packets that passed the filter; on a loopback interface each counts twice, leaving and arriving
     * @param byKernel of these, dropped because they were not read in time
     * @param byInterface dropped by the interface or its driver before any capture could see them
     */
    public record Drops(long received, long byKernel, long byInterface) {
        public static final Drops NONE = new Drops(0, 0, 0);
    }

    /** How a capture goes. */
    public enum State {
        /** It is being captured on. */
        CAPTURED,
        /** It was captured on, and is down now; it is captured on again as soon as it is up. */
        DOWN,
        /** It could not be opened. */
        NOT_OPENED,
        /** It is not captured on, or no longer, because more are up than can be. */
        LEFT_OUT,
        /** It went away while it was watched. */
        VANISHED
    }
}
