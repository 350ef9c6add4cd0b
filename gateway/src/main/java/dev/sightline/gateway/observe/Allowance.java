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
    private static final long OCTETS_OF_A_CAMERA = 16 * 1024;

    /** A verdict is told every other second, and when it changes. */
    static Allowance of(int maxCameras) {
        return new Allowance(MESSAGES + MESSAGES_OF_A_CAMERA * maxCameras, OCTETS + OCTETS_OF_A_CAMERA * maxCameras);
    }
}
