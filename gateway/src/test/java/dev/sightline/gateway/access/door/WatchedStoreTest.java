package dev.sightline.gateway.access.door;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.Role;
import dev.sightline.gateway.access.store.PasswordHash;
import dev.sightline.gateway.access.store.TokenStore;
import dev.sightline.gateway.access.store.User;
import dev.sightline.gateway.access.store.UserStore;
import dev.sightline.gateway.access.store.UserStore.Condition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class WatchedStoreTest {
    @TempDir
    private Path directory;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final List<Logger> loggers = List.of((Logger) LoggerFactory.getLogger("dev.sightline.events"), (Logger)
            LoggerFactory.getLogger(WatchedStore.class));
    private UserStore ours;
    private UserStore theirs;
    private WatchedStore<User> watched;

    @BeforeEach
    void adaIsAnAdmin() throws Exception {
        lines.start();
        loggers.forEach(logger -> logger.addAppender(lines));
        ours = new UserStore(directory);
        theirs = new UserStore(directory);
        theirs.add(user("ada", Role.ADMIN));
        ours.refresh();
        watched = WatchedStore.of(ours);
    }

    @AfterEach
    void stop() {
        loggers.forEach(logger -> logger.detachAppender(lines));
    }

    @Test
    void whatAnotherProcessDidIsALineThatNamesWhomItWasDoneTo() throws Exception {
        theirs.add(user("zoe", Role.VIEWER));
        watched.look();
        theirs.add(user("bob", Role.ADMIN));
        theirs.change("ada", Condition.none(), ada -> ada.withPassword(PasswordHash.of("correct horse battery")));
        theirs.remove("zoe");
        watched.look();
        watched.look();

        assertThat(said())
                .containsExactly(
                        "access: users.json was changed by another process: added zoe (viewer, all cameras)",
                        "access: users.json was changed by another process: added bob (admin, all cameras);"
                                + " changed ada (admin, all cameras, another password); removed zoe");
        assertThat(watched.trouble()).isEmpty();
    }

    @Test
    void whatTheGatewayItselfDidIsInTheAuditLinesAlready() throws Exception {
        ours.add(user("zoe", Role.VIEWER));
        watched.look();

        assertThat(said()).isEmpty();
    }

    @Test
    void aFileThatIsDamagedOrGoneIsTroubleUntilItIsMended() throws Exception {
        Path file = directory.resolve("users.json");
        Path aside = Files.copy(file, directory.resolve("aside"), StandardCopyOption.COPY_ATTRIBUTES);

        Files.writeString(file, "{");
        watched.look();
        watched.look();
        assertThat(watched.trouble())
                .hasValueSatisfying(what -> assertThat(what)
                        .contains("users.json is damaged")
                        .contains("what was known before goes on being so"));
        assertThat(ours.find("ada")).isPresent();

        Files.delete(file);
        watched.look();
        assertThat(watched.trouble())
                .hasValueSatisfying(what -> assertThat(what).startsWith("users.json is gone"));

        Files.move(aside, file);
        watched.look();
        assertThat(watched.trouble()).isEmpty();

        assertThat(said()).hasSize(5);
        assertThat(said().get(0)).contains("is damaged");
        assertThat(said().get(1)).contains("is gone");
        assertThat(said().get(2)).endsWith("removed ada");
        assertThat(said().get(3)).isEqualTo("access: users.json is mended and was read again");
        assertThat(said().get(4)).endsWith("added ada (admin, all cameras)");
    }

    @Test
    void thatThereIsNoUserYetIsNoTrouble() {
        WatchedStore<User> none = WatchedStore.of(new UserStore(directory.resolve("fresh")));

        none.look();

        assertThat(none.trouble()).isEmpty();
        assertThat(said()).isEmpty();
    }

    @Test
    void aTokenIsToldByItsNameAndWhatItMayDo() throws Exception {
        WatchedStore<?> tokens = WatchedStore.of(new TokenStore(directory));
        String secret = new TokenStore(directory)
                .add("wall", Set.of(Permission.READ), Cameras.every(), Instant.parse("2027-01-01T00:00:00Z"));

        tokens.look();

        assertThat(said())
                .containsExactly("access: tokens.json was changed by another process: added wall (read, all cameras,"
                        + " until 2027-01-01T00:00:00Z)");
        assertThat(said().get(0)).doesNotContain(secret);
    }

    private static User user(String name, Role role) {
        return new User(name, PasswordHash.ofNobody(), role, Cameras.every());
    }

    private List<String> said() {
        return lines.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.startsWith("access:"))
                .toList();
    }
}
