package dev.sightline.probe.analyze;

import dev.sightline.probe.file.CaptureFile;
import dev.sightline.probe.file.Frame;
import dev.sightline.probe.file.FrameSource;
import dev.sightline.probe.packet.LinkType;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a capture file shows of its host's loopback interface. UDP or ICMP for a loopback address passes neither a filter
 * by the camera's address or ports nor one by the media server's address; TCP there proves nothing, for a filter may name
 * the media server's API besides, unless {@link UnfilteredSigns} tell that there was none. Not for several threads.
 */
final class LoopbackSigns {
    /** ARPHRD_LOOPBACK, and where the cooked headers have the kind of the device. */
    private static final int LOOPBACK_DEVICE = 772;

    private static final int COOKED_DEVICE = 2;
    private static final int COOKED_2_DEVICE = 8;

    private final Set<FrameSource> crossed = new HashSet<>();

    /** Whether a frame may be the first of its source that crossed the loopback device; it may be the only one. */
    boolean mayCross(Frame frame) {
        FrameSource source = frame.source();
        return (isNamedLoopback(source) || isCookedLoopback(frame)) && !crossed.contains(source);
    }

    static boolean isCookedLoopback(Frame frame) {
        int at = switch (frame.source().linkType()) {
            case LinkType.LINUX_SLL -> COOKED_DEVICE;
            case LinkType.LINUX_SLL2 -> COOKED_2_DEVICE;
            default -> frame.length();
        };
        return at + 1 < frame.length()
                && (frame.octets()[frame.offset() + at] & 0xff) == LOOPBACK_DEVICE >> 8
                && (frame.octets()[frame.offset() + at + 1] & 0xff) == (LOOPBACK_DEVICE & 0xff);
    }

    private static boolean isNamedLoopback(FrameSource source) {
        return source.name().filter(InterfaceNames.LOOPBACK::equals).isPresent();
    }

    /** UDP or ICMP for a loopback address crossed the device. */
    void crossed(FrameSource source) {
        crossed.add(source);
    }

    /**
     * Whether the file shows what is trapped there, as far as it was read.
     *
     * @param interfaces names that its frames had
     * @param unfiltered what else shows that it was made without a filter
     */
    LoopbackView view(CaptureFile file, Set<String> interfaces, UnfilteredSigns unfiltered, Sides.Found found) {
        return LoopbackView.of(file.sources().stream()
                .map(source -> view(
                        source,
                        crossed.contains(source) || unfiltered.prove(source, found),
                        file.isCounted(source),
                        interfaces,
                        found.feedbackPorts()))
                .toList());
    }

    private static LoopbackView view(
            FrameSource source, boolean seen, boolean counted, Set<String> interfaces, Collection<Integer> ports) {
        boolean described = FilePlayer.isCooked(source) || isNamedLoopback(source);
        boolean unnamed = source.name().isEmpty() && interfaces.contains(InterfaceNames.LOOPBACK);
        if (!described && !seen && !unnamed) {
            return LoopbackView.NONE;
        }
        Optional<String> filter =
                source.filter().filter(text -> !Expression.of(text).passesFrom(ports));
        boolean whole = seen || (described && source.name().isPresent() && counted);
        return new LoopbackView(/* captured= */ true, filter.isEmpty() && whole, filter);
    }
}
