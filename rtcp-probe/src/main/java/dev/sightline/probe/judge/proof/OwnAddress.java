package dev.sightline.probe.judge.proof;

import dev.sightline.probe.Route;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.Refusals;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.packet.Datagram.Direction;

/** A camera's address that is this host's own, too: what is for it never leaves, whatever the offer says. */
final class OwnAddress {
    private OwnAddress() {}

    /**
     * Whether the kernel keeps what is for the camera, whose RTP comes from elsewhere. A table that a policy rule leads to
     * may do so too: that is mended in the rules.
     */
    static boolean isKept(StreamCase the) {
        return the.route()
                .filter(route -> route.isLocal()
                        && (route.table().isEmpty() || route.table().equals("local")))
                .flatMap(Route::leavesBy)
                .filter(name -> !the.stream().arrivesOn(name))
                .isPresent();
    }

    /** Whether RTCP is kept for that; of a host whose routes are not known, as of a capture, nothing else keeps it. */
    static boolean keeps(StreamCase the, RtcpTally tally) {
        return tally.direction() == Direction.LOCAL
                && (isKept(the) || the.route().isEmpty());
    }

    /** Whether an answer in the camera's name is this host's, and not of a camera that is here. */
    static boolean answers(StreamCase the, Refusals.Answer answer) {
        return answer.ofThisHost()
                && answer.refusal().reporter().equals(the.stream().camera())
                && !the.stream().arrivesOn(answer.refusal().interfaceName());
    }

    /** Goes on with a sentence. */
    static String words(StreamCase the) {
        return "; " + Wording.address(the.stream().camera())
                + " is an address of this host too, or redirected to one, so what is for it stays here";
    }

    static String cure(StreamCase the) {
        String camera = Wording.address(the.stream().camera());
        return "take " + camera + " off this host: ip addr del " + camera + "/32 dev INTERFACE (ip addr show to "
                + camera
                + "), or a local route (ip route show table all type local " + camera
                + "), or a redirect (nft list ruleset)";
    }
}
