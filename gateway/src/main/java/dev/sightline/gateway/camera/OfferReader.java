package dev.sightline.gateway.camera;

import dev.sightline.gateway.stream.Exchange.Given;
import dev.sightline.gateway.stream.OfferedMedia;
import java.util.List;

/** Reads what a camera posts, in either of its forms. */
interface OfferReader {
    /**
     * @param body as it came
     * @throws RequestRefused when it cannot be used
     */
    Offer read(byte[] body);

    /** The same as text, for people. */
    Given given(byte[] body);

    /** @param addresses every address that the camera named */
    record Offer(OfferedMedia media, List<Named> addresses) {}

    /** @param where it stands, for complaints */
    record Named(String where, String address) {}
}
