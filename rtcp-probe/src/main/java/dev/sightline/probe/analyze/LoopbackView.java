package dev.sightline.probe.analyze;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Whether captures show what is trapped on the loopback interface. A filter by the camera's address or ports hides just
 * that, and most captures do not say how they were filtered.
 *
 * @param captured whether it was captured on, filtered or not
 * @param proven whether something shows that feedback would be seen there
 * @param filter one that may hide it, where it is known
 */
record LoopbackView(boolean captured, boolean proven, Optional<String> filter) {
    /** It was not captured on. */
    static final LoopbackView NONE = new LoopbackView(false, false, Optional.empty());

    /** Captures together show what one of them shows. */
    static LoopbackView of(Collection<LoopbackView> views) {
        List<String> filters = views.stream()
                .flatMap(view -> view.filter().stream())
                .distinct()
                .toList();
        return new LoopbackView(
                views.stream().anyMatch(LoopbackView::captured),
                views.stream().anyMatch(LoopbackView::proven),
                filters.stream().findFirst());
    }

    /** Why what is missing proves nothing though it was captured on; empty where it does. */
    Optional<String> doubt() {
        if (!captured || proven) {
            return Optional.empty();
        }
        return Optional.of(filter.map(text ->
                        "the capture was made with the filter \"" + text + "\", which may hide what is trapped on lo")
                .orElse(
                        "the capture holds no two UDP datagrams for port 9 over lo, one for 127.0.0.1 and one for another"
                                + " address of the host, which would show that what is trapped there was captured:"
                                + " perhaps it was captured with a filter, by host, port or protocol"));
    }
}
