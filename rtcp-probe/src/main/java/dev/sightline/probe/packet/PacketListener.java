package dev.sightline.probe.packet;

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

    /**
     * A packet of IPsec (ESP or AH), which holds another that cannot be read.
     *
     * @param interfaceName what it crossed
     * @param leaving whether the capture notes that it left
     */
    default void ipsec(String interfaceName, boolean leaving) {}
}
