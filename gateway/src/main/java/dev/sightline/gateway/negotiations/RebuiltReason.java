package dev.sightline.gateway.negotiations;

import dev.sightline.sdp.ReturnPathPolicy;
import dev.sightline.sdp.SdpLine;

/** Why a line of a camera's own offer is another in the offer that was built of it. */
record RebuiltReason(ReturnPathPolicy policy) {
    private static final String NOT_UNDERSTOOD =
            "only what the gateway understands goes to the media server: odd lines have made some of them crash";

    /** @param gone whether nothing stands in the line's place */
    String of(SdpLine line, boolean gone) {
        return switch (line.type()) {
            case 'c' -> address();
            case 'o' -> "the offer is the gateway's own: its numbers, and the address as in c=";
            case 'v', 's', 't' -> "the offer is the gateway's own, and says this always";
            case 'm' ->
                gone
                        ? "one section of each kind is used, and only one with a codec that the gateway knows"
                        : "the codecs that the gateway knows, and the port that feedback is for";
            case 'a' -> line.attributeName().map(name -> attribute(name, gone)).orElse(NOT_UNDERSTOOD);
            default -> NOT_UNDERSTOOD;
        };
    }

    private String address() {
        return switch (policy) {
            case CAMERA_ADDRESS -> "feedback goes to the address in c=: the camera's own";
            case COMEDIA ->
                "what stands here counts for nothing: the media server learns the camera's address from"
                        + " what arrives";
            case SERVER_ADDRESS -> "the configured address of the server (returnPath.serverAddress)";
        };
    }

    private String attribute(String name, boolean gone) {
        return switch (name) {
            case "direction" ->
                policy == ReturnPathPolicy.COMEDIA
                        ? "asks the media server to learn the camera's address (COMEDIA)"
                        : "feedback goes to the address in c=, so nothing has to be learnt";
            case "rtcp" ->
                gone
                        ? "feedback goes to the port above the one in m= without being told"
                        : "the port where the camera expects feedback";
            case "rtpmap", "fmtp" ->
                gone ? "belongs to a codec that the gateway does not know" : "a codec that the gateway knows";
            case "rtcp-fb" -> gone ? "a feedback message that the gateway does not pass on" : "feedback for its codec";
            case "ssrc" -> "one source of each section, with its cname";
            case "sendonly", "sendrecv", "recvonly", "inactive" -> "the camera's direction, said in each section";
            default -> NOT_UNDERSTOOD;
        };
    }
}
