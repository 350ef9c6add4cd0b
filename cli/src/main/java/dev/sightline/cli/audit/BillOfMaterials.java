package dev.sightline.cli.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** The libraries that a CycloneDX document (JSON) lists; the build writes one beside the launcher's jars. */
final class BillOfMaterials {
    private static final int LARGEST = 16 << 20;
    private static final String OUR_OWN = "dev.sightline";

    private BillOfMaterials() {}

    /** @throws IOException when the file is none, or lists nothing that could be asked for */
    static List<Component> read(Path file) throws IOException {
        // One for each version: classifiers share a vulnerability.
        TreeMap<String, Component> components = new TreeMap<>();
        for (JsonNode each : document(file).path("components")) {
            String group = each.path("group").asText();
            Component component = new Component(
                    group + ":" + each.path("name").asText(),
                    each.path("version").asText());
            if (each.path("purl").asText().startsWith("pkg:maven/") && !group.equals(OUR_OWN)) {
                components.put(component.purl(), component);
            }
        }
        if (components.isEmpty()) {
            throw new IOException(file + " lists no library of Maven's: is it a CycloneDX document?");
        }
        return List.copyOf(components.values());
    }

    private static JsonNode document(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(LARGEST + 1);
            if (text.length > LARGEST) {
                throw new IOException(file + " is larger than " + LARGEST + " bytes");
            }
            return new ObjectMapper().readTree(text);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    file + " does not exist. The build writes it (mvn package, without -o); --bom names another", e);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
