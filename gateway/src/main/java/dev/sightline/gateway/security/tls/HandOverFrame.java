package dev.sightline.gateway.security.tls;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What goes through the pipe between root and the gateway: a kind, then fields with their lengths before them. */
sealed interface HandOverFrame {
    int MOST_BYTES = 1 << 21;
    int GIVEN = 1;
    int MISSING = 2;
    int NONE = 3;

    void write(DataOutputStream out) throws IOException;

    /** A pair to be used. */
    record Given(PemPair pair) implements HandOverFrame {
        @Override
        public void write(DataOutputStream out) throws IOException {
            out.writeByte(GIVEN);
            field(out, pair.certificate());
            field(out, pair.key());
            field(out, pair.warning().orElse("").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    /** Why there is no newer one. */
    record Missing(String why) implements HandOverFrame {
        @Override
        public void write(DataOutputStream out) throws IOException {
            out.writeByte(MISSING);
            field(out, why.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    /** There is no pair in files: the gateway makes its own. */
    record None() implements HandOverFrame {
        @Override
        public void write(DataOutputStream out) throws IOException {
            out.writeByte(NONE);
            out.flush();
        }
    }

    /** @throws IOException when the pipe ends, or holds something else */
    static HandOverFrame read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case GIVEN -> {
                byte[] certificate = field(in);
                byte[] key = field(in);
                String warning = new String(field(in), StandardCharsets.UTF_8);
                yield new Given(new PemPair(
                        certificate, key, false, warning.isEmpty() ? Optional.empty() : Optional.of(warning)));
            }
            case MISSING -> new Missing(new String(field(in), StandardCharsets.UTF_8));
            case NONE -> new None();
            default -> throw new IOException("found a frame of kind " + kind + ", expected 1 to 3");
        };
    }

    private static void field(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] field(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException("found a field of " + length + " bytes, expected at most " + MOST_BYTES);
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
