package dev.sightline.gateway.config;

import dev.sightline.gateway.config.MediaConfig.Kurento;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads the section {@code media.kurento}. */
final class KurentoConfigReader {
    private static final String EMBEDDED = "embedded";
    private static final String URI_KEY = "uri";
    private static final int MOST_PORT = 65_535;
    private static final String EXPECTED = "'embedded' or a WebSocket address such as wss://192.0.2.1:8433/kurento";

    private KurentoConfigReader() {}

    static Kurento read(Section section) {
        Optional<URI> uri = uri(section);
        Kurento kurento = new Kurento(
                uri,
                path(section, "trust"),
                path(section, "tokenFile"),
                section.seconds("callTimeoutSeconds", seconds(10), seconds(1), seconds(60)),
                section.seconds("connectTimeoutSeconds", seconds(5), seconds(1), seconds(60)),
                section.seconds("longestPauseSeconds", seconds(5), Duration.ofMillis(100), seconds(300)),
                section.integer("threads", 4, 1, 64),
                section.integer("queue", 1024, 16, 100_000),
                section.integer("maxMessageBytes", 1_000_000, 65_536, 16 << 20));
        if (uri.isPresent() || isEmbedded(section)) {
            refuseUseless(section, kurento);
        }
        return kurento;
    }

    /** What may hold a secret is not repeated. */
    private static Optional<URI> uri(Section section) {
        Optional<String> text = section.text(URI_KEY);
        if (text.isEmpty() || text.get().equals(EMBEDDED)) {
            return Optional.empty();
        }
        if (text.get().matches(".*[@?#].*")) {
            section.problem(
                    URI_KEY,
                    "user, password, query and fragment are not taken, because addresses get into logs (what was found is"
                            + " not repeated). Put the token into a file that only the gateway may read, and name that"
                            + " by tokenFile: it is sent as 'Authorization: Bearer'");
            return Optional.empty();
        }
        return section.value(URI_KEY, EXPECTED, KurentoConfigReader::webSocket);
    }

    private static boolean isEmbedded(Section section) {
        return !section.has(URI_KEY)
                || section.text(URI_KEY).filter(EMBEDDED::equals).isPresent();
    }

    private static Optional<URI> webSocket(String text) {
        try {
            URI uri = URI.create(text);
            boolean good = ("ws".equals(uri.getScheme()) || "wss".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getPort() != 0
                    && uri.getPort() <= MOST_PORT;
            return good ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void refuseUseless(Section section, Kurento kurento) {
        if (section.has("trust") && !kurento.encrypted()) {
            section.problem("trust", "counts for a media server at wss:// only; the address has to begin so");
        }
        if (kurento.tokenFile().isPresent() && kurento.embedded()) {
            section.problem("tokenFile", "is for a media server at ws:// or wss://; the embedded one needs none");
        }
        if (kurento.tokenFile().isPresent() && kurento.exposed()) {
            section.problem(
                    "tokenFile",
                    "everyone on the way would read the token: the address begins with ws:// and is beyond this host."
                            + " Reach the media server by wss://");
        }
    }

    private static Optional<Path> path(Section section, String key) {
        return section.value(
                key,
                "the path of a file",
                text -> text.isBlank() || text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(Path.of(text)));
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
