package dev.sightline.gateway.access.door;

import dev.sightline.gateway.config.AccessConfig;
import java.time.Duration;

/** Why a session is over; told to who still has its cookie, and to nobody else. */
enum Ending {
    /** Nobody has used it for the time that is allowed. */
    IDLE,
    /** It has lasted as long as a session may. */
    LIFE,
    /** The password is another one. */
    PASSWORD,
    /** There is no such user any more. */
    USER,
    /** Others made it go: there may be so many only. */
    CROWDED,
    /** Its user has ended it. */
    SIGNED_OUT,
    /** It is none that is remembered. */
    UNKNOWN;

    /** A sentence or two for a person. */
    String words(AccessConfig.Sessions bounds) {
        return switch (this) {
            case IDLE ->
                "The page was not used for " + time(bounds.idle()) + ", so you were signed out. Sign in again.";
            case LIFE ->
                "You were signed out: nobody stays signed in for more than " + time(bounds.life()) + ". Sign in again.";
            case PASSWORD -> "You were signed out: your password was changed. Sign in with the new one.";
            case USER -> "You were signed out: an administrator has removed this user.";
            case CROWDED ->
                "You were signed out: there were too many sessions, and this one was used least recently. Sign in again.";
            case SIGNED_OUT -> "You have signed out.";
            case UNKNOWN -> "You are not signed in any more. Sign in again.";
        };
    }

    private static String time(Duration time) {
        long seconds = time.toSeconds();
        if (seconds % 3600 == 0) {
            return counted(seconds / 3600, "hour");
        }
        return seconds % 60 == 0 ? counted(seconds / 60, "minute") : counted(seconds, "second");
    }

    private static String counted(long number, String unit) {
        return number == 1 ? "one " + unit : number + " " + unit + "s";
    }
}
