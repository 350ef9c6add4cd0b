package dev.sightline.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void derivesTheSessionKeysOfRfc3711AppendixB3() throws Exception {
        SrtpKeyDerivation derivation = new SrtpKeyDerivation(
                new SrtpKeys.Master(
                        HEX.parseHex("e1f97a0d3e018be0d64fa32c06de4139"), HEX.parseHex("0ec675ad498afeebb6960b3aabe6")),
                false);
        assertThat(HEX.formatHex(derivation.derive(SrtpKeyDerivation.Label.ENCRYPTION, 16)))
                .isEqualTo("c61e7a93744f39ee10734afe3ff7a087");
        assertThat(HEX.formatHex(derivation.derive(SrtpKeyDerivation.Label.SALT, 14)))
                .isEqualTo("30cbbc08863d8c85d49db34a9ae1");
        assertThat(HEX.formatHex(derivation.derive(SrtpKeyDerivation.Label.AUTHENTICATION, 20)))
                .isEqualTo("cebe321f6ff7716b6fd4ab49af256a156d38baa4");
    }

    /** RFC 7714, sections 16.1.1 and 17.1: session keys are given, not derived. */
    @Test
    void sealsThePacketsOfRfc7714() throws Exception {
        GcmTransform.Session session = new GcmTransform.Session(
                new SecretKeySpec(HEX.parseHex("000102030405060708090a0b0c0d0e0f"), "AES"),
                HEX.parseHex("517569642070726f2071756f"));
        GcmTransform transform = new GcmTransform(session, session, true);

        byte[] rtp = work("8040f17b8041f8d35501a0b2"
                + "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573");
        int rtpLength = transform.protectRtp(rtp, 50, 12, 0xf17b);
        assertThat(HEX.formatHex(rtp, 0, rtpLength))
                .isEqualTo("8040f17b8041f8d35501a0b2"
                        + "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833"
                        + "899d7f27beb16a9152cf765ee4390cce");

        byte[] rtcp = work("81c8000d4d617273"
                + "4e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef");
        int rtcpLength = transform.protectRtcp(rtcp, 52, 0x5d4);
        assertThat(HEX.formatHex(rtcp, 0, rtcpLength))
                .isEqualTo("81c8000d4d617273"
                        + "63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275bc8"
                        + "4aa45896cf4d2fc5abf87245d9eade800005d4");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "AEAD_AES_128_GCM, 000102030405060708090a0b0c0d0e0f, a0a1a2a3a4a5a6a7a8a9aaab,"
                + " c5002ede04cfdd2eb91159e0880aa06ed2976826f796b201df3131a127e8a392,"
                + " c98b8b5df0392a55852b6c21ac8e7025c52c6fbea2b3b446ea31123ba88ce61e80000001",
        "AES128_CM_HMAC_SHA1_80, e1f97a0d3e018be0d64fa32c06de4139, 0ec675ad498afeebb6960b3aabe6,"
                + " 4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb,"
                + " 7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798",
    })
    void agreesWithOtherImplementations(SrtpProfile profile, String key, String salt, String rtp, String rtcp)
            throws Exception {
        SrtpKeys.Master master = new SrtpKeys.Master(HEX.parseHex(key), HEX.parseHex(salt));
        SrtpTransform sealing = SrtpTransform.of(profile, master, true);
        SrtpTransform opening = SrtpTransform.of(profile, master, false);

        byte[] packet = work("800f1234decafbadcafebabe" + "ab".repeat(16));
        int length = sealing.protectRtp(packet, 28, 12, 0x1234);
        assertThat(HEX.formatHex(packet, 12, length)).isEqualTo(rtp);
        assertThat(opening.unprotectRtp(packet, length, 12, 0x1234)).isEqualTo(28);
        assertThat(HEX.formatHex(packet, 12, 28)).isEqualTo("ab".repeat(16));

        byte[] report = work("81c8000bcafebabe" + "ab".repeat(16));
        int reportLength = sealing.protectRtcp(report, 24, 1);
        assertThat(HEX.formatHex(report, 8, reportLength)).isEqualTo(rtcp);
        assertThat(opening.rtcpIndex(report, reportLength)).isEqualTo(1);
        assertThat(opening.unprotectRtcp(report, reportLength)).isEqualTo(24);
        assertThat(HEX.formatHex(report, 8, 24)).isEqualTo("ab".repeat(16));
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void followsTheSequenceNumberRoundAndRound(SrtpProfile profile) throws Exception {
        SrtpSender sender = new SrtpSender(profile, master(profile));
        SrtpReceiver receiver = new SrtpReceiver(profile, master(profile));
        for (int i = 0; i < 400_000; i += 997) {
            byte[] packet = rtp(65_000 + i);
            int length = sender.protect(packet, 32);
            assertThat(receiver.unprotect(packet, length)).isEqualTo(32);
            assertThat(packet).startsWith(Arrays.copyOf(rtp(65_000 + i), 32));
        }
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void neverProtectsTwoPacketsUnderOneIndex(SrtpProfile profile) throws Exception {
        SrtpSender sender = new SrtpSender(profile, master(profile));
        for (int sequence : new int[] {100, 102, 101, 200, 137}) {
            sender.protect(rtp(sequence), 32);
        }
        for (int used : new int[] {100, 102, 101, 200, 137, /* too old to tell */ 136}) {
            assertThatThrownBy(() -> sender.protect(rtp(used), 32))
                    .isInstanceOf(SrtpException.class)
                    .hasMessageContaining("SRTP index " + used);
        }
    }

    @Test
    void refusesASequenceNumberBeforeTheFirstOne() throws Exception {
        SrtpSender sender = new SrtpSender(SrtpProfile.AEAD_AES_128_GCM, master(SrtpProfile.AEAD_AES_128_GCM));
        sender.protect(rtp(3), 32);
        assertThatThrownBy(() -> sender.protect(rtp(65_530), 32)).isInstanceOf(SrtpException.class);
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void refusesReplaysAndForgeries(SrtpProfile profile) throws Exception {
        SrtpSender sender = new SrtpSender(profile, master(profile));
        SrtpReceiver receiver = new SrtpReceiver(profile, master(profile));
        byte[] media = rtp(7);
        int mediaLength = sender.protect(media, 32);
        byte[] report = rtcp();
        int reportLength = sender.protect(report, 24);
        for (byte[] packet : new byte[][] {Arrays.copyOf(media, mediaLength), Arrays.copyOf(report, reportLength)}) {
            Random random = new Random(7);
            for (int i = 0; i < 200; i++) {
                byte[] forged = Arrays.copyOf(packet, packet.length + 20);
                forged[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
                assertThatThrownBy(() -> receiver.unprotect(forged, packet.length))
                        .isInstanceOf(SrtpException.class);
            }
            receiver.unprotect(Arrays.copyOf(packet, packet.length + 20), packet.length);
            assertThatThrownBy(() -> receiver.unprotect(Arrays.copyOf(packet, packet.length + 20), packet.length))
                    .isInstanceOf(SrtpException.class)
                    .hasMessageContaining("seen before");
        }
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void survivesRubbish(SrtpProfile profile) throws Exception {
        SrtpSender sender = new SrtpSender(profile, master(profile));
        SrtpReceiver receiver = new SrtpReceiver(profile, master(profile));
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[2068];
            random.nextBytes(bytes);
            bytes[0] = (byte) (0x80 | (bytes[0] & 0x3F));
            int length = random.nextInt(i % 2 == 0 ? 64 : 1500);
            assertThatThrownBy(() -> receiver.unprotect(bytes, length)).isInstanceOf(SrtpException.class);
            try {
                sender.protect(bytes, length);
            } catch (SrtpException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    private static SrtpKeys.Master master(SrtpProfile profile) {
        return new SrtpKeys.Master(new byte[SrtpProfile.KEY_LENGTH], new byte[profile.saltLength()]);
    }

    private static byte[] rtp(int sequence) {
        byte[] packet = work("80600000000000ff12345678" + "cd".repeat(20));
        packet[2] = (byte) (sequence >> 8);
        packet[3] = (byte) sequence;
        return packet;
    }

    private static byte[] rtcp() {
        return work("81c90005cafebabe" + "cd".repeat(16));
    }

    private static byte[] work(String hex) {
        byte[] packet = HEX.parseHex(hex);
        return Arrays.copyOf(packet, packet.length + SrtpTransform.MAX_EXPANSION);
    }
}
