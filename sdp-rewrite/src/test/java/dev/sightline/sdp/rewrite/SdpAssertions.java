package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/**
 * The vocabulary of this module's tests: {@code assertThatSdp(text).rewrittenBy(rule).changesOnly("c=old → c=new")}.
 */
public final class SdpAssertions {
    private SdpAssertions() {}

    public static SdpAssert assertThatSdp(String text) {
        return new SdpAssert(text);
    }

    public static final class SdpAssert extends AbstractAssert<SdpAssert, String> {
        private SdpAssert(String text) {
            super(text, SdpAssert.class);
        }

        /** Applies the rules one after the other. */
        public RewritingAssert rewrittenBy(RewriteRule... rules) {
            return new RewritingAssert(actual, new Rewriter(List.of(rules)).rewrite(SessionDescription.parse(actual)));
        }

        public SdpAssert isRefusedBy(RewriteRule rule, String... messageParts) {
            Assertions.assertThatThrownBy(() -> rule.apply(SessionDescription.parse(actual)))
                    .isInstanceOf(SdpException.class)
                    .hasMessageContainingAll(messageParts);
            return this;
        }
    }

    /** Compares the two texts itself and does not believe the rule's own account, which must agree. */
    public static final class RewritingAssert extends AbstractAssert<RewritingAssert, Rewriting> {
        private final String before;

        private RewritingAssert(String before, Rewriting rewriting) {
            super(rewriting, RewritingAssert.class);
            this.before = before;
        }

        /**
         * @param expected {@code "old → new"}, {@code "+new"} or {@code "-old"}, a line each, in any order; all others must be
         *     the same bytes in the same order
         */
        public RewritingAssert changesOnly(String... expected) {
            List<String> removed = new ArrayList<>();
            List<String> added = new ArrayList<>();
            for (String change : expected) {
                int arrow = change.indexOf(" → ");
                if (arrow >= 0) {
                    removed.add(change.substring(0, arrow));
                    added.add(change.substring(arrow + 3));
                } else {
                    (change.startsWith("-") ? removed : added).add(change.substring(1));
                }
            }
            LineDifference difference =
                    LineDifference.between(before, actual.result().toString());
            Assertions.assertThat(difference.removed()).containsExactlyInAnyOrderElementsOf(removed);
            Assertions.assertThat(difference.added()).containsExactlyInAnyOrderElementsOf(added);
            Assertions.assertThat(actual.changes().stream().flatMap(change -> change.before().stream()))
                    .containsExactlyInAnyOrderElementsOf(removed);
            Assertions.assertThat(actual.changes().stream().flatMap(change -> change.after().stream()))
                    .containsExactlyInAnyOrderElementsOf(added);
            return this;
        }

        public RewritingAssert changesNothing() {
            changesOnly();
            Assertions.assertThat(actual.result().toString()).isEqualTo(before);
            return this;
        }

        public RewritingAssert yields(String text) {
            Assertions.assertThat(actual.result().toString()).isEqualTo(text);
            return this;
        }
    }

    /** The lines that only one of two texts holds, by their longest common subsequence; line ends count. */
    private record LineDifference(List<String> removed, List<String> added) {
        static LineDifference between(String before, String after) {
            List<String> old = lines(before);
            List<String> now = lines(after);
            int[][] common = new int[old.size() + 1][now.size() + 1];
            for (int i = old.size() - 1; i >= 0; i--) {
                for (int j = now.size() - 1; j >= 0; j--) {
                    common[i][j] = old.get(i).equals(now.get(j))
                            ? common[i + 1][j + 1] + 1
                            : Math.max(common[i + 1][j], common[i][j + 1]);
                }
            }
            LineDifference difference = new LineDifference(new ArrayList<>(), new ArrayList<>());
            int i = 0;
            int j = 0;
            while (i < old.size() || j < now.size()) {
                if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
                    i++;
                    j++;
                } else if (j == now.size() || (i < old.size() && common[i + 1][j] >= common[i][j + 1])) {
                    difference.removed.add(old.get(i++).strip());
                } else {
                    difference.added.add(now.get(j++).strip());
                }
            }
            return difference;
        }

        private static List<String> lines(String text) {
            return Stream.of(text.split("(?<=\n)", -1))
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }
}
