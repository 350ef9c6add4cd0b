package dev.sightline.probe.agent;

import dev.sightline.probe.NewlyUnopened;
import dev.sightline.probe.WatchedInterface;
import java.util.List;
import java.util.Optional;

/** What the agent's own log says of interfaces that it should capture on and does not. Not for several threads. */
final class Unopened {
    private final NewlyUnopened newly = new NewlyUnopened();

    /** One line for all that were not told. */
    Optional<String> news(List<WatchedInterface> interfaces) {
        return Optional.of(newly.of(interfaces))
                .filter(found -> !found.isEmpty())
                .map(found -> "not capturing on " + NewlyUnopened.words(found)
                        + ". What leaves there is not seen; a camera whose feedback does is not healed");
    }
}
