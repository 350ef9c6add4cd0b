package dev.sightline.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Who may look at cameras and who may change things.
 *
 * @param required whether people and programs have to show who they are; where they need not, page and viewers listen on
 *     loopback only
 * @param directory where users, tokens, the tickets' key and the audit log are kept; empty only where none are needed
 * @param setupLife how long the link that makes the first user can be used
 * @param ticketLife how long a viewer's ticket may be good for
 */
public record AccessConfig(
        boolean required,
        Optional<Path> directory,
        Sessions sessions,
        Duration setupLife,
        Duration ticketLife,
        Audit audit) {
    /**
     * @param idle a session that is not used for so long ends
     * @param life a session ends after so long, however much it is used
     * @param most at once
     * @param mostPerUser at once; the one that was used least recently makes room
     */
    public record Sessions(Duration idle, Duration life, int most, int mostPerUser) {}

    /**
     * @param maxBytes of the log before it is put aside
     * @param keep how many are kept that were put aside
     */
    public record Audit(long maxBytes, int keep) {}
}
