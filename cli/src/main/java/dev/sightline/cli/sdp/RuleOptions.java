package dev.sightline.cli.sdp;

import dev.sightline.probe.command.Converters;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.rewrite.AddressMapping;
import dev.sightline.sdp.rewrite.AppendedLines;
import dev.sightline.sdp.rewrite.CandidateAddress;
import dev.sightline.sdp.rewrite.CandidateFilter;
import dev.sightline.sdp.rewrite.ConnectionAddress;
import dev.sightline.sdp.rewrite.Feedback;
import dev.sightline.sdp.rewrite.KeepCodec;
import dev.sightline.sdp.rewrite.KeepCodecs;
import dev.sightline.sdp.rewrite.MediaPort;
import dev.sightline.sdp.rewrite.PreferCodecs;
import dev.sightline.sdp.rewrite.SdpNormaliser;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The rules of {@code rewrite} and {@code explain}: those of a file, then those that have an option. */
final class RuleOptions {
    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "Rules in YAML; every rule there is can be written so: docs/sdp.md.")
    private Optional<String> file = Optional.empty();

    @Option(names = "--normalise", description = "Leave only what media servers understand, in order.")
    private boolean normalise;

    @Option(
            names = "--keep-codec",
            split = ",",
            paramLabel = "CODEC",
            description = "Keep these codecs only, in this order: H264, H264:42e01f (profile) or H264:42e01f:0 (and"
                    + " packetization mode), opus … May be repeated.")
    private List<String> kept = List.of();

    @Option(
            names = "--keep-codec-of",
            paramLabel = "FILE",
            description = "Keep what the camera sends whose offer or answer is in FILE.")
    private Optional<String> camera = Optional.empty();

    @Option(
            names = "--with-partners",
            description = "With --keep-codec: keep retransmission, redundancy and error correction of what is kept.")
    private boolean partners;

    @Option(
            names = "--prefer-codec",
            split = ",",
            paramLabel = "CODEC",
            description = "Move these codecs to the front; nothing is taken away.")
    private List<String> preferred = List.of();

    @Option(
            names = "--add-feedback",
            paramLabel = "MESSAGE",
            description = "Add a=rtcp-fb to every video codec: \"nack pli\", goog-remb … May be repeated.")
    private List<String> added = List.of();

    @Option(
            names = "--drop-feedback",
            paramLabel = "MESSAGE",
            description = "Take such a=rtcp-fb out of the video. May be repeated.")
    private List<String> dropped = List.of();

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            converter = Converters.Address.class,
            description = "Put this address into o=, c= and a=rtcp.")
    private Optional<InetAddress> address = Optional.empty();

    @Option(names = "--video-port", paramLabel = "PORT", description = "Where video is received.")
    private Optional<Integer> videoPort = Optional.empty();

    @Option(names = "--video-rtcp-port", paramLabel = "PORT", description = "With --video-port: where its RTCP is.")
    private Optional<Integer> videoRtcpPort = Optional.empty();

    @Option(names = "--audio-port", paramLabel = "PORT", description = "Where audio is received.")
    private Optional<Integer> audioPort = Optional.empty();

    @Option(names = "--audio-rtcp-port", paramLabel = "PORT", description = "With --audio-port: where its RTCP is.")
    private Optional<Integer> audioRtcpPort = Optional.empty();

    @Option(
            names = "--comedia",
            paramLabel = "WHO",
            description = "active: the media server learns the address; none: the offered address counts. There is no"
                    + " passive: only the media server can promise it.")
    private Optional<String> comedia = Optional.empty();

    @Option(
            names = "--candidate-address",
            paramLabel = "ADDRESS",
            converter = Converters.Address.class,
            description = "Put this address into every host candidate of its family.")
    private Optional<InetAddress> candidateAddress = Optional.empty();

    @Option(
            names = "--drop-candidates",
            split = ",",
            paramLabel = "KIND",
            description = "Take candidates away: mdns, loopback, link-local, private, tcp, rtcp-under-mux.")
    private List<String> unwanted = List.of();

    @Option(
            names = "--map",
            paramLabel = "FROM=TO",
            description = "Put address TO where FROM stands, as a 1:1 NAT does. May be repeated.")
    private Map<String, String> mapped = new HashMap<>();

    @Option(
            names = "--append",
            paramLabel = "LINE",
            description = "Add a line at the end, as a=x-vendor:1. May be repeated.")
    private List<String> appended = List.of();

    /** @param description from where the description will be read, which cannot be from where rules are */
    List<Asked> asked(Input input, String description) throws Unusable {
        long standard = Stream.of(file, camera, Optional.of(description))
                .filter(name -> name.filter(Input.STANDARD::equals).isPresent())
                .count();
        if (standard > 1) {
            throw new Unusable(
                    "the standard input can be one of FILE, --rules and --keep-codec-of only; name a file for"
                            + " the others");
        }
        if (partners && kept.isEmpty() && camera.isEmpty()) {
            throw new Unusable("--with-partners needs --keep-codec or --keep-codec-of");
        }
        try {
            List<Asked> rules = new ArrayList<>();
            if (file.isPresent()) {
                rules.addAll(RuleFile.read(file.get(), input));
            }
            codecs(rules, input);
            addresses(rules);
            return rules;
        } catch (SdpException problem) {
            throw new Unusable(String.valueOf(problem.getMessage()));
        }
    }

    private void codecs(List<Asked> rules, Input input) throws Unusable {
        if (normalise) {
            rules.add(new Asked(new SdpNormaliser(), "--normalise"));
        }
        CodecName.byMedia(kept)
                .forEach((media, codecs) ->
                        rules.add(new Asked(new KeepCodecs(media, codecs, partners), "--keep-codec")));
        if (camera.isPresent()) {
            KeepCodec rule = KeepCodec.of(input.mediaDescription(camera.get()));
            rules.add(new Asked(partners ? rule.withPartners() : rule, "--keep-codec-of"));
        }
        CodecName.byMedia(preferred)
                .forEach((media, codecs) -> rules.add(new Asked(new PreferCodecs(media, codecs), "--prefer-codec")));
        if (!added.isEmpty() || !dropped.isEmpty()) {
            String option = dropped.isEmpty()
                    ? "--add-feedback"
                    : added.isEmpty() ? "--drop-feedback" : "--add-feedback with --drop-feedback";
            rules.add(new Asked(new Feedback("video", added, dropped), option));
        }
    }

    private void addresses(List<Asked> rules) throws Unusable {
        address.ifPresent(to -> rules.add(new Asked(new ConnectionAddress(to), "--address")));
        port("video", videoPort, videoRtcpPort, rules);
        port("audio", audioPort, audioRtcpPort, rules);
        if (comedia.isPresent()) {
            rules.add(new Asked(Words.comedia("--comedia", comedia.get()), "--comedia"));
        }
        candidateAddress.ifPresent(to -> rules.add(new Asked(new CandidateAddress(to), "--candidate-address")));
        if (!unwanted.isEmpty()) {
            rules.add(new Asked(
                    new CandidateFilter(Words.candidateKinds("--drop-candidates", unwanted)), "--drop-candidates"));
        }
        if (!mapped.isEmpty()) {
            rules.add(new Asked(new AddressMapping(Words.mapping("--map", mapped)), "--map"));
        }
        if (!appended.isEmpty()) {
            rules.add(new Asked(new AppendedLines(appended), "--append"));
        }
    }

    private static void port(String media, Optional<Integer> port, Optional<Integer> rtcpPort, List<Asked> rules)
            throws Unusable {
        if (rtcpPort.isPresent() && port.isEmpty()) {
            throw new Unusable("--" + media + "-rtcp-port needs --" + media + "-port; for RTCP alone write the rule"
                    + " rtcp-port in a file for --rules");
        }
        port.ifPresent(number -> rules.add(new Asked(
                new MediaPort(media, number, rtcpPort.map(OptionalInt::of).orElseGet(OptionalInt::empty)),
                "--" + media + "-port")));
    }
}
