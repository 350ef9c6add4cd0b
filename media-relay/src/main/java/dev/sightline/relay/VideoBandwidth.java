package dev.sightline.relay;

/**
 * The video bandwidths set on an endpoint, in kbit/s; 0 means no bound. The defaults are Kurento's.
 *
 * @param minReceive least that a sender is asked for
 * @param maxReceive most that a sender is asked for
 * @param minSend remembered only
 * @param maxSend remembered only
 */
public record VideoBandwidth(int minReceive, int maxReceive, int minSend, int maxSend) {
    static final VideoBandwidth UNSET = new VideoBandwidth(0, 0, 100, 500);

    /** Refuses what is negative or beyond any link. */
    public VideoBandwidth {
        for (int kilobits : new int[] {minReceive, maxReceive, minSend, maxSend}) {
            if (kilobits < 0 || kilobits > 10_000_000) {
                throw new EngineException(
                        EngineError.INVALID_ARGUMENT,
                        "a video bandwidth of " + kilobits + " kbit/s is out of range, expected 0 to 10000000");
            }
        }
    }

    VideoBandwidth withMinReceive(int kilobits) {
        return new VideoBandwidth(kilobits, maxReceive, minSend, maxSend);
    }

    VideoBandwidth withMaxReceive(int kilobits) {
        return new VideoBandwidth(minReceive, kilobits, minSend, maxSend);
    }

    VideoBandwidth withMinSend(int kilobits) {
        return new VideoBandwidth(minReceive, maxReceive, kilobits, maxSend);
    }

    VideoBandwidth withMaxSend(int kilobits) {
        return new VideoBandwidth(minReceive, maxReceive, minSend, kilobits);
    }
}
