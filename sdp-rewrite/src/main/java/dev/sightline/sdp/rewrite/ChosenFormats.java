package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtpMap;
import java.util.ArrayList;
import java.util.List;

/** The payload types of a section that some choices name, in the choices' order. */
final class ChosenFormats {
    private ChosenFormats() {}

    static List<Integer> in(MediaDescription section, List<CodecChoice> choices) {
        List<RtpMap> maps = section.rtpMaps();
        List<Integer> chosen = new ArrayList<>();
        for (CodecChoice choice : choices) {
            for (RtpMap map : maps) {
                if (choice.matches(section, map) && !chosen.contains(map.payloadType())) {
                    chosen.add(map.payloadType());
                }
            }
        }
        return chosen;
    }
}
