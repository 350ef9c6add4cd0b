package dev.sightline.cli.sdp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.probe.file.CaptureFileException;
import dev.sightline.probe.file.CaptureInput;
import dev.sightline.probe.file.SpooledInput;
import dev.sightline.probe.signaling.FoundDescription;
import dev.sightline.probe.signaling.RecordedSignaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "from",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Find the session descriptions in a capture of signaling, or in a recorded conversation.",
        footer = {
            "",
            "Read are pcap and pcapng with plain HTTP or WebSocket in TCP, and files with one JSON message a line.",
            "For example, what cameras and the media server say to the gateway:",
            "  tcpdump -i any -w signaling.pcap 'tcp port 80 or tcp port 8888'",
            "  sightline sdp from --write found signaling.pcap",
            "  sightline sdp lint found/001-*.sdp",
            "Exit codes: 0 done, 1 nothing was found, 2 wrong usage or a file that cannot be read."
        })
final class FromCommand extends Tool {
    @Option(names = "--write", paramLabel = "DIR", description = "Save each to a file of its own in DIR.")
    private Optional<String> directory = Optional.empty();

    @Parameters(arity = "0..1", defaultValue = "-", paramLabel = "FILE", description = "The recording (default: -).")
    private String file = Input.STANDARD;

    @Override
    int run() throws Unusable {
        RecordedSignaling recorded = recorded();
        if (directory.isPresent()) {
            save(recorded.found(), Input.path(directory.get()));
        }
        if (wantsJson()) {
            print(json(recorded));
        } else {
            list(recorded);
        }
        return recorded.found().isEmpty() ? 1 : 0;
    }

    private RecordedSignaling recorded() throws Unusable {
        try {
            if (!file.equals(Input.STANDARD)) {
                return RecordedSignaling.read(CaptureInput.of(Input.path(file)));
            }
            try (SpooledInput copy = SpooledInput.of(input().standard(), SpooledInput.LARGEST)) {
                return RecordedSignaling.read(copy.input());
            }
        } catch (NoSuchFileException e) {
            throw new Unusable(file + ": no such file");
        } catch (CaptureFileException e) {
            boolean read = file.equals(Input.STANDARD) || Files.isRegularFile(Input.path(file));
            throw new Unusable(e.getMessage() + (read ? "; or a recorded conversation, one JSON message a line" : ""));
        } catch (IOException e) {
            throw new Unusable(Input.named(file) + " cannot be read: " + e.getMessage());
        }
    }

    /** Each file appears whole or not at all, and none is replaced. */
    private static void save(List<FoundDescription> found, Path directory) throws Unusable {
        try {
            Files.createDirectories(directory);
            for (int i = 0; i < found.size(); i++) {
                Path file = directory.resolve(name(i, found.get(i)));
                if (Files.exists(file)) {
                    throw new Unusable(file + " is there already; name a directory that is empty");
                }
            }
            for (int i = 0; i < found.size(); i++) {
                Path whole = Files.createTempFile(directory, ".sdp", "");
                Files.write(whole, found.get(i).sdp().getBytes(Input.BYTES));
                Files.move(whole, directory.resolve(name(i, found.get(i))), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new Unusable(directory + " cannot be written: " + e.getMessage());
        }
    }

    private static String name(int index, FoundDescription found) {
        String words = found.what()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        return String.format("%03d-%s.sdp", index + 1, words.substring(0, Math.min(40, words.length())));
    }

    private void list(RecordedSignaling recorded) {
        if (recorded.found().isEmpty()) {
            text().println("No session description is found.");
        }
        for (int i = 0; i < recorded.found().size(); i++) {
            FoundDescription found = recorded.found().get(i);
            String sides = found.to().isEmpty() ? found.from() : found.from() + " → " + found.to();
            text().println(Shown.of(String.format(
                            "%3d  %s%s%s",
                            i + 1,
                            found.at().map(time -> time + "  ").orElse(""),
                            sides.isEmpty() ? "" : sides + "  ",
                            found.what()))
                    .replace("\n", "\\x0a"));
            found.sdp()
                    .lines()
                    .filter(line -> line.startsWith("m="))
                    .limit(8)
                    .forEach(line -> text().println("       " + Shown.of(line)));
            String name = name(i, found);
            directory.ifPresent(where -> text().println("       " + Path.of(where, name)));
        }
        recorded.notes().forEach(note -> text().println("Note: " + Shown.of(note) + "."));
    }

    private ObjectNode json(RecordedSignaling recorded) {
        ObjectNode document = object();
        ArrayNode all = document.putArray("descriptions");
        int index = 0;
        for (FoundDescription found : recorded.found()) {
            ObjectNode one = all.addObject();
            found.at().ifPresent(time -> one.put("at", time.toString()));
            one.put("from", found.from()).put("to", found.to()).put("what", found.what());
            String name = name(index++, found);
            directory.ifPresent(where -> one.put("file", Path.of(where, name).toString()));
            one.put("sdp", found.sdp());
        }
        recorded.notes().forEach(document.putArray("notes")::add);
        return document;
    }
}
