package dev.sightline.sdp.diff;

import dev.sightline.sdp.Fmtp;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtpMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The formats of one section by what they are instead of by their numbers: {@code H264/90000 packetization-mode=1 …}. A
 * retransmission is named by what it repeats.
 */
final class Codecs {
    private static final int MAX_REPEATED = 200;

    private final MediaDescription section;
    private final Map<String, String> named = new LinkedHashMap<>();
    private final Map<Integer, String> repeated = new HashMap<>();

    private Codecs(MediaDescription section) {
        this.section = section;
    }

    static Codecs of(MediaDescription section) {
        Codecs codecs = new Codecs(section);
        List<Integer> payloadTypes = section.payloadTypes();
        if (payloadTypes.isEmpty()) {
            section.formats().forEach(format -> codecs.named.put(format, format));
            return codecs;
        }
        payloadTypes.forEach(number -> codecs.named.put(Integer.toString(number), codecs.name(number)));
        return codecs;
    }

    /** In order of preference. */
    List<String> names() {
        return new ArrayList<>(named.values());
    }

    /** Every codec, and of those that the other description has too their numbers. */
    Facts facts(Codecs other) {
        Facts facts = new Facts();
        Set<String> common = common(other);
        named.forEach((format, name) -> {
            facts.add("codec", name);
            if (!format.equals(name) && common.contains(name)) {
                facts.add("payload type of " + name, format);
            }
        });
        return facts;
    }

    /** The names that both have, in this order. */
    Set<String> common(Codecs other) {
        Set<String> common = new LinkedHashSet<>(named.values());
        common.retainAll(new HashSet<>(other.named.values()));
        return common;
    }

    /** The {@code a=rtcp-fb} lines, by the names of codecs. */
    FeedbackSaid feedback() {
        return FeedbackSaid.in(section, payloadType -> Optional.ofNullable(named.get(Integer.toString(payloadType))));
    }

    private String name(int payloadType) {
        Optional<RtpMap> map = section.rtpMap(payloadType);
        if (map.isEmpty()) {
            return "payload type " + payloadType + " without a=rtpmap";
        }
        String parameters = section.fmtp(payloadType).map(this::parameters).orElse("");
        return plain(map.get()) + (parameters.isEmpty() ? "" : " " + parameters);
    }

    private static String plain(RtpMap map) {
        return map.encoding().toUpperCase(Locale.ROOT) + "/" + map.clockRate()
                + map.parameters()
                        .filter(channels -> !channels.equals("1"))
                        .map(channels -> "/" + channels)
                        .orElse("");
    }

    private String parameters(Fmtp fmtp) {
        return Stream.of(fmtp.text().split(";"))
                .map(String::strip)
                .filter(parameter -> !parameter.isEmpty())
                .map(this::parameter)
                .sorted()
                .collect(Collectors.joining(";"));
    }

    private String parameter(String parameter) {
        int equals = parameter.indexOf('=');
        if (equals < 0) {
            return parameter;
        }
        String name = parameter.substring(0, equals).strip().toLowerCase(Locale.ROOT);
        String value = parameter.substring(equals + 1).strip();
        if (name.equals("apt") && value.matches("\\d{1,3}")) {
            return "of " + repeated.computeIfAbsent(Integer.parseInt(value), this::repeated);
        }
        return name + "=" + (name.equals("profile-level-id") ? value.toLowerCase(Locale.ROOT) : value);
    }

    /** Short, since every format may repeat the same one. */
    private String repeated(int payloadType) {
        String codec =
                section.rtpMap(payloadType).map(map -> shortened(plain(map))).orElse(Integer.toString(payloadType));
        return codec
                + section.fmtp(payloadType)
                        .map(of -> " (" + shortened(of.text().strip()) + ")")
                        .orElse("");
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(MAX_REPEATED, text.length()));
    }
}
