package dev.sightline.sdp;

/** One change of meaning to a session description. Lines that the rule does not speak of stay byte for byte. */
@FunctionalInterface
public interface RewriteRule {
    /**
     * @return the changed description and what was changed; the same description when nothing had to be
     * @throws SdpException when the rule cannot be applied to {@code in}
     */
    Rewriting apply(SessionDescription in);
}
