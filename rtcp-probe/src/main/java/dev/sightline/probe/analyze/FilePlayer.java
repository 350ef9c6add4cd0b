package dev.sightline.probe.analyze;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.file.CaptureFile;
import dev.sightline.probe.file.CaptureFileException;
import dev.sightline.probe.file.CaptureInput;
import dev.sightline.probe.file.Frame;
import dev.sightline.probe.file.FrameSource;
import dev.sightline.probe.file.WatchNotes;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.Directions;
import dev.sightline.probe.packet.FrameDecoder;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.LinkType;
import dev.sightline.probe.packet.PacketListener;
import dev.sightline.probe.report.AnalyzedFile;
import dev.sightline.rtp.RtpPackets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One capture file, frame by frame, with a decoder for each interface that it describes. Not for several threads. */
final class FilePlayer implements AutoCloseable {
    private static final PacketListener NOBODY = new PacketListener() {
        @Override
        public void datagram(Datagram datagram) {}

        @Override
        public void icmpError(IcmpError error) {}
    };

    private final CaptureFile file;
    private final Directions directions;
    private final InterfaceNames names;
    private final List<FrameDecoder> decoders = new ArrayList<>();
    private final Sampling sampling;
    private final LoopbackSigns loopback = new LoopbackSigns();
    private final LeavingSigns leaving = new LeavingSigns();
    private final FrameTimes times = new FrameTimes();
    private final UnfilteredSigns unfiltered = new UnfilteredSigns();
    private final Heeding unheeded = new Heeding(NOBODY);
    private Heeding heeding = unheeded;
    private Instant at = Instant.EPOCH;
    private long hidden;
    private int kept;

    private FilePlayer(CaptureFile file, Sampling sampling, Directions directions) {
        this.file = file;
        this.sampling = sampling;
        this.directions = directions;
        this.names = new InterfaceNames(file.input().name());
    }

    static FilePlayer open(CaptureInput input, Sampling sampling, Directions directions) throws CaptureFileException {
        return new FilePlayer(CaptureFile.open(input), sampling, directions);
    }

    /** Goes to the next frame; false at the end. */
    boolean next() throws CaptureFileException {
        if (!file.next()) {
            return false;
        }
        at = times.next(file.frame().source().number(), file.frame().at());
        return true;
    }

    /** Whether it has held no frame so far. */
    boolean isEmpty() {
        return file.frames() == 0;
    }

    /** When the present frame was captured, by a clock that nobody set. */
    Instant at() {
        return at;
    }

    /** Hands over what the present frame holds, unless it is not of the sample. */
    void decode(PacketListener listener) {
        Frame frame = file.frame();
        unfiltered.look(frame);
        boolean taken = sampling.takes();
        if (!taken && !Discard.mayBeIn(frame)) {
            return;
        }
        decoder(frame.source())
                .decode(
                        at,
                        frame.octets(),
                        frame.offset(),
                        frame.length(),
                        frame.mark(),
                        taken ? heeding(listener) : unheeded);
    }

    private Heeding heeding(PacketListener listener) {
        if (heeding.listener != listener) {
            heeding = new Heeding(listener);
        }
        return heeding;
    }

    /** Notes what the present frame tells of the capture itself. */
    private final class Heeding implements PacketListener {
        private final PacketListener listener;

        Heeding(PacketListener listener) {
            this.listener = listener;
        }

        @Override
        public void datagram(Datagram datagram) {
            FrameSource source = file.frame().source();
            if (RtpPackets.isRtp(datagram.payload())) {
                leaving.media(source, datagram.source().getAddress());
            } else if (!RtpPackets.isRtcp(datagram.payload())) {
                other(source, datagram);
            }
            listener.datagram(datagram);
        }

        private void other(FrameSource source, Datagram datagram) {
            unfiltered.other(source, datagram);
            if (Discard.is(datagram) && datagram.direction() == Direction.LOCAL) {
                loopback.crossed(source, datagram.destination().getAddress());
            } else if (Discard.is(datagram)) {
                leaving.crossed(source, datagram.direction(), datagram.source().getAddress(), datagram.ends());
            }
        }

        @Override
        public void ipsec(String interfaceName, boolean left) {
            listener.ipsec(interfaceName, left);
        }

        @Override
        public void icmpError(IcmpError error) {
            listener.icmpError(error);
        }

        @Override
        public void endsEarly() {
            Frame frame = file.frame();
            if (frame.isCut()) {
                hidden++;
                kept = Math.max(kept, frame.length());
            }
        }
    }

    /** Sources are numbered in the order in which the file describes them. */
    private FrameDecoder decoder(FrameSource source) {
        if (source.number() >= decoders.size()) {
            file.sources().stream()
                    .skip(decoders.size())
                    .forEach(each -> decoders.add(FrameDecoder.ofFile(each.linkType(), names.of(each), directions)));
        }
        return decoders.get(source.number());
    }

    /** Hands over what still waits for its other fragments. */
    void flush(PacketListener listener) {
        decoders.forEach(decoder -> decoder.flush(listener));
    }

    /** Interfaces of which frames were read, and those that the file says it was captured on. */
    Set<String> interfaces() {
        Set<String> interfaces = new TreeSet<>(names.seen());
        file.sources().stream()
                .filter(source -> !isCooked(source))
                .forEach(source -> source.name().ifPresent(interfaces::add));
        return interfaces;
    }

    /** Linux's cooked modes are those of the pseudo-interface {@code any}. */
    boolean coversEverything() {
        return file.sources().stream().anyMatch(FilePlayer::isCooked);
    }

    /** Whether it shows what is trapped on the loopback interface. */
    LoopbackView loopback(Sides.Found found) {
        return loopback.view(file, names.seen(), unfiltered, found);
    }

    /** Whether it was captured on every interface, in the direction in which media come. */
    boolean showsWhatArrives() {
        return coversEverything() && unfiltered.showWhatArrives();
    }

    /** The media ports of the watch that wrote it, of each interface that it describes; nothing of another's. */
    Stream<Optional<PortRange>> watchedPorts() {
        return file.sources().stream().map(source -> source.filter().flatMap(Expression::watchedPorts));
    }

    /**
     * Why the file may hide what leaves for these cameras; empty where something shows that it does not.
     *
     * @param alone whether it is the only one
     */
    Optional<String> leavingDoubt(Sides.Found found, boolean alone) {
        return leaving.doubt(
                file, unfiltered, found, alone ? "the capture" : file.input().name());
    }

    /** What it says that it does not hold. */
    Uncaptured uncaptured() {
        return Uncaptured.of(file, interfaces());
    }

    /** What a watch that wrote it noted. */
    WatchNotes notes() {
        return file.notes();
    }

    static boolean isCooked(FrameSource source) {
        return source.linkType() == LinkType.LINUX_SLL || source.linkType() == LinkType.LINUX_SLL2;
    }

    AnalyzedFile report() {
        return new AnalyzedFile(
                file.input().name(),
                file.frames(),
                times.first(),
                times.latest(),
                times.doubt(),
                Optional.of(unreadable()).filter(types -> !types.isEmpty()),
                uncaptured().ofMedia(),
                cut(),
                file.damage());
    }

    private Optional<String> cut() {
        return hidden == 0
                ? Optional.empty()
                : Optional.of(hidden + " of its packets end before the RTP header: the capture kept " + kept
                        + " octets of each (its snap length)");
    }

    private String unreadable() {
        String types = file.sources().stream()
                .filter(source -> !LinkType.isKnown(source.linkType()))
                .map(source -> source.linkType()
                        + source.name().map(name -> " (" + name + ")").orElse(""))
                .distinct()
                .limit(8)
                .collect(Collectors.joining(", "));
        return types.isEmpty() ? "" : "frames of link type " + types + " were not read; expected " + LinkType.KNOWN;
    }

    @Override
    public void close() throws CaptureFileException {
        file.close();
    }
}
