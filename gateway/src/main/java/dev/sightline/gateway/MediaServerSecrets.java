package dev.sightline.gateway;

import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.MediaConfig.Kurento;
import dev.sightline.gateway.config.TlsConfig;
import dev.sightline.gateway.media.KurentoSecrets;
import dev.sightline.gateway.security.tls.ClientContexts;
import dev.sightline.gateway.security.tls.SecretFile;
import dev.sightline.gateway.security.tls.TlsException;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.util.Optional;

/** Token and certificates of a media server beyond this process, as files hold them. */
public final class MediaServerSecrets implements KurentoSecrets {
    private final Kurento kurento;
    private final TlsConfig tls;

    private MediaServerSecrets(Kurento kurento, TlsConfig tls) {
        this.kurento = kurento;
        this.tls = tls;
    }

    /**
     * As they are configured.
     *
     * @throws TlsException when one of them cannot be used now; the message has the cure
     */
    public static MediaServerSecrets of(GatewayConfig config) throws TlsException {
        MediaServerSecrets secrets = new MediaServerSecrets(config.media().kurento(), config.tls());
        secrets.readToken();
        secrets.readTrust();
        return secrets;
    }

    @Override
    public Optional<String> token() throws IOException {
        try {
            return readToken();
        } catch (TlsException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public Optional<SslContext> tls() throws IOException {
        try {
            return readTrust();
        } catch (TlsException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Optional<String> readToken() throws TlsException {
        return kurento.tokenFile().isPresent()
                ? Optional.of(SecretFile.read(
                        "media.kurento.tokenFile", kurento.tokenFile().get()))
                : Optional.empty();
    }

    private Optional<SslContext> readTrust() throws TlsException {
        if (!kurento.encrypted()) {
            return Optional.empty();
        }
        return Optional.of(
                kurento.trust().isPresent()
                        ? ClientContexts.trustingOnly(
                                "media.kurento.trust", kurento.trust().get(), tls)
                        : ClientContexts.trustingJava(tls));
    }
}
