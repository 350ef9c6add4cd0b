package dev.sightline.webrtc;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;

/** A browser's side, each step on command: controlling ICE, the active side of DTLS, SRTP. Loses what it is told to. */
final class ScriptedPeer implements AutoCloseable {
    final DtlsIdentity identity = DtlsIdentity.generate();
    final IceCredentials credentials = IceCredentials.fresh(new SecureRandom());
    final List<byte[]> media = new CopyOnWriteArrayList<>();
    final List<StunMessage> requests = new CopyOnWriteArrayList<>();
    final List<StunMessage> responses = new CopyOnWriteArrayList<>();
    final AtomicInteger records = new AtomicInteger();

    volatile boolean answers = true;
    volatile Predicate<byte[]> losesIncoming = record -> false;
    volatile Predicate<byte[]> losesOutgoing = record -> false;

    private final InetSocketAddress server;
    private final BlockingQueue<byte[]> incoming = new ArrayBlockingQueue<>(256);
    private volatile DatagramSocket socket;
    private volatile IceCredentials theirs = new IceCredentials("none", "none");

    private final InetAddress local;

    ScriptedPeer(WebRtcPort port) throws SocketException {
        this(port, InetAddress.getLoopbackAddress());
    }

    ScriptedPeer(WebRtcPort port, InetAddress local) throws SocketException {
        this.local = local;
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port.port());
        this.socket = open();
    }

    Peer.Remote remote() {
        return new Peer.Remote(
                credentials.ufrag(), credentials.pwd(), CertificateFingerprint.parse(identity.fingerprint()));
    }

    void answeredBy(Peer peer) {
        theirs = new IceCredentials(peer.localUfrag(), peer.localPwd());
    }

    private DatagramSocket open() throws SocketException {
        DatagramSocket opened = new DatagramSocket(0, local);
        Thread reader = new Thread(() -> read(opened), "scripted-peer");
        reader.setDaemon(true);
        reader.start();
        return opened;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** Goes on from another address, as a phone does that leaves its WLAN. */
    void rebind() throws SocketException {
        DatagramSocket old = socket;
        socket = open();
        old.close();
    }

    private void read(DatagramSocket from) {
        byte[] buffer = new byte[2048];
        try {
            while (!from.isClosed()) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                from.receive(packet);
                take(Arrays.copyOf(buffer, packet.getLength()));
            }
        } catch (IOException e) {
            // closed: the reader ends
        }
    }

    private void take(byte[] datagram) {
        int first = datagram[0] & 0xFF;
        if (first < 4) {
            StunMessage message = StunMessage.read(datagram).orElseThrow();
            (message.type() == Stun.BINDING_REQUEST ? requests : responses).add(message);
            if (message.type() == Stun.BINDING_REQUEST && answers) {
                send(new StunWriter(Stun.BINDING_SUCCESS, message.transaction())
                        .mappedAddress(server)
                        .sign(credentials.key()));
            }
        } else if (first < 64) {
            records.incrementAndGet();
            if (!losesIncoming.test(datagram)) {
                incoming.add(datagram);
            }
        } else {
            media.add(datagram);
        }
    }

    void send(byte[] datagram) {
        try {
            socket.send(new DatagramPacket(datagram, datagram.length, server));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connectivity check. */
    void check(boolean useCandidate) {
        send(checkOf(theirs, useCandidate));
    }

    byte[] checkOf(IceCredentials receiver, boolean useCandidate) {
        StunWriter writer = requestOf(receiver).role(true, 42);
        return (useCandidate ? writer.useCandidate() : writer).sign(receiver.key());
    }

    /** A check without its end. */
    StunWriter requestOf(IceCredentials receiver) {
        return new StunWriter(Stun.BINDING_REQUEST, TransactionId.fresh(1, new SecureRandom()))
                .username(receiver.ufrag() + ":" + credentials.ufrag())
                .priority(1_000_000);
    }

    /** The active side of the handshake; blocks. */
    Association handshake(ScriptedTlsClient client) throws IOException {
        DTLSTransport transport = new DTLSClientProtocol().connect(client, new Transport());
        return new Association(transport, client.keys());
    }

    ScriptedTlsClient tlsClient(SrtpProfile... profiles) {
        return new ScriptedTlsClient(identity, true, profiles);
    }

    record Association(DTLSTransport transport, SrtpKeys keys) {}

    @Override
    public void close() {
        socket.close();
    }

    private final class Transport implements DatagramTransport {
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
                byte[] datagram = incoming.poll(waitMillis, TimeUnit.MILLISECONDS);
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
            byte[] datagram = Arrays.copyOfRange(buffer, offset, offset + length);
            if (!losesOutgoing.test(datagram)) {
                ScriptedPeer.this.send(datagram);
            }
        }

        @Override
        public void close() {
            // the socket outlives the association
        }
    }
}
