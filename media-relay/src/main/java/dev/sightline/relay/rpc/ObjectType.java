package dev.sightline.relay.rpc;

import java.util.List;
import java.util.Set;

/** The classes of Kurento's object model that this relay has, with the events that it can really tell of each. */
enum ObjectType {
    SERVER_MANAGER("ServerManager"),
    MEDIA_PIPELINE("MediaPipeline"),
    RTP_ENDPOINT("RtpEndpoint"),
    WEB_RTC_ENDPOINT("WebRtcEndpoint");

    private static final String MODULE = "kurento.";
    private static final Set<String> OBJECT_EVENTS = Set.of("Error");
    private static final Set<String> ENDPOINT_EVENTS = Set.of(
            "ConnectionStateChanged",
            "ElementConnected",
            "ElementDisconnected",
            "Error",
            "MediaFlowInStateChanged",
            "MediaFlowOutStateChanged",
            "MediaStateChanged",
            "MediaTranscodingStateChanged");
    private static final Set<String> WEB_RTC_EVENTS =
            Set.of("IceCandidateFound", "IceComponentStateChanged", "IceGatheringDone", "NewCandidatePairSelected");

    private final String kurentoName;

    ObjectType(String kurentoName) {
        this.kurentoName = kurentoName;
    }

    String kurentoName() {
        return kurentoName;
    }

    String qualifiedName() {
        return MODULE + kurentoName;
    }

    /** The ancestors, nearest first. */
    List<String> hierarchy() {
        return switch (this) {
            case SERVER_MANAGER, MEDIA_PIPELINE -> List.of("kurento.MediaObject");
            case RTP_ENDPOINT, WEB_RTC_ENDPOINT ->
                List.of(
                        "kurento.BaseRtpEndpoint",
                        "kurento.SdpEndpoint",
                        "kurento.SessionEndpoint",
                        "kurento.Endpoint",
                        "kurento.MediaElement",
                        "kurento.MediaObject");
        };
    }

    boolean tells(String event) {
        return switch (this) {
            case SERVER_MANAGER -> false;
            case MEDIA_PIPELINE -> OBJECT_EVENTS.contains(event);
            case RTP_ENDPOINT -> ENDPOINT_EVENTS.contains(event);
            case WEB_RTC_ENDPOINT -> ENDPOINT_EVENTS.contains(event) || WEB_RTC_EVENTS.contains(event);
        };
    }
}
