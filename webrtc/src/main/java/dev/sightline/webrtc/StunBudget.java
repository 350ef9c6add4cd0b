package dev.sightline.webrtc;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How many STUN messages each source may still cost us, in reading them, verifying them and answering: neither does a flood
 * take a loop's time, nor is an address whose source is forged sent more than this. Sources whose hashes meet share a
 * budget; the hash is salted, so that nobody can choose whose he empties. Of fixed size, for one loop.
 */
final class StunBudget {
    private static final int PLACES = 8192;
    private static final int NETWORK_BYTES = 8;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private final int salt;
    private final int[] left = new int[PLACES];
    private final long[] filledAt = new long[PLACES];

    StunBudget(int perSecond, int salt, long now) {
        this.perSecond = perSecond;
        this.salt = salt;
        Arrays.fill(left, perSecond);
        Arrays.fill(filledAt, now);
    }

    /**
     * Takes one message out of its source's budget; false when that is empty.
     *
     * @param proven whether the peer has answered a check there: then it has a budget of its own, that no stranger behind
     *     the same address translator can empty
     */
    boolean take(Tuple tuple, boolean proven, long now) {
        InetAddress address = tuple.remote().getAddress();
        int place = place(proven ? 31 * hash(address) + tuple.remote().getPort() : hash(address));
        long earned = (long) ((now - filledAt[place]) * (perSecond / (double) SECOND_NANOS));
        if (earned > 0) {
            left[place] = (int) Math.min(perSecond, left[place] + earned);
            filledAt[place] = earned < perSecond ? filledAt[place] + earned * SECOND_NANOS / perSecond : now;
        }
        if (left[place] == 0) {
            return false;
        }
        left[place]--;
        return true;
    }

    /** An IPv6 host has all of its /64. */
    private static int hash(InetAddress address) {
        return address instanceof Inet6Address
                ? Arrays.hashCode(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
                : address.hashCode();
    }

    /** Spreads neighbours (the finaliser of MurmurHash3). */
    private int place(int hash) {
        int h = hash ^ salt;
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return (h ^ (h >>> 16)) & PLACES - 1;
    }
}
