package dev.sightline.sdp.diff;

import dev.sightline.sdp.Fmtp;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtpMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
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

    private Codecs(MediaDescription section) {
        this.section = section;
    }

    static Codecs of(MediaDescription section) {
        Codecs codecs = new Codecs(section);
        List<Integer> payloadTypes = section.payloadTypes();
        if (payloadTypes.isEmpty()) {
            section.formats().forEach(format -> codecs.named.put(format, format));
        }
        payloadTypes.forEach(number -> codecs.named.put(Integer.toString(number), codecs.name(number)));
        return codecs;
    }

    /** In order of preference. */
    List<String> names() {
        return new ArrayList<>(named.values());
    }

    /** Every codec, and of those that the other description has too their numbers and feedback. */
    Facts facts(Codecs other) {
        Facts facts = new Facts();
        Set<String> common = new HashSet<>(other.named.values());
        named.forEach((format, name) -> {
            facts.add("codec", name);
            if (!format.equals(name) && common.contains(name)) {
                facts.add("payload type of " + name, format);
                String feedback = "feedback of " + name;
                section.feedback(Integer.parseInt(format)).forEach(message -> facts.add(feedback, message));
            }
        });
        return facts;
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
            int repeated = Integer.parseInt(value);
            return "of "
                    + section.rtpMap(repeated)
                            .map(map -> plain(map)
                                    + section.fmtp(repeated)
                                            .map(of ->
                                                    " (" + shortened(of.text().strip()) + ")")
                                            .orElse(""))
                            .orElse(value);
        }
        return name + "=" + (name.equals("profile-level-id") ? value.toLowerCase(Locale.ROOT) : value);
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(MAX_REPEATED, text.length()));
    }
}
