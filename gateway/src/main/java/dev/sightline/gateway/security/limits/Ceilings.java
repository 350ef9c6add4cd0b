package dev.sightline.gateway.security.limits;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.sightline.gateway.config.CamerasConfig;
import dev.sightline.gateway.config.CamerasConfig.Registration;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.MediaConfig.Relay;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether what a configuration lets in fits into what the process may open. A process that has no file left takes nobody in any
 * more, friend or foe, and cannot read a renewed key: its own bounds have to be met before the kernel's.
 */
public final class Ceilings {
    /** Jars, libraries, event loops, listeners, the way to the media server, logs: 149 were counted at rest on two cores. */
    private static final int ALWAYS_OPEN = 300;
    /** RTP and RTCP, of video and of sound. */
    private static final int SOCKETS_OF_A_CAMERA = 4;

    private final GatewayConfig config;

    public Ceilings(GatewayConfig config) {
        this.config = config;
    }

    /** How many files this process may have open; {@link Long#MAX_VALUE} where that cannot be told. */
    public static long filesOfThisProcess() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    /** How many files are open when everything is in use that the configuration lets in. */
    public long filesNeeded() {
        return ALWAYS_OPEN + cameraSockets() + listeners() * config.limits().maxConnections();
    }

    /**
     * What does not fit, each with the figures and the cure; empty when all does.
     *
     * @param files that the process may have open
     */
    public List<String> exceeded(long files) {
        List<String> exceeded = new ArrayList<>();
        if (filesNeeded() > files) {
            exceeded.add(tooFewFiles(files));
        }
        Relay relay = config.media().relay();
        long ports = relay.maxPort() - relay.minPort() + 1L;
        if (embedded() && relay.minPort() > 0 && cameraSockets() > ports) {
            exceeded.add("media.relay.mediaPorts: " + ports + " ports are enough for " + ports / SOCKETS_OF_A_CAMERA
                    + " cameras with sound (" + SOCKETS_OF_A_CAMERA + " ports each), " + cameras()
                    + " may come. Give " + cameraSockets() + " ports, or lower cameras.maxCameras");
        }
        // Viewers come by the page's port or by the signaling's.
        if (config.limits().maxViewers() > 2L * config.limits().maxConnections()) {
            exceeded.add("limits.maxViewers: " + config.limits().maxViewers()
                    + " viewers need as many connections, and page and" + " signaling take "
                    + config.limits().maxConnections() + " each. Raise limits.maxConnections");
        }
        return exceeded;
    }

    private String tooFewFiles(long files) {
        long left = (files - ALWAYS_OPEN - cameraSockets()) / listeners();
        return "limits.maxConnections: " + config.limits().maxConnections() + " connections of each of " + listeners()
                + " listeners and " + cameraSockets() + " sockets for cameras come to " + filesNeeded()
                + " open files, with what is always open, and this process may open " + files
                + ". Without a file left it takes nobody in. Give it more (LimitNOFILE=" + filesNeeded()
                + " of the systemd unit; ulimit -n of the shell)"
                + (left > 0 ? ", or lower limits.maxConnections to " + left : "");
    }

    private long cameraSockets() {
        return embedded() ? (long) SOCKETS_OF_A_CAMERA * cameras() : 0;
    }

    private long cameras() {
        CamerasConfig cameras = config.cameras();
        return cameras.registration() == Registration.OPEN
                ? cameras.maxCameras()
                : Math.min(cameras.list().size(), cameras.maxCameras());
    }

    private boolean embedded() {
        return config.media().kurento().embedded();
    }

    /** Cameras, page, signaling, management; and agents of other hosts. */
    private long listeners() {
        return config.probe().listener().isPresent() ? 5 : 4;
    }
}
