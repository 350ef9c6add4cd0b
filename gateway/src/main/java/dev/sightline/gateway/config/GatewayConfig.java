package dev.sightline.gateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything an operator can set. Immutable; each value was checked when it was read, so the rest of the gateway need
 * not doubt it.
 *
 * @param listeners where the gateway listens
 * @param dashboard the page's own settings
 * @param tls the certificate of the listeners
 * @param media the media server and what it is told
 * @param cameras who may register, and the known cameras
 * @param returnPath how feedback finds its way to a camera
 * @param probe the agents that see where feedback leaves
 * @param access who may look and who may change things
 * @param limits bounds and time-outs
 */
public record GatewayConfig(
        ListenersConfig listeners,
        DashboardConfig dashboard,
        TlsConfig tls,
        MediaConfig media,
        CamerasConfig cameras,
        ReturnPathConfig returnPath,
        ProbeConfig probe,
        AccessConfig access,
        LimitsConfig limits) {

    private static final int MAX_FILE_BYTES = 4 << 20;

    /**
     * Reads a file.
     *
     * @throws ConfigException with every problem and its line
     */
    public static GatewayConfig load(Path yaml) throws ConfigException {
        try {
            return parse(text(yaml), yaml.toString());
        } catch (NoSuchFileException e) {
            throw unreadable(
                    yaml,
                    "does not exist; a configuration was expected, of which config/gateway.yaml shows every setting");
        } catch (MalformedInputException e) {
            throw unreadable(yaml, "is not UTF-8 text");
        } catch (IOException e) {
            throw unreadable(yaml, "cannot be read: " + e.getClass().getSimpleName() + ", " + e.getMessage());
        }
    }

    /** A device has no end, and a pipe may wait for ever. */
    private static String text(Path yaml) throws ConfigException, IOException {
        if (Files.exists(yaml) && !Files.isRegularFile(yaml)) {
            throw unreadable(
                    yaml, "cannot be read: it is a directory, a pipe or a device; a regular file was expected");
        }
        try (InputStream in = Files.newInputStream(yaml)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw unreadable(yaml, "is larger than " + MAX_FILE_BYTES + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        }
    }

    /**
     * Reads YAML text; an empty one gives the defaults.
     *
     * @param name what the text is called in complaints, usually its file
     * @throws ConfigException with every problem and its line
     */
    public static GatewayConfig parse(String yaml, String name) throws ConfigException {
        return new GatewayConfigReader().read(yaml, name);
    }

    /** The same, for a probe agent of this host. */
    public GatewayConfig withProbeSocket(Path socket) {
        return new GatewayConfig(
                listeners, dashboard, tls, media, cameras, returnPath, probe.withSocket(socket), access, limits);
    }

    /** The same, with another certificate. */
    public GatewayConfig withTls(TlsConfig other) {
        return new GatewayConfig(listeners, dashboard, other, media, cameras, returnPath, probe, access, limits);
    }

    /** What may be meant and is not safe, for whoever runs the gateway: each with its cure. */
    public List<String> warnings() {
        return media.kurento().exposed()
                ? List.of("media.kurento.uri: "
                        + media.kurento().uri().orElseThrow()
                        + " is not encrypted and beyond this host: whoever is on the way can watch every camera and"
                        + " control all media. Reach it by wss:// (docs/kurento.md says how), by a tunnel, or at least on"
                        + " a network of its own")
                : List.of();
    }

    /** Which settings hold a secret themselves, not the file of one: for whoever may read the configuration. */
    public List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        cameras.list().values().stream()
                .filter(camera -> camera.secret().isPresent())
                .forEach(camera -> secrets.add("the secret of camera " + camera.id()));
        probe.token().ifPresent(token -> secrets.add("probe.token"));
        return List.copyOf(secrets);
    }

    private static ConfigException unreadable(Path yaml, String why) {
        return new ConfigException(yaml + " " + why);
    }
}
