package dev.sightline.probe;

import java.util.Collection;
import java.util.Set;

/**
 * Where the capture can see: what is not covered proves nothing by being absent.
 *
 * @param interfaces names of the interfaces that are captured on
 * @param loopback whether a loopback interface is among them
 * @param everything whether every interface is covered, whatever its name
 * @param sampled names of the interfaces on which only a sample of the RTP is captured now, for much comes there
 */
public record Coverage(Set<String> interfaces, boolean loopback, boolean everything, Set<String> sampled) {
    /** All RTP is captured. */
    public Coverage(Set<String> interfaces, boolean loopback, boolean everything) {
        this(interfaces, loopback, everything, Set.of());
    }

    /** All interfaces. */
    public static Coverage all() {
        return new Coverage(Set.of(), true, true);
    }

    /** Whether RTP that arrives by all of these is only seen as a sample. */
    public boolean samples(Collection<String> names) {
        return sampled.containsAll(names);
    }

    public boolean sees(String interfaceName) {
        return everything || interfaces.contains(interfaceName);
    }
}
