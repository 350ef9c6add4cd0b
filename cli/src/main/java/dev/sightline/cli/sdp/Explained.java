package dev.sightline.cli.sdp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sdp.rewrite.Change;
import dev.sightline.sdp.rewrite.Rewriting;
import java.util.List;

/** Changes in words. */
final class Explained {
    private Explained() {}

    /** A diff; each run of changes with one rule and reason has one heading. */
    static String text(Rewriting rewriting, Paint paint) {
        List<Change> changes = rewriting.changes();
        if (changes.isEmpty()) {
            return "Nothing changes.\n";
        }
        StringBuilder text = new StringBuilder();
        String last = "";
        for (Change change : changes) {
            String heading = change.rule() + ": " + change.reason();
            if (!heading.equals(last)) {
                text.append(paint.bold(Shown.of(heading))).append('\n');
                last = heading;
            }
            String number = String.format("%5d ", change.line());
            if (change.before().isPresent() && change.before().equals(change.after())) {
                text.append(number)
                        .append("~ ")
                        .append(Shown.of(change.before().get()))
                        .append('\n');
                continue;
            }
            change.before()
                    .ifPresent(line -> text.append(number)
                            .append(paint.red("- " + Shown.of(line)))
                            .append('\n'));
            change.after()
                    .ifPresent(line -> text.append(change.before().isPresent() ? "      " : number)
                            .append(paint.green("+ " + Shown.of(line)))
                            .append('\n'));
        }
        return text.toString();
    }

    static ObjectNode json(Rewriting rewriting, List<Asked> asked) {
        ObjectNode document = Tool.object().put("sdp", rewriting.result().toString());
        ArrayNode changes = document.putArray("changes");
        for (Change change : rewriting.changes()) {
            ObjectNode one = changes.addObject()
                    .put("rule", change.rule())
                    .put("reason", change.reason())
                    .put("line", change.line());
            change.before().ifPresent(line -> one.put("before", line));
            change.after().ifPresent(line -> one.put("after", line));
        }
        Asked.json(asked, rewriting, document.putArray("unused"));
        return document;
    }
}
