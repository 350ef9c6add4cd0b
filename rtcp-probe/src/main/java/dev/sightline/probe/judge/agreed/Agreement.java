package dev.sightline.probe.judge.agreed;

import dev.sightline.probe.Negotiation;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SessionDescription;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A negotiation, read.
 *
 * @param negotiation as it was told
 * @param since when it was told: what was captured before belongs to an earlier one
 * @param sections the media sections; none when the two texts cannot be read
 */
public record Agreement(Negotiation negotiation, Instant since, List<AgreedSection> sections) {
    static Agreement of(Negotiation negotiation, Instant since) {
        return new Agreement(negotiation, since, sections(negotiation));
    }

    private static List<AgreedSection> sections(Negotiation negotiation) {
        try {
            return AgreedSection.of(
                    SessionDescription.parse(negotiation.offer()), SessionDescription.parse(negotiation.answer()));
        } catch (SdpException e) {
            return List.of();
        }
    }

    /** The media server's ports that it agrees on. */
    public Set<Integer> ports() {
        return sections.stream().map(AgreedSection::serverRtpPort).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Whether it speaks of a stream that is sent to such a port. */
    public boolean isOf(RtpStream stream) {
        return stream.last().isAfter(since);
    }

    /** Whether one of its ports at least is captured; that of an answer that cannot be read is not known. */
    public boolean isCaptured(PortRange watched) {
        return sections.isEmpty() || sections.stream().anyMatch(section -> watched.contains(section.serverRtpPort()));
    }

    /** "40000, 40002". */
    public String portsInWords() {
        return ports().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
