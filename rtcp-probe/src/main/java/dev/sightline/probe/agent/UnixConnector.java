package dev.sightline.probe.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reaches a gateway of this host. */
record UnixConnector(Path socket) implements Connector {
    @Override
    public Lines connect() throws IOException {
        try {
            return UnixLines.connect(socket);
        } catch (IOException e) {
            Optional<Path> forbidden = forbidden();
            if (forbidden.isPresent()) {
                throw new IOException(
                        socket + ": permission denied: this user may not enter " + forbidden.get()
                                + ". See who may: ls -ld " + forbidden.get(),
                        e);
            }
            if (Files.isRegularFile(socket) || Files.isDirectory(socket)) {
                throw new IOException(
                        socket + " is a " + (Files.isDirectory(socket) ? "directory" : "file")
                                + ", not a socket; expected what the gateway's configuration has as probe.socket",
                        e);
            }
            throw new IOException(
                    Files.exists(socket)
                            ? socket + ": " + e.getMessage()
                                    + ". The gateway that made it must run, and its group may connect: see ls -l "
                                    + socket
                            : socket + " is not there. The gateway makes it when its configuration has probe.socket: "
                                    + socket,
                    e);
        }
    }

    /** The directory on the way that may not be entered: what is in it, other directories too, is not seen. */
    private Optional<Path> forbidden() {
        Path directory = socket.toAbsolutePath().getParent();
        while (directory != null && !Files.isDirectory(directory)) {
            directory = directory.getParent();
        }
        return Optional.ofNullable(directory).filter(seen -> !Files.isExecutable(seen));
    }
}
