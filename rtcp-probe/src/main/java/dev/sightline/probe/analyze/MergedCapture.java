package dev.sightline.probe.analyze;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.Wording;
import dev.sightline.probe.file.CaptureFileException;
import dev.sightline.probe.file.CaptureInput;
import dev.sightline.probe.file.WatchNotes;
import dev.sightline.probe.packet.Directions;
import dev.sightline.probe.packet.PacketListener;
import dev.sightline.probe.report.AnalyzedFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Several capture files, played as one in the order of time. Not for several threads. */
final class MergedCapture implements AutoCloseable {
    private final List<FilePlayer> players = new ArrayList<>();

    /** @throws CaptureFileException when a file cannot be opened or is not a capture; none is then left open */
    static MergedCapture open(List<CaptureInput> files, Supplier<Sampling> sampling, Directions directions)
            throws CaptureFileException {
        MergedCapture capture = new MergedCapture();
        try {
            for (CaptureInput file : files) {
                capture.players.add(FilePlayer.open(file, sampling.get(), directions));
            }
            return capture;
        } catch (CaptureFileException e) {
            capture.close();
            throw e;
        }
    }

    /** Hands over all that the files hold. */
    void play(PacketListener listener) throws CaptureFileException {
        PriorityQueue<FilePlayer> waiting = new PriorityQueue<>(players.size(), Comparator.comparing(FilePlayer::at));
        for (FilePlayer player : players) {
            if (player.next()) {
                waiting.add(player);
            }
        }
        while (!waiting.isEmpty()) {
            FilePlayer player = waiting.remove();
            boolean more = playWhileFirst(player, waiting, listener);
            if (more) {
                waiting.add(player);
            } else {
                player.flush(listener);
            }
        }
    }

    /** Plays one file as long as no other has an earlier frame; whether it has more. */
    private static boolean playWhileFirst(FilePlayer player, PriorityQueue<FilePlayer> others, PacketListener listener)
            throws CaptureFileException {
        FilePlayer nextOther = others.peek();
        boolean more = true;
        while (more && (nextOther == null || !player.at().isAfter(nextOther.at()))) {
            player.decode(listener);
            more = player.next();
        }
        return more;
    }

    /** What was read of each file so far. */
    List<AnalyzedFile> files() {
        return players.stream().map(FilePlayer::report).toList();
    }

    /** The names of all interfaces that the files hold frames of, or say that they were captured on. */
    List<String> interfaces() {
        TreeSet<String> names = new TreeSet<>();
        players.forEach(player -> names.addAll(player.interfaces()));
        return List.copyOf(names);
    }

    /** Whether some file shows what is trapped on the loopback interface. */
    LoopbackView loopback(Sides.Found found) {
        return LoopbackView.of(
                players.stream().map(player -> player.loopback(found)).toList());
    }

    /** Why some file may hide what leaves for the cameras of which it holds packets; empty where none does. */
    Optional<String> leavingDoubt(Sides.Found found) {
        boolean alone = players.size() == 1;
        List<String> doubts = players.stream()
                .flatMap(player -> player.leavingDoubt(found, alone).stream())
                .toList();
        return doubts.stream().findFirst().map(first -> alone ? first : first + eachAlone(doubts.size() - 1));
    }

    /** What one file shows of its filter says nothing of another's. */
    private static String eachAlone(int more) {
        return " (each file is looked at by itself" + (more == 0 ? ")" : "; of " + more + " more the same is so)");
    }

    /** By what else RTCP may have left, as some file says, and no other shows; empty where none does. */
    Optional<String> elsewhere(Sides.Found found) {
        return players.stream()
                .flatMap(player ->
                        player.uncaptured().beside(interfacesBut(player)).ofFeedback(found.feedbackPorts()).stream())
                .findFirst();
    }

    /**
     * Why RTP of a camera of which there is none may have come all the same; empty where it would be in some file. What a
     * watch did not capture it has noted.
     */
    Optional<String> mediaDoubt(LoopbackView loopback) {
        if (players.stream().allMatch(FilePlayer::isEmpty)) {
            return Optional.of("there is no packet in it");
        }
        if (players.stream().anyMatch(player -> player.notes().areWhole())) {
            return Optional.empty();
        }
        if (!coversEverything()) {
            List<String> names = interfaces();
            if (names.equals(List.of(InterfaceNames.LOOPBACK))) {
                return Optional.of("only lo was captured, and cameras send by other interfaces");
            }
            String alone = names.size() > 1 ? Wording.interfaces(names) : "one interface";
            return Optional.of("it was captured on " + alone + " alone, and RTP may come by another");
        }
        if (!loopback.proven()) {
            return Optional.of("nothing in it shows that it was made without a filter, by host or port, as UDP"
                    + " datagrams for port 9 over lo would, one for 127.0.0.1 and one for another address");
        }
        return players.stream().anyMatch(FilePlayer::showsWhatArrives)
                ? Optional.empty()
                : Optional.of("it holds nothing that arrives, as a capture in one direction");
    }

    private Set<String> interfacesBut(FilePlayer one) {
        return players.stream()
                .filter(player -> player != one)
                .flatMap(player -> player.interfaces().stream())
                .collect(Collectors.toSet());
    }

    /** What the watch noted that wrote all of it; of several files each shows what the others' watches did not see. */
    WatchNotes notes() {
        return players.size() == 1 ? players.get(0).notes() : WatchNotes.NONE;
    }

    /** The media ports of the watch that wrote all of it: of others it holds RTCP alone. Empty where others did. */
    Optional<PortRange> watchedPorts() {
        Set<Optional<PortRange>> named =
                players.stream().flatMap(FilePlayer::watchedPorts).collect(Collectors.toSet());
        return named.size() == 1 ? named.iterator().next() : Optional.empty();
    }

    /** Whether some file was captured on every interface of its host at once. */
    boolean coversEverything() {
        return players.stream().anyMatch(FilePlayer::coversEverything);
    }

    @Override
    public void close() throws CaptureFileException {
        for (FilePlayer player : players) {
            player.close();
        }
    }
}
