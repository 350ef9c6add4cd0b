package dev.sightline.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.onvoid.webrtc.RTCPeerConnectionState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against libwebrtc itself, the code in Chromium. */
class LibWebRtcTest {
    private static final int OUR_SSRC = 0x51617181;

    private EventLoopGroup group;
    private WebRtcPort port;
    private final DtlsIdentity identity = DtlsIdentity.generate();

    @BeforeEach
    void open() throws Exception {
        group = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        List<EventLoop> loops = List.of(group.next(), group.next());
        port = WebRtcPort.open(WebRtcPort.Config.of(List.of(hostAddress()), 0), loops, identity);
    }

    @AfterEach
    void close() {
        port.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored")
    void connectsTakesMediaAndSendsFeedback() throws Exception {
        RecordingListener listener = new RecordingListener(group.next());
        CompletableFuture<Peer> ours = new CompletableFuture<>();
        try (LibWebRtcPeer theirs =
                new LibWebRtcPeer(candidate -> ours.thenAccept(peer -> peer.addRemoteCandidate(candidate)))) {
            String offer = theirs.offer();
            int payloadType = vp8(offer);
            Peer peer = port.add(
                    new Peer.Remote(
                            LibWebRtcPeer.attribute(offer, "ice-ufrag"),
                            LibWebRtcPeer.attribute(offer, "ice-pwd"),
                            CertificateFingerprint.parse(LibWebRtcPeer.attribute(offer, "fingerprint"))),
                    listener);
            theirs.answer(answer(offer, peer));
            ours.complete(peer);
            await().atMost(Duration.ofSeconds(20)).until(() -> listener.connected);
            await().atMost(Duration.ofSeconds(20)).until(() -> theirs.state() == RTCPeerConnectionState.CONNECTED);

            for (int sequence = 0;
                    sequence < 400 && listener.packets.stream().noneMatch(LibWebRtcTest::reportsOurSsrc);
                    sequence++) {
                sendVideo(peer, payloadType, sequence);
                Thread.sleep(20);
            }
            assertThat(listener.packets).anyMatch(LibWebRtcTest::reportsOurSsrc);
            assertThat(listener.states).containsSubsequence(IceState.CONNECTING, IceState.CONNECTED, IceState.READY);
            assertThat(listener.wrongThread).isEmpty();
            assertThat(peer.statistics().packetsSent()).isPositive();

            peer.close();
            await().until(() -> !listener.ends.isEmpty());
            await().until(() -> theirs.state() == RTCPeerConnectionState.CLOSED
                    || theirs.state() == RTCPeerConnectionState.FAILED
                    || theirs.states.contains(RTCPeerConnectionState.DISCONNECTED));
        }
    }

    /** A sender or receiver report with a block about what we send. */
    private static boolean reportsOurSsrc(byte[] packet) {
        ByteBuf in = Unpooled.wrappedBuffer(packet);
        int type = in.getUnsignedByte(1);
        int firstBlock = type == 200 ? 28 : 8;
        boolean hasBlock = (type == 200 || type == 201) && (in.getByte(0) & 0x1F) > 0;
        return hasBlock && in.getInt(firstBlock) == OUR_SSRC;
    }

    /** Not a picture, but packets of one: they are counted and reported on all the same. */
    private static void sendVideo(Peer peer, int payloadType, int sequence) {
        ByteBuf packet = Unpooled.buffer()
                .writeByte(0x80)
                .writeByte(payloadType)
                .writeShort(sequence)
                .writeInt(3000 * sequence)
                .writeInt(OUR_SSRC)
                .writeZero(160);
        peer.loop().execute(() -> {
            peer.send(packet);
            peer.flush();
        });
    }

    private static int vp8(String offer) {
        Matcher matcher = Pattern.compile("a=rtpmap:(\\d+) VP8/90000").matcher(offer);
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private String answer(String offer, Peer peer) {
        List<String> lines = new ArrayList<>(List.of(
                "v=0",
                "o=- 1 1 IN IP4 127.0.0.1",
                "s=-",
                "t=0 0",
                "a=group:BUNDLE " + LibWebRtcPeer.attribute(offer, "mid"),
                "m=video 9 UDP/TLS/RTP/SAVPF " + vp8(offer),
                "c=IN IP4 0.0.0.0",
                "a=mid:" + LibWebRtcPeer.attribute(offer, "mid"),
                "a=rtcp-mux",
                "a=sendonly",
                "a=rtpmap:" + vp8(offer) + " VP8/90000",
                "a=setup:passive",
                "a=ice-ufrag:" + peer.localUfrag(),
                "a=ice-pwd:" + peer.localPwd(),
                "a=fingerprint:" + identity.fingerprint(),
                "a=ssrc:" + Integer.toUnsignedString(OUR_SSRC) + " cname:sightline"));
        port.candidates().forEach(candidate -> lines.add("a=" + candidate));
        return String.join("\r\n", lines) + "\r\n";
    }

    /** libwebrtc uses no loopback. */
    private static InetAddress hostAddress() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address.getAddress().length == 4 && !address.isLoopbackAddress())
                .findFirst()
                .orElse(InetAddress.getLoopbackAddress());
    }
}
