package dev.sightline.cli.sdp;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands for session descriptions have in common: from where and to where bytes go. */
@Command(
        name = "sdp",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Rewrite, explain, check, make, compare and find session descriptions (SDP).",
        subcommands = {
            LintCommand.class,
            RewriteCommand.class,
            ExplainCommand.class,
            OfferCommand.class,
            DiffCommand.class,
            FromCommand.class
        },
        footer = {
            "",
            "For example, what is wrong with an offer, and what it looks like mended:",
            "  sightline sdp lint offer.sdp",
            "  sightline sdp explain --address 192.0.2.7 --video-port 5006 offer.sdp",
            "  sightline sdp rewrite --address 192.0.2.7 --video-port 5006 offer.sdp > mended.sdp",
            "",
            "Files are read as bytes; - is the standard input, and what is read without a FILE.",
            "Exit codes: 0 done, 1 an error was found, a difference, or a rule cannot be applied; 2 wrong usage or a",
            "file that cannot be read."
        })
public final class SdpCommand implements Runnable {
    private final InputStream in;
    private final OutputStream out;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** Standard input and output. */
    public SdpCommand() {
        this(System.in, new FileOutputStream(FileDescriptor.out)); // System.out hides what cannot be written
    }

    SdpCommand(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Missing command. Known: "
                        + String.join(", ", spec.subcommands().keySet()) + ".");
    }
}
