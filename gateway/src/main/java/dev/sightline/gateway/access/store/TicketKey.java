package dev.sightline.gateway.access.store;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Optional;

/** The key pair of viewers' tickets, in {@code ticket-key.json} (a JWK, RFC 7517). Not for event loops. */
public final class TicketKey {
    private TicketKey() {}

    /**
     * Reads it; makes it when there is none.
     *
     * @param directory of access control
     */
    public static ECKey in(Path directory) throws IOException {
        StateFile file = new StateFile(directory.resolve("ticket-key.json"));
        Optional<byte[]> kept = file.read();
        return kept.isPresent() ? parsed(file, kept.get()) : file.alone(() -> madeOnce(file));
    }

    private static ECKey madeOnce(StateFile file) throws IOException {
        Optional<byte[]> kept = file.read(); // another process may have been faster
        if (kept.isPresent()) {
            return parsed(file, kept.get());
        }
        try {
            ECKey made =
                    new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
            file.write((made.toJSONString() + "\n").getBytes(StandardCharsets.UTF_8));
            return made;
        } catch (JOSEException e) {
            throw new IOException("a key for tickets cannot be made: " + e.getMessage(), e);
        }
    }

    private static ECKey parsed(StateFile file, byte[] text) throws IOException {
        try {
            ECKey key = ECKey.parse(new String(text, StandardCharsets.UTF_8));
            if (key.isPrivate() && Curve.P_256.equals(key.getCurve())) {
                return key;
            }
        } catch (ParseException e) {
            throw new IOException(damaged(file), e);
        }
        throw new IOException(damaged(file));
    }

    private static String damaged(StateFile file) {
        return file.path()
                + " is no private P-256 key as a JWK. Remove it: another one is made, and tickets that are out"
                + " become void";
    }
}
