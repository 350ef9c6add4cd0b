package dev.sightline.probe.signaling;

import dev.sightline.probe.file.CaptureFile;
import dev.sightline.probe.file.CaptureFileException;
import dev.sightline.probe.file.CaptureInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What was found in one file.
 *
 * @param found in the order in which it was said
 * @param notes what could not be read, a sentence each; empty when all was
 */
public record RecordedSignaling(List<FoundDescription> found, List<String> notes) {
    public RecordedSignaling {
        found = List.copyOf(found);
        notes = List.copyOf(notes);
    }

    /**
     * Reads a capture (pcap, pcapng) or a recorded conversation (one JSON message a line); its first octet tells which.
     *
     * @throws CaptureFileException when it is a capture that cannot be read
     * @throws IOException when it cannot be read at all; the message names the cause
     */
    public static RecordedSignaling read(Path file) throws CaptureFileException, IOException {
        return read(CaptureInput.of(file));
    }

    /** The same of a file that is called otherwise in messages. */
    public static RecordedSignaling read(CaptureInput input) throws CaptureFileException, IOException {
        Path file = input.path();
        if (Files.isRegularFile(file) && firstOf(file) == '{') {
            return ConversationFile.read(file);
        }
        try (CaptureFile capture = CaptureFile.open(input)) {
            return new SignalingCapture().read(capture);
        }
    }

    private static int firstOf(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            int octet = in.read();
            while (octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t') {
                octet = in.read();
            }
            return octet;
        }
    }
}
