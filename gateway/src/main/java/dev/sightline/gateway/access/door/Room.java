package dev.sightline.gateway.access.door;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.gateway.access.door.Gate.Keys;
import dev.sightline.gateway.access.store.AuditEvent;
import dev.sightline.gateway.access.store.AuditLog;
import dev.sightline.gateway.access.store.Conflict;
import dev.sightline.gateway.access.store.NotStored;
import dev.sightline.gateway.access.store.PasswordHash;
import dev.sightline.gateway.access.store.User;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What all routes of the door share.
 *
 * @param worker for what takes long, hashing passwords above all: few threads, and few may wait
 * @param turns of these, for who is not familiar
 */
record Room(
        Gate gate,
        Keys keys,
        OneTimeLinks links,
        LoginThrottle throttle,
        Memory memory,
        AuditLog log,
        Scheduler worker,
        Turns turns,
        MeterRegistry registry) {

    /** Does something away from the event loop. */
    <T> Mono<T> work(Callable<T> task) {
        return told(Mono.fromCallable(task).subscribeOn(worker));
    }

    /** The same for a try to sign in, which everybody may make. */
    <T> Mono<T> tryToSignIn(boolean familiar, Callable<T> task) {
        Mono<T> work = Mono.fromCallable(task).subscribeOn(worker);
        return told(familiar ? work : turns.take(work));
    }

    private static <T> Mono<T> told(Mono<T> work) {
        return work.onErrorMap(
                        RejectedExecutionException.class,
                        full -> new Refusal(
                                503,
                                "overloaded",
                                "Too many wait already",
                                "try again soon",
                                Map.of(
                                        "Retry-After",
                                        Integer.toString(
                                                1 + ThreadLocalRandom.current().nextInt(3)))))
                .onErrorMap(
                        NotStored.class,
                        full -> new Refusal(
                                507,
                                "not-stored",
                                "The gateway cannot write it down",
                                full.getMessage() + ". Nothing was changed: make room, or give the right to write"
                                        + " there, and try again"))
                .onErrorMap(
                        Conflict.class,
                        conflict -> new Refusal(
                                409, "conflict", "This does not fit", String.valueOf(conflict.getMessage())));
    }

    /** Writes down what is over; what cannot be written now is tried again soon. */
    Mono<Void> written() {
        return work(() -> {
                    memory.write();
                    return true;
                })
                .onErrorComplete()
                .then();
    }

    /** @throws Refusal when there were too many tries */
    void takeOrWait(String account, InetAddress source) {
        throttle.take(account, source).ifPresent(tooMany -> {
            count("throttled");
            throw new Refusal(tooMany.problem(), Map.of("Retry-After", tooMany.retryAfter()));
        });
    }

    void audit(Exchange exchange, String who, String what, String on, String result) {
        log.record(new AuditEvent(who, what, on, exchange.source().getHostAddress(), result));
    }

    /** @param result of a try to sign in: {@code done}, {@code refused} or {@code throttled} */
    void count(String result) {
        Counter.builder("sightline.access.logins")
                .description("Tries to sign in")
                .tag("result", result)
                .register(registry)
                .increment();
    }

    /** Whether it is the password; that takes its time, and is counted. */
    boolean isOf(PasswordHash hash, String password) {
        Counter.builder("sightline.access.hashes")
                .description("Passwords that were looked at for a sign-in")
                .register(registry)
                .increment();
        return hash.isOf(password);
    }

    String name(JsonNode json) {
        return User.nameOf(Exchange.text(json, "name"))
                .orElseThrow(() -> Refusal.badRequest("name was expected to be " + User.nameForm()));
    }

    String password(JsonNode json) {
        String password = Exchange.text(json, "password");
        PasswordHash.objection(password).ifPresent(objection -> {
            throw new Refusal(422, "bad-password", "The password cannot be taken", objection);
        });
        return password;
    }
}
