package dev.sightline.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The program where every user may read it, as under {@code /opt}: a build usually lies in the home directory of one. */
final class InstalledProgram implements AutoCloseable {
    private final Path directory;
    private final List<String> classPath = new ArrayList<>();

    InstalledProgram() throws IOException {
        directory = Files.createTempDirectory("sightline-installed");
        open(directory);
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path from = Path.of(entry);
            if (Files.exists(from) && !entry.matches(".*(selenium|webrtc-java|archunit|corretto-arm).*")) {
                Path to = directory.resolve(number++ + "-" + from.getFileName());
                copy(from, to);
                classPath.add(to.toString());
            }
        }
    }

    /** The command line of the program with these arguments. */
    List<String> command(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                String.join(File.pathSeparator, classPath),
                Main.class.getName()));
        line.addAll(List.of(arguments));
        return line;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                    open(target);
                } else {
                    file(path, path.equals(from) ? to : target);
                }
            }
        }
    }

    private static void file(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (FileSystemException elsewhere) {
            Files.copy(from, to);
        }
    }

    private static void open(Path made) throws IOException {
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
