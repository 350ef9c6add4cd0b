package dev.sightline.cli.access;

import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.store.ApiToken;
import dev.sightline.gateway.access.store.TokenStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "What lets programs in: shown as 'Authorization: Bearer slt_…'.",
        subcommands = {TokenCommand.Add.class, TokenCommand.ListAll.class, TokenCommand.Remove.class})
public final class TokenCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command. Known: add, list, remove.");
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Make a token and print it, this once: only its hash is kept.",
            footer = {
                "",
                "For example:",
                "  sightline token add --config config/gateway.yaml --scope read --days 30 watcher",
                "",
                "Exit codes: 0 done, 1 it cannot be done, such as a name that is taken, 2 wrong usage or no such"
                        + " configuration."
            })
    static final class Add implements Callable<Integer> {
        private static final int MOST_DAYS = 3650;

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Mixin
        private AccessFiles files = new AccessFiles();

        @Parameters(paramLabel = "NAME", description = "By which it is known, also in the audit log.")
        @SuppressWarnings("NullAway.Init") // required
        private String name;

        @Option(
                names = "--scope",
                required = true,
                paramLabel = "SCOPE",
                converter = Words.Scopes.class,
                description = {
                    "What it may do; can be given several times.",
                    "read: the list of cameras. watch: their video. inspect: what was negotiated. tickets: tickets for"
                            + " viewers."
                })
        private List<Permission> scopes = new ArrayList<>();

        @Option(
                names = "--camera",
                paramLabel = "ID",
                description = "A camera that it holds for; can be given several times (default: all).")
        private List<String> cameras = new ArrayList<>();

        @Option(
                names = "--days",
                defaultValue = "90",
                paramLabel = "N",
                description = "For how long (default: ${DEFAULT-VALUE}).")
        private int days;

        @Override
        public Integer call() throws Exception {
            if (days < 1 || days > MOST_DAYS) {
                throw new ParameterException(spec.commandLine(), "--days was expected to be 1 to " + MOST_DAYS);
            }
            String known = Words.name(name, spec.commandLine());
            Cameras its = Words.cameras(cameras, spec.commandLine());
            files.warnOfUnknown(its);
            String token = new TokenStore(files.directory())
                    .add(known, Words.scopes(scopes), its, Instant.now().plus(days, ChronoUnit.DAYS));
            files.done("token-add", known, "added the token " + known + " to");
            spec.commandLine().getOut().println(token);
            spec.commandLine().getOut().flush();
            return 0;
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Which there are, with what they may do.")
    static final class ListAll implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Mixin
        private AccessFiles files = new AccessFiles();

        @Override
        public Integer call() throws Exception {
            TokenStore tokens = new TokenStore(files.directory());
            tokens.refresh();
            Instant now = Instant.now();
            tokens.all()
                    .forEach(token -> spec.commandLine()
                            .getOut()
                            .printf(
                                    "%-24s %-30s %s  %s%n",
                                    token.name(), scopes(token), until(token, now), token.cameras()));
            spec.commandLine().getOut().flush();
            return 0;
        }

        private static String scopes(ApiToken token) {
            return token.scopes().stream().sorted().map(Permission::word).collect(Collectors.joining(","));
        }

        private static String until(ApiToken token, Instant now) {
            String date = token.expires().truncatedTo(ChronoUnit.SECONDS).toString();
            return token.isExpired(now) ? "expired " + date : "until " + date;
        }
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Remove a token: it lets nobody in any more.")
    static final class Remove implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Mixin
        private AccessFiles files = new AccessFiles();

        @Parameters(paramLabel = "NAME", description = "Which.")
        @SuppressWarnings("NullAway.Init") // required
        private String name;

        @Override
        public Integer call() throws Exception {
            String known = Words.name(name, spec.commandLine());
            new TokenStore(files.directory()).remove(known);
            files.done("token-remove", known, "removed the token " + known + " from");
            return 0;
        }
    }
}
