package dev.sightline.gateway.config;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The media server and what it is told.
 *
 * @param kurento how it is reached
 * @param announcedAddress the address that cameras and viewers are told instead of the one in its answers, for a media
 *     server behind address translation
 * @param bandwidth bounds of a camera's video; that they are set is what makes Kurento send REMB
 * @param relay the embedded relay's own settings; unused with a Kurento Media Server
 */
public record MediaConfig(Kurento kurento, Optional<InetAddress> announcedAddress, Bandwidth bandwidth, Relay relay) {

    /**
     * @param uri {@code ws://} or {@code wss://} of a Kurento Media Server; empty for the embedded relay
     * @param trust PEM, for {@code wss://}: the certificates of authorities, or the server's own, that are trusted and no
     *     others; without it those that this host's Java trusts
     * @param tokenFile the file of what the server is shown as {@code Authorization: Bearer}
     * @param callTimeout how long one call may take
     * @param connectTimeout how long connecting may take, with TLS and the upgrade
     * @param longestPause the longest pause between two tries to reach it again
     * @param threads for calls; each holds one call at a time
     * @param queue how many calls may wait for a thread
     * @param maxMessageBytes the longest message that is taken from it
     */
    public record Kurento(
            Optional<URI> uri,
            Optional<Path> trust,
            Optional<Path> tokenFile,
            Duration callTimeout,
            Duration connectTimeout,
            Duration longestPause,
            int threads,
            int queue,
            int maxMessageBytes) {
        public boolean embedded() {
            return uri.isEmpty();
        }

        /** Whether it is reached by TLS. */
        public boolean encrypted() {
            return uri.filter(address -> "wss".equals(address.getScheme())).isPresent();
        }

        /** Whether what is said to it can be read, and changed, beyond this host. */
        public boolean exposed() {
            return !encrypted()
                    && uri.filter(address -> !isLoopback(address.getHost())).isPresent();
        }

        private static boolean isLoopback(String host) {
            return "localhost".equalsIgnoreCase(host)
                    || IpLiteral.parse(host)
                            .filter(InetAddress::isLoopbackAddress)
                            .isPresent();
        }
    }

    /** Kilobits per second. */
    public record Bandwidth(int minKbps, int maxKbps) {}

    /**
     * @param mediaAddress the one that cameras send to; without it the host's own is found
     * @param candidateAddresses the ones that viewers are told; without them all of the host's
     * @param webRtcPort the one UDP port of all viewers; 0 takes a free one
     * @param minPort first UDP port for cameras; 0 takes free ones
     * @param maxPort last UDP port for cameras
     * @param returnPath how the relay finds where to send feedback
     */
    public record Relay(
            Optional<InetAddress> mediaAddress,
            List<InetAddress> candidateAddresses,
            int webRtcPort,
            int minPort,
            int maxPort,
            RelayReturnPath returnPath) {}

    /**
     * How the relay finds where to send feedback: by what arrives from the camera's known address, by what arrives from
     * anywhere, or to the letter as Kurento does.
     */
    public enum RelayReturnPath {
        BOUND,
        LEARN,
        KURENTO
    }
}
