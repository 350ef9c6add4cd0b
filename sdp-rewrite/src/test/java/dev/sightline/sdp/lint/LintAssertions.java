package dev.sightline.sdp.lint;

import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** The vocabulary of these tests: {@code assertThatLint(offer).as(role).finds("loopback-trap@4")}. */
final class LintAssertions {
    private LintAssertions() {}

    static LintAssert assertThatLint(String offer) {
        return new LintAssert(offer, LintContext.of(Role.CAMERA_OFFER));
    }

    static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static final class LintAssert extends AbstractAssert<LintAssert, String> {
        private final LintContext context;

        private LintAssert(String text, LintContext context) {
            super(text, LintAssert.class);
            this.context = context;
        }

        LintAssert readAs(Role role) {
            return new LintAssert(actual, context.withRole(role));
        }

        LintAssert by(MediaServer server) {
            return new LintAssert(actual, context.withServer(server));
        }

        LintAssert withLocal(String literal) {
            return new LintAssert(actual, context.withLocalAddresses(Set.of(address(literal))));
        }

        LintAssert in(LintContext other) {
            return new LintAssert(actual, other);
        }

        /** @param found {@code code@line}, all of them, in their order; line 0 is the whole */
        void finds(String... found) {
            Assertions.assertThat(shown(new SdpLint(context).lint(SessionDescription.parse(actual))))
                    .containsExactly(found);
        }

        /** @param found as {@link #finds}, of the answer's findings only */
        void answeredBy(String answer, String... found) {
            List<Finding> all =
                    new SdpLint(context).lint(SessionDescription.parse(actual), SessionDescription.parse(answer));
            Assertions.assertThat(shown(all.stream()
                            .filter(finding -> finding.side() == Side.ANSWER)
                            .toList()))
                    .containsExactly(found);
        }

        private static List<String> shown(List<Finding> findings) {
            return findings.stream()
                    .map(finding -> finding.code() + "@" + finding.line())
                    .toList();
        }
    }
}
