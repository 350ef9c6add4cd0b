package dev.sightline.cli;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.command.Converters;
import dev.sightline.relay.EngineConfig;
import dev.sightline.relay.MediaEngine;
import dev.sightline.relay.ReturnPathMode;
import dev.sightline.relay.rpc.RelayServer;
import dev.sightline.relay.rpc.RpcAccess;
import dev.sightline.relay.rpc.RpcLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "relay",
        mixinStandardHelpOptions = true,
        description = "Run the embedded media server alone: RTP in, WebRTC out, Kurento's protocol in front.")
final class RelayCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--port",
            defaultValue = "8888",
            paramLabel = "PORT",
            description = "TCP port of the protocol, 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--listen",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            converter = Converters.Address.class,
            description =
                    "Where the protocol listens (default: ${DEFAULT-VALUE}). Whoever reaches it, and knows the token,"
                            + " controls all media: beyond loopback both --token-file and --certificate with --key are needed.")
    @SuppressWarnings("NullAway.Init") // has a default
    private InetAddress listen;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private RelayAccess access;

    @Option(
            names = "--media-address",
            paramLabel = "ADDRESS",
            converter = Converters.Address.class,
            description = "This machine's address for cameras and viewers (default: 127.0.0.1).")
    private Optional<InetAddress> mediaAddress = Optional.empty();

    @Option(
            names = "--media-ports",
            paramLabel = "A-B",
            converter = Converters.Ports.class,
            description = "UDP ports for cameras (default: any free ones).")
    private Optional<PortRange> mediaPorts = Optional.empty();

    @Option(
            names = "--webrtc-port",
            defaultValue = "0",
            paramLabel = "PORT",
            description = "The one UDP port of all viewers (default: a free one).")
    private int webRtcPort;

    @Option(
            names = "--return-path",
            defaultValue = "learn",
            paramLabel = "MODE",
            converter = Mode.class,
            description = {
                "learn: RTCP goes to the offered address once it has sent RTP, or to where RTP comes from (default).",
                "bound: the same, and a stated address is the only one from which RTP is taken, with COMEDIA too.",
                "kurento: to the letter as a Kurento Media Server decides, its traps included; for comparisons."
            })
    @SuppressWarnings("NullAway.Init") // has a default
    private ReturnPathMode returnPath;

    @Override
    public Integer call() throws Exception {
        for (int number : List.of(port, webRtcPort)) {
            if (number < 0 || number > 65_535) {
                throw new ParameterException(
                        spec.commandLine(), "port " + number + " is out of range; expected 0 to 65535");
            }
        }
        access.check(listen);
        EngineConfig config =
                EngineConfig.onLoopback().withWebRtcPort(webRtcPort).withReturnPath(returnPath);
        if (mediaAddress.isPresent()) {
            config = config.withMediaAddress(mediaAddress.get()).withCandidateAddresses(List.of(mediaAddress.get()));
        }
        if (mediaPorts.isPresent()) {
            config = config.withMediaPorts(
                    mediaPorts.get().first(), mediaPorts.get().last());
        }
        try (Foreground foreground = new Foreground()) {
            RpcAccess allowed = access.open(foreground);
            MediaEngine engine = foreground.hold(MediaEngine.start(config));
            RelayServer server = foreground.hold(
                    RelayServer.start(engine, new InetSocketAddress(listen, port), RpcLimits.DEFAULT, allowed));
            spec.commandLine().getOut().println("Relay: " + server.address());
            spec.commandLine().getOut().flush();
            foreground.await();
        }
        return 0;
    }

    static final class Mode implements ITypeConverter<ReturnPathMode> {
        @Override
        public ReturnPathMode convert(String text) {
            List<String> known = new ArrayList<>();
            for (ReturnPathMode mode : ReturnPathMode.values()) {
                String name = mode.name().toLowerCase(Locale.ROOT);
                if (name.equals(text)) {
                    return mode;
                }
                known.add(name);
            }
            throw new TypeConversionException("'" + text + "' is no return path; expected one of " + known);
        }
    }
}
