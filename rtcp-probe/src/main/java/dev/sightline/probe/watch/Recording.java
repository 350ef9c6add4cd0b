package dev.sightline.probe.watch;

import dev.sightline.probe.Coverage;
import dev.sightline.probe.capture.FrameSink;
import dev.sightline.probe.file.PcapngWriter;
import dev.sightline.probe.file.PcapngWriter.Direction;
import dev.sightline.probe.file.WatchNotes;
import dev.sightline.probe.report.WatchReport;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Keeps what a watch captures in a file. When the file cannot be written any more, it says so once and the watch goes on
 * without it. Not for several threads.
 */
public final class Recording implements FrameSink {
    /** One way to write, which may fail. */
    private interface Step {
        void write() throws IOException;
    }

    /** More than a host has; the notes name fewer. */
    private static final int MOST_LEFT_OUT = 4_096;

    private final PcapngWriter writer;
    private final String name;
    private final Consumer<String> problems;
    private final Set<String> leftOut = new TreeSet<>();
    private boolean failed;

    /**
     * @param writer owned by the recording from now on
     * @param name of the file, for messages
     * @param problems told in one line why the recording ended early
     */
    public Recording(PcapngWriter writer, String name, Consumer<String> problems) {
        this.writer = writer;
        this.name = name;
        this.problems = problems;
    }

    @Override
    public void opened(String interfaceName, int linkType, int snapLength, String filter, String words) {
        attempt(() -> writer.describe(interfaceName, linkType, snapLength, filter, words));
    }

    @Override
    public void captured(
            String interfaceName, int linkType, Instant at, byte[] frame, int originalLength, FrameSink.Way way) {
        attempt(() -> writer.frame(interfaceName, linkType, at, frame, originalLength, direction(way)));
    }

    private static Direction direction(FrameSink.Way way) {
        return switch (way) {
            case IN -> Direction.INBOUND;
            case OUT -> Direction.OUTBOUND;
            case UNKNOWN -> Direction.UNKNOWN;
        };
    }

    @Override
    public void flush(Coverage coverage) {
        coverage.missing().stream().limit((long) MOST_LEFT_OUT - leftOut.size()).forEach(leftOut::add);
        attempt(writer::flush);
    }

    /** Writes the interfaces' counters and what the watch has to note, and closes the file. How many frames it holds. */
    public long finish(WatchReport report) {
        Instant at = report.until();
        report.interfaces()
                .forEach(each -> attempt(() -> writer.statistics(
                        each.name(),
                        at,
                        each.drops().received(),
                        each.drops().byKernel(),
                        each.drops().byInterface())));
        WatchNotes.atTheEnd(leftOut, report.cameras()).forEach(note -> attempt(() -> writer.comment(note, at)));
        attempt(writer::close);
        return writer.framesWritten();
    }

    /** Whether all that was to be written is. */
    public boolean isWhole() {
        return !failed;
    }

    private void attempt(Step step) {
        if (failed) {
            return;
        }
        try {
            step.write();
        } catch (IOException e) {
            failed = true;
            problems.accept(name + " cannot be written any more (" + e.getMessage() + "): the recording ends after "
                    + writer.framesWritten() + " frames, the watch goes on");
            closeQuietly();
        }
    }

    private void closeQuietly() {
        try {
            writer.close();
        } catch (IOException alreadyTold) {
            // why it cannot be written has been said
        }
    }
}
