package dev.sightline.gateway.viewer;

import dev.sightline.gateway.config.IpLiteral;
import dev.sightline.gateway.media.Candidate;
import java.util.regex.Pattern;

/**
 * Which candidates (RFC 8839, section 5.1) are worth passing on. Media runs over UDP with RTP and RTCP on one port, so
 * others would only cost checks; a name would have to be looked up, and what it resolves to belongs to others.
 */
final class CandidateFilter {
    private static final String ATTRIBUTE = "a=";
    private static final String PREFIX = "candidate:";
    private static final Pattern PRINTABLE = Pattern.compile("[ -~]*");
    private static final int COMPONENT = 1;
    private static final int TRANSPORT = 2;
    private static final int ADDRESS = 4;
    private static final int MIN_FIELDS = 8;

    private CandidateFilter() {}

    /** Whether the media server can use it. mDNS names are not passed on: connectivity checks find those hosts without. */
    static boolean isForMediaServer(Candidate candidate) {
        return isUdpRtp(candidate) && PRINTABLE.matcher(candidate.sdpMid()).matches();
    }

    /** Whether a browser can use it. */
    static boolean isForViewer(Candidate candidate) {
        return isUdpRtp(candidate);
    }

    /**
     * An offer without the candidates (RFC 8839, section 5.1) that would not be passed on if they came by themselves, and
     * without those beyond {@code most}: each makes the media server send to an address of the viewer's choice.
     *
     * @param dropped is told of each
     */
    static String forMediaServer(String offer, int most, Runnable dropped) {
        StringBuilder kept = new StringBuilder(offer.length());
        int candidates = 0;
        for (String line : offer.lines().toList()) {
            boolean isCandidate = line.startsWith(ATTRIBUTE + PREFIX);
            if (isCandidate && (candidates >= most || !isUdpRtp(line.substring(ATTRIBUTE.length())))) {
                dropped.run();
                continue;
            }
            candidates += isCandidate ? 1 : 0;
            kept.append(line).append("\r\n");
        }
        return kept.toString();
    }

    private static boolean isUdpRtp(Candidate candidate) {
        return isUdpRtp(candidate.candidate());
    }

    private static boolean isUdpRtp(String text) {
        if (!text.startsWith(PREFIX) || !PRINTABLE.matcher(text).matches()) {
            return false;
        }
        String[] fields = text.split(" ", -1);
        return fields.length >= MIN_FIELDS
                && fields[COMPONENT].equals("1")
                && fields[TRANSPORT].equalsIgnoreCase("udp")
                && IpLiteral.parse(fields[ADDRESS]).isPresent();
    }
}
