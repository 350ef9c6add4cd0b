package dev.sightline.probe.analyze;

import dev.sightline.probe.file.Frame;
import dev.sightline.probe.packet.Datagram;

/**
 * Datagrams for the discard port (RFC 863), as {@code echo > /dev/udp/HOST/9} sends one. They show that a capture holds UDP
 * whatever its ports are: no filter that anybody writes for media names that port, or spans it and the media ports.
 */
final class Discard {
    private static final int PORT = 9;

    /** Of one octet or two, over IPv6, with tags and the headers of a capture; what is larger is not looked at for this. */
    private static final int LARGEST = 96;

    private Discard() {}

    /** Whether a frame may hold one. */
    static boolean mayBeIn(Frame frame) {
        return frame.length() <= LARGEST && !frame.isCut();
    }

    /** Whether this is one; it is neither RTP nor RTCP. */
    static boolean is(Datagram datagram) {
        return datagram.destination().getPort() == PORT;
    }
}
