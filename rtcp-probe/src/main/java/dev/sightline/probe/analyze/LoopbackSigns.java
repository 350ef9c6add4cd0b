package dev.sightline.probe.analyze;

import dev.sightline.probe.file.CaptureFile;
import dev.sightline.probe.file.Frame;
import dev.sightline.probe.file.FrameSource;
import dev.sightline.probe.packet.LinkType;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a capture file shows of its host's loopback interface. Datagrams for the {@linkplain Discard discard port} that cross
 * it, one for a loopback address and one for another address of the host, pass no filter by hosts, ports or protocols that
 * may hide what is trapped there. Others prove nothing, for a filter may name ICMP, the media ports, a resolver's or the
 * media server's API besides, unless {@link UnfilteredSigns} tell that there was none. Not for several threads.
 */
final class LoopbackSigns {
    /** ARPHRD_LOOPBACK, and where the cooked headers have the kind of the device. */
    private static final int LOOPBACK_DEVICE = 772;

    private static final int COOKED_DEVICE = 2;
    private static final int COOKED_2_DEVICE = 8;

    private final Set<FrameSource> toLoopback = new HashSet<>();
    private final Set<FrameSource> toItself = new HashSet<>();

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

    /** A datagram for the discard port of one of the host's own addresses crossed the device. */
    void crossed(FrameSource source, InetAddress destination) {
        (destination.isLoopbackAddress() ? toLoopback : toItself).add(source);
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
                        (toLoopback.contains(source) && toItself.contains(source)) || unfiltered.prove(source, found),
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
