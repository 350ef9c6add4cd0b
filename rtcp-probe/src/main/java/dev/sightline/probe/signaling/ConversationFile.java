package dev.sightline.probe.signaling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A conversation with one JSON message a line: {@code {"dir":"client->kms","msg":{…}}}, with {@code "at"} where the time is
 * known, or the bare message.
 */
final class ConversationFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_LINE = 4 * 1024 * 1024;

    private final JsonMessages messages = new JsonMessages();
    private final Harvest harvest = new Harvest();

    private ConversationFile() {}

    static RecordedSignaling read(Path file) throws IOException {
        ConversationFile conversation = new ConversationFile();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int number = 1;
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (octet == '\n') {
                    conversation.line(number++, line);
                    line.reset();
                } else if (line.size() <= MAX_LINE) {
                    line.write(octet);
                }
            }
            conversation.line(number, line);
        }
        return conversation.harvest.done();
    }

    private void line(int number, ByteArrayOutputStream octets) {
        if (octets.size() > MAX_LINE) {
            harvest.note("line " + number + " is longer than " + MAX_LINE + " bytes and was not read");
            return;
        }
        String text = octets.toString(StandardCharsets.UTF_8);
        if (text.isBlank()) {
            return;
        }
        try {
            JsonNode line = JSON.readTree(text);
            String[] sides = line.path("dir").asText().split("->", 2);
            String from = sides[0].strip();
            String to = sides.length > 1 ? sides[1].strip() : "";
            Optional<Instant> at = time(line.path("at"));
            messages.read(
                    line.has("msg") ? line.path("msg") : line,
                    (what, sdp) -> harvest.add(new FoundDescription(at, from, to, what, sdp)));
        } catch (StreamConstraintsException e) {
            harvest.note("line " + number
                    + " is nested deeper, or holds a longer text or number, than any signaling, and" + " was not read");
        } catch (JsonProcessingException e) {
            harvest.note("line " + number + " is no JSON and was not read; one message a line was expected");
        }
    }

    private static Optional<Instant> time(JsonNode at) {
        try {
            return at.isTextual() ? Optional.of(Instant.parse(at.textValue())) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
