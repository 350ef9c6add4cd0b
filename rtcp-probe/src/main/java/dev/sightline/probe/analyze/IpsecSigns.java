package dev.sightline.probe.analyze;

import dev.sightline.probe.host.Ipsec;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.PacketListener;
import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a capture shows of IPsec: a camera's RTP that came through a tunnel of the kernel is captured twice on the interface
 * by which it came, as ESP (RFC 4303, RFC 3948) or AH, and as it comes out of that. Where so much of IPsec comes by the
 * interface of a camera's RTP, its RTCP may leave that way, unseen. Not for several threads.
 */
final class IpsecSigns implements PacketListener, Ipsec {
    private static final int MOST_INTERFACES = 1_024;
    private static final int MOST_SENDERS = 16_384;

    /** So many times as much RTP as IPsec is too much to have come through it; samples vary. */
    private static final int TIMES = 2;

    private static final int BEHIND_TRANSLATION = 4_500;
    private static final int SPI = 4;
    private static final int ESP_HEADER = 8;
    private static final int STUN_COOKIE = 0x2112_a442;

    /** Whose RTP came by which interface. */
    private record Arrival(String interfaceName, InetAddress sender) {}

    private final Map<String, Long> ipsec = new HashMap<>();
    private final Map<Arrival, Long> rtp = new HashMap<>();

    @Override
    public void datagram(Datagram datagram) {
        boolean came = datagram.direction() != Direction.OUT && datagram.direction() != Direction.LOCAL;
        if (came && isEsp(datagram)) {
            ipsec(datagram.interfaceName(), /* leaving= */ false);
        } else if (came && RtpPackets.isRtp(datagram.payload())) {
            count(rtp, new Arrival(datagram.interfaceName(), datagram.source().getAddress()), MOST_SENDERS);
        }
    }

    /** ESP in UDP; IKE there begins with four octets of nought, and what keeps the way open is one octet (RFC 3948, 2). */
    private static boolean isEsp(Datagram datagram) {
        ByteBuf payload = datagram.payload();
        int at = payload.readerIndex();
        return (datagram.source().getPort() == BEHIND_TRANSLATION
                        || datagram.destination().getPort() == BEHIND_TRANSLATION)
                && payload.readableBytes() >= ESP_HEADER
                && payload.getInt(at) != 0
                && payload.getInt(at + SPI) != STUN_COOKIE;
    }

    @Override
    public void ipsec(String interfaceName, boolean leaving) {
        if (!leaving) {
            count(ipsec, interfaceName, MOST_INTERFACES);
        }
    }

    private static <K> void count(Map<K, Long> counts, K key, int most) {
        if (counts.size() < most || counts.containsKey(key)) {
            counts.merge(key, 1L, Long::sum);
        }
    }

    @Override
    public void icmpError(IcmpError error) {}

    @Override
    public Optional<String> mayTake(InetSocketAddress from, InetSocketAddress to, Set<String> by) {
        return ipsec.entrySet().stream()
                .filter(entry -> isAsMuch(entry.getValue(), rtp.get(new Arrival(entry.getKey(), to.getAddress()))))
                .findFirst()
                .map(entry -> "IPsec (ESP, AH, or UDP port 4500) comes by " + entry.getKey()
                        + ", out of which its RTP may have come: what this host sends back the same way leaves encrypted,"
                        + " and no capture sees it before");
    }

    private static boolean isAsMuch(long encrypted, @Nullable Long clear) {
        return clear != null && TIMES * encrypted >= clear;
    }
}
