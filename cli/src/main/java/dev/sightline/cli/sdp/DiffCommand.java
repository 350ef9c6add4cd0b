package dev.sightline.cli.sdp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sdp.diff.Difference;
import dev.sightline.sdp.diff.SdpDiff;
import java.util.List;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Say what differs between two session descriptions for the media, section by section.",
        footer = {
            "",
            "The order of lines, line ends, o=, s= and t= make no difference; the order of codecs does. For example:",
            "  sightline sdp diff yesterday.sdp today.sdp",
            "What is very long is cut in the text, and whole in the JSON.",
            "Exit codes: 0 the media is the same, 1 it differs, 2 wrong usage or a file that cannot be read."
        })
final class DiffCommand extends Tool {
    /** More of one kind nobody reads; {@code --json} has all. */
    private static final int MOST_VALUES = 100;

    @Parameters(index = "0", paramLabel = "A", description = "A description; - for the standard input.")
    @SuppressWarnings("NullAway.Init") // required
    private String first;

    @Parameters(
            index = "1",
            arity = "0..1",
            defaultValue = "-",
            paramLabel = "B",
            description = "Another (default: -).")
    private String second = Input.STANDARD;

    @Option(
            names = "--color",
            defaultValue = "auto",
            paramLabel = "WHEN",
            description = "auto, always or never (default: auto: on a terminal, unless NO_COLOR is set).")
    private ColourChoice colour = ColourChoice.AUTO;

    @Override
    int run() throws Unusable {
        if (first.equals(Input.STANDARD) && second.equals(Input.STANDARD)) {
            throw new Unusable("the standard input can be one of A and B only; name a file for the other");
        }
        List<Difference> differences =
                SdpDiff.between(input().mediaDescription(first), input().mediaDescription(second));
        if (wantsJson()) {
            print(json(differences));
        } else {
            print(differences, Paint.of(colour));
        }
        return differences.isEmpty() ? 0 : 1;
    }

    private void print(List<Difference> differences, Paint paint) {
        if (differences.isEmpty()) {
            text().println("The media is the same.");
        }
        String last = "";
        for (Difference difference : differences) {
            if (!difference.where().equals(last)) {
                last = difference.where();
                text().println(paint.bold(Shown.cut(last)));
            }
            text().println("  " + Shown.cut(difference.what()));
            values("- ", difference.first(), paint::red);
            values("+ ", difference.second(), paint::green);
        }
    }

    private void values(String sign, List<String> values, UnaryOperator<String> paint) {
        values.stream()
                .limit(MOST_VALUES)
                .forEach(value -> text().println("    " + paint.apply(sign + Shown.cut(value))));
        if (values.size() > MOST_VALUES) {
            text().println("    " + paint.apply(sign + "… (" + (values.size() - MOST_VALUES) + " more)"));
        }
    }

    private static ObjectNode json(List<Difference> differences) {
        ObjectNode document = object().put("same", differences.isEmpty());
        ArrayNode all = document.putArray("differences");
        for (Difference difference : differences) {
            ObjectNode one = all.addObject()
                    .put("section", difference.section())
                    .put("media", difference.media())
                    .put("what", difference.what());
            difference.first().forEach(one.putArray("a")::add);
            difference.second().forEach(one.putArray("b")::add);
        }
        return document;
    }
}
