package dev.sightline.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A few octets make nobody hold megabytes, whether they come in the clear or encrypted. */
class HandshakeBoundsTest {
    private static final int CLAIM = 0xFFFFFF;
    private static final int FRAGMENT = 16;

    /** The first octets of a message. */
    private static byte[] fragment(int length, int sequence) {
        return ByteBuffer.allocate(12 + FRAGMENT)
                .putInt((sequence == 0 ? 1 : 11) << 24 | length)
                .putShort((short) sequence)
                .put(new byte[4])
                .putShort((short) FRAGMENT)
                .array();
    }

    private static byte[] record(int epoch, byte[]... fragments) {
        int length = List.of(fragments).stream().mapToInt(part -> part.length).sum();
        ByteBuffer record = ByteBuffer.allocate(13 + length)
                .put((byte) HandshakeBounds.HANDSHAKE)
                .putShort((short) 0xFEFD)
                .putShort((short) epoch)
                .put(new byte[6])
                .putShort((short) length);
        for (byte[] part : fragments) {
            record.put(part);
        }
        return record.array();
    }

    @ParameterizedTest
    @CsvSource({
        "16384, 0, true",
        "16385, 0, false",
        "16777215, 0, false",
        "1000, 7, true",
        "1000, 8, false",
        "1000, 65535, false"
    })
    void admitsWhatAHandshakeNeeds(int length, int sequence, boolean admitted) {
        byte[] usual = record(0, fragment(1000, 1));
        byte[] tried = record(0, fragment(1000, 1), fragment(length, sequence));
        assertThat(HandshakeBounds.admitsDatagram(tried)).isEqualTo(admitted);
        byte[] both = ByteBuffer.allocate(usual.length + tried.length)
                .put(usual)
                .put(tried)
                .array();
        assertThat(HandshakeBounds.admitsDatagram(both))
                .as("in a second record")
                .isEqualTo(admitted);
        assertThat(HandshakeBounds.admitsDatagram(record(1, fragment(length, sequence))))
                .as("what is encrypted cannot be told")
                .isTrue();
    }

    @Test
    void refusesClaimsBeforeTheyAreReassembledAndStillTakesTheTrueHandshake() throws Exception {
        try (PortTesting testing = new PortTesting(EpollIoHandler.newFactory(), UnaryOperator.identity());
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            testing.nominate(browser, listener);
            for (int sequence = 0; sequence <= FRAGMENT; sequence++) {
                browser.send(record(0, fragment(CLAIM, sequence)));
            }
            await().until(() -> testing.port.statistics().dtlsRefused() == FRAGMENT + 1);
            browser.handshake(browser.tlsClient(SrtpProfile.AEAD_AES_128_GCM));
            await().until(() -> listener.connected);
            assertThat(listener.ends).isEmpty();
        }
    }

    @Test
    void refusesAnEncryptedClaim() throws Exception {
        try (PortTesting testing = new PortTesting(EpollIoHandler.newFactory(), UnaryOperator.identity());
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            testing.nominate(browser, listener);
            ScriptedTlsClient client =
                    new ScriptedTlsClient(new Boaster(), browser.identity, true, SrtpProfile.AEAD_AES_128_GCM);
            assertThatThrownBy(() -> browser.handshake(client)).isInstanceOf(IOException.class);
            await().until(() -> !listener.ends.isEmpty());
            assertThat(listener.ends).singleElement().asString().contains("claims more than 16384 octets");
        }
    }

    /** Its encrypted handshake messages claim 16 MB. */
    private static final class Boaster extends BcTlsCrypto {
        Boaster() {
            super(new SecureRandom());
        }

        @Override
        public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac) throws IOException {
            TlsCipher cipher = super.createCipher(parameters, encryption, mac);
            return (TlsCipher) Proxy.newProxyInstance(
                    TlsCipher.class.getClassLoader(), new Class<?>[] {TlsCipher.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("encodePlaintext")
                                && (short) arguments[1] == HandshakeBounds.HANDSHAKE) {
                            byte[] plaintext = (byte[]) arguments[4];
                            ByteBuffer.wrap(plaintext, (int) arguments[5] + 1, 3)
                                    .put(new byte[] {-1, -1, -1});
                        }
                        return method.invoke(cipher, arguments);
                    });
        }
    }
}
