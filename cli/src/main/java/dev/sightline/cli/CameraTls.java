package dev.sightline.cli;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What a simulated camera shows of itself over TLS, and whom it believes. */
final class CameraTls {
    private static final String ID = "{id}";

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "Its certificate, PEM; {id} in the name is the camera's id, as certs/{id}.pem. With --key.")
    private Optional<String> certificate = Optional.empty();

    @Option(names = "--key", paramLabel = "FILE", description = "The certificate's key, PEM (PKCS #8); {id} as above.")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--authority",
            paramLabel = "FILE",
            description = "Whose certificates of gateways it believes, PEM: an authority's, or the gateway's own"
                    + " self-signed one (default: the authorities that Java knows).")
    private Optional<Path> authority = Optional.empty();

    /** Nothing where none of the options is given. */
    Optional<SSLContext> of(String id, CommandLine command) {
        if (certificate.isPresent() != key.isPresent()) {
            throw new ParameterException(command, "--certificate and --key are needed together");
        }
        if (certificate.isEmpty() && authority.isEmpty()) {
            return Optional.empty();
        }
        try {
            SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
            if (certificate.isPresent()) {
                builder.keyManager(
                        file(certificate.get(), id, "--certificate", command),
                        file(key.orElseThrow(), id, "--key", command));
            }
            if (authority.isPresent()) {
                builder.trustManager(file(authority.get().toString(), id, "--authority", command));
            }
            return Optional.of(((JdkSslContext) builder.build()).context());
        } catch (SSLException | IllegalArgumentException e) {
            throw new ParameterException(
                    command,
                    "camera " + id + ": certificate, key or authority cannot be used: " + reason(e)
                            + ". Expected PEM files, the key not encrypted (BEGIN PRIVATE KEY; openssl pkcs8 -topk8"
                            + " -nodes makes one)",
                    e);
        }
    }

    private static File file(String name, String id, String option, CommandLine command) {
        Path path = Path.of(name.replace(ID, id));
        if (!Files.isReadable(path)) {
            throw new ParameterException(command, option + " " + path + ": there is no such file that can be read");
        }
        return path.toFile();
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
