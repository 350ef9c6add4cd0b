package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.firewall.walk.NftPlan.Chain;
import dev.sightline.probe.firewall.walk.Step.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a plan of nftables line by line, and takes only what it understands. Used once. */
final class NftPlanReader {
    private static final int MAX_LINES = 100_000;
    private static final Pattern TABLE = Pattern.compile("table (ip|ip6|inet) [A-Za-z_][\\w./-]* \\{");
    private static final Pattern OTHER =
            Pattern.compile("(table|delete table|destroy table) (ip|ip6|inet) [\\w./-]+;?");
    private static final Pattern CHAIN = Pattern.compile("chain ([A-Za-z_][\\w./-]*) \\{");
    private static final Pattern HOOK =
            Pattern.compile("(type (?:filter|route) hook (prerouting|input|forward|output|postrouting) priority"
                    + " (?:-?\\d{1,10}|(?:raw|mangle|dstnat|filter|security|srcnat)(?: [+-] \\d{1,10})?);)(.*)");
    private static final Pattern POLICY = Pattern.compile("policy (accept|drop);?");
    private static final Pattern NOTE = Pattern.compile("comment \"[^\"]*\";?");

    private final List<String> definitions = new ArrayList<>();
    private final List<Chain> chains = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private Optional<NftDefinition> definition = Optional.empty();
    private String family = "";
    private String chain = "";
    private boolean open;

    NftPlan read(String text) throws PlanException {
        List<String> lines = text.lines().limit(MAX_LINES + 1L).toList();
        if (lines.size() > MAX_LINES) {
            throw new PlanException("the plan has more than " + MAX_LINES + " lines");
        }
        for (int i = 0; i < lines.size(); i++) {
            NftLine line = NftLine.parse(i + 1, lines.get(i));
            if (!line.isEmpty()) {
                read(line);
            }
        }
        if (chains.isEmpty() || open) {
            throw new PlanException(
                    open ? "the last brace is missing" : "there is no chain in the plan; see: firewall plan");
        }
        return new NftPlan(family, List.copyOf(definitions), List.copyOf(chains), List.copyOf(steps));
    }

    private void read(NftLine line) throws PlanException {
        if (!open) {
            outside(line);
        } else if (definition.isPresent()) {
            define(definition.get(), line);
        } else if (chain.isEmpty()) {
            table(line);
        } else {
            inChain(line);
        }
    }

    private void outside(NftLine line) throws PlanException {
        Matcher table = TABLE.matcher(line.text());
        if (table.matches() && family.isEmpty()) {
            family = table.group(1);
            open = true;
        } else if (!OTHER.matcher(line.text()).matches()) {
            throw NftWords.refused(line, "expected one table of family inet, ip or ip6, as firewall plan writes it");
        }
    }

    private void table(NftLine line) throws PlanException {
        Matcher start = CHAIN.matcher(line.text());
        if (start.matches()) {
            chain = start.group(1);
            chains.add(new Chain(chain, "", ""));
        } else if (line.text().equals("}")) {
            open = false;
        } else if (NftDefinition.isBegunBy(line)) {
            define(new NftDefinition(), line);
        } else if (!NOTE.matcher(line.text()).matches()) {
            throw NftWords.refused(line, "expected a chain or a set");
        }
    }

    private void define(NftDefinition begun, NftLine line) throws PlanException {
        begun.add(line);
        if (begun.isComplete()) {
            definitions.add(begun.text());
        }
        definition = begun.isComplete() ? Optional.empty() : Optional.of(begun);
    }

    private void inChain(NftLine line) throws PlanException {
        String text = line.text();
        Matcher hook = HOOK.matcher(text);
        if (text.equals("}")) {
            chain = "";
        } else if (hook.matches()) {
            chains.set(chains.size() - 1, new Chain(chain, hook.group(1), hook.group(2)));
            policy(line, hook.group(3).strip());
        } else if (text.startsWith("policy ")) {
            policy(line, text);
        } else if (text.startsWith("type ")) {
            throw NftWords.refused(
                    line, "expected type filter hook, one of input, output and forward, priority filter;");
        } else if (!NOTE.matcher(text).matches()) {
            NftWords.checkRule(line);
            steps.add(new Step(line.number(), NftPlan.kind(text), chain, text));
        }
    }

    private void policy(NftLine line, String text) throws PlanException {
        if (text.isEmpty()) {
            return;
        }
        Matcher policy = POLICY.matcher(text);
        if (!policy.matches()) {
            throw new PlanException(line.number(), "\"" + text + "\": expected policy accept; or policy drop;");
        }
        if (policy.group(1).equals("drop")) {
            steps.add(new Step(line.number(), Kind.POLICY, chain, "policy drop"));
        }
    }
}
