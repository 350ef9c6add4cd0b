package dev.sightline.cli.firewall;

import dev.sightline.probe.firewall.walk.Difference;
import dev.sightline.probe.firewall.walk.Look.State;
import dev.sightline.probe.firewall.walk.WalkView;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A walk as lines for people. */
final class WalkText implements WalkView {
    private final PrintWriter out;
    private boolean well;

    WalkText(PrintWriter out) {
        this.out = out;
    }

    /** Whether it ended well. */
    boolean isWell() {
        return well;
    }

    @Override
    public void remark(String sentence) {
        out.println(sentence);
        out.flush();
    }

    @Override
    public void seen(int number, int last, String what, Map<InetAddress, State> before, Map<InetAddress, State> now) {
        out.println("step " + number + "/" + last + "  " + what);
        now.forEach((camera, state) ->
                out.println("  " + camera.getHostAddress() + "  " + change(before.get(camera), state)));
        if (now.isEmpty()) {
            out.println("  no camera is seen");
        }
        out.flush();
    }

    private static String change(@Nullable State before, State now) {
        String verdict =
                before == null || before.toString().equals(now.toString()) ? now.toString() : before + " -> " + now;
        return verdict
                + now.droppedBy().map(rule -> ", dropped by \"" + rule + "\"").orElse("");
    }

    @Override
    public void ended(Outcome outcome) {
        well = outcome.well();
        out.println();
        outcome.sentences().forEach(out::println);
        out.flush();
    }

    @Override
    public void restored(Optional<Difference> difference) {
        well &= difference.isEmpty();
        difference
                .map(Difference::sentences)
                .orElse(List.of("This host's firewall is as it was before: compared rule by rule."))
                .forEach(out::println);
        out.flush();
    }
}
