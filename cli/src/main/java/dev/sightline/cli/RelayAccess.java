package dev.sightline.cli;

import dev.sightline.gateway.config.ConfigException;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.TlsConfig;
import dev.sightline.gateway.config.TlsConfig.Pem;
import dev.sightline.gateway.security.tls.SecretFile;
import dev.sightline.gateway.security.tls.TlsContexts;
import dev.sightline.gateway.security.tls.TlsException;
import dev.sightline.gateway.security.tls.TlsSource;
import dev.sightline.relay.rpc.RpcAccess;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Who may control a relay that runs alone. */
final class RelayAccess {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "A file of one line that clients must show, as Authorization: Bearer, or as ?token=… where they can"
                            + " send no header; like a private key it may be read by its owner (and group) only. Make one: (umask 077; openssl rand -hex 32 > FILE)")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "Certificate chain in PEM, for TLS (wss://); with --key.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--key", paramLabel = "FILE", description = "The certificate's private key in PEM.")
    private Optional<Path> key = Optional.empty();

    @Option(
            names = "--host-name",
            paramLabel = "NAME",
            description = "A DNS name by which clients call the relay; may be repeated. Addresses need none.")
    private Set<String> hostNames = new LinkedHashSet<>();

    /** Refuses what would let strangers in, before anything is read or opened. */
    void check(InetAddress listen) {
        if (certificate.isPresent() != key.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--certificate and --key are needed together");
        }
        if (!listen.isLoopbackAddress() && (tokenFile.isEmpty() || key.isEmpty())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--listen " + listen.getHostAddress() + " can be reached by other hosts, and whoever reaches the"
                            + " protocol controls all media: it needs both --token-file, and --certificate with --key."
                            + " Or listen on 127.0.0.1");
        }
    }

    /** Reads token, certificate and key; a renewed pair is used for new connections. */
    RpcAccess open(Foreground foreground) throws TlsException, ConfigException {
        Set<String> names = new LinkedHashSet<>();
        hostNames.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        RpcAccess access = RpcAccess.OPEN.withHostNames(names);
        if (tokenFile.isPresent()) {
            access = access.withToken(SecretFile.read("--token-file", tokenFile.get()));
        }
        if (certificate.isPresent()) {
            TlsConfig tls = GatewayConfig.parse("", "the defaults")
                    .tls()
                    .withPem(new Pem(certificate.get(), key.orElseThrow()));
            TlsContexts contexts = foreground.hold(TlsContexts.of(tls, TlsSource.of(tls), used -> {}));
            access = access.withTls(contexts.http11());
        }
        return access;
    }
}
