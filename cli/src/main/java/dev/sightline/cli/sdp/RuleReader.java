package dev.sightline.cli.sdp;

import dev.sightline.probe.command.Nearest;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.rewrite.AddressMapping;
import dev.sightline.sdp.rewrite.AppendedLines;
import dev.sightline.sdp.rewrite.CandidateAddress;
import dev.sightline.sdp.rewrite.CandidateFilter;
import dev.sightline.sdp.rewrite.CodecChoice;
import dev.sightline.sdp.rewrite.ConnectionAddress;
import dev.sightline.sdp.rewrite.Feedback;
import dev.sightline.sdp.rewrite.KeepCodec;
import dev.sightline.sdp.rewrite.KeepCodecs;
import dev.sightline.sdp.rewrite.MediaBandwidth;
import dev.sightline.sdp.rewrite.MediaDirection;
import dev.sightline.sdp.rewrite.MediaPort;
import dev.sightline.sdp.rewrite.OriginAddress;
import dev.sightline.sdp.rewrite.PreferCodecs;
import dev.sightline.sdp.rewrite.RewriteRule;
import dev.sightline.sdp.rewrite.RtcpPort;
import dev.sightline.sdp.rewrite.SdpNormaliser;
import dev.sightline.sdp.rewrite.SourceDescription;
import dev.sightline.sdp.rewrite.StreamProfile;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Makes a rule of its name and its parameters. */
final class RuleReader {
    /** A value, or a list, behind the rule's name. */
    private static final List<String> ALONE = List.of();

    /** Every rule by the name that its changes bear, with its parameters by name. */
    private static final Map<String, List<String>> PARAMETERS = parameters();

    private final Path directory;
    private final Input input;

    /** @param directory where the files lie that a rule names */
    RuleReader(Path directory, Input input) {
        this.directory = directory;
        this.input = input;
    }

    static List<String> names() {
        return List.copyOf(PARAMETERS.keySet());
    }

    private static Map<String, List<String>> parameters() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        parameters.put("normalise", List.of());
        parameters.put("keep-codec", List.of("camera", "partners"));
        parameters.put("keep-codecs", List.of("type", "codecs", "partners"));
        parameters.put("prefer-codecs", List.of("type", "codecs"));
        parameters.put("stream-profile", List.of("sps", "offer"));
        parameters.put("feedback", List.of("type", "add", "drop"));
        parameters.put("connection-address", ALONE);
        parameters.put("origin-address", ALONE);
        parameters.put("address-mapping", ALONE);
        parameters.put("media-port", List.of("type", "port", "rtcpPort"));
        parameters.put("rtcp-port", List.of("type", "port"));
        parameters.put("comedia-direction", ALONE);
        parameters.put("media-direction", List.of("type", "direction"));
        parameters.put("media-bandwidth", List.of("type", "modifier", "value"));
        parameters.put("source-description", List.of("type", "ssrc", "cname"));
        parameters.put("candidate-address", ALONE);
        parameters.put("candidate-filter", ALONE);
        parameters.put("appended-lines", ALONE);
        return parameters;
    }

    /** @throws SdpException for a value that the rule refuses */
    RewriteRule rule(Parameters in) throws Unusable {
        List<String> known = PARAMETERS.get(in.rule());
        if (known == null) {
            throw new Unusable("'" + in.rule() + "': there is no such rule; "
                    + Nearest.of(in.rule(), PARAMETERS.keySet())
                            .map(near -> "did you mean '" + near + "'?")
                            .orElse("known: " + String.join(", ", PARAMETERS.keySet())));
        }
        if (!known.isEmpty() || in.rule().equals("normalise")) {
            in.requireOnly(known);
        }
        return switch (in.rule()) {
            case "normalise" -> new SdpNormaliser();
            case "keep-codec" -> keepCodec(in);
            case "keep-codecs" -> new KeepCodecs(media(in), codecs(in), in.flag("partners"));
            case "prefer-codecs" -> new PreferCodecs(media(in), codecs(in));
            case "stream-profile" -> streamProfile(in);
            case "feedback" -> new Feedback(media(in), in.list("add"), in.list("drop"));
            case "connection-address" -> new ConnectionAddress(address(in));
            case "origin-address" -> new OriginAddress(address(in));
            case "address-mapping" -> mapping(in);
            case "media-port" -> new MediaPort(media(in), port(in, "port"), rtcpPort(in));
            case "rtcp-port" -> new RtcpPort(media(in), port(in, "port"));
            case "comedia-direction" -> Words.comedia(in.rule(), in.alone("active"));
            case "media-direction" ->
                new MediaDirection(
                        media(in), Words.direction(in.name("direction"), in.required("direction", "sendonly")));
            case "media-bandwidth" -> bandwidth(in);
            case "source-description" -> source(in);
            case "candidate-address" -> new CandidateAddress(address(in));
            case "candidate-filter" ->
                new CandidateFilter(Words.candidateKinds(in.rule(), in.allAlone("[mdns, loopback]")));
            case "appended-lines" -> new AppendedLines(in.allAlone("['a=x-vendor:1']"));
            default -> throw new Unusable(in.rule()); // named above
        };
    }

    private static String media(Parameters in) throws Unusable {
        return in.optional("type").orElse("video");
    }

    private static List<CodecChoice> codecs(Parameters in) throws Unusable {
        List<String> names = in.list("codecs");
        if (names.isEmpty()) {
            throw new Unusable(in.name("codecs") + " is missing; expected it as in 'codecs: [H264]'");
        }
        return names.stream().map(CodecName::parse).toList();
    }

    private RewriteRule keepCodec(Parameters in) throws Unusable {
        KeepCodec rule = KeepCodec.of(input.mediaDescription(file(in.required("camera", "camera.sdp"))));
        return in.flag("partners") ? rule.withPartners() : rule;
    }

    private RewriteRule streamProfile(Parameters in) throws Unusable {
        String sps = in.required("sps", "6742e01f");
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(sps);
        } catch (IllegalArgumentException e) {
            throw new Unusable(in.name("sps") + " is '" + sps + "'; expected the NAL unit in hexadecimal, as 6742e01f");
        }
        return StreamProfile.of(bytes, input.mediaDescription(file(in.required("offer", "offer.sdp"))));
    }

    private static RewriteRule mapping(Parameters in) throws Unusable {
        if (in.keys().isEmpty() || in.keys().contains(Parameters.ALONE)) {
            throw new Unusable(in.rule() + ": expected addresses, as in '- address-mapping: {10.0.0.7: 203.0.113.7}'");
        }
        Map<InetAddress, InetAddress> mapping = new HashMap<>();
        for (String from : in.keys()) {
            mapping.put(Words.address(in.rule(), from), Words.address(in.name(from), in.required(from, "203.0.113.7")));
        }
        return new AddressMapping(mapping);
    }

    private static RewriteRule bandwidth(Parameters in) throws Unusable {
        String modifier = in.optional("modifier").orElse("AS");
        Optional<String> value = in.optional("value");
        return new MediaBandwidth(
                media(in),
                modifier,
                value.isPresent() ? OptionalLong.of(in.number("value", value.get())) : OptionalLong.empty());
    }

    private static RewriteRule source(Parameters in) throws Unusable {
        return new SourceDescription(
                media(in), in.number("ssrc", in.required("ssrc", "1607797317")), in.required("cname", "camera"));
    }

    private static InetAddress address(Parameters in) throws Unusable {
        return Words.address(in.rule(), in.alone("192.0.2.7"));
    }

    private static int port(Parameters in, String key) throws Unusable {
        return in.port(key, in.required(key, "5006"));
    }

    private static OptionalInt rtcpPort(Parameters in) throws Unusable {
        Optional<String> said = in.optional("rtcpPort");
        return said.isPresent() ? OptionalInt.of(in.port("rtcpPort", said.get())) : OptionalInt.empty();
    }

    private String file(String name) throws Unusable {
        return directory.resolve(Input.path(name)).toString();
    }
}
