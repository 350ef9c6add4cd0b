package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.firewall.walk.Look.State;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

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

    /** How it ended, once. */
    void ended(Outcome outcome);

    /**
     * How a walk ended.
     *
     * @param well whether every camera that had its feedback before has it with the whole plan in force
     * @param sentences the result in words
     */
    record Outcome(boolean well, List<String> sentences) {}
}
