package dev.sightline.probe;

import dev.sightline.probe.WatchedInterface.State;
import java.util.List;

/**
 * Interfaces that are not captured on because more are up than can be at once: that nothing is seen proves nothing then.
 *
 * @param captured how many are captured on
 * @param names of the others, the likeliest way to a camera first
 */
public record LeftOut(int captured, List<String> names) {
    public static final LeftOut NONE = new LeftOut(0, List.of());

    private static final int MOST_NAMED = 6;
    private static final String AS_WELL = "; lo and those below it are captured as well";

    /** Copies the list. */
    public LeftOut {
        names = List.copyOf(names);
    }

    public static LeftOut of(List<WatchedInterface> interfaces) {
        long captured = interfaces.stream()
                .filter(each -> each.state() == State.CAPTURED || each.state() == State.DOWN)
                .count();
        return new LeftOut(
                Math.toIntExact(captured),
                interfaces.stream()
                        .filter(each -> each.state() == State.LEFT_OUT)
                        .map(WatchedInterface::name)
                        .toList());
    }

    public boolean isNone() {
        return names.isEmpty();
    }

    /** "18 of 82 interfaces are not captured (the limit is 64): veth63, veth64 …". */
    public String reason() {
        return names.size() + " of " + (captured + names.size()) + " interfaces "
                + (names.size() == 1 ? "is" : "are") + " not captured (the limit is " + captured + "): "
                + String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())))
                + (names.size() > MOST_NAMED ? " …" : "");
    }

    public String cure() {
        return "name the interface by which the cameras send: --interface NAME (ip -br address lists them)" + AS_WELL;
    }

    /** The same where that interface is known. */
    public String cure(String name) {
        return "name the interface that leads to the camera: --interface " + name + AS_WELL;
    }
}
