package dev.sightline.gateway.media;

import java.net.URI;

/**
 * Where the media server is.
 *
 * @param uri without user, query and fragment
 * @param embedded whether it is the relay of this process
 * @param secrets what each shows the other
 */
public record KurentoAccess(URI uri, boolean embedded, KurentoSecrets secrets) {
    private static final int TLS_PORT = 443;
    private static final int PLAIN_PORT = 80;

    /** A name, or an address without brackets. */
    String host() {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return encrypted() ? TLS_PORT : PLAIN_PORT;
    }

    boolean encrypted() {
        return "wss".equals(uri.getScheme());
    }
}
