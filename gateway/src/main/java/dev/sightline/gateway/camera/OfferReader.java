package dev.sightline.gateway.camera;

import dev.sightline.gateway.stream.OfferedMedia;
import java.util.List;
import java.util.Optional;

/** Reads what a camera posts, in either of its forms. */
interface OfferReader {
    /**
     * @param body as it came
     * @throws RequestRefused when it cannot be used
     */
    Offer read(byte[] body);

    /**
     * @param addresses every address that the camera named
     * @param description as the camera wrote it, if it wrote one
     */
    record Offer(OfferedMedia media, List<Named> addresses, Optional<String> description) {}

    /** @param where it stands, for complaints */
    record Named(String where, String address) {}
}
