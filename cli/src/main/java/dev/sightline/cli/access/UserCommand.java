package dev.sightline.cli.access;

import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Role;
import dev.sightline.gateway.access.store.PasswordHash;
import dev.sightline.gateway.access.store.User;
import dev.sightline.gateway.access.store.UserStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "user",
        mixinStandardHelpOptions = true,
        description = "Who may sign in on the page. A gateway that runs knows of a change within two seconds.",
        subcommands = {
            UserCommand.Add.class,
            UserCommand.ListAll.class,
            UserCommand.Remove.class,
            UserCommand.Password.class
        })
public final class UserCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command. Known: add, list, remove, password.");
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Add a user. The password is asked for, or read as one line from the standard input.",
            footer = {
                "",
                "For example:",
                "  sightline user add --config config/gateway.yaml --role admin ada",
                "",
                "Exit codes: 0 done, 1 it cannot be done, such as a name that is taken, 2 wrong usage or no such"
                        + " configuration."
            })
    static final class Add implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Mixin
        private AccessFiles files = new AccessFiles();

        @Parameters(paramLabel = "NAME", description = "By which they sign in.")
        @SuppressWarnings("NullAway.Init") // required
        private String name;

        @Option(
                names = "--role",
                defaultValue = "viewer",
                paramLabel = "ROLE",
                converter = Words.Roles.class,
                description = "viewer: watches. operator: makes tickets too, and sees negotiations. admin: says who the"
                        + " users are (default: ${DEFAULT-VALUE}).")
        @SuppressWarnings("NullAway.Init") // has a default
        private Role role;

        @Option(
                names = "--camera",
                paramLabel = "ID",
                description = "A camera that they may watch; can be given several times (default: all).")
        private List<String> cameras = new ArrayList<>();

        @Override
        public Integer call() throws Exception {
            String known = Words.name(name, spec.commandLine());
            Cameras theirs = Words.cameras(cameras, spec.commandLine());
            files.warnOfUnknown(theirs);
            User user = new User(known, PasswordHash.of(PasswordInput.read()), role, theirs);
            new UserStore(files.directory()).add(user);
            files.done(
                    "user-add",
                    known + " as " + role.word() + " for " + theirs,
                    "added " + known + " as " + role.word() + " to");
            return 0;
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Whom there are, with role and cameras.")
    static final class ListAll implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Mixin
        private AccessFiles files = new AccessFiles();

        @Override
        public Integer call() throws Exception {
            UserStore users = new UserStore(files.directory());
            users.refresh();
            users.all()
                    .forEach(user -> spec.commandLine()
                            .getOut()
                            .printf("%-24s %-9s %s%n", user.name(), user.role().word(), user.cameras()));
            spec.commandLine().getOut().flush();
            return 0;
        }
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Remove a user; their sessions end.")
    static final class Remove implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Mixin
        private AccessFiles files = new AccessFiles();

        @Parameters(paramLabel = "NAME", description = "Who goes.")
        @SuppressWarnings("NullAway.Init") // required
        private String name;

        @Override
        public Integer call() throws Exception {
            String known = Words.name(name, spec.commandLine());
            new UserStore(files.directory()).remove(known);
            files.done("user-remove", known, "removed " + known + " from");
            return 0;
        }
    }

    @Command(
            name = "password",
            mixinStandardHelpOptions = true,
            description = "Give a user another password, asked for or read as one line; their sessions end.")
    static final class Password implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Mixin
        private AccessFiles files = new AccessFiles();

        @Parameters(paramLabel = "NAME", description = "Whose.")
        @SuppressWarnings("NullAway.Init") // required
        private String name;

        @Override
        public Integer call() throws Exception {
            String known = Words.name(name, spec.commandLine());
            UserStore users = new UserStore(files.directory());
            users.refresh();
            User user = users.find(known).orElseThrow(() -> new IOException("there is no user " + known));
            PasswordHash password = PasswordHash.of(PasswordInput.read());
            users.change(user.name(), UserStore.Condition.none(), now -> now.withPassword(password));
            files.done("password", known, "changed the password of " + known + " in");
            return 0;
        }
    }
}
