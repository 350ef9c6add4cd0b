package dev.sightline.cli.firewall;

import dev.sightline.gateway.config.ConfigException;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.command.Converters;
import dev.sightline.probe.firewall.Network;
import dev.sightline.probe.firewall.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a plan is made from, besides the configuration. */
final class PlanOptions {
    @Option(
            names = "--camera-network",
            paramLabel = "NETWORK",
            converter = Networks.class,
            description =
                    "Where cameras are, as 10.77.0.0/24; may be repeated (default: cameras.networks, else all private"
                            + " addresses).")
    List<Network> cameraNetworks = List.of();

    @Option(
            names = "--media-ports",
            paramLabel = "A-B",
            converter = Converters.Ports.class,
            description =
                    "The UDP ports to which cameras send, where the configuration does not say: those of a Kurento"
                            + " Media Server on this host.")
    Optional<PortRange> mediaPorts = Optional.empty();

    @Option(
            names = "--viewer-ports",
            paramLabel = "A-B",
            converter = Converters.Ports.class,
            description = "The UDP ports to which viewers send, where the configuration does not say.")
    Optional<PortRange> viewerPorts = Optional.empty();

    @Option(
            names = "--ice-tcp",
            paramLabel = "PORT",
            converter = Converters.Ports.class,
            description = "The TCP port for viewers whose network lets no UDP out, if the media server has one.")
    Optional<PortRange> iceTcp = Optional.empty();

    @Option(
            names = "--turn",
            paramLabel = "PORT",
            converter = Converters.Ports.class,
            description = "The port of a TURN server on this host, as 3478, for UDP and TCP.")
    Optional<PortRange> turn = Optional.empty();

    @Option(
            names = "--turn-ports",
            paramLabel = "A-B",
            converter = Converters.Ports.class,
            description = "The UDP ports that the TURN server relays by, as 49152-65535.")
    Optional<PortRange> turnPorts = Optional.empty();

    @Option(
            names = "--ssh-port",
            paramLabel = "PORT",
            converter = Converters.Ports.class,
            description = "The port of SSH (default: 22).")
    PortRange ssh = new PortRange(22, 22);

    /** The plan for a configuration file, or for the defaults. */
    Plan plan(Optional<Path> file) throws ConfigException {
        GatewayConfig config =
                file.isPresent() ? GatewayConfig.load(file.get()) : GatewayConfig.parse("", "the defaults");
        return new PlanOfConfig(config, this, FreePorts.ofThisHost()).plan();
    }

    static final class Networks implements ITypeConverter<Network> {
        @Override
        public Network convert(String text) {
            try {
                return Network.parse(text);
            } catch (IllegalArgumentException problem) {
                throw new TypeConversionException(problem.getMessage());
            }
        }
    }
}
