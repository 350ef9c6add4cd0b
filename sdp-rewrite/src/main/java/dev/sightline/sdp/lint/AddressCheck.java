package dev.sightline.sdp.lint;

import dev.sightline.sdp.Connection;
import dev.sightline.sdp.RtcpAttribute;
import dev.sightline.sdp.SdpText;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Where a media server would send a camera's RTCP, and where a camera would send its RTP. */
final class AddressCheck implements Check {
    private static final int DISCARD = 9;

    @Override
    public void look(Subject subject, Findings findings) {
        if (subject.isCameraOffer() && subject.isForKurento()) {
            subject.plainSections().stream()
                    .filter(section -> !section.isActive())
                    .forEach(section -> offered(subject, section, findings));
            ports(subject, findings);
        }
        if (subject.isAnswer()) {
            subject.plainSections().forEach(section -> answered(section, findings));
        }
    }

    private static void offered(Subject subject, Section section, Findings findings) {
        Optional<InetAddress> address = section.address();
        if (address.isEmpty()) {
            findings.at(section.connectionLine(), LintRule.ADDRESS_UNUSABLE, nameOf(section));
        } else if (subject.addresses().trap(address.get())) {
            findings.at(section.connectionLine(), LintRule.LOOPBACK_TRAP, Addresses.text(address.get()));
        } else if (isUnusable(address.get())) {
            findings.at(section.connectionLine(), LintRule.ADDRESS_UNUSABLE, kindOf(address.get()));
        } else {
            subject.context()
                    .camera()
                    .address()
                    .filter(known -> !Addresses.meansSame(address.get(), known))
                    .ifPresent(known -> findings.at(
                            section.connectionLine(),
                            LintRule.ADDRESS_OF_ANOTHER,
                            Addresses.text(address.get()) + ", and the camera speaks from " + Addresses.text(known)));
        }
        discarded(section, findings);
        rtcpAddress(section, findings);
    }

    /** Port 9 as a real one: RTCP would go to 10, or to 9 or 0 when {@code a=rtcp:} says so. */
    private static void discarded(Section section, Findings findings) {
        OptionalInt rtcp = section.rtcpPort();
        if (rtcp.isEmpty()) {
            findings.at(section.media().line(), LintRule.ADDRESS_UNUSABLE, "port 65536, which follows the port of m=");
        } else if (isUnknown(section)) {
            findings.at(section.lineOf("rtcp"), LintRule.DISCARD_PORT, rtcp.getAsInt());
        }
    }

    /** Whether RTCP has no real port: 9 or 0, or the one above a 9 in {@code m=} because {@code a=rtcp:} says none. */
    static boolean isUnknown(Section section) {
        int rtcp = section.rtcpPort().orElse(0);
        return rtcp == DISCARD
                || rtcp == 0
                || (section.port().orElse(DISCARD) == DISCARD
                        && section.media().views(RtcpAttribute.class).isEmpty());
    }

    private static void rtcpAddress(Section section, Findings findings) {
        Optional<InetAddress> beside = section.media().rtcpConnection().flatMap(Connection::inetAddress);
        if (beside.isPresent() && !beside.equals(section.address())) {
            findings.at(section.lineOf("rtcp"), LintRule.RTCP_ADDRESS_IGNORED, Addresses.text(beside.get()));
        }
    }

    /** RTCP at a port where another section's RTP goes, or other than what the camera is known to expect. */
    private static void ports(Subject subject, Findings findings) {
        Map<Integer, Section> rtpPorts = new HashMap<>();
        for (Section section : subject.plainSections()) {
            if (!section.isActive() && section.port().orElse(DISCARD) != DISCARD) {
                rtpPorts.putIfAbsent(section.port().getAsInt(), section);
            }
        }
        for (Section section : subject.plainSections()) {
            if (section.isActive() || section.rtcpPort().isEmpty()) {
                continue;
            }
            int port = section.rtcpPort().getAsInt();
            Section other = rtpPorts.get(port);
            if (other != null && !other.equals(section)) {
                findings.at(
                        section.lineOf("rtcp"),
                        LintRule.RTCP_PORT_OF_ANOTHER,
                        port + ", where the camera takes the RTP of its "
                                + SdpText.shown(other.media().type()));
            }
            Integer expected =
                    subject.context().camera().rtcpPorts().get(section.media().type());
            if (expected != null && expected != port) {
                findings.at(
                        section.lineOf("rtcp"),
                        LintRule.RTCP_PORT_OF_ANOTHER,
                        port + ", and the camera expects it at " + expected);
            }
        }
    }

    private static void answered(Section section, Findings findings) {
        Optional<InetAddress> address = section.address();
        if (address.isEmpty()) {
            findings.at(section.connectionLine(), LintRule.ADDRESS_UNUSABLE, nameOf(section));
        } else if (address.get().isAnyLocalAddress() || address.get().isLoopbackAddress()) {
            findings.at(
                    section.connectionLine(),
                    LintRule.ANSWER_ADDRESS_UNREACHABLE,
                    Addresses.text(address.get()) + ", which means itself");
        }
        if (section.port().orElse(0) == DISCARD) {
            findings.at(section.media().line(), LintRule.DISCARD_PORT, DISCARD);
        }
    }

    private static String nameOf(Section section) {
        return section.connection()
                .map(written ->
                        "'" + SdpText.shown(written.address()) + "', which is no literal and is never looked up")
                .orElse("anywhere: no c= line gives an address");
    }

    /** No camera is sent to there, whatever it asks for. */
    static boolean isUnusable(InetAddress address) {
        return address.isMulticastAddress() || address.isLinkLocalAddress() || isBroadcast(address);
    }

    private static boolean isBroadcast(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 && (bytes[0] & bytes[1] & bytes[2] & bytes[3]) == -1;
    }

    private static String kindOf(InetAddress address) {
        String kind = address.isMulticastAddress()
                ? "a multicast"
                : address.isLinkLocalAddress() ? "a link-local" : "the broadcast";
        return Addresses.text(address) + ", " + kind + " address";
    }
}
