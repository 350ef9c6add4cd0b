package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.firewall.walk.NftLine.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads a set, a map, a counter, a quota or a limit, which may take several lines. */
final class NftDefinition {
    private static final Set<String> KINDS = Set.of("set", "map", "counter", "quota", "limit");

    private final StringBuilder text = new StringBuilder();
    private final List<Part> statement = new ArrayList<>();
    private int depth;

    static boolean isBegunBy(NftLine line) {
        List<Part> parts = line.parts();
        return parts.size() > 2
                && KINDS.contains(parts.get(0).text())
                && parts.get(1).text().matches("[A-Za-z_][\\w./-]*")
                && parts.get(2).is("{");
    }

    /** Takes its first line, which it {@linkplain #isBegunBy is begun by}, or one that follows. */
    void add(NftLine line) throws PlanException {
        int from = 0;
        if (text.isEmpty()) {
            text.append(line.parts().get(0).text() + " " + line.parts().get(1).text() + " {\n");
            depth = 1;
            from = 3;
        }
        for (Part part : line.parts().subList(from, line.parts().size())) {
            if (depth == 0 && !part.is(";")) {
                throw NftWords.refused(line, "expected nothing after the brace that ends it");
            }
            add(line, part);
        }
        if (depth == 1) {
            end(line);
        }
    }

    private void add(NftLine line, Part part) throws PlanException {
        if (part.is(";")) {
            if (depth > 1) {
                throw NftWords.refused(line, "expected no semicolon among the elements");
            }
            end(line);
        } else if (part.is("}") && depth == 1) {
            end(line);
            depth = 0;
        } else {
            depth += part.is("{") ? 1 : part.is("}") ? -1 : 0;
            statement.add(part);
        }
    }

    private void end(NftLine line) throws PlanException {
        if (!statement.isEmpty()) {
            NftWords.checkOfSet(line, statement);
            text.append(new NftLine(line.number(), List.copyOf(statement)).text())
                    .append('\n');
            statement.clear();
        }
    }

    boolean isComplete() {
        return depth == 0;
    }

    /** What is written for nft, when it is complete. */
    String text() {
        return text + "}\n";
    }
}
