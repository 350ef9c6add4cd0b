package dev.sightline.probe;

import java.util.Set;

/**
 * Where the capture can see: what is not covered proves nothing by being absent.
 *
 * @param interfaces names of the interfaces that are captured on
 * @param loopback whether a loopback interface is among them
 * @param everything whether every interface is covered, whatever its name
 */
public record Coverage(Set<String> interfaces, boolean loopback, boolean everything) {
    /** All interfaces. */
    public static Coverage all() {
        return new Coverage(Set.of(), true, true);
    }

    public boolean sees(String interfaceName) {
        return everything || interfaces.contains(interfaceName);
    }
}
