package dev.sightline.sdp.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sdp.Recording;
import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;

/** The vocabulary of these tests: {@code assertThatLint(offer).withLocal("10.77.0.1").finds("loopback-trap@4")}. */
final class LintAssertions {
    private LintAssertions() {}

    static LintAssert assertThatLint(String description) {
        return new LintAssert(description, LintContext.of(Role.CAMERA_OFFER));
    }

    static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static LintContext camerasOffer() {
        return LintContext.of(Role.CAMERA_OFFER).withLocalAddresses(Set.of(address("10.77.0.1")));
    }

    /**
     * A recording with one change.
     *
     * @param change {@code old -> new}, where {@code |} is a line's end; empty for none
     */
    static String changed(String recording, String change) {
        String text = Recording.read(recording);
        if (change.isEmpty()) {
            return text;
        }
        String[] sides = change.split(" -> ", -1);
        String old = sides[0].replace("|", "\r\n");
        assertThat(text).as(recording).contains(old);
        return text.replace(old, sides[1].replace("|", "\r\n"));
    }

    /** {@code code@line} of each, in their order; line 0 is the whole. */
    static List<String> shown(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.code() + "@" + finding.line())
                .toList();
    }

    record LintAssert(String text, LintContext context) {
        LintAssert readAs(Role role) {
            return new LintAssert(text, context.withRole(role));
        }

        LintAssert by(MediaServer server) {
            return new LintAssert(text, context.withServer(server));
        }

        LintAssert withLocal(String literal) {
            return new LintAssert(text, context.withLocalAddresses(Set.of(address(literal))));
        }

        /** @param found all of them, as {@link #shown} */
        void finds(String... found) {
            assertThat(shown(new SdpLint(context).lint(SessionDescription.parse(text))))
                    .containsExactly(found);
        }

        /** @param found in the answer, or in the two together */
        void answeredBy(String answer, String... found) {
            List<Finding> all =
                    new SdpLint(context).lint(SessionDescription.parse(text), SessionDescription.parse(answer));
            assertThat(shown(all.stream()
                            .filter(finding -> finding.side() == Side.ANSWER)
                            .toList()))
                    .containsExactly(found);
        }
    }
}
