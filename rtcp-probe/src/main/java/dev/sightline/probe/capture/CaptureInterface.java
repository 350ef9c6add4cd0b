package dev.sightline.probe.capture;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.pcap4j.core.PcapAddress;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface;
import org.pcap4j.core.Pcaps;
import org.pcap4j.util.LinkLayerAddress;

/**
 * A network interface of this host that could be captured on.
 *
 * @param name its name, as in {@code ip link}
 * @param loopback whether it is a loopback interface
 * @param up whether it is up
 * @param addresses its addresses
 * @param linkAddresses its Ethernet addresses, as numbers of 48 bits
 */
record CaptureInterface(
        String name, boolean loopback, boolean up, List<InetAddress> addresses, List<Long> linkAddresses) {
    private static final int ETHERNET_OCTETS = 6;

    /**
     * The interfaces of the network namespace this process is in.
     *
     * @throws CaptureException when libpcap cannot tell
     */
    static List<CaptureInterface> all() throws CaptureException {
        try {
            // libpcap also lists devices that are no interfaces: "any", netfilter's log, USB and Bluetooth monitors
            Optional<SortedSet<String>> real = InterfaceNames.ofThisHost();
            return Pcaps.findAllDevs().stream()
                    .filter(device ->
                            real.map(names -> names.contains(device.getName())).orElse(true))
                    .map(CaptureInterface::of)
                    .toList();
        } catch (PcapNativeException e) {
            throw new CaptureException(String.valueOf(e.getMessage()), e);
        }
    }

    private static CaptureInterface of(PcapNetworkInterface device) {
        List<InetAddress> addresses =
                device.getAddresses().stream().map(PcapAddress::getAddress).toList();
        List<Long> linkAddresses = device.getLinkLayerAddresses().stream()
                .map(LinkLayerAddress::getAddress)
                .filter(octets -> octets.length == ETHERNET_OCTETS)
                .map(octets -> LinkAddresses.address(octets, 0))
                .toList();
        return new CaptureInterface(device.getName(), device.isLoopBack(), device.isUp(), addresses, linkAddresses);
    }
}
