package dev.sightline.gateway.stream;

import dev.sightline.sdp.ReturnPathPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far the mending of a return path has come.
 *
 * @param tried the policies that were found wanting in this session's life, in their order
 * @param next what the camera's next offer goes by; it was asked for one
 * @param winner the policy that was proven for this camera, or of those that fail the one that served its video
 * @param fallback of those that fail, one that served its audio at least; it is no winner
 * @param former what goes on until the camera sends to what was negotiated after it
 * @param over whether nothing more is tried in this session
 * @param port what came of a port on which the camera may not listen; it outlives the session
 * @param moved whether the camera {@linkplain Moved moved} and has yet to be served where it is now
 */
public record Healing(
        List<ReturnPathPolicy> tried,
        Optional<ReturnPathPolicy> next,
        Optional<ReturnPathPolicy> winner,
        Optional<ReturnPathPolicy> fallback,
        Optional<Former> former,
        boolean over,
        Port port,
        boolean moved) {
    /** What is known of the port that the camera's own offer leads feedback to, while it reports from another. */
    public enum Port {
        /** Nothing. */
        UNKNOWN,
        /** Another policy took its place, and has yet to outlast a camera's patience. */
        LEFT,
        /** The camera stopped with the other policy: this port is kept in spite of the doubt. */
        TRUSTED,
        /** Kept, and the camera outlasted its patience with it: it listens there, however soon it stops another time. */
        OUTLASTED,
        /** The camera stopped as soon with this port kept: it stops by itself, and that tells nothing any more. */
        IN_BURSTS;

        /** Whether feedback goes there in spite of the doubt. */
        boolean isKept() {
            return this == TRUSTED || this == OUTLASTED;
        }
    }

    /** Copies the list. */
    public Healing {
        tried = List.copyOf(tried);
    }

    /**
     * A negotiation that another one is to replace.
     *
     * @param negotiation its number
     * @param flowing whether the camera still sends to it
     * @param feedback what was last known of it
     */
    public record Former(CameraSession session, long negotiation, boolean flowing, Feedback feedback) {
        Former flowing(boolean now) {
            return new Former(session, negotiation, now, feedback);
        }

        Former with(Feedback now) {
            return new Former(session, negotiation, flowing, now);
        }
    }

    static Healing begun(Optional<ReturnPathPolicy> winner) {
        return new Healing(
                List.of(), Optional.empty(), winner, Optional.empty(), Optional.empty(), false, Port.UNKNOWN, false);
    }

    /** Of the camera's next session. */
    Healing anew() {
        return begun(winner).port(port);
    }

    /** The next offer begins with {@code policy}, as if nothing had been tried. */
    Healing beginningWith(Optional<ReturnPathPolicy> policy) {
        return new Healing(List.of(), Optional.empty(), policy, Optional.empty(), former, false, port, false);
    }

    Healing port(Port now) {
        return new Healing(tried, next, winner, fallback, former, over, now, moved);
    }

    /** Whether anything was mended, or tried to be. */
    public boolean isUnderWay() {
        return moved || !tried.isEmpty();
    }

    /** A policy that was proven once and fails now is no winner any more. */
    Healing failed(ReturnPathPolicy policy) {
        return failed(policy, Sections.NONE);
    }

    /** @param sections what it serves all the same: of those that fail it may be the better one */
    Healing failed(ReturnPathPolicy policy, Sections sections) {
        List<ReturnPathPolicy> all = new ArrayList<>(tried);
        if (!all.contains(policy)) {
            all.add(policy);
        }
        Optional<ReturnPathPolicy> failing = Optional.of(policy);
        Optional<ReturnPathPolicy> best = sections.serveEnough() ? failing : winner.filter(known -> known != policy);
        Optional<ReturnPathPolicy> second = sections.serveAny() ? failing : fallback;
        return new Healing(all, next, best, second, former, over, port, false);
    }

    /** The one to go back to from {@code failing}, where all were tried in vain: it served a media section at least. */
    Optional<ReturnPathPolicy> better(ReturnPathPolicy failing) {
        return winner.filter(tried::contains).or(() -> fallback).filter(policy -> policy != failing);
    }

    /** Every policy may be tried where the camera is now. */
    Healing elsewhere() {
        return new Healing(List.of(), next, winner, fallback, former, over, port, true);
    }

    /** It is served, wherever it is. */
    Healing served() {
        return new Healing(tried, next, winner, fallback, former, over, port, false);
    }

    Healing next(Optional<ReturnPathPolicy> policy) {
        return new Healing(tried, policy, winner, fallback, former, false, port, moved);
    }

    Healing won(ReturnPathPolicy policy) {
        return new Healing(tried, Optional.empty(), Optional.of(policy), Optional.empty(), former, false, port, false);
    }

    Healing replacing(Optional<Former> negotiation) {
        return new Healing(tried, next, winner, fallback, negotiation, over, port, moved);
    }

    /** What there was before goes on, and nothing more is tried. */
    Healing abandoned() {
        return new Healing(tried, Optional.empty(), winner, fallback, Optional.empty(), true, port, false);
    }

    /** Nothing more is tried; an offer that was asked for may still come. */
    Healing given() {
        return new Healing(tried, next, winner, fallback, former, true, port, moved);
    }
}
