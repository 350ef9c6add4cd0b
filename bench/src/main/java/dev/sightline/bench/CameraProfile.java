package dev.sightline.bench;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * How a simulated camera behaves. Begin with {@link #of} or {@link #strictPassive} and change what differs.
 *
 * @param id 1 to 64 letters, digits, {@code . _ -}; also the user part of its CNAME
 * @param config where the camera fetches its configuration: {@code http://host:port/cameras/{id}/config}
 * @param secret that it shows to the gateway, {@code Authorization: Bearer}; empty where the gateway wants none
 * @param tls its certificate, and whose of gateways it believes; where absent it has none, and believes whom Java does
 * @param gatewayFirst whether it waits for the {@code play} command instead of posting its session at once
 * @param offer what it posts when it speaks first, or is told to play without an answer
 * @param requiresPassive whether it insists on {@code a=direction:passive} in every section of the answer, and never
 *     speaks first
 * @param ignoresFir whether keyframe requests (PLI and FIR) are counted but not obeyed
 * @param patience how long it streams without any RTCP before it stops by itself
 * @param bindAddress address of its media sockets; when empty, the one from which the gateway is reached
 * @param video of its video stream
 * @param audio of its audio stream; empty for a camera without a microphone
 * @param separateRtcpPort whether RTCP has a socket of its own, one port above RTP; else it shares RTP's
 * @param reports when it sends sender reports
 * @param retry how long it waits after a request that failed before it tries again
 */
public record CameraProfile(
        String id,
        URI config,
        Optional<String> secret,
        Optional<SSLContext> tls,
        boolean gatewayFirst,
        OfferFormat offer,
        boolean requiresPassive,
        boolean ignoresFir,
        Duration patience,
        Optional<InetAddress> bindAddress,
        Stream video,
        Optional<Stream> audio,
        boolean separateRtcpPort,
        Reports reports,
        Duration retry) {
    /** Of every unit of one known model: two cameras with the same SSRCs are everyday life for a media server. */
    public static final long STRICT_PASSIVE_AUDIO_SSRC = 229236353L;
    /** See {@link #STRICT_PASSIVE_AUDIO_SSRC}. */
    public static final long STRICT_PASSIVE_VIDEO_SSRC = 1607797317L;

    private static final Pattern SECRET = Pattern.compile("[!-~]{1,200}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** What the camera posts to open its session. */
    public enum OfferFormat {
        /** Its own session description, {@code application/sdp}. */
        SDP,
        /** What it has, {@code application/json}: the gateway writes the offer. */
        JSON
    }

    /**
     * One media stream.
     *
     * @param port local UDP port; empty for any free one
     * @param ssrc 32 bits; empty for a random one
     */
    public record Stream(OptionalInt port, OptionalLong ssrc) {
        public static final Stream ANY = new Stream(OptionalInt.empty(), OptionalLong.empty());

        /** On this port, with a random SSRC. */
        public static Stream on(int port) {
            return new Stream(OptionalInt.of(port), OptionalLong.empty());
        }

        long ssrcOrRandom() {
            return ssrc.orElseGet(() -> RandomGenerator.getDefault().nextLong(1L << 32));
        }

        public Stream {
            if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65_534)) {
                throw new IllegalArgumentException(
                        "port is " + port.getAsInt() + ", expected 1 to 65534 (RTCP may need the one above)");
            }
            if (ssrc.isPresent() && (ssrc.getAsLong() < 0 || ssrc.getAsLong() > 0xffff_ffffL)) {
                throw new IllegalArgumentException("SSRC is " + ssrc.getAsLong() + ", expected 32 bits");
            }
        }
    }

    /**
     * Sender reports (RFC 3550, 6.4.1).
     *
     * @param first time from the first RTP packet to the first report; a media server that learns the camera's address
     *     wastes a report that comes together with it
     * @param interval time between reports; zero for none at all
     */
    public record Reports(Duration first, Duration interval) {
        public static final Reports DEFAULT = new Reports(Duration.ofMillis(100), Duration.ofSeconds(5));
        public static final Reports NONE = new Reports(Duration.ZERO, Duration.ZERO);

        public Reports {
            if (first.isNegative() || interval.isNegative()) {
                throw new IllegalArgumentException(
                        "sender reports after " + first + ", every " + interval + ": expected no negative times");
            }
        }
    }

    public CameraProfile {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "camera id is \"" + id + "\", expected 1 to 64 letters, digits, dots, underscores and hyphens");
        }
        if (config.getHost() == null
                || config.getScheme() == null
                || !config.getScheme().startsWith("http")) {
            throw new IllegalArgumentException(
                    "configuration URL is " + config + ", expected http://host:port/cameras/" + id + "/config");
        }
        if (secret.isPresent() && !SECRET.matcher(secret.get()).matches()) {
            throw new IllegalArgumentException(
                    "the secret of camera " + id + " is not 1 to 200 visible ASCII characters");
        }
        if (requiresPassive && !gatewayFirst) {
            throw new IllegalArgumentException("camera " + id
                    + " requires a passive answer, so the gateway must speak first: its firmware makes no offers");
        }
        requirePositive(patience, "patience");
        requirePositive(retry, "retry");
    }

    private static void requirePositive(Duration duration, String name) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " is " + duration + ", expected a positive time");
        }
    }

    /** Ties the camera's streams together (RFC 3550, 6.5.1). */
    String cname() {
        return id + "@camera";
    }

    /** A camera with a microphone that posts its own session description at once and has 10 s of patience. */
    public static Builder of(String id, URI config) {
        return new Builder(id, config);
    }

    /** The known model that waits for {@code play}, checks the answer for {@code passive} and has fixed SSRCs. */
    public static Builder strictPassive(String id, URI config) {
        return of(id, config)
                .gatewayFirst(true)
                .requiresPassive(true)
                .video(new Stream(OptionalInt.empty(), OptionalLong.of(STRICT_PASSIVE_VIDEO_SSRC)))
                .audio(new Stream(OptionalInt.empty(), OptionalLong.of(STRICT_PASSIVE_AUDIO_SSRC)));
    }

    /** Collects what differs from the usual camera; the parameters are those of {@link CameraProfile}. */
    public static final class Builder {
        private final String id;
        private final URI config;
        private Optional<String> secret = Optional.empty();
        private Optional<SSLContext> tls = Optional.empty();
        private boolean gatewayFirst;
        private OfferFormat offer = OfferFormat.SDP;
        private boolean requiresPassive;
        private boolean ignoresFir;
        private Duration patience = Duration.ofSeconds(10);
        private Optional<InetAddress> bindAddress = Optional.empty();
        private Stream video = Stream.ANY;
        private Optional<Stream> audio = Optional.of(Stream.ANY);
        private boolean separateRtcpPort;
        private Reports reports = Reports.DEFAULT;
        private Duration retry = Duration.ofSeconds(1);

        private Builder(String id, URI config) {
            this.id = id;
            this.config = config;
        }

        public Builder secret(String shown) {
            secret = Optional.of(shown);
            return this;
        }

        public Builder tls(SSLContext context) {
            tls = Optional.of(context);
            return this;
        }

        public Builder gatewayFirst(boolean waits) {
            gatewayFirst = waits;
            return this;
        }

        public Builder offer(OfferFormat format) {
            offer = format;
            return this;
        }

        public Builder requiresPassive(boolean strict) {
            requiresPassive = strict;
            return this;
        }

        public Builder ignoresFir(boolean ignores) {
            ignoresFir = ignores;
            return this;
        }

        public Builder patience(Duration time) {
            patience = time;
            return this;
        }

        public Builder bindAddress(InetAddress address) {
            bindAddress = Optional.of(address);
            return this;
        }

        public Builder video(Stream stream) {
            video = stream;
            return this;
        }

        public Builder audio(Stream stream) {
            audio = Optional.of(stream);
            return this;
        }

        public Builder withoutAudio() {
            audio = Optional.empty();
            return this;
        }

        public Builder separateRtcpPort(boolean separate) {
            separateRtcpPort = separate;
            return this;
        }

        public Builder reports(Reports timing) {
            reports = timing;
            return this;
        }

        public Builder retry(Duration time) {
            retry = time;
            return this;
        }

        /** @throws IllegalArgumentException naming the value that does not fit */
        public CameraProfile build() {
            return new CameraProfile(
                    id,
                    config,
                    secret,
                    tls,
                    gatewayFirst,
                    offer,
                    requiresPassive,
                    ignoresFir,
                    patience,
                    bindAddress,
                    video,
                    audio,
                    separateRtcpPort,
                    reports,
                    retry);
        }
    }
}
