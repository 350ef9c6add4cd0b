package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.firewall.walk.Look.State;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Is told how a walk goes. */
public interface WalkView {
    /** Something that a person has to know. */
    void remark(String sentence);

    /**
     * What was seen after a step.
     *
     * @param number from 0: nothing of the plan is in force
     * @param last the last step's number
     * @param what was done
     * @param before the cameras before it
     * @param now the cameras after it
     */
    void seen(int number, int last, String what, Map<InetAddress, State> before, Map<InetAddress, State> now);

    /** How it ended, once, if it came to its end; the firewall is restored after that. */
    void ended(Outcome outcome);

    /**
     * The firewall has been restored, and compared with what it was before; whether the walk came to its end or not.
     *
     * @param difference in what it is another; empty when it is the same
     */
    void restored(Optional<Difference> difference);

    /**
     * How a walk ended.
     *
     * @param well whether every camera that had its feedback before has it with the whole plan in force
     * @param sentences the result in words
     */
    record Outcome(boolean well, List<String> sentences) {}
}
