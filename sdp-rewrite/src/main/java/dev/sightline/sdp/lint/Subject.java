package dev.sightline.sdp.lint;

import dev.sightline.sdp.Connection;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One description as the checks see it. */
record Subject(SessionDescription text, LintContext context, Addresses addresses, List<Section> sections) {
    static Subject of(SessionDescription text, LintContext context, Addresses addresses) {
        Optional<SdpLine> sessionLine = Section.connectionLine(text.sessionLines());
        Optional<Connection> session = text.connection();
        List<Section> sections = new ArrayList<>();
        for (MediaDescription media : text.media()) {
            sections.add(Section.of(sections.size(), media, sessionLine, session));
        }
        return new Subject(text, context, addresses, List.copyOf(sections));
    }

    boolean isCameraOffer() {
        return context.role() == Role.CAMERA_OFFER;
    }

    boolean isViewerOffer() {
        return context.role() == Role.VIEWER_OFFER;
    }

    boolean isAnswer() {
        return context.role() == Role.ANSWER;
    }

    boolean isForKurento() {
        return context.server() == MediaServer.KURENTO;
    }

    /** The sections of plain RTP that are not refused. */
    List<Section> plainSections() {
        return sections.stream().filter(Section::isPlain).toList();
    }

    /** The media descriptions of that type that carry RTP and are not refused. */
    List<MediaDescription> live(String type) {
        return sections.stream()
                .filter(Section::isLive)
                .map(Section::media)
                .filter(media -> media.type().equals(type))
                .toList();
    }
}
