package dev.sightline.probe.judge;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.IcmpError;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;

/**
 * The verdicts of a whole capture, made at another time or on another host: each is the last one that was reached while
 * the media flowed, with the earlier ones as its history. Not for several threads.
 */
public final class CaptureTimeline {
    private final Verdicts verdicts;

    /**
     * @param mediaPorts ports of the media server; {@code 1-65535} where they are not known
     * @param cameras cameras on which a verdict is given even if nothing is seen of them
     * @param coverage which interfaces the capture covers
     */
    public CaptureTimeline(PortRange mediaPorts, List<InetAddress> cameras, Coverage coverage) {
        verdicts = new Verdicts(WatchRules.DEFAULT, mediaPorts, cameras, Instant.EPOCH);
    }

    /** Takes the next datagram of the capture. */
    public void seen(Datagram datagram) {
        verdicts.seen(datagram);
    }

    /** Takes the next ICMP error of the capture. */
    public void seen(IcmpError error) {
        verdicts.seen(error);
    }

    /** The verdicts, one per camera address, ordered by address; the capture has ended. */
    public List<CameraVerdict> finish() {
        return List.of();
    }
}
