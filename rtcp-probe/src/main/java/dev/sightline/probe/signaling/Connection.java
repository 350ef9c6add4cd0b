package dev.sightline.probe.signaling;

import java.util.ArrayDeque;
import java.util.Deque;

/** What both directions of a connection share: which request is answered next, and which ids were asked. */
final class Connection {
    private static final int MAX_REQUESTS = 100;

    private final JsonMessages messages = new JsonMessages();
    private final Deque<String> requests = new ArrayDeque<>();
    private String answered = "";

    JsonMessages messages() {
        return messages;
    }

    void began(HttpHead head) {
        if (!head.isResponse()) {
            if (requests.size() == MAX_REQUESTS) {
                requests.poll();
            }
            requests.add(head.name());
        } else if (!head.name().startsWith("1")) {
            String request = requests.poll();
            answered = request == null ? "a request before the recording" : request;
        }
    }

    String name(HttpHead head) {
        return head.isResponse() ? head.name() + ", answer to " + answered : head.name();
    }
}
