package dev.sightline.probe.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reaches a gateway of this host. */
record UnixConnector(Path socket) implements Connector {
    @Override
    public Lines connect() throws IOException {
        try {
            return UnixLines.connect(socket);
        } catch (IOException e) {
            Path directory = socket.toAbsolutePath().getParent();
            if (directory != null && Files.isDirectory(directory) && !Files.isExecutable(directory)) {
                throw new IOException(
                        socket + ": permission denied: this user may not enter " + directory
                                + ". Its group may: see ls -ld " + directory,
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
}
