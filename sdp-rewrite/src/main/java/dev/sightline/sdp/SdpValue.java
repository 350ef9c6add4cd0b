package dev.sightline.sdp;

/**
 * What one line means: {@link SdpLine#view()}. Each value is a small immutable record that is read strictly, so that what
 * it holds is well-formed; made by hand it holds what it was given, and the rewriting rules refuse to write what would
 * break a line.
 */
public sealed interface SdpValue
        permits Bandwidth,
                Candidate,
                Comedia,
                Connection,
                Direction,
                Extmap,
                Fingerprint,
                Fmtp,
                Group,
                IcePwd,
                IceUfrag,
                MediaLine,
                Mid,
                Msid,
                Origin,
                Rid,
                RtcpAttribute,
                RtcpFeedback,
                RtpMap,
                Setup,
                Simulcast,
                Ssrc,
                SsrcGroup,
                Timing {
    /** The whole line without its end: {@code c=IN IP4 192.0.2.1}. */
    String toLine();
}
