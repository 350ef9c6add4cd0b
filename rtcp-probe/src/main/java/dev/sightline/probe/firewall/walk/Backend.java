package dev.sightline.probe.firewall.walk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A plan in the hands of the program that applies it. */
interface Backend {
    /** The plan's lines, in its order. */
    List<Step> steps();

    /** What a person has to know before; one line each. */
    List<String> remarks() throws IOException;

    /** Why this session would be cut where the plan is in force; empty when it stays. */
    Optional<String> cuts(SshSession session);

    /**
     * Writes down how things are, {@code restore.sh} that brings them back, and {@code state.sh} that lists all that has to
     * be as it was then; changes nothing.
     *
     * @throws IOException when the firewall cannot be read, or is in a state that could not be brought back
     */
    void prepare(Path directory) throws IOException;

    /**
     * Puts these lines in force, in the plan's order, and no others. Sessions that are to stay are let in before anything
     * else.
     *
     * @throws IOException when the program refuses
     */
    void apply(Collection<Step> active, DeadMan deadMan) throws IOException;

    /** Whether a rule or policy that drops is one of those that are applied here, by the words of the firewall's trace. */
    boolean isOurs(String rule);

    /** The line that the words of the firewall's trace speak of, where that can be told. */
    Optional<Step> named(String rule);
}
