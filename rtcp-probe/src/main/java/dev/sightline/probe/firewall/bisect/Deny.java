package dev.sightline.probe.firewall.bisect;

/**
 * Something in a rule set that can drop.
 *
 * @param key tells it from the others, whenever the rule set is loaded
 * @param place where it stands: the line, or the handle
 * @param text its chain and words
 */
public record Deny(String key, String place, String text) {
    @Override
    public String toString() {
        return text + " (" + place + ")";
    }
}
