package dev.sightline.gateway.config;

import java.time.Duration;

/** What is limited to so many in so much time, and how many that is where nothing is configured. */
public enum RateRule {
    /** Tries to sign in, of one address. */
    LOGINS("logins", 10, 60),
    /** Tries to sign in to one account, from everywhere but where its owner has signed in before. */
    ACCOUNT_LOGINS("accountLogins", 200, 60),
    /** Requests of the page and its data, of one address. */
    API("api", 500, 10),
    /** WebSockets that one address opens. */
    WEBSOCKETS("websockets", 100, 10),
    /** Requests of one camera, from one address. */
    CAMERA_REQUESTS("cameraRequests", 100, 10),
    /** Sessions that one camera opens, from one address. */
    CAMERA_SESSIONS("cameraSessions", 30, 30),
    /** Requests to the cameras' port by whom it does not know as a camera, of one address. */
    STRANGERS("strangers", 100, 10),
    /** Offers of one viewer; each costs the media server an endpoint. */
    VIEWER_OFFERS("viewerOffers", 20, 10),
    /** Offers of all viewers at one address. */
    OFFERS("offers", 200, 10),
    /** Candidates of one viewer. */
    CANDIDATES("candidates", 200, 10),
    /** Messages of one viewer, of all kinds. */
    MESSAGES("messages", 500, 10);

    private final String key;
    private final int count;
    private final int seconds;

    RateRule(String key, int count, int seconds) {
        this.key = key;
        this.count = count;
        this.seconds = seconds;
    }

    /** Where nothing is configured. */
    public RateLimit usual() {
        return new RateLimit(count, Duration.ofSeconds(seconds));
    }

    /** As the configuration writes it. */
    public String key() {
        return key;
    }
}
