package dev.sightline.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IceCandidateTest {
    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "candidate:1 1 udp 2130706431 192.0.2.7 5000 typ host, 192.0.2.7:5000",
        "a=candidate:842163049 1 UDP 1677729535 203.0.113.9 41885 typ srflx raddr 0.0.0.0 rport 0 generation 0,"
                + " 203.0.113.9:41885",
        "candidate:1 1 udp 1 2001:db8::1 9 typ host, 2001:db8:0:0:0:0:0:1:9",
        "candidate:1 1 udp 1 4f1b1a2c-8a7e-4b8e-9d7c-0a1b2c3d4e5f.local 5000 typ host, nowhere",
        "candidate:1 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active, nowhere",
        "candidate:1 2 udp 1 192.0.2.7 5001 typ host, nowhere",
        "candidate:1 1 udp 1 224.0.0.1 5000 typ host, nowhere",
        "candidate:1 1 udp 1 0.0.0.0 5000 typ host, nowhere",
        "candidate:1 1 udp 1 255.255.255.255 5000 typ host, nowhere",
        "candidate:1 1 udp 1 192.0.2.7 0 typ host, nowhere",
    })
    void leadsTo(String text, String address) {
        String found = IceCandidate.parse(text)
                .orElseThrow()
                .socketAddress()
                .map(socket -> socket.getAddress().getHostAddress() + ":" + socket.getPort())
                .orElse("nowhere");
        assertThat(found).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "candidate:",
                "candidate:1 1 udp 1 192.0.2.7 5000 host",
                "candidate:1 1 udp 0 192.0.2.7 5000 typ host",
                "candidate:1 0 udp 1 192.0.2.7 5000 typ host",
                "candidate:1 1 udp 1 192.0.2.7 65536 typ host",
                "candidate:1 1 udp 99999999999999999999 192.0.2.7 5000 typ host",
                "candidate:1 1 udp 1 192.0.2.7 5000 typ moon",
                "candidate:$ 1 udp 1 192.0.2.7 5000 typ host",
            })
    void isNone(String text) {
        assertThat(IceCandidate.parse(text)).isEmpty();
    }

    @Test
    void readsWhatItWrites() {
        IceCandidate candidate = IceCandidate.parse("candidate:7 1 udp 2130706431 192.0.2.7 5000 typ host")
                .orElseThrow();
        assertThat(candidate).hasToString("candidate:7 1 udp 2130706431 192.0.2.7 5000 typ host");
        assertThat(IceCandidate.parse("a=" + candidate)).contains(candidate);
    }

    @Test
    void survivesRubbish() {
        Random random = new Random(3);
        String good = "candidate:1 1 udp 2130706431 192.0.2.7 5000 typ host";
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int n = random.nextInt(6); n >= 0; n--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(256));
            }
            IceCandidate.parse(text.toString())
                    .ifPresent(
                            candidate -> assertThat(candidate.socketAddress()).isNotNull());
        }
    }

    @Test
    void trustsOnlyFingerprintsThatProveSomething() {
        String octets = "AB" + ":cd".repeat(31);
        assertThat(CertificateFingerprint.parse("SHA-256 " + octets)).hasToString("sha-256 AB" + ":CD".repeat(31));
        assertThatThrownBy(() -> CertificateFingerprint.parse("sha-1 " + octets))
                .hasMessageContaining("sha-1");
        assertThatThrownBy(() -> CertificateFingerprint.parse("sha-512 " + octets))
                .hasMessageContaining("64 octets");
        assertThatThrownBy(() -> CertificateFingerprint.parse("sha-256")).hasMessageContaining("two");
    }
}
