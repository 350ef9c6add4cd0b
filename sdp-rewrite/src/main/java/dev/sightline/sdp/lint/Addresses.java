package dev.sightline.sdp.lint;

import dev.sightline.sdp.Connection;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;

/** Which addresses are the media server's own, so that its machine routes them to {@code lo}. */
final class Addresses {
    private final Set<InetAddress> own;
    private final boolean cameraIsHere;

    private Addresses(Set<InetAddress> own, LintContext context) {
        this.own = own;
        this.cameraIsHere = context.camera().address().filter(this::isLocal).isPresent();
    }

    static Addresses of(LintContext context) {
        return new Addresses(context.localAddresses(), context);
    }

    /** The same, and those that an answer of the media server gives: it would not give another's. */
    static Addresses of(LintContext context, Set<InetAddress> answered) {
        Set<InetAddress> own = new HashSet<>(context.localAddresses());
        own.addAll(answered);
        return new Addresses(own, context);
    }

    /** As {@code c=} writes it. */
    static String text(InetAddress address) {
        return Connection.of(address).address();
    }

    /** Whether what is sent to {@code named} arrives at {@code camera}: Linux sends what is for nowhere to loopback. */
    static boolean meansSame(InetAddress named, InetAddress camera) {
        return named.equals(camera) || (named.isAnyLocalAddress() && camera.isLoopbackAddress());
    }

    /** True where nothing was said of the media server's own addresses. */
    boolean areUnknown() {
        return own.isEmpty();
    }

    /** Linux routes the unspecified address, loopback and every address of its own to {@code lo}. */
    private boolean isLocal(InetAddress address) {
        return address.isAnyLocalAddress() || address.isLoopbackAddress() || own.contains(address);
    }

    /** True when RTCP to that address does not leave the machine although the camera is on another. */
    boolean trap(InetAddress address) {
        return isLocal(address) && !cameraIsHere;
    }
}
