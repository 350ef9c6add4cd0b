package dev.sightline.gateway.observe;

/**
 * How much one agent may say in a second.
 *
 * @param messages of any kind, also those that are not understood
 * @param octets of all of them together
 */
record Allowance(int messages, long octets) {
    private static final int MESSAGES = 100;
    private static final int MESSAGES_OF_A_CAMERA = 4;
    private static final long OCTETS = 1 << 20;
    /** A line with audio, video and all bitrates that are kept has up to 20 KiB, and is told three times. */
    private static final long OCTETS_OF_A_CAMERA = 64 * 1024;

    /**
     * A verdict is told every other second, and when it changes; agents look twice in a second. So, where all cameras change
     * together and change back, each is told three times in one.
     */
    static Allowance of(int maxCameras) {
        return new Allowance(MESSAGES + MESSAGES_OF_A_CAMERA * maxCameras, OCTETS + OCTETS_OF_A_CAMERA * maxCameras);
    }
}
