package dev.sightline.sdp;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The number of an RTP header extension: {@code a=extmap:id[/direction] uri} (RFC 8285, section 5).
 *
 * @param id 1 to 255 in use; numbers up to 4351 may stand in offers
 */
public record Extmap(int id, String uri) {
    static Optional<Extmap> parse(String text) {
        List<String> fields = Fields.of(text);
        if (fields.size() < 2) {
            return Optional.empty();
        }
        String number = fields.get(0);
        int slash = number.indexOf('/');
        OptionalInt id = Fields.small(slash < 0 ? number : number.substring(0, slash), 4351);
        return id.isPresent() ? Optional.of(new Extmap(id.getAsInt(), fields.get(1))) : Optional.empty();
    }
}
