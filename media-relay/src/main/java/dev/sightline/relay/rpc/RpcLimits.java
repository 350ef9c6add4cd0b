package dev.sightline.relay.rpc;

import java.time.Duration;

/**
 * What one relay lets its clients use. Every queue, table and wait of the RPC has its bound here.
 *
 * @param connections sockets that came through the handshake, with the token where one is wanted
 * @param strangers sockets that have not (yet)
 * @param strangersPerAddress the same of one address
 * @param sessions sessions known at a time
 * @param objectsPerSession media objects that one session may hold
 * @param subscriptionsPerSession event subscriptions of one session
 * @param frameBytes longest WebSocket message, in bytes
 * @param outboundBytes bytes waiting in a socket's send buffer at which its slow reader is closed
 * @param requestsPerSecond sustained requests of one connection; a faster one is read more slowly, never refused
 * @param pendingRequests requests of one connection that wait their turn before its socket is read no further
 * @param operations operations in one transaction
 * @param handshake time for the HTTP upgrade
 * @param request time for the engine to carry out one request
 * @param sessionIdle time without a request or an open socket after which a session and what only it holds are released
 * @param answerLife how long an answer is kept for a client that asks again under the same session and request id
 * @param answerBytes bytes of answers kept so, all sessions together
 */
public record RpcLimits(
        int connections,
        int strangers,
        int strangersPerAddress,
        int sessions,
        int objectsPerSession,
        int subscriptionsPerSession,
        int frameBytes,
        int outboundBytes,
        int requestsPerSecond,
        int pendingRequests,
        int operations,
        Duration handshake,
        Duration request,
        Duration sessionIdle,
        Duration answerLife,
        int answerBytes) {
    /** Fits a gateway with a thousand cameras and some thousand viewers on one session. */
    public static final RpcLimits DEFAULT = new RpcLimits(
            64,
            128,
            64,
            256,
            20_000,
            200_000,
            256 * 1024,
            4 * 1024 * 1024,
            2_000,
            256,
            64,
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofMinutes(4),
            Duration.ofSeconds(20),
            8 * 1024 * 1024);

    /** Refuses a bound that would lock everybody out. */
    public RpcLimits {
        positive("connections", connections);
        positive("strangers", strangers);
        positive("strangersPerAddress", strangersPerAddress);
        positive("sessions", sessions);
        positive("objectsPerSession", objectsPerSession);
        positive("subscriptionsPerSession", subscriptionsPerSession);
        positive("frameBytes", frameBytes);
        positive("outboundBytes", outboundBytes);
        positive("requestsPerSecond", requestsPerSecond);
        positive("pendingRequests", pendingRequests);
        positive("operations", operations);
        positive("handshake", handshake.toMillis());
        positive("request", request.toMillis());
        positive("sessionIdle", sessionIdle.toMillis());
        positive("answerLife", answerLife.toMillis());
        positive("answerBytes", answerBytes);
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("rpc." + name + ": " + value + " is not positive; give it at least 1");
        }
    }

    /** The same with another bound on clients. */
    public RpcLimits withConnections(int bound) {
        return new RpcLimits(
                bound,
                strangers,
                strangersPerAddress,
                sessions,
                objectsPerSession,
                subscriptionsPerSession,
                frameBytes,
                outboundBytes,
                requestsPerSecond,
                pendingRequests,
                operations,
                handshake,
                request,
                sessionIdle,
                answerLife,
                answerBytes);
    }

    /** The same with other bounds on sockets that have not come through the handshake, in all and of one address. */
    public RpcLimits withStrangers(int bound, int perAddress) {
        return new RpcLimits(
                connections,
                bound,
                perAddress,
                sessions,
                objectsPerSession,
                subscriptionsPerSession,
                frameBytes,
                outboundBytes,
                requestsPerSecond,
                pendingRequests,
                operations,
                handshake,
                request,
                sessionIdle,
                answerLife,
                answerBytes);
    }

    /** The same with other bounds on sessions, on the objects that one holds and on its subscriptions. */
    public RpcLimits withSessions(int bound, int objects, int subscriptions) {
        return new RpcLimits(
                connections,
                strangers,
                strangersPerAddress,
                bound,
                objects,
                subscriptions,
                frameBytes,
                outboundBytes,
                requestsPerSecond,
                pendingRequests,
                operations,
                handshake,
                request,
                sessionIdle,
                answerLife,
                answerBytes);
    }

    /** The same with other bounds on one message and on what waits to be sent, in bytes. */
    public RpcLimits withBytes(int frame, int outbound) {
        return new RpcLimits(
                connections,
                strangers,
                strangersPerAddress,
                sessions,
                objectsPerSession,
                subscriptionsPerSession,
                frame,
                outbound,
                requestsPerSecond,
                pendingRequests,
                operations,
                handshake,
                request,
                sessionIdle,
                answerLife,
                answerBytes);
    }

    /** The same with another pace of requests. */
    public RpcLimits withRequestsPerSecond(int rate) {
        return new RpcLimits(
                connections,
                strangers,
                strangersPerAddress,
                sessions,
                objectsPerSession,
                subscriptionsPerSession,
                frameBytes,
                outboundBytes,
                rate,
                pendingRequests,
                operations,
                handshake,
                request,
                sessionIdle,
                answerLife,
                answerBytes);
    }

    /** The same with other times for the upgrade and for an idle session. */
    public RpcLimits withTimes(Duration forHandshake, Duration forIdleSession) {
        return new RpcLimits(
                connections,
                strangers,
                strangersPerAddress,
                sessions,
                objectsPerSession,
                subscriptionsPerSession,
                frameBytes,
                outboundBytes,
                requestsPerSecond,
                pendingRequests,
                operations,
                forHandshake,
                request,
                forIdleSession,
                answerLife,
                answerBytes);
    }
}
