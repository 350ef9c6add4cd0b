package dev.sightline.sdp.lint;

import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads descriptions as a careful engineer would, and says what will go wrong, where, why, and what to change. It changes
 * nothing, looks nothing up, takes linear time and throws nothing. Immutable.
 */
public final class SdpLint {
    private static final List<Check> CHECKS = List.of(
            new AddressCheck(),
            new ComediaCheck(),
            new FeedbackCheck(),
            new CodecCheck(),
            new ViewerCheck(),
            new StructureCheck(),
            new CandidateCheck(),
            new SyntaxCheck());

    private final LintContext context;

    /** @param context who wrote the descriptions, and what is known around them */
    public SdpLint(LintContext context) {
        this.context = context;
    }

    /** What is to be said of one description, in the order of its lines; at the end what belongs to no line. */
    public List<Finding> lint(SessionDescription description) {
        Subject subject = Subject.of(description, context, Addresses.of(context));
        return looked(subject, new Findings(context.role() == Role.ANSWER ? Side.ANSWER : Side.OFFER))
                .inOrder();
    }

    /**
     * What is to be said of an offer, then of its answer and of the two together. The addresses of a camera's answer are
     * taken for the media server's own. Where the context's role is {@link Role#ANSWER}, the offer tells its own.
     */
    public List<Finding> lint(SessionDescription offer, SessionDescription answer) {
        Subject offered = offered(offer, Optional.of(answer));
        Subject answered = Subject.of(answer, context.withRole(Role.ANSWER), offered.addresses());
        Findings ofAnswer = looked(answered, new Findings(Side.ANSWER));
        new NegotiationCheck(offered, answered, ofAnswer).look();
        List<Finding> all =
                new ArrayList<>(looked(offered, new Findings(Side.OFFER)).inOrder());
        all.addAll(ofAnswer.inOrder());
        return List.copyOf(all);
    }

    /** What the probe will see if a camera's offer is answered as the media server usually does. */
    public Prediction predict(SessionDescription offer) {
        return new ReturnPathPrediction(offered(offer, Optional.empty()), Optional.empty()).made();
    }

    /** What the probe will see after a camera's offer and this answer. */
    public Prediction predict(SessionDescription offer, SessionDescription answer) {
        Subject offered = offered(offer, Optional.of(answer));
        Subject answered = Subject.of(answer, context.withRole(Role.ANSWER), offered.addresses());
        return new ReturnPathPrediction(offered, Optional.of(answered)).made();
    }

    private Subject offered(SessionDescription offer, Optional<SessionDescription> answer) {
        Role role = context.role() == Role.ANSWER ? Role.ofOffer(offer) : context.role();
        Set<InetAddress> answered = new HashSet<>();
        if (role == Role.CAMERA_OFFER) {
            answer.ifPresent(text -> text.media()
                    .forEach(media -> text.connectionOf(media)
                            .flatMap(c -> c.inetAddress())
                            .ifPresent(answered::add)));
        }
        return Subject.of(offer, context.withRole(role), Addresses.of(context, answered));
    }

    private static Findings looked(Subject subject, Findings findings) {
        CHECKS.forEach(check -> check.look(subject, findings));
        return findings;
    }
}
