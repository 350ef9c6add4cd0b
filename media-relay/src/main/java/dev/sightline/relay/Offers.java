package dev.sightline.relay;

import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SessionDescription;
import java.util.List;

/** Reads what is given to an endpoint as an offer; whatever cannot be answered is {@link EngineError#SDP_PARSE_ERROR}. */
final class Offers {
    private Offers() {}

    /** A session description that has the lines without which there is nothing to answer. */
    static SessionDescription read(String offer, EngineLimits limits) {
        try {
            SessionDescription description = SessionDescription.parse(offer);
            if (description.lines().isEmpty()
                    || !description.lines().get(0).content().equals("v=0")) {
                throw unreadable("it does not begin with v=0");
            }
            if (description.origin().isEmpty()) {
                throw unreadable("it has no valid o= line");
            }
            if (description.media().isEmpty()) {
                throw unreadable("it has no m= line");
            }
            if (description.media().size() > limits.maxSections()) {
                throw unreadable(
                        "it has " + description.media().size() + " m= lines, the limit is " + limits.maxSections());
            }
            return description;
        } catch (SdpException e) {
            throw unreadable(String.valueOf(e.getMessage()));
        }
    }

    /** What each section means for us, in order. */
    static List<SectionOffer> sections(SessionDescription offer) {
        try {
            return offer.media().stream()
                    .map(section -> SectionOffer.of(offer, section))
                    .toList();
        } catch (SdpException e) {
            throw unreadable(String.valueOf(e.getMessage()));
        }
    }

    /** The refusal of an offer. */
    static EngineException unreadable(String why) {
        return new EngineException(EngineError.SDP_PARSE_ERROR, "Invalid SDP: " + why);
    }
}
