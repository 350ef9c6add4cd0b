package dev.sightline.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An association that is established, with its client in the same process: no network between them. */
class DtlsAssociationTest {
    private final HandshakeThreads threads = new HandshakeThreads(new HandshakeLimits(1, 1, 1, 1));
    private final DtlsIdentity clientIdentity = DtlsIdentity.generate();
    private final BlockingQueue<byte[]> toClient = new LinkedBlockingQueue<>();
    private final List<String> happened = new CopyOnWriteArrayList<>();
    private final CountDownLatch held = new CountDownLatch(1);

    private final DtlsAssociation association = new DtlsAssociation(
            threads,
            DtlsIdentity.generate(),
            CertificateFingerprint.parse(clientIdentity.fingerprint()),
            new DtlsAssociation.Timing(Duration.ofSeconds(30), Duration.ofSeconds(30)),
            toClient::add,
            new DtlsAssociation.Listener() {
                @Override
                public void established(SrtpKeys keys) {
                    happened.add("established");
                }

                @Override
                public void ended(String reason) {
                    happened.add(reason);
                }
            });

    private final class Client implements DatagramTransport {
        @Override
        public int getReceiveLimit() {
            return 2048;
        }

        @Override
        public int getSendLimit() {
            return 1200;
        }

        @Override
        public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
            try {
                byte[] datagram = toClient.poll(waitMillis, TimeUnit.MILLISECONDS);
                if (datagram == null) {
                    return -1;
                }
                System.arraycopy(datagram, 0, buffer, offset, datagram.length);
                return datagram.length;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void send(byte[] buffer, int offset, int length) {
            association.received(Arrays.copyOfRange(buffer, offset, offset + length));
            association.start(InetAddress.getLoopbackAddress());
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private DTLSTransport establish() throws IOException {
        DTLSTransport client = new DTLSClientProtocol()
                .connect(new ScriptedTlsClient(clientIdentity, true, SrtpProfile.AEAD_AES_128_GCM), new Client());
        await().until(() -> happened.contains("established"));
        happened.clear();
        return client;
    }

    /** Occupies the thread on which late records are read, until {@link #held} is released. */
    private void holdThread() {
        threads.afterwards(() -> {
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @AfterEach
    void close() {
        held.countDown();
        association.close();
        threads.close();
    }

    @Test
    void givesWayToOthersAfterAFewLateRecords() throws Exception {
        DTLSTransport client = establish();
        holdThread();
        for (int i = 0; i < 40; i++) {
            client.send(new byte[] {1}, 0, 1);
        }
        client.close();
        threads.afterwards(() -> happened.add("another peer's work"));
        held.countDown();
        await().until(() -> happened.size() >= 2);
        assertThat(happened).startsWith("another peer's work", "the peer closed its DTLS association");
    }
}
