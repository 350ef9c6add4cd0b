package dev.sightline.cli.sdp;

import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.rewrite.CodecChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A codec as it is typed: {@code H264}, {@code H264:42e01f}, {@code H264:42e01f:0}, {@code opus}. */
final class CodecName {
    private static final Set<String> AUDIO = Set.of(
            "opus", "pcmu", "pcma", "g722", "g726-16", "g726-24", "g726-32", "g726-40", "l16", "mpeg4-generic", "cn");

    private CodecName() {}

    /** @throws SdpException when it is none; the message says what was expected */
    static CodecChoice parse(String text) {
        String[] parts = text.split(":", 3);
        if (parts.length == 1) {
            return CodecChoice.of(text);
        }
        if (!parts[0].equalsIgnoreCase("H264")) {
            throw new SdpException("the codec '" + text + "' has a profile, which only H264 has; expected " + parts[0]);
        }
        return CodecChoice.h264(parts[1], parts.length == 3 ? mode(parts[2]) : 1);
    }

    private static int mode(String text) {
        return text.length() == 1 && Character.isDigit(text.charAt(0)) ? text.charAt(0) - '0' : -1;
    }

    /** The names by the media that they belong to, {@code video} first, each in its order. */
    static Map<String, List<CodecChoice>> byMedia(List<String> names) {
        Map<String, List<CodecChoice>> choices = new LinkedHashMap<>();
        for (String name : names) {
            CodecChoice choice = parse(name);
            boolean audio = AUDIO.contains(choice.encoding().toLowerCase(Locale.ROOT));
            choices.computeIfAbsent(audio ? "audio" : "video", media -> new ArrayList<>())
                    .add(choice);
        }
        return choices;
    }
}
