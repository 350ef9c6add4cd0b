package dev.sightline.gateway.access.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password's Argon2id hash (RFC 9106), written as its reference implementation writes it:
 * {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}. To make or compare one takes tens of milliseconds and {@code m} KiB.
 */
public final class PasswordHash {
    /** Of a password, in characters. */
    public static final int SHORTEST = 12;

    /** Of a password, in characters. */
    public static final int LONGEST = 256;

    // OWASP's first choice for Argon2id.
    private static final Cost COST = new Cost(19_456, 2, 1);
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    /** What a file may ask for; more is not paid. */
    private static final Cost MOST = new Cost(1 << 18, 16, 16);

    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=([0-9]{1,6}),t=([0-9]{1,2}),p=([0-9]{1,2})\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Cost cost;
    private final byte[] salt;
    private final byte[] hash;
    private final String fingerprint;

    /** @param memory in KiB */
    private record Cost(int memory, int passes, int lanes) {}

    private PasswordHash(Cost cost, byte[] salt, byte[] hash) {
        this.cost = cost;
        this.salt = salt;
        this.hash = hash;
        this.fingerprint = Secret.hash(encoded());
    }

    /** What is wrong with a password; nothing when it can be taken. */
    public static Optional<String> objection(String password) {
        if (password.length() < SHORTEST) {
            return Optional.of("the password has " + password.length() + " characters; at least " + SHORTEST
                    + " are expected: a few words do well");
        }
        if (password.length() > LONGEST) {
            return Optional.of("the password has more than " + LONGEST + " characters");
        }
        return password.chars().distinct().count() < 4
                ? Optional.of("the password says the same over and over")
                : Optional.empty();
    }

    public static PasswordHash of(String password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return new PasswordHash(COST, salt, hash(password, COST, salt, HASH_BYTES));
    }

    /** One that no password has; comparing with it takes as long as with any other. */
    public static PasswordHash ofNobody() {
        byte[] random = new byte[SALT_BYTES + HASH_BYTES];
        RANDOM.nextBytes(random);
        return new PasswordHash(
                COST,
                java.util.Arrays.copyOf(random, SALT_BYTES),
                java.util.Arrays.copyOfRange(random, SALT_BYTES, random.length));
    }

    static Optional<PasswordHash> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Cost cost = new Cost(number(parts, 1), number(parts, 2), number(parts, 3));
        boolean payable = cost.lanes >= 1
                && cost.passes >= 1
                && cost.memory >= 8 * cost.lanes
                && cost.memory <= MOST.memory
                && cost.passes <= MOST.passes
                && cost.lanes <= MOST.lanes;
        try {
            byte[] salt = Base64.getDecoder().decode(parts.group(4));
            byte[] hash = Base64.getDecoder().decode(parts.group(5));
            return payable ? Optional.of(new PasswordHash(cost, salt, hash)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public boolean isOf(String password) {
        return MessageDigest.isEqual(hash, hash(password, cost, salt, hash.length));
    }

    /**
     * Tells whether a password is still the same one: another salt makes another fingerprint. Nothing can be compared with a
     * password by it.
     */
    public String fingerprint() {
        return fingerprint;
    }

    String encoded() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + cost.memory + ",t=" + cost.passes + ",p=" + cost.lanes + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    private static byte[] hash(String password, Cost cost, byte[] salt, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memory)
                .withIterations(cost.passes)
                .withParallelism(cost.lanes)
                .withSalt(salt)
                .build());
        byte[] result = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), result);
        return result;
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PasswordHash that && encoded().equals(that.encoded());
    }

    @Override
    public int hashCode() {
        return encoded().hashCode();
    }

    @Override
    public String toString() {
        return "PasswordHash";
    }
}
