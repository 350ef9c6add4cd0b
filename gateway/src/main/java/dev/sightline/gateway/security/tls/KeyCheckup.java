package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.files.Fault;
import dev.sightline.gateway.files.FileFacts;
import dev.sightline.gateway.files.FileFacts.Access;
import dev.sightline.gateway.files.FileWay;
import dev.sightline.gateway.files.ProcessUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Each step of the way to a key, and the key. */
final class KeyCheckup {
    private final ProcessUser user;
    private final KeyRules rules;
    private final boolean insecureAllowed;

    KeyCheckup(ProcessUser user, boolean insecureAllowed) {
        this.user = user;
        this.rules = new KeyRules(user);
        this.insecureAllowed = insecureAllowed;
    }

    List<Checkup> examine(Path key) {
        List<Checkup> points = new ArrayList<>();
        FileWay way;
        try {
            way = FileWay.to(key);
        } catch (NoSuchFileException e) {
            return List.of(Checkup.fail("key", e.getFile() + " does not exist"));
        } catch (IOException e) {
            return List.of(Checkup.fail("key", key + " cannot be looked at: " + e));
        }
        List<Fault> faults = rules.faults(way);
        for (FileFacts step : way.steps()) {
            points.add(point((step.isLink() ? "link " : "directory ") + step.path(), step, faults));
        }
        if (way.closed().isPresent()) {
            points.add(failed("key readable", List.of(rules.unreadable(way))));
            return points;
        }
        FileFacts file = way.file().orElseThrow();
        points.add(point("key " + file.path(), file, faults));
        points.add(readable(file, way));
        return points;
    }

    /** A warning only, where the configuration allows it. */
    private Checkup point(String name, FileFacts facts, List<Fault> faults) {
        List<Fault> own =
                faults.stream().filter(fault -> fault.where().equals(facts)).toList();
        if (own.isEmpty()) {
            return Checkup.pass(name, facts.described());
        }
        Checkup failed = failed(name, own);
        return insecureAllowed
                ? Checkup.note(name, failed.detail() + " (allowed by tls.allowInsecureKeyPermissions)")
                : failed;
    }

    private Checkup readable(FileFacts file, FileWay way) {
        boolean readable = file.isRegular() && Files.isReadable(file.path());
        return readable
                ? Checkup.pass("key readable", "by " + user + reason(file))
                : failed("key readable", List.of(rules.unreadable(way)));
    }

    private String reason(FileFacts file) {
        return Optional.of(file)
                .filter(key -> !user.isRoot() && key.uid() != user.uid() && key.allows(user, Access.READ))
                .map(key -> ", through the group " + key.group())
                .orElse("");
    }

    private static Checkup failed(String name, List<Fault> faults) {
        StringBuilder detail = new StringBuilder();
        for (Fault fault : faults) {
            detail.append(detail.isEmpty() ? "" : "; ")
                    .append(fault.what())
                    .append("; ")
                    .append(fault.why());
        }
        faults.stream()
                .flatMap(fault -> fault.cure().stream())
                .distinct()
                .forEach(command -> detail.append('\n').append(command));
        return Checkup.fail(name, detail.toString());
    }
}
