package dev.sightline.gateway.config;

import dev.sightline.sdp.ReturnPathPolicy;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How feedback finds its way to a camera.
 *
 * @param policy the first one tried
 * @param order what is tried after it when a verdict is bad, wrapping round, each once
 * @param serverAddress what {@code server-address} puts into the offer
 * @param trappedPatience how long TRAPPED may last before the next policy is tried
 * @param silentPatience how long SILENT may last; COMEDIA needs up to 5.5 s to learn
 * @param winnersFile where it is kept which policy was proven for which camera; empty when it is not kept
 */
public record ReturnPathConfig(
        ReturnPathPolicy policy,
        List<ReturnPathPolicy> order,
        Optional<InetAddress> serverAddress,
        Duration trappedPatience,
        Duration silentPatience,
        Optional<Path> winnersFile) {}
