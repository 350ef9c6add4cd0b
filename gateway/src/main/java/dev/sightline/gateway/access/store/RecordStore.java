package dev.sightline.gateway.access.store;

import java.io.IOException;
import java.util.List;

/** Records of a file that other processes change, too. What was read last can be had from any thread; reading is not for event loops. */
public sealed interface RecordStore<R> permits UserStore, TokenStore {
    /** Whether there was a file when it was looked at last. */
    boolean isThere();

    /**
     * Reads what another process has changed; whether there was anything.
     *
     * @throws IOException when the file cannot be read or is damaged, or when others may read or write it
     */
    boolean refresh() throws IOException;

    /** In the order of their names, as they were read last. */
    List<R> all();
}
