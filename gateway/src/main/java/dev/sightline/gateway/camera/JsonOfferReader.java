package dev.sightline.gateway.camera;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sightline.gateway.stream.Exchange.Given;
import dev.sightline.gateway.stream.OfferedMedia;
import dev.sightline.sdp.CameraCodec;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.SdpException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Reads an offer that a camera gives as JSON, for firmware that does not want to write session descriptions. */
final class JsonOfferReader implements OfferReader {
    private static final int MAX_DEPTH = 8;
    private static final long MAX_SSRC = 0xFFFF_FFFFL;

    private final ObjectMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(20)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Override
    public Offer read(byte[] body) {
        JsonNode root;
        try {
            root = mapper.readTree(body);
        } catch (JsonProcessingException e) {
            throw RequestRefused.badRequest("the body is not JSON: " + said(e));
        } catch (IOException e) {
            throw RequestRefused.badRequest("the body cannot be read as JSON");
        }
        if (!root.isObject()) {
            throw RequestRefused.badRequest("the body is not a JSON object; {\"video\":{\"port\":…}} was expected");
        }
        try {
            CameraTrack video = track("video", root.path("video"), "H264")
                    .orElseThrow(() -> RequestRefused.badOffer("'video' is missing; a camera sends video"));
            Optional<CameraTrack> audio = track("audio", root.path("audio"), "opus");
            List<Named> addresses = text("address", root.path("address"))
                    .map(address -> List.of(new Named("address", address)))
                    .orElse(List.of());
            return new Offer(new OfferedMedia(video, audio), addresses);
        } catch (SdpException e) {
            throw RequestRefused.badOffer(String.valueOf(e.getMessage()));
        }
    }

    /** What the parser says, without where it stood in which of its objects. */
    private static String said(JsonProcessingException e) {
        String whole = e.getOriginalMessage();
        int end = whole.indexOf(" (start marker");
        return end < 0 ? whole : whole.substring(0, end);
    }

    @Override
    public Given given(byte[] body) {
        return Given.json(new String(body, StandardCharsets.UTF_8));
    }

    private static Optional<CameraTrack> track(String name, JsonNode node, String usualCodec) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isObject()) {
            throw RequestRefused.badOffer(
                    "'" + name + "' is not an object; {\"port\":…, \"codec\":…, \"payloadType\":…} was expected");
        }
        int payloadType = (int) (long) number(name + ".payloadType", node.path("payloadType"), 0, 127)
                .orElseThrow(
                        () -> RequestRefused.badOffer("'" + name + ".payloadType' is missing; 0 to 127 was expected"));
        CameraCodec codec =
                CameraCodec.of(text(name + ".codec", node.path("codec")).orElse(usualCodec), payloadType);
        Optional<String> fmtp = text(name + ".fmtp", node.path("fmtp"));
        CameraTrack track = CameraTrack.sending(fmtp.map(codec::withFmtp).orElse(codec));
        Optional<Long> port = number(name + ".port", node.path("port"), 1, 65_534);
        Optional<Long> rtcpPort = number(name + ".rtcpPort", node.path("rtcpPort"), 1, 65_535);
        Optional<Long> ssrc = number(name + ".ssrc", node.path("ssrc"), 0, MAX_SSRC);
        track = port.isPresent() ? track.withPort(port.get().intValue()) : track;
        track = rtcpPort.isPresent() ? track.withRtcpPort(rtcpPort.get().intValue()) : track;
        return Optional.of(ssrc.isPresent() ? track.withSource(ssrc.get(), "camera@sightline") : track);
    }

    private static Optional<String> text(String name, JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isTextual()) {
            throw RequestRefused.badOffer("'" + name + "' is not a text");
        }
        if (node.textValue().chars().anyMatch(Character::isISOControl)) {
            throw RequestRefused.badOffer(
                    "'" + name + "' holds a control character; none may stand in a session description");
        }
        return Optional.of(node.textValue());
    }

    private static Optional<Long> number(String name, JsonNode node, long min, long max) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < min || node.longValue() > max) {
            throw RequestRefused.badOffer("'" + name + "' is " + (node.isValueNode() ? node.asText() : "no number")
                    + "; a whole number from " + min + " to " + max + " was expected");
        }
        return Optional.of(node.longValue());
    }
}
