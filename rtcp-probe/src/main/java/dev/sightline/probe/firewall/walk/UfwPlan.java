package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.firewall.walk.Step.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A plan in the form of ufw commands, one a line, as {@code firewall plan --format ufw} writes it.
 *
 * @param steps the commands that set a default or add a rule, in their order; each text begins with {@code ufw}
 */
record UfwPlan(List<Step> steps) {
    private static final int MAX_LINES = 10_000;
    private static final Pattern WORD = Pattern.compile("\\G\\s*('[^']*'|\"[^\"$`\\\\]*\"|[\\w./:,-]+)");
    private static final Set<String> IGNORED = Set.of("set -e", "set -eu", "ufw enable", "ufw --force enable");
    private static final Set<String> ADDS = Set.of("allow", "deny", "reject", "limit");

    static UfwPlan parse(String text) throws PlanException {
        List<String> lines = text.lines().limit(MAX_LINES + 1L).toList();
        if (lines.size() > MAX_LINES) {
            throw new PlanException("the plan has more than " + MAX_LINES + " lines");
        }
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip().replaceFirst("^sudo ", "");
            if (!line.isEmpty() && !line.startsWith("#") && !IGNORED.contains(line)) {
                steps.add(step(i + 1, line));
            }
        }
        if (steps.isEmpty()) {
            throw new PlanException("there is no ufw command in the plan; see: firewall plan --format ufw");
        }
        return new UfwPlan(List.copyOf(steps));
    }

    private static Step step(int number, String line) throws PlanException {
        List<String> words = words(number, line);
        String verb = words.size() > 2 && words.get(0).equals("ufw") ? words.get(1) : "";
        if (verb.equals("default")) {
            boolean drops = words.get(2).equals("deny") || words.get(2).equals("reject");
            return new Step(number, drops ? Kind.POLICY : Kind.BASIC, "ufw", line);
        }
        String action = verb.equals("insert") || verb.equals("route") || verb.equals("prepend")
                ? words.stream().filter(ADDS::contains).findFirst().orElse("")
                : verb;
        if (!ADDS.contains(action)) {
            throw new PlanException(
                    number, "\"" + line + "\": expected ufw default, allow, deny, reject or limit, one command a line");
        }
        Optional<String> option =
                words.stream().filter(word -> word.startsWith("-")).findFirst();
        if (option.isPresent()) {
            throw new PlanException(number, "\"" + line + "\": expected no option: " + option.get());
        }
        return new Step(number, action.equals("allow") ? Kind.ALLOW : Kind.DENY, "ufw", line);
    }

    /** The words of a command, without quotes. */
    static List<String> words(int number, String line) throws PlanException {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        int end = 0;
        while (word.find()) {
            words.add(word.group(1).replaceAll("^['\"]|['\"]$", ""));
            end = word.end();
        }
        if (!line.substring(end).isBlank() && !line.substring(end).strip().startsWith("#")) {
            throw new PlanException(
                    number,
                    "\"" + line + "\": expected plain words and quoted ones; what follows \"" + line.substring(0, end)
                            + "\" is not understood");
        }
        return words;
    }
}
