package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraProfile;
import dev.sightline.gateway.config.ReturnPathConfig;
import dev.sightline.sdp.CameraOffer;
import dev.sightline.sdp.ReturnPathPolicy;
import dev.sightline.sdp.SdpException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Chooses how a camera's feedback is to find it, and writes the offer that says so to the media server. */
public final class ReturnPath {
    private final ReturnPathConfig config;

    public ReturnPath(ReturnPathConfig config) {
        this.config = config;
    }

    /** What came of choosing. */
    sealed interface Choice {
        record Policy(ReturnPathPolicy policy) implements Choice {}

        record Refused(String reason) implements Choice {}
    }

    /**
     * The policy to begin with.
     *
     * @param known the one that was proven for this camera before, or was chosen to mend its return path; it counts while
     *     the configuration still allows it
     */
    Choice first(CameraProfile profile, OfferedMedia media, Optional<ReturnPathPolicy> known) {
        ReturnPathPolicy configured = configured(profile);
        ReturnPathPolicy policy = known.filter(
                        candidate -> candidate == configured || config.order().contains(candidate))
                .filter(candidate -> objection(candidate, profile, media).isEmpty())
                .orElse(configured);
        return objection(policy, profile, media)
                .<Choice>map(Choice.Refused::new)
                .orElseGet(() -> new Choice.Policy(policy));
    }

    /**
     * The policy to go on with after {@code tried}, the last of which has just failed: the next in the configured order,
     * wrapping round, each once.
     */
    Choice next(CameraProfile profile, CameraSession session, List<ReturnPathPolicy> tried) {
        List<ReturnPathPolicy> order = config.order();
        int start = tried.isEmpty() ? 0 : order.indexOf(tried.get(tried.size() - 1)) + 1;
        for (int i = 0; i < order.size(); i++) {
            ReturnPathPolicy candidate = order.get((start + i) % order.size());
            boolean placeable = candidate != ReturnPathPolicy.CAMERA_ADDRESS
                    || session.address().isPresent();
            if (!tried.contains(candidate)
                    && placeable
                    && objection(candidate, profile, session.media()).isEmpty()) {
                return new Choice.Policy(candidate);
            }
        }
        return new Choice.Refused("every return path that is allowed for this camera was tried: " + words(tried)
                + ". Look at the route and the firewall between media server and camera");
    }

    /** What the configuration has a camera of this profile begin with. */
    ReturnPathPolicy configured(CameraProfile profile) {
        return profile.policy().orElse(config.policy());
    }

    /**
     * Writes the offer.
     *
     * @throws SdpException when what the camera said cannot stand in a session description
     */
    CameraOffer offer(CameraSession session, long version) {
        CameraOffer.Builder offer = CameraOffer.builder(session.policy()).session(version, version);
        address(session).ifPresent(offer::address);
        offer.video(session.media().video());
        session.media().audio().ifPresent(offer::audio);
        return offer.build();
    }

    /** With COMEDIA it tells the relay whose packets to take; a Kurento Media Server takes anyone's. */
    private Optional<InetAddress> address(CameraSession session) {
        return switch (session.policy()) {
            case CAMERA_ADDRESS, COMEDIA -> session.address();
            case SERVER_ADDRESS -> config.serverAddress();
        };
    }

    private Optional<String> objection(ReturnPathPolicy policy, CameraProfile profile, OfferedMedia media) {
        if (profile.requiresPassive() && policy != ReturnPathPolicy.COMEDIA) {
            return Optional.of("the camera requires a=direction:passive in the answer (requiresPassive), which a media"
                    + " server gives to a=direction:active only; the return path " + word(policy)
                    + " can never give it: set returnPath.policy to comedia for this camera");
        }
        boolean portsKnown = media.video().port().isPresent()
                && media.audio().map(audio -> audio.port().isPresent()).orElse(true);
        if (policy != ReturnPathPolicy.COMEDIA && !portsKnown) {
            return Optional.of("the return path " + word(policy)
                    + " needs the camera's ports, and they are not known: set video.port and audio.port for this"
                    + " camera, or returnPath.policy to comedia");
        }
        if (policy == ReturnPathPolicy.SERVER_ADDRESS && config.serverAddress().isEmpty()) {
            return Optional.of("the return path server-address needs returnPath.serverAddress");
        }
        return Optional.empty();
    }

    static String word(ReturnPathPolicy policy) {
        return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String words(List<ReturnPathPolicy> policies) {
        return String.join(", ", policies.stream().map(ReturnPath::word).toList());
    }
}
