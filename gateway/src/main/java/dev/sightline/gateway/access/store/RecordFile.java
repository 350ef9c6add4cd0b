package dev.sightline.gateway.access.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Records under their names, in one JSON file that several processes change. What was read last can be had at any time and
 * from any thread; reading and changing are not for event loops.
 */
final class RecordFile<R> {
    private static final int VERSION = 1;
    static final int MOST = 10_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StateFile file;
    private final String title;
    private final Form<R> form;
    private volatile Known<R> known = new Known<>(StateFile.Stamp.NONE, Collections.emptySortedMap());

    /** How a record stands in the file. */
    interface Form<R> {
        String name(R record);

        R read(JsonNode json) throws IOException;

        void write(R record, ObjectNode json);
    }

    /** What is to be done with the records; to fail is to leave them as they are. */
    interface Change<R> {
        void apply(SortedMap<String, R> records) throws IOException;
    }

    private record Known<R>(StateFile.Stamp stamp, SortedMap<String, R> records) {}

    /** @param title of the list in the file */
    RecordFile(Path path, String title, Form<R> form) {
        this.file = new StateFile(path);
        this.title = title;
        this.form = form;
    }

    /** What was read last. */
    SortedMap<String, R> records() {
        return known.records();
    }

    /** Whether there was a file when it was looked at last. */
    boolean isThere() {
        return !known.stamp().equals(StateFile.Stamp.NONE);
    }

    /** Reads the file if it is another than the last time; whether it was. */
    boolean refresh() throws IOException {
        StateFile.Stamp stamp = file.stamp();
        if (stamp.equals(known.stamp())) {
            return false;
        }
        known = new Known<>(stamp, Collections.unmodifiableSortedMap(parsed()));
        return true;
    }

    void change(Change<R> change) throws IOException {
        file.alone(() -> {
            SortedMap<String, R> records = parsed();
            change.apply(records);
            if (records.size() > MOST) {
                throw new IOException("there would be more than " + MOST + " " + title);
            }
            file.write(text(records));
            known = new Known<>(file.stamp(), Collections.unmodifiableSortedMap(records));
            return true;
        });
    }

    /** Puts these in the place of all that there were, whatever they were. */
    void replace(Collection<R> all) throws IOException {
        SortedMap<String, R> records = new TreeMap<>();
        all.forEach(record -> records.put(form.name(record), record));
        if (records.size() > MOST) {
            throw new IOException("there would be more than " + MOST + " " + title);
        }
        file.alone(() -> {
            file.write(text(records));
            known = new Known<>(file.stamp(), Collections.unmodifiableSortedMap(records));
            return true;
        });
    }

    /** Removes the file. */
    void remove() throws IOException {
        file.remove();
    }

    private SortedMap<String, R> parsed() throws IOException {
        byte[] content = file.read().orElse(new byte[0]);
        SortedMap<String, R> records = new TreeMap<>();
        if (content.length == 0) {
            return records;
        }
        JsonNode list = tree(content).path(title);
        if (!list.isArray() || list.size() > MOST) {
            throw damaged("no list \"" + title + "\" of at most " + MOST);
        }
        for (JsonNode json : list) {
            R record = form.read(json);
            records.put(form.name(record), record);
        }
        return records;
    }

    private JsonNode tree(byte[] content) throws IOException {
        try {
            return JSON.readTree(content);
        } catch (JsonProcessingException e) {
            throw damaged("no JSON: " + e.getOriginalMessage());
        }
    }

    private IOException damaged(String what) {
        return new IOException(
                file.path() + " is damaged: " + what + ". Put it back from a copy, or remove it to begin anew");
    }

    private byte[] text(SortedMap<String, R> records) throws IOException {
        ObjectNode root = JSON.createObjectNode().put("version", VERSION);
        ArrayNode list = root.putArray(title);
        records.values().forEach(record -> form.write(record, list.addObject()));
        return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
