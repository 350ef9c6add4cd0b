package dev.sightline.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StunMessageTest {
    /** RFC 5769, section 2: all messages of it have this password. */
    private static final byte[] PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt".getBytes(StandardCharsets.US_ASCII);

    private static final String REQUEST = "000100582112a442b7e7a701bc34d686fa87dfae"
            + "80220010" + "5354554e207465737420636c69656e74" + "00240004" + "6e0001ff" + "80290008"
            + "932ff9b151263b36"
            + "00060009" + "6576746a3a68367659202020" + "00080014" + "9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
            + "80280004" + "e57a3bcf";
    private static final String IPV4_RESPONSE = "0101003c2112a442b7e7a701bc34d686fa87dfae"
            + "8022000b" + "7465737420766563746f7220" + "00200008" + "0001a147e112a643"
            + "00080014" + "2b91f599fd9e90c38c7489f92af9ba53f06be7d7" + "80280004" + "c07d4c96";
    private static final String IPV6_RESPONSE = "010100482112a442b7e7a701bc34d686fa87dfae"
            + "8022000b" + "7465737420766563746f7220" + "00200014" + "0002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
            + "00080014" + "a382954e4be67bf11784c97c8292c275bfe3ed41" + "80280004" + "c8fb0b4c";

    @Test
    void readsTheRequestOfRfc5769() {
        StunMessage request = StunMessage.read(HexFormat.of().parseHex(REQUEST)).orElseThrow();
        assertThat(request.type()).isEqualTo(Stun.BINDING_REQUEST);
        assertThat(request.username()).contains("evtj:h6vY");
        assertThat(request.priority()).hasValue(0x6e0001ffL);
        assertThat(request.controlled()).hasValue(0x932ff9b151263b36L);
        assertThat(request.controlling()).isEmpty();
        assertThat(request.useCandidate()).isFalse();
        assertThat(request.unknownAttributes()).isEmpty();
        assertThat(request.isAuthentic(PASSWORD)).isTrue();
        assertThat(request.isAuthentic("another password".getBytes(StandardCharsets.US_ASCII)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({IPV4_RESPONSE + ", 192.0.2.1", IPV6_RESPONSE + ", 2001:db8:1234:5678:11:2233:4455:6677"})
    void readsTheResponsesOfRfc5769(String hex, String address) {
        StunMessage response = StunMessage.read(HexFormat.of().parseHex(hex)).orElseThrow();
        assertThat(response.type()).isEqualTo(Stun.BINDING_SUCCESS);
        assertThat(response.mappedAddress()).contains(new InetSocketAddress(address, 32853));
        assertThat(response.isAuthentic(PASSWORD)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"198.51.100.7", "2001:db8::7"})
    void readsWhatItWrites(String address) {
        TransactionId transaction = new TransactionId(17, 0x0123456789abcdefL);
        InetSocketAddress mapped = new InetSocketAddress(address, 54321);
        StunMessage message = StunMessage.read(new StunWriter(Stun.BINDING_ERROR, transaction)
                        .username("abcd:efghi")
                        .priority(0xFFFFFFFEL)
                        .useCandidate()
                        .role(true, -5)
                        .mappedAddress(mapped)
                        .error(487, "Role Conflict")
                        .unknownAttributes(List.of(0x7001, 0x7002))
                        .sign(PASSWORD))
                .orElseThrow();
        assertThat(message.type()).isEqualTo(Stun.BINDING_ERROR);
        assertThat(message.transaction()).isEqualTo(transaction);
        assertThat(message.username()).contains("abcd:efghi");
        assertThat(message.priority()).hasValue(0xFFFFFFFEL);
        assertThat(message.useCandidate()).isTrue();
        assertThat(message.controlling()).hasValue(-5);
        assertThat(message.mappedAddress()).contains(mapped);
        assertThat(message.errorCode()).hasValue(487);
        assertThat(message.isAuthentic(PASSWORD)).isTrue();
    }

    @Test
    void namesWhatItDoesNotUnderstandAndMust() {
        byte[] bytes = HexFormat.of().parseHex(REQUEST);
        bytes[20] = 0x7F; // SOFTWARE becomes an attribute that must be understood
        int at = bytes.length - 8;
        byte[] sum = HexFormat.of().parseHex(HexFormat.of().toHexDigits(Stun.fingerprint(bytes, at)));
        System.arraycopy(sum, 0, bytes, at + 4, 4);
        assertThat(StunMessage.read(bytes).orElseThrow().unknownAttributes()).containsExactly(0x7F22);
    }

    @Test
    void refusesEveryMessageWithOneBitChanged() {
        byte[] good = HexFormat.of().parseHex(REQUEST);
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] bytes = good.clone();
            bytes[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(StunMessage.read(bytes)).as("bit %d", bit).isEmpty();
        }
    }

    @Test
    void survivesRubbish() {
        Random random = new Random(4711);
        byte[] good = HexFormat.of().parseHex(REQUEST);
        long until = System.nanoTime() + 1_000_000_000;
        while (System.nanoTime() < until) {
            byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length + 64));
            for (int i = random.nextInt(12); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (bytes.length >= 28 && random.nextBoolean()) { // a right sum lets the reader come further
                bytes[2] = (byte) ((bytes.length - 20) >> 8);
                bytes[3] = (byte) (bytes.length - 20);
                int at = bytes.length - 8;
                System.arraycopy(HexFormat.of().parseHex("80280004"), 0, bytes, at, 4);
                byte[] sum = HexFormat.of().parseHex(HexFormat.of().toHexDigits(Stun.fingerprint(bytes, at)));
                System.arraycopy(sum, 0, bytes, at + 4, 4);
            }
            StunMessage.read(bytes).ifPresent(message -> {
                assertThat(message.username()).isNotNull();
                assertThat(message.priority()).isNotNull();
                assertThat(message.mappedAddress()).isNotNull();
                assertThat(message.errorCode()).isNotNull();
                assertThat(message.controlling()).isNotNull();
                assertThat(message.isAuthentic(new byte[] {1})).isFalse();
            });
        }
    }
}
