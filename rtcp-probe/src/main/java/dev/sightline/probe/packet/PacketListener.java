package dev.sightline.probe.packet;

import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetAddress;

/** Takes what captured frames hold, in the order of the frames. Called on the thread that reads them. */
public interface PacketListener {
    /**
     * A UDP datagram. Its payload may lie in a buffer that is much larger than it, so what is to be kept for long
     * should be copied.
     */
    void datagram(Datagram datagram);

    /** The network's answer that a UDP datagram could not be delivered. */
    void icmpError(IcmpError error);

    /** A frame that ends before it shows whether it is RTP or RTCP: nothing of it was handed over, or too little. */
    default void endsEarly() {}

    /** A UDP or ICMP packet for a loopback address (127.0.0.0/8 or ::1) crossed a loopback device, whatever it holds. */
    default void onLoopback() {}

    /**
     * A UDP or ICMP packet crossed another link, whatever it holds.
     *
     * @param noted which way, as far as the capture itself notes it
     * @param ends between which stations of the link
     */
    default void onLink(Direction noted, InetAddress source, LinkEnds ends) {}
}
