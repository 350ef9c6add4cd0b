package dev.sightline.probe.selftest;

import dev.sightline.probe.Verdict;
import java.util.List;

/**
 * One way to tell the media server where the camera is, tried with a simulated camera of its own.
 *
 * @param policy the return path's policy
 * @param offers what the offer says
 * @param camera the simulated camera's address
 * @param port the media server's port for its RTP; RTCP is sent and received on the next one
 * @param feedbackTo where the media server then sends RTCP; empty: to where the camera's RTCP comes from
 * @param expectedInterface the interface by which that must leave
 * @param expected the verdict that it must get
 */
record Trial(
        String policy,
        String offers,
        String camera,
        int port,
        String feedbackTo,
        String expectedInterface,
        Verdict expected) {
    static final String LINK = "media0";
    static final String SERVER = "198.18.0.1";
    static final String SERVER_6 = "fd53::1";
    static final int CAMERA_RTP = 5_006;
    static final int CAMERA_RTCP = 5_007;
    static final int FIRST_PORT = 40_000;
    static final int LAST_PORT = 40_099;

    /** The addresses are of the range for tests of networks (RFC 2544), and exist in namespaces only. */
    static final List<Trial> ALL = List.of(
            trapped("server-address", "0.0.0.0", 11, "0.0.0.0"),
            trapped("server-address", "127.0.0.1, loopback", 12, "127.0.0.1"),
            trapped("server-address", SERVER + ", the server's own", 13, SERVER),
            delivered("camera-address", "198.18.0.14, the camera's", 14, "198.18.0.14"),
            delivered("comedia", "anything: it is learnt", 15, ""),
            new Trial("server-address", "::, all of IPv6", "fd53::16", 40_016, "::", "lo", Verdict.TRAPPED),
            new Trial(
                    "camera-address",
                    "fd53::18, the camera's",
                    "fd53::18",
                    40_018,
                    "fd53::18",
                    LINK,
                    Verdict.DELIVERED));

    private static Trial trapped(String policy, String offers, int number, String feedbackTo) {
        return new Trial(policy, offers, "198.18.0." + number, port(number), feedbackTo, "lo", Verdict.TRAPPED);
    }

    private static Trial delivered(String policy, String offers, int number, String feedbackTo) {
        return new Trial(policy, offers, "198.18.0." + number, port(number), feedbackTo, LINK, Verdict.DELIVERED);
    }

    private static int port(int number) {
        return FIRST_PORT + 50 + 2 * (number - 11);
    }

    boolean isIpv6() {
        return camera.indexOf(':') >= 0;
    }

    String server() {
        return isIpv6() ? SERVER_6 : SERVER;
    }
}
