package dev.sightline.cli.sdp;

import dev.sightline.sdp.rewrite.Rewriting;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "rewrite",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Change a session description by rules and print it; every other byte stays as it is.",
        footer = {
            "",
            "Rules of the file come first, then the options in the order in which they stand here. For example:",
            "  sightline sdp rewrite --keep-codec H264 --address 192.0.2.7 --video-port 5006 offer.sdp",
            "  sightline sdp explain says what the same options change, and why.",
            "A rule that finds nothing to change is named on the standard error.",
            "Exit codes: 0 done, 1 a rule cannot be applied, 2 wrong usage or a file that cannot be read."
        })
final class RewriteCommand extends Tool {
    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private RuleOptions rules;

    @Parameters(arity = "0..1", defaultValue = "-", paramLabel = "FILE", description = "The description (default: -).")
    private String file = Input.STANDARD;

    @Override
    int run() throws Unusable {
        List<Asked> asked = rules.asked(input(), file);
        Rewriting rewriting = Asked.rewrite(asked, read(file));
        if (wantsJson()) {
            print(Explained.json(rewriting, asked));
        } else {
            write(rewriting.result());
            Asked.unused(asked, rewriting).forEach(this::remark);
        }
        return 0;
    }
}
