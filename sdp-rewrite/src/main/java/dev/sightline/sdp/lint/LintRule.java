package dev.sightline.sdp.lint;

import static dev.sightline.sdp.lint.Severity.ERROR;
import static dev.sightline.sdp.lint.Severity.INFO;
import static dev.sightline.sdp.lint.Severity.WARNING;
import static dev.sightline.sdp.lint.Sources.MEASURED;
import static dev.sightline.sdp.lint.Sources.READ;

/**
 * Every finding there is: its code, how bad it is, what it means in one sentence, what happens (with {@code {}} where the
 * description's own value stands), what to change, and from where the rule is known.
 */
public enum LintRule {
    // Where RTCP goes
    LOOPBACK_TRAP(
            "loopback-trap",
            ERROR,
            "An address of the media server itself stands for the camera, without COMEDIA.",
            "RTCP would go to {}, which the media server's own machine routes to lo: it never leaves by the network,"
                    + " and the camera hears nothing",
            "give the camera's own address in c= and its real ports, or a=direction:active in each m= section of a"
                    + " camera that sends RTCP itself",
            MEASURED),
    ADDRESS_UNUSABLE(
            "address-unusable",
            WARNING,
            "There is no address to which RTCP could be sent.",
            "RTCP cannot be sent to {}",
            "give the camera's address as a unicast literal in c=, as in c=IN IP4 192.0.2.7",
            "RFC 8866, section 5.7"),
    ADDRESS_OF_ANOTHER(
            "address-of-another",
            WARNING,
            "The address is not the one that the camera speaks from.",
            "RTCP would go to {}",
            "give the address that the camera's requests come from, or a=direction:active for a camera behind NAT",
            "RFC 3264, section 5.1"),
    DISCARD_PORT(
            "discard-port",
            ERROR,
            "Port 9, which means that the port is not known, is used as a real one.",
            "RTCP would go to port {}, where no camera listens",
            "give the camera's real port, or a=direction:active in the m= section",
            MEASURED),
    RTCP_PORT_OF_ANOTHER(
            "rtcp-port-of-another",
            WARNING,
            "RTCP goes to a port at which the camera does not expect it, or that another section uses.",
            "RTCP would go to port {}",
            "write a=rtcp: with the port at which the camera expects RTCP; without it that is the port of m= plus 1",
            "RFC 3605; Kurento 7.3, measured (docs/kurento.md)"),
    RTCP_ADDRESS_IGNORED(
            "rtcp-address-ignored",
            WARNING,
            "The address in a=rtcp: differs from c=, and Kurento reads only the port.",
            "Kurento ignores {} here: RTCP goes to the address of c=",
            "put the address into c=, which counts for both",
            READ + ", a=rtcp is read with strtoul"),

    // COMEDIA
    COMEDIA_NEEDS_RTCP(
            "comedia-needs-rtcp",
            WARNING,
            "With a=direction:active Kurento sends nothing before it has received both RTP and RTCP from the camera.",
            "a camera that sends no RTCP gets none; a report before or together with the first RTP is wasted, and the"
                    + " first answer then comes about 5 s late",
            "let the camera send a sender report 20 to 200 ms after its first RTP, or give its address and ports"
                    + " instead",
            MEASURED + "; kms_rtp_endpoint_comedia_on_ssrc_active"),
    COMEDIA_LATCHES_ONCE(
            "comedia-latches-once",
            INFO,
            "With a=direction:active Kurento learns the address once and for all.",
            "after a reboot of the camera, or when its NAT changes the port, RTCP goes to the old port for ever",
            "negotiate again when the camera's address or port changes",
            READ + ", kms_rtp_endpoint_comedia_on_ssrc_active"),
    COMEDIA_ADDRESS_FROM_RTCP(
            "comedia-address-from-rtcp",
            INFO,
            "With a=direction:active Kurento takes the address of the camera's RTCP for its RTP, too.",
            "a camera that sends RTP and RTCP from two addresses gets all at the one that its RTCP came from",
            "let the camera send RTP and RTCP from one address",
            READ + ", kms_rtp_endpoint_comedia_on_ssrc_active"),
    COMEDIA_AT_SESSION_LEVEL(
            "comedia-at-session-level",
            WARNING,
            "a=direction: stands before the first m=, where Kurento does not look.",
            "'{}' has no effect here: the address of c= is used",
            "write a=direction:active into each m= section",
            READ + ", gst_sdp_media_get_attribute_val"),
    COMEDIA_BOTH(
            "comedia-both",
            WARNING,
            "a=direction:both is no COMEDIA for Kurento.",
            "Kurento knows only active: the address of c= is used",
            "write a=direction:active",
            READ + ", gst_sdp_media_get_attribute_val"),
    PASSIVE_MISSING(
            "passive-missing",
            ERROR,
            "The offer is active, and the answer does not say a=direction:passive.",
            "the media server does not learn the camera's address; a camera that insists on passive does not stream",
            "use a media server that does COMEDIA, or give the camera's address; never write passive into the answer"
                    + " yourself",
            "draft-ietf-mmusic-sdp-comedia-05; Kurento 7.3, measured"),
    PASSIVE_UNASKED(
            "passive-unasked",
            WARNING,
            "The answer says a=direction:passive to an offer that is not active.",
            "Kurento says passive only to a=direction:active, so something between has written it: what the camera"
                    + " checks is forged",
            "find what rewrites the answer, and let it leave a=direction alone",
            MEASURED),

    // Feedback
    AVP_WITH_FEEDBACK(
            "avp-with-feedback",
            WARNING,
            "The profile has no feedback, yet feedback messages are listed.",
            "under {} the a=rtcp-fb lines mean nothing: no REMB, no PLI, and a receiver report every 3 to 7 s",
            "write RTP/AVPF in the m= line",
            "RFC 4585, section 4; Kurento 7.3, measured"),
    AVP_WITHOUT_FEEDBACK(
            "avp-without-feedback",
            WARNING,
            "Video under a profile without feedback.",
            "under {} there is no REMB, no request for a keyframe, and a receiver report every 3 to 7 s",
            "write RTP/AVPF in the m= line, with a=rtcp-fb lines for nack pli, ccm fir and goog-remb",
            "RFC 4585, section 4; Kurento 7.3, measured"),
    REMB_MISSING(
            "remb-missing",
            WARNING,
            "goog-remb is not asked for.",
            "no bandwidth estimates are sent, and receiver reports come 3 to 4 times in 12 s instead of twice a second",
            "write a=rtcp-fb: with the first payload type of the m= line and goog-remb",
            MEASURED),
    REMB_WILDCARD(
            "remb-wildcard",
            WARNING,
            "goog-remb is asked for with *, which Kurento does not read.",
            "Kurento looks for a=rtcp-fb:{} goog-remb only: no REMB is sent, and reports are rare",
            "write the first payload type of the m= line instead of *",
            READ + ", sdp_utils.c"),
    REMB_NOT_FIRST(
            "remb-not-first",
            WARNING,
            "goog-remb is asked for, but not for the first payload type.",
            "only the first payload type, {}, counts: no REMB is sent, and reports are rare",
            "write a=rtcp-fb: with goog-remb for the first payload type of the m= line",
            READ + ", sdp_utils.c"),
    REMB_INEXACT(
            "remb-inexact",
            WARNING,
            "goog-remb is not written exactly as Kurento compares it.",
            "Kurento compares the line with a=rtcp-fb:{} goog-remb, character by character: no REMB is sent",
            "write it in lower case, with one space, and nothing behind it",
            READ + ", sdp_utils.c"),
    REMB_WITHOUT_SSRC(
            "remb-without-ssrc",
            WARNING,
            "The video has no a=ssrc, without which Kurento sends no REMB.",
            "receiver reports and keyframe requests are sent, but no REMB",
            "write a=ssrc:SSRC cname:NAME with the SSRC that the camera sends",
            "Kurento 7.3, measured (docs/kurento.md)"),
    REMB_IN_ONE_SECTION(
            "remb-in-one-section",
            INFO,
            "Several sections ask for goog-remb, and Kurento serves one.",
            "only one section of an endpoint gets REMB",
            "ask for goog-remb in the video that matters",
            READ + ", kmsbasertpendpoint.c"),
    REMB_REFUSED(
            "remb-refused",
            WARNING,
            "goog-remb was offered, and the answer does not hold it.",
            "no bandwidth estimates will be sent",
            "see what else is said of the offer, or use a media server that does REMB",
            "RFC 4585, section 4.2"),
    KEYFRAME_REQUESTS_MISSING(
            "keyframe-requests-missing",
            WARNING,
            "Neither nack pli nor ccm fir is offered for the video.",
            "a new viewer waits for the camera's next keyframe by itself, up to its whole interval",
            "write a=rtcp-fb: with nack pli and with ccm fir, if the camera answers them",
            "RFC 4585, section 6.3.1; RFC 5104, section 4.3.1; Kurento 7.3, measured"),

    // Codecs
    PAYLOAD_TYPE_UNEXPLAINED(
            "payload-type-unexplained",
            ERROR,
            "A dynamic payload type has no a=rtpmap.",
            "nobody can tell what payload type {} carries",
            "write its a=rtpmap, or take it out of the m= line; in an answer: the media server does not know the codec",
            "RFC 8866, section 6.6; RFC 3551, section 6"),
    PAYLOAD_TYPE_LIKE_RTCP(
            "payload-type-like-rtcp",
            WARNING,
            "A payload type from 64 to 95 is used where RTP and RTCP share a port.",
            "packets of payload type {} look like RTCP",
            "choose a payload type from 96 to 127, or below 64",
            "RFC 5761, section 4"),
    H265_IN_BROWSERS(
            "h265-in-browsers",
            WARNING,
            "The camera sends H265, which few browsers play by WebRTC.",
            "browsers without H265 decoding by hardware show nothing",
            "let the camera send H264 Constrained Baseline, profile-level-id 42e01f",
            "RFC 7742, section 5"),
    B_FRAMES_POSSIBLE(
            "b-frames-possible",
            WARNING,
            "The H264 profile allows B-frames, which browsers do not put back in order by WebRTC.",
            "profile-level-id {} allows B-frames: if the camera sends any, the picture jumps back and forth",
            "set the camera to Constrained Baseline (42e0..) or Constrained High (640c..), or its B-frames to 0",
            "RFC 6184, section 8.1; RFC 7742, section 6.2"),
    CODEC_NOT_IN_BROWSERS(
            "codec-not-in-browsers",
            WARNING,
            "The camera's first codec is none that browsers play.",
            "browsers do not play {}; the media server has to transcode it, or leaves it out",
            "let the camera send H264 for video, and Opus, PCMU or PCMA for audio",
            "RFC 7742, section 5; RFC 7874, section 3"),
    TRANSCODING_TRAP(
            "transcoding-trap",
            WARNING,
            "The viewer's first video codec is not the camera's: Kurento answers it and transcodes.",
            "{}: 9.8 % of a core for one viewer of 640×360, instead of 1.9 %",
            "keep only the camera's codec in the offer: bin/sightline sdp rewrite --keep-codec H264, or"
                    + " --keep-codec-of CAMERA.sdp",
            "Kurento 7.3, measured (docs/kurento.md)"),
    NO_COMMON_CODEC(
            "no-common-codec",
            ERROR,
            "The viewer can play no video that the camera sends.",
            "{}",
            "let the camera send what the browser plays: H264 Constrained Baseline, packetization-mode=1",
            "RFC 3264, section 6.1"),
    CODEC_NOT_OFFERED(
            "codec-not-offered",
            ERROR,
            "The answer names a codec that was not offered.",
            "{} was not offered: the other side cannot be expected to take it",
            "answer only with codecs of the offer",
            "RFC 3264, section 6.1"),
    H264_PROFILE_MISMATCH(
            "h264-profile-mismatch",
            WARNING,
            "The answer's H264 profile or packetization mode is not the offered one.",
            "{}: the decoder may show nothing",
            "answer with the offered profile and packetization-mode; only the level may differ",
            "RFC 6184, section 8.2.2"),

    PAYLOAD_TYPE_CHANGED(
            "payload-type-changed",
            WARNING,
            "The answer gives a codec another payload type than the offer.",
            "{}: some senders and receivers go by the number of their own description only, and drop the media",
            "answer with the payload types of the offer",
            "RFC 3264, section 6.1"),

    // What belongs together
    NO_MEDIA(
            "no-media",
            ERROR,
            "No section carries media.",
            "every section is refused or is no RTP: nothing is sent or received",
            "give one m= line of audio or video a real port",
            "RFC 3264, section 6"),
    PORT_ZERO(
            "port-zero",
            WARNING,
            "Port 0 refuses the section; it does not mean that the port is chosen later.",
            "the {} is refused",
            "give the real port, or port 9 with a=direction:active when it is not known; RTSP descriptions need their"
                    + " ports filled in from SETUP",
            "RFC 3264, section 6; RFC 2326, appendix C.1.2"),
    WRONG_DIRECTION(
            "wrong-direction",
            WARNING,
            "The video's direction is the opposite of what this side is for.",
            "with a={} {}",
            "write a=sendonly for a camera and a=recvonly for a viewer",
            "RFC 3264, section 5.1"),
    DUPLICATE_MID(
            "duplicate-mid",
            ERROR,
            "Two sections have the same a=mid.",
            "mid '{}' names an earlier section already: bundling and candidates become ambiguous",
            "give each section its own a=mid",
            "RFC 5888, section 4"),
    BUNDLE_ABSENT_MID(
            "bundle-absent-mid",
            ERROR,
            "a=group:BUNDLE names a section that is not there.",
            "no section has mid '{}'",
            "name only sections that have an a=mid of that name; take refused ones out of an answer's group",
            "RFC 5888, section 5; RFC 9143, section 7"),
    DTLS_INCOMPLETE(
            "dtls-incomplete",
            ERROR,
            "A section with DTLS lacks a part without which nothing connects.",
            "there is no {}: the connection cannot be set up",
            "pass the browser's or the media server's lines on unchanged",
            "RFC 5763, section 5; RFC 8839, section 5.4"),
    SETUP_CONFLICT(
            "setup-conflict",
            ERROR,
            "The DTLS roles of offer and answer leave nobody, or both, to begin.",
            "{}",
            "answer active or passive to an offer of actpass, and the opposite to any other",
            "RFC 8842, section 5.3"),
    SECTIONS_DIFFER(
            "sections-differ",
            ERROR,
            "The answer's sections are not those of the offer.",
            "{}",
            "answer each m= line of the offer with one of the same type in the same place",
            "RFC 3264, section 6"),
    SECTION_REFUSED(
            "section-refused",
            WARNING,
            "A section that was offered is refused.",
            "the {} is refused: nothing is sent or received in it",
            "offer a codec and a profile that the media server knows",
            "RFC 3264, section 6"),
    PROTOCOL_MISMATCH(
            "protocol-mismatch",
            ERROR,
            "The answer's profile is not the offered one.",
            "{}",
            "answer with the profile of the offer",
            "RFC 3264, section 6.1"),
    DIRECTION_MISMATCH(
            "direction-mismatch",
            ERROR,
            "The directions of offer and answer do not fit.",
            "{}",
            "answer sendonly with recvonly, recvonly with sendonly, inactive with inactive",
            "RFC 3264, section 6.1"),
    ANSWER_INACTIVE(
            "answer-inactive",
            WARNING,
            "The answer lets no media flow.",
            "{} was offered, inactive answered: nothing is sent in this section until a new offer and answer",
            "answer sendonly with recvonly, recvonly with sendonly, unless the section is to pause",
            "RFC 3264, section 6.1"),

    // Where the viewer sends to
    ANSWER_ADDRESS_UNREACHABLE(
            "answer-address-unreachable",
            ERROR,
            "The answer gives an address that only means the media server to itself.",
            "the camera would send its RTP to {}",
            "put the media server's address, as the camera reaches it, into every c= of the answer",
            "RFC 8866, section 5.7"),
    CANDIDATE_LOOPBACK(
            "candidate-loopback",
            INFO,
            "A candidate means whoever reads it.",
            "{} cannot be reached from another machine",
            "leave it out: it only costs time",
            "RFC 8445, section 5.1.1.1"),
    CANDIDATE_LINK_LOCAL(
            "candidate-link-local",
            INFO,
            "A candidate ends at the media server's own link.",
            "{} can be reached on the same link only",
            "leave it out: it only costs time",
            "RFC 8445, section 5.1.1.1"),
    CANDIDATE_PRIVATE(
            "candidate-private",
            INFO,
            "A candidate lies in a private network, and the viewer does not.",
            "{} cannot be reached from the Internet",
            "announce the public address, or give the viewer a TURN server",
            "RFC 1918; RFC 4193"),
    CANDIDATE_MDNS(
            "candidate-mdns",
            INFO,
            "A candidate is a name that only its own network knows.",
            "{} can be looked up by multicast DNS only",
            "announce addresses: a media server has nothing to hide behind names",
            "RFC 8828; draft-ietf-mmusic-mdns-ice-candidates"),
    CANDIDATE_TCP(
            "candidate-tcp",
            INFO,
            "A TCP candidate of the active kind, to which browsers cannot connect.",
            "{} waits for nobody: browsers open TCP connections themselves",
            "leave it out, or open a TCP port and offer it as tcptype passive",
            "RFC 6544, section 6.2"),
    NO_REACHABLE_CANDIDATE(
            "no-reachable-candidate",
            ERROR,
            "There are candidates, and the viewer can reach none of them.",
            "the viewer can reach none of the {} candidates: no picture",
            "announce an address that the viewer can reach, or give both sides a TURN server",
            "RFC 8445, section 7"),

    // The text itself
    MALFORMED_LINE(
            "malformed-line",
            ERROR,
            "A line does not say what its kind of line should.",
            "{}",
            "write the line as its grammar says: media servers skip it, misread it or refuse the whole",
            "RFC 8866, section 9"),
    MISSING_LINE(
            "missing-line",
            WARNING,
            "A line that every description has is missing.",
            "{}",
            "add it: strict readers refuse the description without it",
            "RFC 8866, section 5"),
    ODD_LINE(
            "odd-line",
            INFO,
            "A line that only strict readers stumble over.",
            "{}",
            "bin/sightline sdp rewrite --normalise mends it, once no line is malformed",
            "RFC 8866, sections 5 and 9");

    private final String code;
    private final Severity severity;
    private final String summary;
    private final String why;
    private final String cure;
    private final String source;

    LintRule(String code, Severity severity, String summary, String why, String cure, String source) {
        this.code = code;
        this.severity = severity;
        this.summary = summary;
        this.why = why;
        this.cure = cure;
        this.source = source;
    }

    /** A stable lower-case word with hyphens. */
    public String code() {
        return code;
    }

    /** How bad it is. */
    public Severity severity() {
        return severity;
    }

    /** What it means, whatever the description: one sentence for a list of all. */
    public String summary() {
        return summary;
    }

    /** What to change. */
    public String cure() {
        return cure;
    }

    /** The RFC's section, or what was measured or read where. */
    public String source() {
        return source;
    }

    /** What happens, with the description's own values in their places. */
    String why(Object... values) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (Object value : values) {
            int place = why.indexOf("{}", from);
            if (place < 0) {
                break;
            }
            text.append(why, from, place).append(value);
            from = place + 2;
        }
        return text.append(why, from, why.length()).toString();
    }
}
