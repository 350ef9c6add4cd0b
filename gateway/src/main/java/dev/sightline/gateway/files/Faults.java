package dev.sightline.gateway.files;

import java.nio.file.Path;
import java.util.List;

/** What is wrong with a file and the way to it, for people. */
public final class Faults {
    private Faults() {}

    /** One message for all that is wrong: what, why it matters, and the commands that mend it. */
    public static String message(String setting, Path path, List<Fault> faults) {
        StringBuilder text = new StringBuilder();
        for (Fault fault : faults) {
            String where = fault.where().path().toString();
            text.append(text.isEmpty() ? setting + ": " : System.lineSeparator() + "  Also: ")
                    .append(where)
                    .append(where.equals(path.toAbsolutePath().toString()) ? "" : ", on the way to " + path + ",")
                    .append(' ')
                    .append(fault.what())
                    .append("; ")
                    .append(fault.why())
                    .append('.');
        }
        text.append(System.lineSeparator()).append("  Mend it with:");
        faults.stream()
                .flatMap(fault -> fault.cure().stream())
                .distinct()
                .forEach(command ->
                        text.append(System.lineSeparator()).append("    ").append(command));
        return text.toString();
    }
}
