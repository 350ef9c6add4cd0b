package dev.sightline.gateway.security;

import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.files.Fault;
import dev.sightline.gateway.files.Faults;
import dev.sightline.gateway.files.FileFacts;
import dev.sightline.gateway.files.FileWay;
import dev.sightline.gateway.files.ProcessUser;
import dev.sightline.gateway.files.WayRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The file of a configuration: who else may read or change it. Not for event loops. */
public final class ConfigurationFile {
    private static final String NAME = "--config";
    private static final int OTHERS_READ = 04;

    private ConfigurationFile() {}

    /**
     * Refuses a configuration that anyone but root may change, or put another in the place of: it tells root what to read.
     *
     * @throws IOException with the cure
     */
    public static void refuseUnlessRoots(Path file) throws IOException {
        List<Fault> faults = WayRules.of(ProcessUser.ROOT)
                .onTheWayAndChanged(way(file), "whoever changes it decides what root reads for another account");
        if (!faults.isEmpty()) {
            throw new IOException(Faults.message(NAME, file, faults));
        }
    }

    /**
     * Refuses a configuration that holds secrets and that every user of the host may read.
     *
     * @param user as whom the gateway runs, and has to read it
     * @throws IOException with the cure
     */
    public static void refuseOpenSecrets(Path file, GatewayConfig config, ProcessUser user) throws IOException {
        List<String> secrets = config.secrets();
        if (secrets.isEmpty() || !Files.isRegularFile(file)) {
            return; // a pipe is nobody else's
        }
        Optional<FileFacts> open = way(file).file().filter(found -> found.allowsAnyOf(OTHERS_READ));
        if (open.isPresent()) {
            FileFacts found = open.get();
            String others = secrets.size() == 1 ? "" : " and " + (secrets.size() - 1) + " more";
            Fault fault = new Fault(
                    found,
                    "may be read by everyone (" + found.described() + ")",
                    "any user of this host could read " + secrets.get(0) + others,
                    closed(found, user));
            throw new IOException(Faults.message(NAME, file, List.of(fault)));
        }
    }

    /** The gateway reads it as before. */
    private static List<String> closed(FileFacts file, ProcessUser user) {
        boolean readsAfterwards = user.uid() == file.uid() || user.groups().contains(file.gid()) || user.isRoot();
        if (!readsAfterwards) {
            return List.of(
                    "chgrp \"$(id -gn " + user.name() + ")\" " + file.quoted() + " && chmod 640 " + file.quoted());
        }
        return user.isRoot() && file.gid() == 0
                ? List.of(
                        "chmod o-rwx " + file.quoted(),
                        "# and, where the gateway does not run as root: chgrp sightline " + file.quoted())
                : List.of("chmod o-rwx " + file.quoted());
    }

    private static FileWay way(Path file) throws IOException {
        FileWay way;
        try {
            way = FileWay.to(file);
        } catch (NoSuchFileException e) {
            throw new IOException(NAME + ": " + file + " cannot be read: " + e.getFile() + " does not exist", e);
        }
        if (way.file().filter(found -> !found.isRegular()).isPresent()) {
            throw new IOException(NAME + ": " + file + " is no file; expected a configuration");
        }
        return way;
    }
}
