package dev.sightline.probe.packet;

import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetAddress;

/** Which interface a frame crossed, and which way. One object tells it of frame after frame. Not for several threads. */
final class Crossing {
    private final FrameDecoder.InterfaceNames names;
    private final boolean loopback;
    private final boolean untold;
    private final Directions directions;
    private final LinkHeader link = new LinkHeader();
    private Mark mark = Mark.NONE;
    private boolean strange;
    private boolean forAnother;
    private boolean toItself;

    /**
     * @param loopback whether all frames are of a loopback device
     * @param untold whether they may be of one though nothing says so, as in a file
     */
    Crossing(FrameDecoder.InterfaceNames names, boolean loopback, boolean untold, Directions directions) {
        this.names = names;
        this.loopback = loopback;
        this.untold = untold;
        this.directions = directions;
    }

    /**
     * Reads a frame's link header.
     *
     * @param noted what the capture notes of its direction beside it
     * @param ofStranger whether another host sent it
     * @param forOther whether it was for another host, as far as is known beside its header
     * @return whether it carries IP, as {@link LinkHeader#read} has it
     */
    boolean read(int linkType, byte[] octets, int start, int end, Mark noted, boolean ofStranger, boolean forOther) {
        mark = noted;
        strange = ofStranger;
        toItself = false;
        boolean carriesIp = link.read(linkType, octets, start, end);
        forAnother = forOther || link.forAnother();
        return carriesIp;
    }

    /** Where its IP header begins. */
    int ip() {
        return link.ip();
    }

    /** What leaves by a loopback device comes back on it as incoming: only one of the two is counted. */
    boolean isEcho() {
        return isLoopback() && isOutgoing();
    }

    private boolean isOutgoing() {
        return link.outgoing() || mark == Mark.OUT;
    }

    /** Takes the frame's IP header, which tells loopback where the link's alone does not. */
    void carries(IpHeader ip, byte[] octets) {
        boolean perhaps = link.perhapsLoopback() || (untold && link.isBare() && mark == Mark.NONE);
        toItself = perhaps && ip.isToItself(octets);
    }

    /** The interface's index where the frame carries it, else 0. */
    int interfaceIndex() {
        return link.interfaceIndex();
    }

    String interfaceName() {
        return names.of(link.interfaceIndex(), isLoopback());
    }

    /** A source address of IP is easily forged: what a stranger sent under this host's came in. */
    Direction direction(InetAddress source, InetAddress destination) {
        if (isLoopback()) {
            return Direction.LOCAL;
        }
        Direction noted = passesBy(source, destination) ? Direction.UNKNOWN : noted();
        Direction told = directions.of(noted, source, destination, ends());
        return strange && noted == Direction.UNKNOWN && told == Direction.OUT ? Direction.IN : told;
    }

    /** Whether it was for the link address of another host in the place of this one, which would be its receiver. */
    boolean isForAnother(InetAddress source, InetAddress destination) {
        return forAnother && !passesBy(source, destination);
    }

    private boolean passesBy(InetAddress source, InetAddress destination) {
        return forAnother && directions.passBy(source, destination);
    }

    /** Between which stations of its link it went. */
    LinkEnds ends() {
        return loopback ? LinkEnds.UNKNOWN : link.ends();
    }

    /** As the frame or the capture notes it, and unknown where neither does. */
    Direction noted() {
        if (isOutgoing()) {
            return Direction.OUT;
        }
        return link.incoming() || mark == Mark.IN ? Direction.IN : Direction.UNKNOWN;
    }

    /** Whether it crossed a loopback device, as far as was read. */
    boolean isLoopback() {
        return loopback || link.loopback() || toItself;
    }
}
