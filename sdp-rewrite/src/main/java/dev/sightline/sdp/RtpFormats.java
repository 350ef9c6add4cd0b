package dev.sightline.sdp;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one section says about each payload type, found in one pass. Where a line is repeated the first one that is
 * well-formed counts, as for media servers. What few callers ask for is read when they ask.
 */
final class RtpFormats {
    static final int PAYLOAD_TYPES = 128;

    private static final byte NONE = -1;

    private final Lines lines;
    private final byte[] spokenOf;
    private final @Nullable RtpMap[] maps = new @Nullable RtpMap[PAYLOAD_TYPES];
    private final int[] parameters = new int[PAYLOAD_TYPES];

    /** Reads the lines from index {@code start} to {@code end}. */
    RtpFormats(Lines lines, int start, int end) {
        this.lines = lines;
        this.spokenOf = new byte[end - start];
        for (int i = start; i < end; i++) {
            spokenOf[i - start] = (byte) read(i);
        }
    }

    private int read(int index) {
        if (lines.isAttribute(index, "rtcp-fb")) {
            return number(index, "rtcp-fb");
        }
        if (lines.isAttribute(index, "rtpmap")) {
            int payloadType = number(index, "rtpmap");
            if (payloadType != NONE && maps[payloadType] == null) {
                maps[payloadType] = lines.get(index).readOrNull(RtpMap::read);
            }
            return payloadType;
        }
        if (lines.isAttribute(index, "fmtp")) {
            int payloadType = number(index, "fmtp");
            if (payloadType != NONE && parameters[payloadType] == 0) {
                parameters[payloadType] = index + 1;
            }
            return payloadType;
        }
        return lines.isAttribute(index, "imageattr") ? number(index, "imageattr") : NONE;
    }

    private int number(int index, String name) {
        return lines.payloadType(index, lines.start(index) + 2 + name.length() + 1);
    }

    Optional<RtpMap> map(int payloadType) {
        return Optional.ofNullable(mapOrNull(payloadType));
    }

    @Nullable
    RtpMap mapOrNull(int payloadType) {
        if (payloadType < 0 || payloadType >= PAYLOAD_TYPES) {
            return null;
        }
        RtpMap map = maps[payloadType];
        return map == null ? RtpMap.ofStatic(payloadType) : map;
    }

    Optional<Fmtp> fmtp(int payloadType) {
        if (payloadType < 0 || payloadType >= PAYLOAD_TYPES || parameters[payloadType] == 0) {
            return Optional.empty();
        }
        return lines.get(parameters[payloadType] - 1).read(Fmtp::read);
    }

    /** The payload type that a line speaks of, by its place in the section; -1 for none. */
    int spokenOf(int place) {
        return spokenOf[place];
    }
}
