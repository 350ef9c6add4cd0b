package dev.sightline.probe;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * Where the capture can see: what is not covered proves nothing by being absent.
 *
 * @param interfaces names of the interfaces that are captured on
 * @param loopback whether a loopback interface is among them, and nothing hides what is trapped there
 * @param doubt what may hide it, though it was captured on, as a sentence that follows "but"; empty where nothing does
 * @param everything whether every interface is covered, whatever its name
 * @param sampled names of the interfaces on which only a sample of the RTP is captured now, for much comes there
 * @param missing names of interfaces that are up and are not captured on, where they are known
 * @param leftOut those of the missing that are not captured on because too many are up
 * @param down names of the interfaces that are down now: nothing arrives or leaves by them
 * @param vanished names of interfaces that were captured on and that this host has no longer
 * @param elsewhere of a capture that is over, by what else RTCP may have left, as a sentence that follows "but"; empty
 *     where there was nothing else
 * @param readWithin how long after one interface another one may be read, so that what it shows is not known yet
 */
public record Coverage(
        Set<String> interfaces,
        boolean loopback,
        Optional<String> doubt,
        boolean everything,
        Set<String> sampled,
        Set<String> missing,
        LeftOut leftOut,
        Set<String> down,
        Set<String> vanished,
        Optional<String> elsewhere,
        Duration readWithin) {
    /** Copies the sets. */
    public Coverage {
        interfaces = Set.copyOf(interfaces);
        sampled = Set.copyOf(sampled);
        missing = Set.copyOf(missing);
        down = Set.copyOf(down);
        vanished = Set.copyOf(vanished);
    }

    /** All RTP is captured, nothing is hidden, and every interface is up. */
    public Coverage(Set<String> interfaces, boolean loopback, boolean everything) {
        this(
                interfaces,
                loopback,
                Optional.empty(),
                everything,
                Set.of(),
                Set.of(),
                LeftOut.NONE,
                Set.of(),
                Set.of(),
                Optional.empty(),
                Duration.ZERO);
    }

    /** All interfaces. */
    public static Coverage all() {
        return new Coverage(Set.of(), true, true);
    }

    /** The same, of whose RTP only a sample is captured on these interfaces. */
    public Coverage sampling(Set<String> names) {
        return new Coverage(
                interfaces,
                loopback,
                doubt,
                everything,
                names,
                missing,
                leftOut,
                down,
                vanished,
                elsewhere,
                readWithin);
    }

    /** The same, where something may hide what is trapped. */
    public Coverage doubting(Optional<String> why) {
        return new Coverage(
                interfaces,
                loopback,
                why,
                everything,
                sampled,
                missing,
                leftOut,
                down,
                vanished,
                elsewhere,
                readWithin);
    }

    /** The same, of a capture beside which RTCP may have left by what else there was. */
    public Coverage beside(Optional<String> others) {
        return new Coverage(
                interfaces, loopback, doubt, everything, sampled, missing, leftOut, down, vanished, others, readWithin);
    }

    /** The same, while these interfaces are down. */
    public Coverage without(Set<String> names) {
        return new Coverage(
                interfaces,
                loopback,
                doubt,
                everything,
                sampled,
                missing,
                leftOut,
                names,
                vanished,
                elsewhere,
                readWithin);
    }

    /** The same, after these interfaces were removed. */
    public Coverage afterLosing(Set<String> names) {
        return new Coverage(
                interfaces, loopback, doubt, everything, sampled, missing, leftOut, down, names, elsewhere, readWithin);
    }

    /** The same, while these interfaces are up and not captured on. */
    public Coverage missing(Set<String> names) {
        return new Coverage(
                interfaces,
                loopback,
                doubt,
                everything,
                sampled,
                names,
                leftOut,
                down,
                vanished,
                elsewhere,
                readWithin);
    }

    /** The same, while too many interfaces are up. */
    public Coverage leavingOut(LeftOut others) {
        return new Coverage(
                interfaces,
                loopback,
                doubt,
                everything,
                sampled,
                missing,
                others,
                down,
                vanished,
                elsewhere,
                readWithin);
    }

    /** The same, where each interface is read so long after another at most. */
    public Coverage readWithin(Duration lag) {
        return new Coverage(
                interfaces, loopback, doubt, everything, sampled, missing, leftOut, down, vanished, elsewhere, lag);
    }

    /** Whether RTP that arrives by all of these is only seen as a sample. */
    public boolean samples(Collection<String> names) {
        return sampled.containsAll(names);
    }

    public boolean sees(String interfaceName) {
        return everything || interfaces.contains(interfaceName);
    }
}
