package dev.sightline.cli.sdp;

import dev.sightline.sdp.rewrite.Rewriting;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Say what rewrite would change with the same options, line by line, and why.",
        footer = {
            "",
            "Each line has its number in the description that the rule was given; a rule that finds nothing to change is",
            "named at the end. For example:",
            "  sightline sdp explain --keep-codec H264 offer.sdp",
            "Exit codes: 0 done, 1 a rule cannot be applied, 2 wrong usage or a file that cannot be read."
        })
final class ExplainCommand extends Tool {
    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private RuleOptions rules;

    @Option(
            names = "--color",
            defaultValue = "auto",
            paramLabel = "WHEN",
            description = "auto, always or never (default: auto: on a terminal, unless NO_COLOR is set).")
    private ColourChoice colour = ColourChoice.AUTO;

    @Parameters(arity = "0..1", defaultValue = "-", paramLabel = "FILE", description = "The description (default: -).")
    private String file = Input.STANDARD;

    @Override
    int run() throws Unusable {
        List<Asked> asked = rules.asked(input(), file);
        Rewriting rewriting = Asked.rewrite(asked, read(file));
        if (wantsJson()) {
            print(Explained.json(rewriting, asked));
        } else {
            Paint paint = Paint.of(colour);
            text().print(Explained.text(rewriting, paint));
            Asked.unused(asked, rewriting).forEach(said -> text().println(paint.bold("unused: ") + Shown.of(said)));
        }
        return 0;
    }
}
