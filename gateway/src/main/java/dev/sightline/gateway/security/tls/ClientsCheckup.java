package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.config.CamerasConfig.ClientCertificates;
import java.time.Instant;

/** Whether cameras' certificates can be looked at. */
final class ClientsCheckup {
    private static final String POINT = "cameras' certificates";

    private final Instant now = Instant.now();

    Checkup examine(ClientCertificates config) {
        try {
            ClientTrust trust = AuthorityFiles.watched(config, why -> {}).first();
            if (trust.listsEnd().filter(now::isAfter).isPresent()) {
                return Checkup.fail(
                        POINT,
                        "the revocation list was over at "
                                + trust.listsEnd().orElseThrow() + ", so none is believed; have the authority make a"
                                + " newer one, such as with: openssl ca -gencrl");
            }
            return Checkup.pass(POINT, "believed from " + trust);
        } catch (TlsException e) {
            return Checkup.fail(POINT, String.valueOf(e.getMessage()));
        }
    }
}
