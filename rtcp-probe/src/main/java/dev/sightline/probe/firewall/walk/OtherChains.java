package dev.sightline.probe.firewall.walk;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The chains of a listed rule set that drop by policy or by a rule. */
final class OtherChains {
    private static final int MOST_NAMED = 8;
    private static final Pattern BLOCK = Pattern.compile("\\s*(table|chain) (.+) \\{");
    private static final Pattern DROP = Pattern.compile(".*(policy drop;|[ \\t:](drop|reject)([ ,].*)?$).*");

    private OtherChains() {}

    static List<String> thatDrop(String ruleset) {
        Set<String> found = new LinkedHashSet<>();
        String table = "";
        String chain = "";
        for (String line : ruleset.lines().toList()) {
            Matcher block = BLOCK.matcher(line);
            if (block.matches()) {
                table = block.group(1).equals("table") ? block.group(2) : table;
                chain = block.group(1).equals("chain") ? block.group(2) : "";
            } else if (!chain.isEmpty() && DROP.matcher(line).matches() && !table.contains("sightline_trace")) {
                found.add(table + " " + chain);
            }
        }
        List<String> named = new ArrayList<>(found.stream().limit(MOST_NAMED).toList());
        if (found.size() > MOST_NAMED) {
            named.add((found.size() - MOST_NAMED) + " more");
        }
        return named;
    }
}
