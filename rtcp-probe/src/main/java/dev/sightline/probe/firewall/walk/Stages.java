package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.firewall.walk.Step.Kind;
import java.util.ArrayList;
import java.util.List;

/** The order in which a plan's lines come into force: default policies first, each with what every host needs. */
final class Stages {
    /**
     * What is done at once.
     *
     * @param what in words
     * @param steps the lines that come into force with it
     */
    record Stage(String what, List<Step> steps) {}

    private Stages() {}

    static List<Stage> of(List<Step> plan) {
        List<Stage> stages = new ArrayList<>();
        List<Step> basics =
                plan.stream().filter(step -> step.kind() == Kind.BASIC).toList();
        List<Step> first = new ArrayList<>(basics);
        for (Step policy :
                plan.stream().filter(step -> step.kind() == Kind.POLICY).toList()) {
            first.add(policy);
            boolean withBasics = stages.isEmpty() && !basics.isEmpty();
            stages.add(new Stage(
                    "default " + policy + (withBasics ? ", with loopback, answers and ICMP let through" : ""),
                    List.copyOf(first)));
            first.clear();
        }
        for (Step step : plan) {
            if (step.kind() == Kind.ALLOW || step.kind() == Kind.DENY) {
                first.add(step);
                stages.add(new Stage(step.toString(), List.copyOf(first)));
                first.clear();
            }
        }
        return stages;
    }
}
